"""IOXIO's data products: bodies conform to the definitions, units are what they say, losses are named."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.product_types import ProductType
from passport.battery.products import read_payload
from passport.battery.products.ioxio import ProductDataSheet1
from passport.crosswalk import ioxio
from passport.crosswalk.content import NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError
from passport.crosswalk.facts import facts_of
from tests.unit.crosswalk.anything import FUZZ, spoil
from tests.unit.crosswalk.every_product import PAYLOADS, every_payload, full_content
from tests.unit.crosswalk.round_trip import unexplained

DEFINITIONS = Path(__file__).parents[2] / "conformance" / "vectors" / "crosswalk" / "ioxio" / "definitions"
PATHS = sorted(ioxio.DEFINITIONS.values())


def definition(path: str) -> Any:
    return json.loads((DEFINITIONS / f"{path}.json").read_text(encoding="utf-8"))


def schema_of(path: str, part: str) -> Any:
    openapi = definition(path)
    operation = openapi["paths"][f"/{path}"]["post"]
    body = operation["requestBody"] if part == "request" else operation["responses"]["200"]
    return {"components": openapi["components"], **body["content"]["application/json"]["schema"]}


def errors_in(document: Any) -> list[str]:
    return [
        f"{path} {part}: {error.message}"
        for path, product in document["dataProducts"].items()
        for part, body in product.items()
        for error in jsonschema.Draft202012Validator(
            schema_of(path, part), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        ).iter_errors(body)
    ]


def sheet_1() -> PassportContent:
    payload = json.loads((PAYLOADS / "ProductDataSheet-1.0.json").read_text(encoding="utf-8"))
    kind = ProductType.PRODUCT_DATA_SHEET
    return replace(full_content(), products={**every_payload(), kind: read_payload(kind, "1.0", payload)})


def test_export__a_battery_with_every_product__conforms_to_every_definition() -> None:
    assert errors_in(ioxio.export(full_content()).document) == []
    document = ioxio.export(sheet_1()).document
    assert errors_in(document) == []
    assert sorted(document["dataProducts"]) == PATHS


@pytest.mark.parametrize("kind", sorted(every_payload()))
def test_export__a_battery_with_one_product__conforms_and_comes_back(kind: Any) -> None:
    content = replace(full_content(), products={kind: every_payload()[kind]})
    exported = ioxio.export(content)
    assert errors_in(exported.document) == []
    assert unexplained(content, exported, ioxio.read(json.loads(json.dumps(exported.document)))) == {}


def test_round_trip__a_battery_with_every_product__is_the_same_up_to_named_losses() -> None:
    content = full_content()
    exported = ioxio.export(content)
    assert unexplained(content, exported, ioxio.read(exported.document)) == {}


def test_read__sheet_1_beside_a_manufacturing_sheet__takes_capacity_as_energy_and_energy_as_charge() -> None:
    document = json.loads(json.dumps(ioxio.export(full_content()).document))
    first = ioxio.export(sheet_1()).document["dataProducts"]["Energy/Battery/ProductDataSheet_v1.0"]
    manufacturing = document["dataProducts"]["DigitalProductPassport/Battery/ManufacturingDataSheet_v0.1"]["response"]
    manufacturing.pop("capacity")
    first["response"] |= {"capacity": 60.5, "energy": 149.5}
    document["dataProducts"]["Energy/Battery/ProductDataSheet_v1.0"] = first
    document["dataProducts"].pop("DigitalProductPassport/Battery/HealthData_v0.2")
    found = ioxio.read(document)
    sheet = facts_of(found.content, found.drafts)["ProductDataSheet"]
    assert (sheet["ratedEnergyWh"], sheet["ratedCapacityAh"]) == (60500, 149.5)
    assert [note.defect for note in found.notes if note.kind is NoteKind.DEFECT] == ["ioxio-capacity-is-energy"]


def test_read__sheet_1_alone__is_our_version_1() -> None:
    found = ioxio.read(
        ioxio.export(
            replace(
                sheet_1(), products={k: v for k, v in sheet_1().products.items() if k == ProductType.PRODUCT_DATA_SHEET}
            )
        ).document
    )
    assert isinstance(found.content.products[ProductType.PRODUCT_DATA_SHEET], ProductDataSheet1)


def test_read__the_examples_of_the_definitions__are_read() -> None:
    products = {path: {"response": _example(schema_of(path, "response"), definition(path))} for path in PATHS}
    found = ioxio.read({"battery": {"identifier": "urn:example:1"}, "dataProducts": products})
    assert found.content.category == "industrial"
    sheet = facts_of(found.content, found.drafts)["ProductDataSheet"]
    assert sheet["manufacturer"]["postalAddress"]["country"] == "US"
    assert sheet["massKg"] == 450


def _example(schema: Any, openapi: Any) -> Any:
    if "examples" in schema and not isinstance(schema["examples"][0], dict):
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(openapi["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], openapi)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], openapi)
    if schema.get("type") == "object":
        return {name: _example(member, openapi) for name, member in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_example(schema["items"], openapi)]
    return True if schema.get("type") == "boolean" else 1


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, "/battery"),
        ({"battery": {"identifier": "x", "category": "lmt"}, "dataProducts": []}, "/dataProducts"),
        ({"battery": {"identifier": "x", "category": "lmt", "colour": "red"}}, "/battery/colour"),
        ({"battery": {"identifier": "x", "category": "car"}}, "/passport/category"),
    ],
)
def test_read__what_is_no_such_document__is_refused_by_its_path(document: Any, path: str) -> None:
    with pytest.raises(CrosswalkError) as refusal:
        ioxio.read(document)
    assert refusal.value.values["path"] == path


def test_carriers__a_country_without_a_code__is_noted_and_not_sent() -> None:
    products = every_payload()
    sheet = products[ProductType.PRODUCT_DATA_SHEET].as_json()
    sheet["manufacturer"]["postalAddress"]["country"] = "Germany"
    products[ProductType.PRODUCT_DATA_SHEET] = read_payload(ProductType.PRODUCT_DATA_SHEET, "2.0", sheet)
    exported = ioxio.export(replace(full_content(), products=products))
    maker = exported.document["dataProducts"]["DigitalProductPassport/Battery/ManufacturingDataSheet_v0.1"]
    assert "country" not in maker["response"]["manufacturerInformation"]
    assert any(note.path == "/ProductDataSheet/manufacturer/postalAddress/country" for note in exported.notes)


@settings(max_examples=40, deadline=None)
@given(energy=st.decimals(Decimal("0.001"), Decimal(9999), places=3), mass=st.decimals(1, 99999, places=2))
def test_round_trip__any_decimal__comes_back_as_the_same_decimal(energy: Decimal, mass: Decimal) -> None:
    sheet = every_payload()[ProductType.PRODUCT_DATA_SHEET].as_json()
    sheet |= {"ratedCapacityAh": float(energy), "massKg": float(mass)}
    sheet.pop("ratedEnergyWh", None)
    kind = ProductType.PRODUCT_DATA_SHEET
    content = replace(full_content(), products={kind: read_payload(kind, "2.0", sheet)})
    exported = ioxio.export(content)
    assert unexplained(content, exported, ioxio.read(json.loads(json.dumps(exported.document)))) == {}


_WHOLE = json.dumps(ioxio.export(sheet_1()).document)


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_read__documents_with_anything_anywhere__are_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(_WHOLE)
    spoil(document, data)
    try:
        found = ioxio.read(document)
    except CrosswalkError:
        return
    assert isinstance(found.content, PassportContent)
