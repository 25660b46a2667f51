"""Battery Pass 1.2: its model's units, its defects by name, a round trip of the shape of its sample payloads."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.product_types import ProductType
from passport.crosswalk import consortium
from passport.crosswalk.consortium.carriage import TABLE
from passport.crosswalk.consortium.carriers import Measured
from passport.crosswalk.content import NoteKind
from passport.crosswalk.errors import CrosswalkError, DocumentRefused
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.places import leaves
from passport.crosswalk.table import ABSENT, Notebook, Row
from tests.conformance.crosswalk_contents import complete_content
from tests.conformance.crosswalk_schemas import ASPECTS, VECTORS, consortium_errors
from tests.unit.crosswalk.rows_alone import unit_said_by, values_of

FUZZ = int(os.environ.get("PASSPORT_FUZZ_CROSSWALK", "100"))
PAYLOADS: dict[str, Any] = {
    aspect: json.loads((VECTORS / "consortium" / f"{aspect}-payload.json").read_bytes()) for aspect in ASPECTS
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ROWS = [row for row in TABLE.rows if values_of(row.carrier) is not None]
_SENSIBLE = {"atSoC": 80, "preConsumerShare": 12.5, "postConsumerShare": 25, "minimum": -20, "maximum": 60}
_LOST_BY_DEFECT = {"warrentyPeriod", "batteryPassportIdentifier", "emailAddress", "cRate", "rPCLastUpdated"}


def sensible(value: Any, name: str = "") -> Any:
    """The payload's shape with numbers a battery may have, and addresses that lead somewhere."""
    if isinstance(value, dict):
        return {member: sensible(inner, member) for member, inner in value.items()}
    if isinstance(value, list):
        return [sensible(inner, name) for inner in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _SENSIBLE.get(name, 12)
    if "://" in str(value):
        return f"https://example.org/{name}"
    if name.endswith("Identifier") and str(value)[:1].isdigit():
        return "7439-93-2"
    if name in {"manufacturingDate", "puttingIntoService"}:
        return "2025-06-17T00:00:00Z"
    return value


def exported() -> dict[str, Any]:
    return dict(consortium.export(complete_content(Guide.ELECTRIC_VEHICLE)).document)


def defects(found: Any) -> set[str | None]:
    return {note.defect for note in found.notes if note.kind is NoteKind.DEFECT}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.theirs.text.split("/", 1)[1])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_row__any_value_of_ours__comes_back_or_a_note_says_why(row: Row, data: st.DataObject) -> None:
    value = data.draw(values_of(row.carrier))
    book = Notebook()
    theirs = row.carrier.write(value, book)
    back = ABSENT if theirs is ABSENT else row.carrier.read(theirs, book)
    assert back == value or book.notes, (value, theirs, back)


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: f"{row.ours}-{row.theirs}")
def test_row__a_number__has_the_unit_that_our_member_names(row: Row) -> None:
    if isinstance(row.carrier, Measured):
        assert row.carrier.ours == unit_said_by(row.ours.text)


@pytest.mark.parametrize(
    ("aspect", "place", "wanted"),
    [
        ("GeneralProductInformation", "batteryMass", 380.5),
        ("PerformanceAndDurability", "batteryTechicalProperties/ratedMaximumPower", 150),
        ("PerformanceAndDurability", "batteryTechicalProperties/ratedEnergy", 60),
        ("PerformanceAndDurability", "batteryCondition/remainingEnergy/remainingEnergyValue", 60),
        ("PerformanceAndDurability", "batteryCondition/remainingCapacity/remainingCapacityValue", 60),
    ],
)
def test_export__a_number__is_in_the_unit_their_model_states(aspect: str, place: str, wanted: float) -> None:
    here: Any = exported()[aspect]
    for step in place.split("/"):
        here = here[step]
    assert here == wanted


def test_export__a_mass_of_material__is_in_grams() -> None:
    masses = [row["batteryMaterialMass"] for row in exported()["MaterialComposition"]["batteryMaterials"]]
    assert masses == [110_000, 53_500, 32_250]


