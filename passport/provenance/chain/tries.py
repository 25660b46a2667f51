"""Merkle-Patricia proofs (Ethereum yellow paper, appendix D), by the `trie` library.

A proof is taken in one form only: the nodes on the path from the root, in that order, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import rlp
from rlp.exceptions import RLPException
from trie.exceptions import InvalidNode, MissingTrieNode, ValidationError
from trie.hexary import HexaryTrie

from passport.errors import ProofInvalid
from passport.identifiers import Digest
from passport.keccak import keccak256


class _Path(dict[bytes, bytes]):
    """Nodes by their hash; remembers which were read, in which order."""

    def __init__(self, nodes: Iterable[bytes]) -> None:
        super().__init__((keccak256(node), node) for node in nodes)
        self.read: list[bytes] = []

    def __getitem__(self, key: bytes) -> bytes:
        node = super().__getitem__(key)
        self.read.append(key)
        return node


def value_at(root: bytes, key: bytes, proof: Sequence[bytes]) -> bytes:
    """The value under `key` in the trie with this root; empty if the proof shows that there is none.

    Raises:
        ProofInvalid: A node is missing, superfluous, out of order, or no trie node.
    """
    path = _Path(proof)
    value = _look_up(path, root, key)
    if path.read != [keccak256(node) for node in proof]:
        raise ProofInvalid("The proof is not exactly the path to the key.", root=bytes(root), key=key)
    return value


def values_at(root: bytes, keys: Sequence[bytes], nodes: Sequence[bytes]) -> dict[bytes, bytes]:
    """The values under several keys, from the union of their proofs' nodes.

    Args:
        root: Root of the trie; all keys are looked up in it.
        keys: Keys as the trie has them (already hashed where the trie is secure).
        nodes: Each node once, in the order of their hashes.

    Raises:
        ProofInvalid: As `value_at`; every node must be on a path to one of the keys.
    """
    path = _Path(nodes)
    hashes = [keccak256(node) for node in nodes]
    if hashes != sorted(set(hashes)):
        raise ProofInvalid("The nodes of a proof stand once each, in the order of their hashes.")
    values = {key: _look_up(path, root, key) for key in keys}
    if set(path.read) != set(hashes):
        raise ProofInvalid("The proof holds nodes that prove nothing.", root=bytes(root))
    return values


def _look_up(path: _Path, root: bytes, key: bytes) -> bytes:
    try:
        return HexaryTrie(path, root_hash=bytes(root)).get(key)
    except MissingTrieNode as error:
        raise ProofInvalid("A node of the proof is missing.", root=bytes(root), key=key) from error
    except (RLPException, InvalidNode, ValidationError, ValueError, TypeError, LookupError) as error:
        raise ProofInvalid("A node of the proof is not a trie node.", root=bytes(root), key=key) from error


def position_key(index: int) -> bytes:
    """Key of an item in the transactions or receipts trie."""
    return cast(bytes, rlp.encode(index))


def prove_position(items: Sequence[bytes], index: int) -> tuple[Digest, tuple[bytes, ...]]:
    """Root of a block's transactions or receipts trie, and the proof of one item.

    Args:
        items: All transactions or receipts of the block (EIP-2718 bytes), in block order.
        index: Which one to prove.
    """
    trie = HexaryTrie({})
    for position, item in enumerate(items):
        trie[position_key(position)] = item
    path = _Path(trie.db.values())
    _look_up(path, trie.root_hash, position_key(index))
    return Digest(trie.root_hash), tuple(path[node] for node in tuple(path.read))


def account_at(state_root: bytes, address: bytes, proof: Sequence[bytes]) -> tuple[Digest, Digest]:
    """Storage root and code hash of an account.

    Raises:
        ProofInvalid: The proof is wrong, or shows that there is no such account.
    """
    encoded = value_at(state_root, keccak256(address), proof)
    if not encoded:
        raise ProofInvalid("There is no such account in this state.", address=address)
    try:
        _nonce, _balance, storage_root, code_hash = rlp.decode(encoded, strict=True)
        return Digest(storage_root), Digest(code_hash)
    except (RLPException, ValueError, TypeError) as error:
        raise ProofInvalid("The account in this state is not one.", address=address) from error


def storage_at(storage_root: bytes, slots: Sequence[bytes], nodes: Sequence[bytes]) -> Mapping[Digest, Digest]:
    """Words in an account's storage; zero where the proof shows an empty slot.

    Raises:
        ProofInvalid: As `values_at`, or a value is no word.
    """
    found = values_at(storage_root, [keccak256(slot) for slot in slots], nodes)
    words: dict[Digest, Digest] = {}
    for slot in slots:
        words[Digest(slot)] = _word_in(found[keccak256(slot)], slot)
    return words


def _word_in(encoded: bytes, slot: bytes) -> Digest:
    if not encoded:
        return Digest.zero()
    try:
        word = rlp.decode(encoded, strict=True)
    except RLPException as error:
        raise ProofInvalid("A storage value is not RLP.", slot=bytes(slot)) from error
    if not isinstance(word, bytes) or len(word) > 32:
        raise ProofInvalid("A storage value is not a word.", slot=bytes(slot))
    return Digest(word.rjust(32, b"\0"))
