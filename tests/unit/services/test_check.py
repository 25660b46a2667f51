"""What counts for a grade: a product that is what its type says, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from passport.battery.guidance import Product
from passport.battery.product_types import ProductType
from passport.identifiers import Cid, ParticipantId, PassportId
from passport.provenance.credential import DataProduct
from passport.services.check import RefusedProduct, judged, load_guidance
from tests.unit.battery.documents import example

CID = Cid("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy")


def circularity(payload: dict[str, Any], version: str = "1.0", disclosure: int = 1) -> DataProduct:
    return DataProduct(
        product_type="Circularity",
        passport_id=PassportId.from_hex("0x" + "11" * 32),
        issuer=ParticipantId(1),
        issuer_did="did:example:1",
        valid_from=datetime(2027, 2, 18, tzinfo=UTC),
        disclosure_class=disclosure,
        schema_id="urn:battery-passport:schema:Circularity:1.0",
        schema_version=version,
        payload=payload,
        salt="00" * 16,
    )


def test_product__that_is_what_its_type_says__counts() -> None:
    payload = example("Circularity-1.0.json")
    assert judged(ProductType.CIRCULARITY, CID, circularity(payload)) == Product(ProductType.CIRCULARITY, payload)


def test_product__let_through_elsewhere__does_not_count_and_is_named() -> None:
    payload = example("Circularity-1.0.json") | {"renewableContentPercent": 320}
    found = judged(ProductType.CIRCULARITY, CID, circularity(payload))
    assert isinstance(found, RefusedProduct)
    assert (found.cid, found.path) == (CID, "/renewableContentPercent")


def test_product__of_a_version_nobody_knows__does_not_count() -> None:
    found = judged(ProductType.CIRCULARITY, CID, circularity({}, "7.0"))
    assert isinstance(found, RefusedProduct)
    assert found.rule == "unknown-version"


def test_product__of_another_class_than_its_type__does_not_count() -> None:
    found = judged(ProductType.CIRCULARITY, CID, circularity(example("Circularity-1.0.json"), disclosure=2))
    assert isinstance(found, RefusedProduct)
    assert found.rule == "disclosure-class"


def test_guidance__of_this_release__is_read_from_the_package() -> None:
    assert len(load_guidance().data_points) == 71
