"""Every data point has a place or a reason why not; a grade tells missing, pending and not yet required apart."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import passport.battery.guidance
from passport.battery.category import BatteryCategory
from passport.battery.guidance import Content, Guidance, Outcome, Product, Status, Verdict, grade, read_guidance
from passport.battery.guidance.conditions import RULES
from passport.battery.guidance.data_points import REQUIRED_FROM, NoPassportNeeded
from passport.battery.guidance.places import NO_PLACE, PLACES, InProduct, RowOfProduct
from passport.battery.lifecycle import Stage
from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products import MODELS, every_model
from passport.battery.products.schema import file_name, schema_of_model
from tests.unit.battery.documents import example

EV, LMT = BatteryCategory.ELECTRIC_VEHICLE, BatteryCategory.LMT
INDUSTRIAL, STATIONARY = BatteryCategory.INDUSTRIAL, BatteryCategory.STATIONARY
CATEGORIES = (EV, LMT, INDUSTRIAL, STATIONARY)
REGISTRATION = {
    "identifier": "https://example.org/battery/1",
    "category": "electric-vehicle",
    "manufacturingDate": "2027-01-15",
    "product_code": "EX-60",
    "serial_number": "1",
    "registrant": 2,
    "status": "original",
}
NOT_FOR_OTHERS: dict[ProductType, tuple[str, ...]] = {
    ProductType.PERFORMANCE_STATIC: ("capacityThresholdForExhaustionPercent",),
    ProductType.PERFORMANCE_DYNAMIC: ("stateOfCertifiedEnergyPercent",),
}
NOT_FOR: dict[BatteryCategory, dict[ProductType, tuple[str, ...]]] = {
    EV: {
        ProductType.PERFORMANCE_DYNAMIC: (
            "remainingCapacityAh",
            "remainingPowerCapability",
            "remainingRoundTripEfficiencyPercent",
            "selfDischargePercentPerMonth",
            "selfDischargeEvolutionPercent",
            "ohmicResistanceOhm",
        )
    },
    LMT: NOT_FOR_OTHERS,
    INDUSTRIAL: NOT_FOR_OTHERS,
    STATIONARY: NOT_FOR_OTHERS,
}
"""Members of the examples that the guidance does not want filled for a category."""
EARLY = (ProductType.CARBON_FOOTPRINT, ProductType.SUPPLY_CHAIN_DUE_DILIGENCE)


def guidance() -> Guidance:
    file = Path(passport.battery.guidance.__file__).with_name("data_points.json")
    return read_guidance(json.loads(file.read_bytes()))


def products(category: BatteryCategory) -> list[Product]:
    """The newest version of every example, as the guidance wants it for the category."""
    made = []
    for kind, models in MODELS.items():
        if kind in EARLY:
            continue
        payload = example(file_name(kind, models[-1]))
        payload.pop("instructionsForUseUrl", None)
        for member in NOT_FOR[category].get(kind, ()):
            payload.pop(member)
        made.append(Product(kind, payload))
    return made


def content(category: BatteryCategory, having: list[Product], **other: Any) -> Content:
    values: dict[str, Any] = {"stage": Stage.IN_SERVICE, "registration": REGISTRATION, "rated_energy_kwh": 60.0} | other
    return Content(category=category, products=tuple(having), **values)


def without(having: list[Product], kind: ProductType, *members: str) -> list[Product]:
    """The products, one of them without some members, or gone if none is named."""
    kept = [product for product in having if product.kind is not kind]
    for product in having:
        if product.kind is kind and members and product.payload is not None:
            payload = {name: value for name, value in product.payload.items() if name not in members}
            kept.append(Product(kind, payload))
    return kept


def test_guidance__read__has_71_points_in_order_with_their_source() -> None:
    read = guidance()
    assert [point.number for point in read.data_points] == list(range(1, 72))
    assert "CC BY 4.0" in read.document.attribution
    assert read.document.reference == "Ares(2026)7579758"


def test_places__of_every_point__are_somewhere_or_nowhere_for_a_reason() -> None:
    assert not PLACES.keys() & NO_PLACE.keys()
    assert PLACES.keys() | NO_PLACE.keys() == set(range(1, 72))
    assert all(parts and all(parts) for parts in PLACES.values())
    never = {
        point.number for point in guidance().data_points if point.for_category(EV).status is Status.NOT_TO_BE_FILLED
    }
    assert set(NO_PLACE) <= never


def test_places__pointers__lead_to_members_of_the_published_schemas() -> None:
    schemas: dict[ProductType, list[dict[str, Any]]] = {}
    for kind, model in every_model():
        schemas.setdefault(kind, []).append(schema_of_model(kind, model))
    for parts in PLACES.values():
        for place in (place for part in parts for place in part):
            if isinstance(place, InProduct):
                assert any(leads(schema, place.pointer.split("/")[1:]) for schema in schemas[place.kind]), str(place)
            elif isinstance(place, RowOfProduct):
                steps = [*place.pointer.split("/")[1:], "*", place.member]
                assert any(leads(schema, steps) for schema in schemas[place.kind]), str(place)


def leads(schema: dict[str, Any], steps: list[str]) -> bool:
    here = schema
    for step in steps:
        while "$ref" in here:
            here = schema["$defs"][here["$ref"].rpartition("/")[2]]
        here = here.get("items", {}) if step == "*" else here.get("properties", {}).get(step, {})
    return bool(here)


def test_places__disclosure_class__is_that_of_the_point() -> None:
    """A public fact in a product for few would hide it; a product for all must not hold what few may see."""
    for point in guidance().data_points:
        kinds = {place.kind for part in PLACES.get(point.number, ()) for place in part if place.kind is not None}
        assert all(PRODUCT_RULES[kind].disclosure is point.disclosure for kind in kinds), point.number


def test_conditions__of_every_conditional_point__have_a_rule() -> None:
    conditional = {
        point.number
        for point in guidance().data_points
        for category in CATEGORIES
        if point.for_category(category).status is Status.CONDITIONAL
    }
    assert conditional == RULES.keys()


@pytest.mark.parametrize("category", CATEGORIES)
def test_grade__everything_there__is_complete(category: BatteryCategory) -> None:
    graded = grade(content(category, products(category)), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.MISSING) == ()
    assert graded.with_outcome(Outcome.PENDING) == (17, 18, 19, 44)
    assert graded.verdict is Verdict.COMPLETE
    assert len(graded.points) == 71
    open_ones = {EV: (), LMT: (), STATIONARY: (), INDUSTRIAL: ()}
    assert graded.with_outcome(Outcome.CONDITION_OPEN) == open_ones[category]


@pytest.mark.parametrize(
    ("category", "kind", "members", "missing"),
    [
        (EV, ProductType.PERFORMANCE_DYNAMIC, ("stateOfCertifiedEnergyPercent",), (61,)),
        (EV, ProductType.PERFORMANCE_STATIC, ("capacityThresholdForExhaustionPercent", "expectedCycles"), (31, 33)),
        (LMT, ProductType.PERFORMANCE_DYNAMIC, ("remainingCapacityAh", "ohmicResistanceOhm"), (62, 66)),
        (STATIONARY, ProductType.PERFORMANCE_DYNAMIC, ("remainingCapacityAh",), (62,)),
        (INDUSTRIAL, ProductType.PERFORMANCE_STATIC, ("lifetimeReferenceTest",), (32,)),
        (INDUSTRIAL, ProductType.CIRCULARITY, ("recycledCobalt", "wasteSafetyUrl"), (20, 43)),
        (STATIONARY, ProductType.MATERIAL_COMPOSITION, (), (12, 13, 15, 43)),
        (LMT, ProductType.TEST_REPORT, (), (50,)),
        (EV, ProductType.DISMANTLING_INFORMATION, ("tools",), (48,)),
    ],
)
def test_grade__something_left_out__is_missing_by_its_number(
    category: BatteryCategory, kind: ProductType, members: tuple[str, ...], missing: tuple[int, ...]
) -> None:
    having = without(products(category), kind, *members)
    graded = grade(content(category, having), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.MISSING) == missing
    assert graded.verdict is Verdict.INCOMPLETE
    assert all(point.places for point in graded.points if point.outcome is Outcome.MISSING)


def test_grade__nothing_but_the_registration__misses_what_products_hold() -> None:
    graded = grade(content(EV, []), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.PRESENT) == (1, 2, 6, 7, 9, 67)
    mandatory = {one.point.number for one in graded.points if one.status is Status.MANDATORY}
    in_use = {68, 70, 71}
    assert set(graded.with_outcome(Outcome.MISSING)) == (mandatory | in_use) - {1, 2, 6, 7, 9, 67}


def test_grade__day_before_passports_are_required__misses_nothing() -> None:
    graded = grade(content(LMT, []), guidance(), date(2027, 2, 17))
    assert not graded.passport_required
    assert graded.with_outcome(Outcome.MISSING) == ()
    assert 10 in graded.with_outcome(Outcome.NOT_YET_REQUIRED)


def test_grade__small_industrial_battery__needs_no_passport() -> None:
    graded = grade(content(INDUSTRIAL, [], rated_energy_kwh=2.0), guidance(), REQUIRED_FROM)
    assert not graded.passport_required
    assert "2 kWh" in graded.why


def test_grade__portable_battery__has_nothing_to_grade() -> None:
    with pytest.raises(NoPassportNeeded):
        grade(content(BatteryCategory.PORTABLE, []), guidance(), REQUIRED_FROM)


def test_grade__points_whose_act_is_outstanding_filled__are_told_and_are_no_fault() -> None:
    having = products(EV)
    having += [Product(kind, example(f"{kind.value}-1.0.json")) for kind in EARLY]
    graded = grade(content(EV, having), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.PENDING_FILLED) == (17, 18, 19)
    assert graded.verdict is Verdict.COMPLETE


def test_grade__state_of_certified_energy_of_a_stationary_battery__is_not_to_be_filled() -> None:
    having = without(products(STATIONARY), ProductType.PERFORMANCE_DYNAMIC)
    having.append(Product(ProductType.PERFORMANCE_DYNAMIC, example("PerformanceDynamic-1.0.json")))
    graded = grade(content(STATIONARY, having), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.NOT_TO_BE_FILLED) == (61,)
    assert graded.verdict is Verdict.INCOMPLETE


def test_grade__product_that_cannot_be_opened__is_unreadable_and_not_missing() -> None:
    having = [Product(one.kind, None) if one.kind is ProductType.TEST_REPORT else one for one in products(EV)]
    graded = grade(content(EV, having), guidance(), REQUIRED_FROM)
    assert graded.with_outcome(Outcome.UNREADABLE) == (50,)
    assert graded.verdict is Verdict.NOT_CHECKABLE


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"name": "lead", "casNumber": "7439-92-1", "component": "other", "massPercent": 0.005}, Outcome.MISSING),
        (
            {"name": "lead", "casNumber": "7439-92-1", "component": "other", "massPercent": 0.004},
            Outcome.NOT_APPLICABLE,
        ),
        ({"name": "cadmium", "casNumber": "7440-43-9", "component": "other", "massKg": 0.1}, Outcome.MISSING),
    ],
)
def test_grade__heavy_metal_mark__is_asked_for_above_the_shares_of_article_13(
    row: dict[str, Any], outcome: Outcome
) -> None:
    having = without(products(EV), ProductType.DECLARATION_OF_CONFORMITY, "heavyMetalMarks")
    composition = example("MaterialCompositionRestricted-1.0.json")
    having = without(having, ProductType.MATERIAL_COMPOSITION_RESTRICTED)
    having.append(Product(ProductType.MATERIAL_COMPOSITION_RESTRICTED, {"materials": [*composition["materials"], row]}))
    graded = grade(content(EV, having), guidance(), REQUIRED_FROM)
    assert graded.points[40].outcome is outcome


def test_grade__battery_not_in_service__need_not_tell_its_use() -> None:
    use = ("fullCycles", "temperatureC", "highTemperatureMinutes", "stateOfChargePercent")
    having = without(products(EV), ProductType.PERFORMANCE_DYNAMIC, *use)
    for kind in (ProductType.CHARGING_HISTORY, ProductType.SITE_WEATHER, ProductType.INCIDENT_REPORT):
        having = without(having, kind)
    new = grade(content(EV, having, stage=Stage.REGISTERED), guidance(), REQUIRED_FROM)
    assert new.verdict is Verdict.COMPLETE
    used = grade(content(EV, having), guidance(), REQUIRED_FROM)
    assert used.with_outcome(Outcome.MISSING) == (68, 70, 71)
    assert used.points[68].outcome is Outcome.NOT_APPLICABLE


def test_grade__industrial_battery_that_says_nothing__leaves_conditions_open() -> None:
    graded = grade(content(INDUSTRIAL, []), guidance(), REQUIRED_FROM)
    assert {31, 32, 36, 37, 39, 51, 59} <= set(graded.with_outcome(Outcome.CONDITION_OPEN))
    assert {62, 66} <= set(graded.with_outcome(Outcome.NOT_APPLICABLE))


def test_grade__model__is_not_asked_for_what_is_each_batterys() -> None:
    dynamic = [kind for kind, rule in PRODUCT_RULES.items() if rule.disclosure == 4]
    having = [product for product in products(EV) if product.kind not in dynamic]
    registration = {"identifier": "x", "category": "electric-vehicle", "product_code": "EX-60", "registrant": 2}
    described = content(EV, having, registration=registration, is_model=True, stage=Stage.REGISTERED)
    graded = grade(described, guidance(), REQUIRED_FROM)
    assert graded.verdict is Verdict.COMPLETE
    assert {9, 51, 67} <= set(graded.with_outcome(Outcome.NOT_APPLICABLE))


def test_grade__ioxio_data_sheet__fills_what_it_has() -> None:
    sheet = example("ProductDataSheet-1.0.json")
    graded = grade(content(LMT, [Product(ProductType.PRODUCT_DATA_SHEET, sheet)]), guidance(), REQUIRED_FROM)
    assert {3, 10, 11, 26, 27, 28, 31} <= set(graded.with_outcome(Outcome.PRESENT))
    assert {4, 8} <= set(graded.with_outcome(Outcome.MISSING))
