"""Leaves: the formula of the contract, and that nothing else hashes to one."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.product_types import ProductType
from passport.identifiers import Digest, ParticipantId, PassportId
from passport.ledger.leaves import passport_leaf, product_leaf
from tests.unit.strategies import digests, participants, passport_ids

types = st.sampled_from(ProductType)


@given(passport_ids, st.none() | passport_ids, digests, participants)
def test_passport_leaf__of_any_passport__is_hashed_twice_under_its_tag(
    passport: PassportId, parent: PassportId | None, digest: Digest, manufacturer: ParticipantId
) -> None:
    inner = keccak(
        keccak(b"battery-passport/passport-leaf/v1")
        + passport
        + (parent or bytes(32))
        + digest
        + int(manufacturer).to_bytes(32, "big")
    )
    assert passport_leaf(passport, parent, digest, manufacturer) == keccak(inner)


@given(digests, passport_ids, types)
def test_product_leaf__of_any_product__is_hashed_twice_under_its_tag(
    digest: Digest, passport: PassportId, kind: ProductType
) -> None:
    tag = keccak(b"battery-passport/product-leaf/v1")
    words = encode(
        ["bytes32", "uint64", "bytes32", "bytes32", "bytes32"], [tag, 18, digest, passport, keccak(kind.encode())]
    )
    assert product_leaf(digest, passport, kind.value) == keccak(keccak(words))


@given(digests, passport_ids, types, types, digests)
def test_product_leaf__of_another_type_digest_or_algorithm__is_another(
    digest: Digest, passport: PassportId, kind: ProductType, other_kind: ProductType, other: Digest
) -> None:
    leaf = product_leaf(digest, passport, kind.value)
    assert (product_leaf(digest, passport, other_kind.value) == leaf) == (kind is other_kind)
    assert (product_leaf(other, passport, kind.value) == leaf) == (other == digest)
    assert product_leaf(digest, passport, kind.value, hash_algorithm=0x1B) != leaf
