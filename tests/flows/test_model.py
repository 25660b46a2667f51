"""A battery model is registered once, published about once, and found from every battery that names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from passport.battery.category import Granularity
from passport.battery.product_types import ProductType
from passport.errors import BatteryModelError
from passport.identifiers import PassportId
from passport.ledger.events import BatchRegistered, PassportRegistered, RootAnchored
from passport.provenance.verification import Stands, TrustRoot, Verdict, verify
from passport.scoring.health import state_of_health
from passport.services.declaration import Declaration, ModelDeclaration
from passport.services.export_evidence import export_evidence
from passport.services.hand_over import hand_over
from passport.services.learn import learn
from passport.services.model import granularity_of, model_of, products_about, register_model
from passport.services.publish import publish
from passport.services.read import show
from passport.services.recompute import METHODS
from passport.services.register import register
from passport.services.score import recheck, score
from tests.flows.house import House, declaration, draft
from tests.flows.life import example, model

MANY = 1_000


def packs_of(declared: ModelDeclaration, name: str, count: int) -> Declaration:
    batteries = [
        {
            "identifier": f"https://example.org/battery/{name}-{number}",
            "level": "pack",
            "product_code": "M",
            "serial_number": str(number),
            "model": declared.identifier,
        }
        for number in range(count)
    ]
    return Declaration.model_validate({"category": "lmt", "manufacturing_date": "2026-01-02", "batteries": batteries})


def modelled(house: House, name: str, count: int = 1) -> tuple[PassportId, list[PassportId]]:
    """A model with its data sheet, and batteries of it."""
    bench, maker = house.at.bench, house.at.party("maker")
    declared = model(name)
    entry = register_model(bench, maker, declared).entry
    sheet = draft(entry.passport_id, ProductType.PRODUCT_DATA_SHEET, example("demo_pack/product_data_sheet.json"))
    publish(bench, maker, [sheet])
    done = register(bench, maker, packs_of(declared, name, count), lazy=True)
    return entry.passport_id, [passport.passport_id for passport in done.passports]


@pytest.mark.slow
def test_model__a_thousand_batteries__its_products_stored_and_anchored_once(house: House) -> None:
    ledger = house.at.bench.ledger
    before = ledger.head().number
    model_id, packs = modelled(house, "many", MANY)
    events = list(ledger.events(before + 1, ledger.head().number))
    assert [type(event) for event in events] == [PassportRegistered, RootAnchored, BatchRegistered]
    assert events[-1].count == MANY == len(set(packs))
    sheet = house.at.bench.catalogue.products(model_id)
    assert len(sheet) == 1
    for pack in packs:
        assert house.at.bench.catalogue.products(pack) == ()
        assert products_about(house.at.bench, pack) == sheet


def test_model__of_a_battery__shown_scored_from_and_proved(house: House) -> None:
    bench, at = house.at.bench, house.at
    model_id, (pack,) = modelled(house, "proved")
    hand_over(bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    aged = draft(pack, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    publish(bench, at.party("operator"), [aged])
    scored = score(bench, at.party("lab"), pack)
    assert scored.score.value is not None
    assert recheck(bench, pack).same_bytes
    view = show(bench, pack)
    assert view.model is not None
    assert view.model.passport_id == model_id
    assert [p.entry.passport_id for p in view.products] == [model_id, pack, pack]
    done = export_evidence(bench, at.proofs, pack, showing=house.shown_to("operator"))
    root = TrustRoot.of(bench.ledger.deployment, done.block)
    report = verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS)
    assert report.verdict is Verdict.VERIFIED
    assert {battery.passport_id for battery in report.batteries} == {model_id, pack}


def test_score__from_the_data_sheet_of_another_model__fails_step_9(house: House) -> None:
    """Its own model's sheet is shown too, and so is the other one: of the module, whose rated capacity is another."""
    bench, at, maker = house.at.bench, house.at, house.at.party("maker")
    sheet = example("demo_pack/product_data_sheet.json")
    smaller = {**sheet, "energy": 1.9, "capacity": 0.02109}
    of_pack, of_module = model("swap-p"), model("swap-m", level="module")
    sheets = [(of_pack, sheet), (of_module, smaller)]
    ids = [register_model(bench, maker, each).entry.passport_id for each, _ in sheets]
    own, other = publish(
        bench, maker, [draft(i, ProductType.PRODUCT_DATA_SHEET, s) for i, (_, s) in zip(ids, sheets, strict=True)]
    ).products
    pack = "https://example.org/battery/swapped"
    some = {"product_code": "M", "serial_number": "1"}
    batteries = [
        {"identifier": pack, "level": "pack", "model": of_pack.identifier, **some},
        {"identifier": f"{pack}-m", "level": "module", "parent": pack, "model": of_module.identifier, **some},
    ]
    given = {"category": "lmt", "manufacturing_date": "2026-01-02", "batteries": batteries}
    pack_id = register(bench, maker, Declaration.model_validate(given), lazy=True).passports[0].passport_id
    rows = example("nasa_pcoe/charging_history_pack.json")
    history = publish(bench, at.party("operator"), [draft(pack_id, ProductType.CHARGING_HISTORY, rows)]).products[0]
    for rated_ah, used in ((2.0, own), (1.9, other)):
        claimed = state_of_health(rows, rated_ah, (history.cid, used.cid))
        claim = draft(pack_id, ProductType.STATE_OF_HEALTH, claimed.model_dump(mode="json"))
        publish(bench, at.party("lab"), [replace(claim, inputs=claimed.inputs)])
    done = export_evidence(bench, at.proofs, pack_id, showing=house.shown_to("operator"))
    root = TrustRoot.of(bench.ledger.deployment, done.block)
    step = verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS).step(9)
    assert [finding.code for finding in step.findings] == ["input-of-another"]
    assert step.checked == 1


