"""BatteryPass-Ready: units stay units, each loss is named, a bad document gets a typed error."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.category import BatteryCategory
from passport.battery.product_types import ProductType
from passport.crosswalk import gefeg
from passport.crosswalk.content import Imported, NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError, DocumentRefused, UnitRefused
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.gefeg.asked import Asked
from passport.crosswalk.gefeg.carriage import ROWS
from passport.crosswalk.gefeg.quantities import Quantity
from passport.crosswalk.places import leaves
from passport.crosswalk.table import ABSENT, Notebook, Table
from tests.conformance.crosswalk_schemas import VECTORS
from tests.unit.crosswalk.every_product import full_content
from tests.unit.crosswalk.rows_alone import unit_said_by, values_of

FUZZ = int(os.environ.get("PASSPORT_FUZZ_CROSSWALK", "100"))
PERFORMANCE, IDENTITY = "PerformanceAndDurability", "IdentifiersAndProductData"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
EXAMPLES = {guide: json.loads((VECTORS / "gefeg" / f"{guide}.gefeg.json").read_bytes()) for guide in Guide}


def changed(group: str, member: str, value: object, guide: Guide = Guide.ELECTRIC_VEHICLE) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(EXAMPLES[guide])
    document["Battery_Passport"][group][member] = value
    return document


def sheet(found: Imported) -> dict[str, Any]:
    payload: dict[str, Any] = found.content.products[ProductType.PRODUCT_DATA_SHEET].as_json()
    return payload


def defects(found: Any) -> set[str | None]:
    return {note.defect for note in found.notes if note.kind is NoteKind.DEFECT}


def carriers(row: Asked) -> list[tuple[str, Any]]:
    shared = [("every guide", row.carrier)] if not isinstance(row.carrier, dict) else []
    return shared or [(guide.value, carrier) for guide, carrier in row.carrier.items()]


@pytest.mark.parametrize("row", [row for row in ROWS if not row.fallback], ids=lambda row: row.theirs.rsplit("/", 1)[1])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_row__any_value_of_ours__comes_back_or_a_note_says_why(row: Asked, data: st.DataObject) -> None:
    for _, carrier in carriers(row):
        value = data.draw(values_of(carrier))
        book = Notebook()
        theirs = carrier.write(value, book)
        back = ABSENT if theirs is ABSENT else carrier.read(theirs, book)
        assert back == value or book.notes, (value, theirs, back)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ours)
def test_row__a_quantity__has_the_unit_that_our_member_names(row: Asked) -> None:
    for _, carrier in carriers(row):
        unit = getattr(carrier, "ours", None)
        if unit is not None:
            assert unit == unit_said_by(row.ours)


@pytest.mark.parametrize("guide", Guide)
def test_export__a_category_without_a_guide__is_refused(guide: Guide) -> None:
    content = gefeg.read(EXAMPLES[guide]).content
    other = PassportContent(identifier=content.identifier, category=BatteryCategory.PORTABLE)
    with pytest.raises(CrosswalkError, match="no guide"):
        gefeg.export(other)


@pytest.mark.parametrize("guide", Guide)
def test_read__the_guide__is_told_from_the_document(guide: Guide) -> None:
    content = gefeg.read(EXAMPLES[guide]).content
    assert content.has_management_system is (guide is not Guide.WITHOUT_BMS)
    assert gefeg.export(content).document["Battery_Passport"].keys() == EXAMPLES[guide]["Battery_Passport"].keys()


def test_read__the_static_word_for_no_management_system__is_understood() -> None:
    word = {"batteryCategoryValue": "industrial battery without BMS"}
    found = gefeg.read(changed(IDENTITY, "BatteryCategory", word, Guide.WITHOUT_BMS))
    assert found.content.has_management_system is False


@pytest.mark.parametrize(
    ("group", "member", "value", "ours", "wanted"),
    [
        (IDENTITY, "BatteryMass", {"gramKgValue": 450000, "gramKg": "g"}, "massKg", 450),
        (IDENTITY, "BatteryMass", {"gramKgValue": 0.45, "gramKg": "t"}, "massKg", 450),
        (
            PERFORMANCE,
            "RatedCapacity",
            {"amperehourMiliamperehourValue": 190500, "ampereHourMiliamperehour": "mAh"},
            "ratedCapacityAh",
            190.5,
        ),
        (PERFORMANCE, "NominalVoltage", {"voltValue": 0.4, "volt": "kV"}, "nominalVoltageV", 400),
        (PERFORMANCE, "NominalVoltage", {"voltValue": 400000, "volt": "mV"}, "nominalVoltageV", 400),
    ],
)
def test_read__another_unit_of_the_same_quantity__is_converted(
    group: str, member: str, value: dict[str, Any], ours: str, wanted: float
) -> None:
    assert sheet(gefeg.read(changed(group, member, value)))[ours] == wanted


@pytest.mark.parametrize(
    "value",
    [
        {"gramKgValue": 450},
        {"gramKgValue": 450, "gramKg": "lb"},
        {"gramKgValue": 450, "gramKg": "KG"},
        {"gramKgValue": 450, "gramKg": "Ah"},
        {"gramKgValue": 450, "gramKg": None},
        {"gramKgValue": 450, "gramKg": ["kg"]},
    ],
)
def test_read__a_unit_that_is_missing_or_unknown_or_of_another_kind__is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(UnitRefused) as refusal:
        gefeg.read(changed(IDENTITY, "BatteryMass", value))
    assert str(refusal.value.values["path"]).startswith("/Battery_Passport/IdentifiersAndProductData/BatteryMass")


def test_read__unicode_and_ascii_units__are_the_same_and_the_defect_is_named() -> None:
    member = "BatteryCarbonFootprintPerFunctionalUnit"
    names = ("kgCO2-equivalentPerKilowattHourValue", "kgCO2-equivalentPerKilowattHour")
    found = gefeg.read(changed("BatteryCarbonFootprint", member, dict(zip(names, (65, "kgCO₂-eq/kWh"), strict=True))))
    assert "gefeg-unicode-units" in defects(found)
    assert found.content.products[ProductType.CARBON_FOOTPRINT].as_json()["kgCo2ePerKwh"] == 65


def test_read__the_other_spelling_of_the_member_of_a_unit__is_taken_and_named() -> None:
    value = {"amperehourMiliamperehourValue": 190, "amperehourMiliamperehour": "Ah"}
    found = gefeg.read(changed(PERFORMANCE, "RatedCapacity", value))
    assert "gefeg-unit-member-spelling" in defects(found)
    assert sheet(found)["ratedCapacityAh"] == 190


def test_read__names_of_earlier_versions__are_read_as_those_of_today() -> None:
    document = deepcopy(EXAMPLES[Guide.ELECTRIC_VEHICLE])
    passport = document.pop("Battery_Passport")
    performance, materials = passport[PERFORMANCE], passport["BatteryMaterialsAndComposition"]
    cycles = performance.pop("ExpectedLifetime-NumberOfCharge-dischargeCycles")
    performance["ExpectedLifetime:_NumberOfCharge-dischargeCycles"] = cycles
    materials["BatteryChemistry"] = {"CustomChemicalCodes": materials["BatteryChemistry"]["chemicalCodeValue"]}
    found = gefeg.read({"EV": passport})
    assert found.content == gefeg.read(EXAMPLES[Guide.ELECTRIC_VEHICLE]).content
    assert sum(note.defect == "gefeg-member-names" for note in found.notes) == 3


def test_export__products_they_have_no_place_for__are_one_note_each() -> None:
    out = gefeg.export(full_content())
    alone = [note.path for note in out.notes if note.path.count("/") == 1 and note.kind is NoteKind.NOT_CARRIED]
    assert {"/Telemetry", "/ChargingHistory", "/StateOfHealth", "/RecyclingReport"} <= set(alone)
    assert not [note for note in out.notes if note.path.startswith("/ChargingHistory/")]


def test_read__a_member_of_no_guide__is_named() -> None:
    found = gefeg.read(
        changed(PERFORMANCE, "CertifiedUsableBatteryEnergy", {"kilowattHourValue": 75, "kilowattHour": "kWh"})
    )
    paths = {note.path for note in found.notes if note.kind is NoteKind.NOT_CARRIED}
    assert f"/Battery_Passport/{PERFORMANCE}/CertifiedUsableBatteryEnergy/kilowattHourValue" in paths


def test_read__zero_ohms__are_less_than_half_an_ohm_and_not_kept() -> None:
    member = "InitialInternalResistanceOfBatteryCellAndPackModuleRecommended"
    found = gefeg.read(changed(PERFORMANCE, member, {"ohmValue": 0, "ohm": "Ohm"}))
    assert "gefeg-whole-ohms" in defects(found)
    assert "initialInternalResistance" not in found.content.products[ProductType.PERFORMANCE_STATIC].as_json()


@pytest.mark.parametrize(
    "document",
    [{}, {"Battery_Passport": None}, {"Battery_Passport": {}}, {"EV": []}, {"Battery_Passport": {IDENTITY: []}}],
)
def test_read__what_is_no_such_document__is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefused):
        gefeg.read(document)


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), guide=st.sampled_from(Guide))
def test_read__an_example_with_places_changed_at_random__reads_or_is_refused(data: st.DataObject, guide: Guide) -> None:
    document: dict[str, Any] = deepcopy(EXAMPLES[guide])
    for _ in range(data.draw(st.integers(1, 4))):
        trail = data.draw(st.sampled_from(list(leaves(document))))
        cut = data.draw(st.integers(1, len(trail)))
        here: Any = document
        for step in trail[: cut - 1]:
            here = here[step]
        if data.draw(st.booleans()):
            here[trail[cut - 1]] = data.draw(JSON)
        elif isinstance(here, dict):
            del here[trail[cut - 1]]
        if not document or not isinstance(document.get("Battery_Passport"), dict):
            break
    with suppress(CrosswalkError):
        found = gefeg.read(document)
        gefeg.export(found.content, drafts=found.drafts)


@settings(max_examples=FUZZ, deadline=None)
@given(JSON)
def test_read__any_json__reads_or_is_refused(value: Any) -> None:
    with pytest.raises(CrosswalkError):
        gefeg.read({"Battery_Passport": value})


def test_quantity__every_written_object__says_its_unit() -> None:
    for row in ROWS:
        for _, carrier in carriers(row):
            if isinstance(carrier, Quantity):
                written = Table((row.any_row(),)).write({}, Notebook())
                assert written == {}
                assert set(carrier.write(1, Notebook())) == {carrier.value_member, carrier.unit_member}
