from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.errors import BundleMalformed, CanonicalFormError
from passport.identifiers import BatteryIdentifier, Cid, Digest, ParticipantId, PassportId
from passport.ledger.leaves import passport_leaf, product_leaf
from passport.provenance.merkle import check_inclusion
from passport.services.manifests import (
    ProductLine,
    ProductManifest,
    RegistrationLine,
    RegistrationManifest,
    manifest_bytes,
    read_manifest,
)

digests = st.binary(min_size=32, max_size=32)
product_lines = st.builds(
    lambda passport, digest, kind: ProductLine(PassportId(passport), kind, Digest(digest), Cid.from_digest(digest)),
    digests,
    digests,
    st.sampled_from(["ProductDataSheet", "ChargingHistory"]),
)


@given(st.lists(product_lines, min_size=1, max_size=20))
def test_product_manifest__written_and_read__same_and_every_leaf_proves(lines: list[ProductLine]) -> None:
    manifest = ProductManifest(ParticipantId(7), tuple(lines))
    again = read_manifest(ProductManifest, manifest_bytes(manifest))
    assert again == manifest
    tree = again.tree()
    for index, line in enumerate(lines):
        leaf = product_leaf(line.digest, line.passport_id, line.product_type)
        check_inclusion(tree.root, leaf, tree.proof(index))


@given(st.lists(digests, min_size=1, max_size=20))
def test_registration_manifest__written_and_read__same_and_every_leaf_proves(contents: list[bytes]) -> None:
    registrant, parent = ParticipantId(3), PassportId(bytes(31) + b"\x05")
    lines = tuple(
        RegistrationLine(
            BatteryIdentifier(f"https://example.org/b/{n}"), parent if n else None, Digest(d), Cid.from_digest(d)
        )
        for n, d in enumerate(contents)
    )
    manifest = RegistrationManifest(registrant, lines)
    again = read_manifest(RegistrationManifest, manifest_bytes(manifest))
    assert again == manifest
    tree = again.tree()
    for index, line in enumerate(lines):
        leaf = passport_leaf(line.identifier.passport_id(registrant), line.parent, line.digest, registrant)
        check_inclusion(tree.root, leaf, tree.proof(index))


def test_read_manifest__other_kind__refused() -> None:
    manifest = ProductManifest(ParticipantId(1), ())
    with pytest.raises(BundleMalformed):
        read_manifest(RegistrationManifest, manifest_bytes(manifest))


def test_read_manifest__not_canonical__refused() -> None:
    content = manifest_bytes(ProductManifest(ParticipantId(1), ()))
    with pytest.raises(CanonicalFormError):
        read_manifest(ProductManifest, content + b"\n")