def test_model__registered_again__answers_what_was_done(house: House) -> None:
    maker = house.at.party("maker")
    first = register_model(house.at.bench, maker, model("again"))
    assert register_model(house.at.bench, maker, model("again")) == first


def test_granularity__of_model_pack_and_cell__as_registered(house: House) -> None:
    bench = house.at.bench
    entry = register_model(bench, house.at.party("maker"), model("granular")).entry
    done = register(bench, house.at.party("maker"), declaration("granular", cells=1), lazy=True)
    assert granularity_of(bench, entry.passport_id) is Granularity.MODEL
    assert [granularity_of(bench, each.passport_id) for each in done.passports] == [
        Granularity.INDIVIDUAL,
        Granularity.COMPONENT,
        Granularity.COMPONENT,
    ]
    assert granularity_of(bench, PassportId(bytes(31) + b"\x02")) is None
    assert model_of(bench, done.passports[0].passport_id) is None


@pytest.mark.parametrize("change", [{"category": "industrial"}, {"level": "module"}])
def test_register__battery_of_another_kind_than_its_model__refused_and_nothing_on_chain(
    house: House, change: dict[str, str]
) -> None:
    declared = model(f"other-{next(iter(change))}", **change)
    register_model(house.at.bench, house.at.party("maker"), declared)
    before = house.at.bench.ledger.head()
    with pytest.raises(BatteryModelError, match=next(iter(change))):
        register(house.at.bench, house.at.party("maker"), packs_of(declared, "other", 1), lazy=True)
    assert house.at.bench.ledger.head() == before


def test_register__model_nobody_registered__refused_with_what_to_do(house: House) -> None:
    with pytest.raises(BatteryModelError) as refused:
        register(house.at.bench, house.at.party("maker"), packs_of(model("unknown"), "unknown", 1), lazy=True)
    assert "register-model" in str(refused.value.remedy)


def test_register__model_that_is_a_battery__refused(house: House) -> None:
    bench, maker = house.at.bench, house.at.party("maker")
    battery = register(bench, maker, declaration("no-model"), lazy=True).passports[0].identifier
    with pytest.raises(BatteryModelError, match="not of a model"):
        register(bench, maker, packs_of(model("x", identifier=battery), "of-a-battery", 1), lazy=True)


def test_publish__model_level_product_about_a_battery_with_a_model__refused_to_the_model(house: House) -> None:
    model_id, (pack,) = modelled(house, "placed")
    footprint = {"carbonEquivalent": 1.0, "materialWaste": 0.1}
    with pytest.raises(BatteryModelError) as refused:
        publish(
            house.at.bench,
            house.at.party("maker"),
            [draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, footprint)],
        )
    assert model_id.hex0x in str(refused.value.remedy)


def test_publish__individual_product_about_a_model__refused(house: House) -> None:
    model_id, _ = modelled(house, "no-history")
    aged = draft(model_id, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    with pytest.raises(BatteryModelError):
        publish(house.at.bench, house.at.party("operator"), [aged])


def test_hand_over__of_a_model__refused(house: House) -> None:
    at = house.at
    model_id, _ = modelled(house, "not-handed")
    with pytest.raises(BatteryModelError):
        hand_over(at.bench, house.intention(model_id, "maker", "operator"), at.party("maker"), at.party("operator"))


def test_learn__model_and_its_batteries__known_again(house: House) -> None:
    model_id, (pack,) = modelled(house, "learnt")
    learned = learn(house.at.bench)
    assert learned.passports > 0
    found = model_of(house.at.bench, pack)
    assert found is not None
    assert found.passport_id == model_id