def test_export__every_defect_in_the_way__is_named() -> None:
    assert defects(consortium.export(complete_content(Guide.ELECTRIC_VEHICLE))) == {
        "consortium-day-as-time",
        "consortium-email-pattern",
        "consortium-no-town",
        "consortium-passport-urn",
        "consortium-power-in-percent",
        "consortium-power-ratio-in-percent",
        "consortium-remaining-capacity-in-kwh",
        "consortium-self-discharge-without-time",
        "consortium-test-as-address",
        "consortium-warranty-as-month-of-year",
    }


def test_read__the_sample_payloads__give_their_shape_and_name_every_noise() -> None:
    found = consortium.read(PAYLOADS)
    assert found.content.identifier == PAYLOADS["GeneralProductInformation"]["productIdentifier"]
    assert {"consortium-noise", "consortium-cas-blank", "consortium-warranty-as-month-of-year"} <= defects(found)
    noise = [note.path for note in found.notes if note.defect == "consortium-noise"]
    assert len(noise) == len(set(noise)) > 40
    kinds = {*found.content.products, *found.drafts}
    assert ProductType.PERFORMANCE_DYNAMIC in kinds
    assert len(kinds) == 12


def test_read__the_shape_of_the_samples_with_sensible_values__comes_back_but_for_named_defects() -> None:
    payloads = sensible(PAYLOADS)
    found = consortium.read(payloads)
    back = consortium.export(found.content, drafts=found.drafts)
    lost = [
        "/".join(map(str, trail))
        for trail in leaves(payloads)
        if trail[-1] not in _LOST_BY_DEFECT and not _same(_at(back.document, trail), _at(payloads, trail))
    ]
    assert lost == []
    assert [errors for aspect in ASPECTS if (errors := consortium_errors(aspect, back.document[aspect]))] == [
        ["$: 'warrentyPeriod' is a required property"]
    ]


def test_read__critical_materials__are_split_into_a_public_product() -> None:
    found = consortium.read(exported())
    public = found.content.products[ProductType.MATERIAL_COMPOSITION].as_json()
    assert [row["name"] for row in public["criticalRawMaterials"]] == [
        "lithium nickel manganese cobalt oxide",
        "graphite",
    ]
    assert "materials" not in public


def test_read__remaining_capacity_without_a_voltage__is_not_guessed() -> None:
    payloads = exported()
    del payloads["PerformanceAndDurability"]["batteryTechicalProperties"]["nominalVoltage"]
    found = consortium.read(payloads)
    assert "remainingCapacityAh" not in found.content.products[ProductType.PERFORMANCE_DYNAMIC].as_json()
    assert any("without the nominal voltage" in note.text for note in found.notes)


def test_export__a_hazard_they_have_no_class_for__is_left_out_by_name() -> None:
    content = complete_content(Guide.ELECTRIC_VEHICLE)
    composition = content.products[ProductType.MATERIAL_COMPOSITION]
    row = composition.hazardous_substances[0].model_copy(update={"hazard_class": "carcinogenicity"})
    public = composition.model_copy(update={"hazardous_substances": (row,)})
    products = {**content.products, ProductType.MATERIAL_COMPOSITION: public}
    out = consortium.export(content.__class__(content.identifier, content.category, content.level, products))
    assert out.document["MaterialComposition"]["hazardousSubstances"] == []
    assert "consortium-three-hazard-classes" in defects(out)


@pytest.mark.parametrize("document", [{}, {"GeneralProductInformation": []}, {"GeneralProductInformation": {}}])
def test_read__without_the_battery__is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefused):
        consortium.read(document)


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_read__payloads_with_places_changed_at_random__read_or_are_refused(data: st.DataObject) -> None:
    document: dict[str, Any] = deepcopy(data.draw(st.sampled_from([PAYLOADS, sensible(PAYLOADS)])))
    for _ in range(data.draw(st.integers(1, 4))):
        trail = data.draw(st.sampled_from([found for found in leaves(document) if found]))
        cut = data.draw(st.integers(1, len(trail)))
        here: Any = document
        for step in trail[: cut - 1]:
            here = here[step]
        here[trail[cut - 1]] = data.draw(JSON)
    with suppress(CrosswalkError):
        found = consortium.read(document)
        consortium.export(found.content, drafts=found.drafts)


def _same(one: Any, other: Any) -> bool:
    """Equal, or the same instant written otherwise."""
    with suppress(TypeError, ValueError):
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    return bool(one == other)


def _at(tree: Any, trail: tuple[str | int, ...]) -> Any:
    here = tree
    for step in trail:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here
