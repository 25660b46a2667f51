"""`passport check` on real passports of an electric vehicle and of a stationary battery, from registration on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from passport.battery.category import BatteryCategory
from passport.battery.guidance import Outcome, Verdict
from passport.battery.product_types import ProductType
from passport.battery.products import MODELS, schema_id
from passport.identifiers import PassportId
from passport.ledger.acts import WithdrawProduct
from passport.services.check import check
from passport.services.declaration import Declaration
from passport.services.hand_over import hand_over
from passport.services.publish import ProductDraft, publish
from passport.services.register import register
from passport.services.steps import Steps
from tests.flows.command_line import Answer, within
from tests.flows.house import House
from tests.unit.battery.test_guidance import products

EV, STATIONARY = BatteryCategory.ELECTRIC_VEHICLE, BatteryCategory.STATIONARY
BY_MAKER = (
    ProductType.PRODUCT_DATA_SHEET,
    ProductType.MATERIAL_COMPOSITION,
    ProductType.MATERIAL_COMPOSITION_RESTRICTED,
    ProductType.CIRCULARITY,
    ProductType.DISMANTLING_INFORMATION,
    ProductType.DECLARATION_OF_CONFORMITY,
    ProductType.TEST_REPORT,
    ProductType.PERFORMANCE_STATIC,
)


def in_service(house: House, name: str, category: BatteryCategory) -> PassportId:
    """A pack that its maker registered and gave to the operator."""
    at, rated = house.at, {"capacity_ah": 150, "nominal_voltage_v": 400, "energy_wh": 60000}
    battery: dict[str, Any] = {"identifier": f"https://example.org/battery/{name}", "level": "pack", "rated": rated}
    battery |= {"product_code": "EX-60", "serial_number": name}
    document = {"category": category.value, "manufacturing_date": "2026-10-01", "batteries": [battery]}
    done = register(at.bench, at.party("maker"), Declaration.model_validate(document), lazy=False)
    pack = done.passports[0].passport_id
    hand_over(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    return pack


def said(house: House, pack: PassportId, category: BatteryCategory, *kinds: ProductType) -> None:
    """Publishes the examples of these types, as the guidance wants them for the category."""
    issuer = "maker" if set(kinds) <= set(BY_MAKER) else "operator"
    payloads = {product.kind: dict(product.payload or {}) for product in products(category)}
    drafts = []
    for kind in kinds:
        version = MODELS[kind][-1].VERSION
        drafts.append(ProductDraft(pack, kind, payloads[kind], schema_id(kind, version), version))
    publish(house.at.bench, house.at.party(issuer), drafts)


def asked(house: House, pack: PassportId, *options: str | Path) -> Answer:
    passphrase = ("--passphrase-file", house.passphrase_file)
    return within("check", str(pack), "--json", *passphrase, *options, home=house.at.home.root)


@pytest.mark.parametrize("category", [EV, STATIONARY])
def test_check__products_published_one_after_the_other__ends_complete(
    house: House, category: BatteryCategory, tmp_path: Path
) -> None:
    pack = in_service(house, f"check-{category.value}", category)
    bare = asked(house, pack)
    assert bare.code == 1
    assert bare.document["verdict"] == "incomplete"
    said(house, pack, category, *BY_MAKER)
    described = check(house.at.bench, pack)
    assert {one.point.source for one in described.grade.points if one.outcome is Outcome.MISSING} <= {
        "BR Annex XIII 4 (a)",
        "BR Annex XIII 4 (b)",
        "BR Annex XIII 4 (d)",
    }
    said(house, pack, category, ProductType.PERFORMANCE_DYNAMIC)
    page = tmp_path / "report.html"
    done = asked(house, pack, "--html", page)
    assert (done.code, done.document["verdict"]) == (0, "complete"), done.document["counts"]
    assert done.document["on"] >= "2027-02-18"
    assert len(done.document["points"]) == 71
    text = page.read_text("utf-8")
    assert text.count("<tr>") == 72
    assert "http-equiv" in text
    assert "<script" not in text
    assert "European Commission, CC BY 4.0" in text


def test_check__day_before_passports_are_required__misses_nothing(house: House) -> None:
    pack = in_service(house, "check-early", EV)
    early = asked(house, pack, "--on", "2027-02-17")
    assert (early.code, early.document["passportRequired"]) == (0, False)
    assert early.document["counts"]["not yet required"] > 40
    assert asked(house, pack, "--on", "2027-02-18").code == 1


def test_check__withdrawn_product__does_not_count(house: House) -> None:
    at, pack = house.at, in_service(house, "check-withdrawn", EV)
    said(house, pack, EV, ProductType.CIRCULARITY)
    before = check(at.bench, pack).grade.with_outcome(Outcome.MISSING)
    entry = at.bench.catalogue.products(pack)[-1]
    steps = Steps(at.bench.journal, "test-withdraw", None, {"digest": str(entry.digest)})
    steps.deliver(
        at.bench.outbox, "withdraw", at.party("maker").signer.address, lambda: WithdrawProduct(entry.digest, 1)
    )
    after = check(at.bench, pack).grade.with_outcome(Outcome.MISSING)
    assert 24 not in before
    assert 24 in after


def test_check__by_somebody_without_the_keys__tells_unreadable_from_missing(house: House) -> None:
    pack = in_service(house, "check-closed", EV)
    said(house, pack, EV, *BY_MAKER)
    said(house, pack, EV, ProductType.PERFORMANCE_DYNAMIC)
    for entry in house.at.bench.catalogue.products(pack):
        if entry.product_type == ProductType.TEST_REPORT.value:
            house.at.bench.vault.destroy(entry.digest)
    checked = check(house.at.bench, pack, date(2027, 2, 18))
    assert checked.grade.with_outcome(Outcome.UNREADABLE) == (50,)
    assert checked.grade.verdict is Verdict.NOT_CHECKABLE
    answer = asked(house, pack)
    assert answer.code == 4
    assert json.loads(answer.out)["points"][49]["outcome"] == "unreadable"


def test_check__damaged_content__is_unreadable_and_the_rest_is_graded(house: House) -> None:
    pack = in_service(house, "check-damaged", EV)
    said(house, pack, EV, *BY_MAKER)
    (damaged,) = (
        entry
        for entry in house.at.bench.catalogue.products(pack)
        if entry.product_type == ProductType.MATERIAL_COMPOSITION.value
    )
    file = next(path for path in house.at.home.blocks.rglob(str(damaged.cid)) if path.stat().st_size)
    file.write_bytes(b"x" + file.read_bytes()[1:])
    checked = check(house.at.bench, pack, date(2027, 2, 18))
    assert checked.grade.with_outcome(Outcome.UNREADABLE)
    assert len(checked.grade.with_outcome(Outcome.PRESENT)) > 30


def test_check__without_json__names_what_is_missing_and_where_it_is_looked_for(house: House) -> None:
    pack = in_service(house, "check-table", EV)
    passphrase = ("--passphrase-file", house.passphrase_file)
    answer = within("check", str(pack), *passphrase, home=house.at.home.root)
    assert answer.code == 1
    assert "incomplete" in answer.out
    assert "Ares(2026)7579758" in answer.out
