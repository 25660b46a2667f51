"""Merkle leaves: hashed twice under a domain tag, so no inner node and no leaf of the other kind can pass as one.

The Python twin of contracts/libraries/LeafHashes.sol; tests/conformance/vectors/leaves.json pins both.
"""

from __future__ import annotations

from eth_abi.abi import encode

from passport.identifiers import Digest, ParticipantId, PassportId, keccak256

PASSPORT_LEAF_TAG = keccak256(b"battery-passport/passport-leaf/v1")
PRODUCT_LEAF_TAG = keccak256(b"battery-passport/product-leaf/v1")

SHA2_256 = 0x12
"""Multihash code of sha2-256: the algorithm of a product's digest is named in its leaf, so it can be renewed."""


def passport_leaf(
    passport_id: PassportId, parent: PassportId | None, digest: Digest, manufacturer: ParticipantId
) -> Digest:
    """Leaf of a registration batch.

    Args:
        passport_id: The passport.
        parent: The battery it is a component of.
        digest: sha2-256 of the first version of the passport.
        manufacturer: Who registers the batch.
    """
    values = [PASSPORT_LEAF_TAG, bytes(passport_id), bytes(parent or bytes(32)), bytes(digest), int(manufacturer)]
    return _twice(encode(["bytes32", "bytes32", "bytes32", "bytes32", "uint32"], values))


def product_leaf(digest: Digest, passport_id: PassportId, product_type: str, hash_algorithm: int = SHA2_256) -> Digest:
    """Leaf of a batch of data products.

    Args:
        digest: Digest over the bytes of the signed product.
        passport_id: The passport the product is about.
        product_type: Name of the type, for example ``ProductDataSheet``.
        hash_algorithm: Multihash code of the digest's algorithm.
    """
    type_hash = keccak256(product_type.encode())
    values = [PRODUCT_LEAF_TAG, hash_algorithm, bytes(digest), bytes(passport_id), type_hash]
    return _twice(encode(["bytes32", "uint64", "bytes32", "bytes32", "bytes32"], values))


def _twice(encoded: bytes) -> Digest:
    return Digest(keccak256(keccak256(encoded)))
