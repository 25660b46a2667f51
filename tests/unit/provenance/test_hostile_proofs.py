"""Proofs made by someone who wants the verifier to fall over: always a typed refusal, never another exception.

Every proof here is right as a proof: the tries were built around the junk.
"""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth_utils.crypto import keccak
from trie.hexary import HexaryTrie

from passport.errors import ProofInvalid
from passport.provenance.chain.blocks import read_header
from passport.provenance.chain.transactions import read_receipt, read_transaction
from passport.provenance.chain.tries import account_at, storage_at, value_at

ADDRESS = bytes(range(20))
SLOT = bytes(32)


def nested(depth: int) -> bytes:
    """A list in a list in a list."""
    encoded = b"\xc0"
    for _ in range(depth):
        encoded = rlp.codec.length_prefix(len(encoded), 0xC0) + encoded
    return encoded


DEEP = nested(20_000)
JUNK = [
    b"\x01", b"\x80", b"\xff\xff", b"\xc0", rlp.encode([b""]), rlp.encode([b"", b"", [b"root"], b"code"]),
    rlp.encode([b"", b"", bytes(32), [b"code"]]), rlp.encode([b"", b"", bytes(32), bytes(32), b"more"]), nested(300),
]  # fmt: skip


def holding(key: bytes, value: bytes) -> tuple[bytes, list[bytes]]:
    """Root and only node of a trie with one entry."""
    trie: Any = HexaryTrie({})
    trie[keccak(key)] = value
    return trie.root_hash, [trie.db[trie.root_hash]]


@pytest.mark.parametrize("junk", JUNK)
def test_account__that_is_none__is_refused(junk: bytes) -> None:
    root, proof = holding(ADDRESS, junk)
    with pytest.raises(ProofInvalid):
        account_at(root, ADDRESS, proof)


@pytest.mark.parametrize("junk", [*(junk for junk in JUNK if junk not in (b"\x01", b"\x80")), rlp.encode(bytes(33))])
def test_storage__that_is_no_word__is_refused(junk: bytes) -> None:
    root, nodes = holding(SLOT, junk)
    with pytest.raises(ProofInvalid):
        storage_at(root, [SLOT], nodes)


def test_storage__that_is_a_word__is_read_right_aligned() -> None:
    root, nodes = holding(SLOT, rlp.encode(b"\x01\x02"))
    assert storage_at(root, [SLOT], nodes) == {SLOT: bytes(30) + b"\x01\x02"}


@pytest.mark.parametrize("read", [read_header, read_transaction, read_receipt])
@pytest.mark.parametrize("junk", [DEEP, b"\x02" + DEEP, *JUNK])
def test_bytes__that_are_something_else__are_refused(read: Any, junk: bytes) -> None:
    with pytest.raises(ProofInvalid):
        read(junk)


def test_node__nested_beyond_reason__is_refused() -> None:
    with pytest.raises(ProofInvalid):
        value_at(keccak(DEEP), keccak(ADDRESS), [DEEP])


@pytest.mark.parametrize(("field", "value"), [(8, b"\xff" * 9), (11, b"\xff" * 8), (11, b"\xff" * 40)])
def test_header__beyond_any_chain__is_refused(field: int, value: bytes) -> None:
    fields = [bytes(32)] * 15
    fields[8], fields[11] = b"\x05", b"\x05"
    assert read_header(rlp.encode(fields)).ref.timestamp == 5
    fields[field] = value
    with pytest.raises(ProofInvalid):
        read_header(rlp.encode(fields))


@pytest.mark.parametrize("path", [[b" ", b""], [[]], [b"\x20"]])
def test_node__whose_path_is_a_list__is_refused(path: Any) -> None:
    """Found by fuzzing: the library looks the parts of such a path up among the nibbles, and a KeyError comes out."""
    node = rlp.encode([path, bytes(40)])
    with pytest.raises(ProofInvalid):
        value_at(keccak(node), b"\x80", [node])
