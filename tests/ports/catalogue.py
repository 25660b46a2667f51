"""What every catalogue promises."""

from __future__ import annotations

from passport.identifiers import BatteryIdentifier, Cid, Digest, MerkleRoot, ParticipantId, PassportId
from passport.ports import Catalogue
from passport.provenance.records import PassportEntry, ProductEntry

BATCH = MerkleRoot(b"\x0b" * 32)
MANIFEST = Cid.from_digest(b"\x0c" * 32)
OTHER_MANIFEST = Cid.from_digest(b"\x0d" * 32)


def identifier(number: int) -> BatteryIdentifier:
    return BatteryIdentifier(f"https://example.org/battery/{number:03}")


def passport(
    number: int,
    parent: int | None = None,
    root: MerkleRoot | None = BATCH,
    registrant: int = 1,
) -> PassportEntry:
    above = None if parent is None else passport(parent, registrant=registrant).passport_id
    return PassportEntry(
        passport_id=identifier(number).passport_id(ParticipantId(registrant)),
        registrant=ParticipantId(registrant),
        identifier=identifier(number),
        parent=above,
        digest=Digest(bytes([number]) * 32),
        cid=Cid.from_digest(bytes([number]) * 32),
        root=root,
        leaf_index=None if root is None else number,
    )


def product(number: int, of: PassportId, root: MerkleRoot = BATCH) -> ProductEntry:
    digest = Digest(bytes([100 + number]) * 32)
    return ProductEntry(
        digest=digest,
        cid=Cid.from_digest(digest),
        passport_id=of,
        product_type="ProductDataSheet",
        issuer=ParticipantId(1),
        root=root,
        leaf_index=number,
    )


class CatalogueSuite:
    """Inherit it and give it a fixture `catalogue`, empty in each test."""

    def test_add_passports__lazy_batch__is_found_with_its_manifest(self, catalogue: Catalogue) -> None:
        entries = [passport(1), passport(2, parent=1), passport(3, parent=1), passport(4, parent=2)]
        catalogue.add_passports(entries, MANIFEST)
        for entry in entries:
            assert catalogue.passport(entry.passport_id) == entry
            assert catalogue.passports(entry.identifier) == (entry,)
        assert catalogue.manifest(BATCH) == MANIFEST

    def test_add_passports__registered_eagerly__has_no_root_and_no_manifest(self, catalogue: Catalogue) -> None:
        entry = passport(1, root=None)
        catalogue.add_passports([entry], None)
        assert catalogue.passport(entry.passport_id) == entry
        assert catalogue.manifest(BATCH) is None

    def test_add_passports__again__changes_nothing(self, catalogue: Catalogue) -> None:
        catalogue.add_passports([passport(1)], MANIFEST)
        catalogue.add_passports([passport(1, root=None), passport(2)], OTHER_MANIFEST)
        assert catalogue.passports(identifier(1)) == (passport(1),)
        assert catalogue.passport(passport(2).passport_id) == passport(2)
        assert catalogue.manifest(BATCH) == MANIFEST

    def test_passports__two_registrants_one_identifier__are_both_listed(self, catalogue: Catalogue) -> None:
        theirs, ours = passport(1, registrant=7), passport(1)
        catalogue.add_passports([theirs, ours], MANIFEST)
        assert catalogue.passports(identifier(1)) == (ours, theirs)

    def test_components__tree__only_the_direct_ones_by_identifier(self, catalogue: Catalogue) -> None:
        entries = [passport(3, parent=1), passport(4, parent=2), passport(2, parent=1), passport(1)]
        catalogue.add_passports(entries, MANIFEST)
        found = catalogue.components(passport(1).passport_id)
        assert [entry.identifier for entry in found] == [identifier(2), identifier(3)]
        assert catalogue.components(passport(4).passport_id) == ()

    def test_add_products__batch__is_listed_in_the_order_noted(self, catalogue: Catalogue) -> None:
        subject, other = passport(1).passport_id, passport(2).passport_id
        later_root = MerkleRoot(b"\x01" * 32)
        catalogue.add_products([product(2, subject), product(1, subject), product(3, other)], MANIFEST)
        catalogue.add_products([product(4, subject, later_root)], OTHER_MANIFEST)
        assert catalogue.products(subject) == (
            product(1, subject),
            product(2, subject),
            product(4, subject, later_root),
        )
        assert catalogue.product(product(3, other).digest) == product(3, other)
        assert (catalogue.manifest(BATCH), catalogue.manifest(later_root)) == (MANIFEST, OTHER_MANIFEST)

    def test_add_products__again__changes_nothing(self, catalogue: Catalogue) -> None:
        subject = passport(1).passport_id
        catalogue.add_products([product(1, subject)], MANIFEST)
        catalogue.add_products([product(1, subject)], MANIFEST)
        assert catalogue.products(subject) == (product(1, subject),)

    def test_lookups__unknown__find_nothing(self, catalogue: Catalogue) -> None:
        nowhere = PassportId(bytes(32))
        assert catalogue.passport(nowhere) is None
        assert catalogue.passports(identifier(9)) == ()
        assert catalogue.product(Digest(bytes(32))) is None
        assert catalogue.products(nowhere) == ()
        assert catalogue.manifest(BATCH) is None

    def test_every__all_that_was_noted__comes_back_once_and_in_order(self, catalogue: Catalogue) -> None:
        assert catalogue.every_passport() == catalogue.every_product() == catalogue.every_manifest() == ()
        first, second = passport(1), passport(2, root=None)
        products = tuple(product(number, of=first.passport_id) for number in range(3))
        for _ in range(2):
            catalogue.add_passports([first], MANIFEST)
            catalogue.add_passports([second], None)
            catalogue.add_products(products, MANIFEST)
        assert catalogue.every_passport() == (first, second)
        assert catalogue.every_product() == products
        assert catalogue.every_manifest() == (MANIFEST,)

    def test_add_attachment__repeated__is_noted_once(self, catalogue: Catalogue) -> None:
        assert catalogue.every_attachment() == ()
        for _ in range(2):
            catalogue.add_attachment(OTHER_MANIFEST, Digest(b"\x0e" * 32))
            catalogue.add_attachment(MANIFEST, Digest(b"\x0f" * 32))
        assert catalogue.every_attachment() == (
            (OTHER_MANIFEST, Digest(b"\x0e" * 32)),
            (MANIFEST, Digest(b"\x0f" * 32)),
        )
