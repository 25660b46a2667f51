"""Trees as the plan states them, written from the text: leaves, sorted-pair Merkle trees, and RFC 6962 logs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from eth_abi import encode
from eth_utils import keccak

PASSPORT_LEAF_TAG = keccak(text="battery-passport/passport-leaf/v1")
PRODUCT_LEAF_TAG = keccak(text="battery-passport/product-leaf/v1")
SHA2_256 = 0x12


def passport_id(registrant: int, identifier_hash: bytes) -> bytes:
    """keccak256(abi.encode(uint32 registrant, identifier hash))."""
    return keccak(encode(["uint32", "bytes32"], [registrant, identifier_hash]))


def passport_leaf(identity: bytes, parent: bytes, digest: bytes, manufacturer: int) -> bytes:
    """Leaf of a registration batch."""
    words = encode(
        ["bytes32", "bytes32", "bytes32", "bytes32", "uint32"],
        [PASSPORT_LEAF_TAG, identity, parent, digest, manufacturer],
    )
    return keccak(keccak(words))


def product_leaf(digest: bytes, identity: bytes, product_type: str) -> bytes:
    """Leaf of a root of data products."""
    words = encode(
        ["bytes32", "uint64", "bytes32", "bytes32", "bytes32"],
        [PRODUCT_LEAF_TAG, SHA2_256, digest, identity, keccak(text=product_type)],
    )
    return keccak(keccak(words))


def node(left: bytes, right: bytes) -> bytes:
    """Inner node: keccak256 of the sorted pair."""
    return keccak(left + right if left < right else right + left)


@dataclass(frozen=True)
class MerkleTree:
    """A tree level by level; an odd last node is promoted unchanged."""

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def over(cls, leaves: Sequence[bytes]) -> "MerkleTree":
        """Builds the tree over `leaves`."""
        levels = [tuple(leaves)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            above = [node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
            if len(below) % 2:
                above.append(below[-1])
            levels.append(tuple(above))
        return cls(tuple(levels))

    @property
    def root(self) -> bytes:
        """The root."""
        return self.levels[-1][0]

    def proof(self, index: int) -> list[bytes]:
        """Siblings of leaf `index` from the bottom up."""
        siblings = []
        for level in self.levels[:-1]:
            if index ^ 1 < len(level):
                siblings.append(level[index ^ 1])
            index >>= 1
        return siblings


def _half(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def log_root(entries: Sequence[bytes]) -> bytes:
    """Merkle tree hash of a read log (RFC 9162 section 2.1.1)."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = _half(len(entries))
    return hashlib.sha256(b"\x01" + log_root(entries[:k]) + log_root(entries[k:])).digest()


def consistency_proof(old_size: int, entries: Sequence[bytes]) -> list[bytes]:
    """Consistency proof from `old_size` entries to all of them (RFC 9162 section 2.1.4.1)."""
    return _subproof(old_size, entries, whole=True)


def _subproof(m: int, entries: Sequence[bytes], *, whole: bool) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if whole else [log_root(entries)]
    k = _half(n)
    if m <= k:
        return [*_subproof(m, entries[:k], whole=whole), log_root(entries[k:])]
    return [*_subproof(m - k, entries[k:], whole=False), log_root(entries[:k])]
