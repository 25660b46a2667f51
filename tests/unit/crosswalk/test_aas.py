"""Asset Administration Shells: our exports are valid, come back the same up to named losses, and theirs are read."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from aas_test_engines import file as aas_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.category import Granularity
from passport.crosswalk import aas
from passport.crosswalk.aas.shapes import submodel_shapes
from passport.crosswalk.content import NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError
from tests.unit.crosswalk.anything import FUZZ, spoil
from tests.unit.crosswalk.every_product import every_payload, full_content
from tests.unit.crosswalk.round_trip import unexplained

VECTORS = Path(__file__).parents[2] / "conformance" / "vectors" / "crosswalk" / "aas"
ASPECTS = {
    "DigitalNameplate": "NameplateBattery",
    "HandoverDocumentation": "HandoverDocumentationBattery",
    "ProductCondition": "ProductConditionBattery",
    "TechnicalData": "TechnicalDataBattery",
    "CarbonFootprint": "CarbonFootprintBattery",
    "MaterialComposition": "MaterialCompositionBattery",
    "Circularity": "CircularityBattery",
}


def vector(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def reference() -> dict[str, Any]:
    return {name: vector(f"idta-samm/{stem}") for name, stem in ASPECTS.items()}


def engine_errors(document: Any) -> list[str]:
    result = aas_file.check_json_file(io.StringIO(json.dumps(document)))
    return [] if result.ok() else [line for line, *_ in result.to_lines()]


def schema_errors(document: Any) -> list[str]:
    schema = vector("metamodel/aas-3.1")
    return [error.message for error in jsonschema.validators.validator_for(schema)(schema).iter_errors(document)]


def test_the_test_engine__a_shell_without_its_asset__finds_it() -> None:
    broken = aas.export(full_content()).document
    del broken["assetAdministrationShells"][0]["assetInformation"]["assetKind"]
    assert engine_errors(broken)


def test_export__a_battery_with_every_product__has_no_errors() -> None:
    document = aas.export(full_content()).document
    assert engine_errors(document) == []
    assert schema_errors(document) == []
    assert {submodel["idShort"] for submodel in document["submodels"]} == set(ASPECTS)


@pytest.mark.parametrize("kind", sorted(every_payload()))
def test_export__a_battery_with_one_product__has_no_errors_and_comes_back(kind: Any) -> None:
    content = replace(full_content(), products={kind: every_payload()[kind]}, granularity=Granularity.MODEL)
    exported = aas.export(content)
    assert engine_errors(exported.document) == []
    back = aas.read(exported.document)
    inferred = "/MaterialComposition/criticalRawMaterials/"  # the rows marked so, where there is no list
    assert all(path.startswith(inferred) for path in unexplained(content, exported, back))


def test_export__nothing_but_the_record__has_no_errors() -> None:
    exported = aas.export(replace(full_content(), products={}))
    assert engine_errors(exported.document) == []


def test_round_trip__a_battery_with_every_product__is_the_same_up_to_named_losses() -> None:
    content = full_content()
    exported = aas.export(content)
    back = aas.read(json.loads(json.dumps(exported.document)))
    assert unexplained(content, exported, back) == {}
    again = aas.export(back.content, back.drafts)
    assert aas.read(again.document).content == back.content


def test_export__against_the_models_of_idta__lacks_what_the_notes_say_and_nothing_else() -> None:
    exported = aas.export(full_content())
    missing = {note.path for note in exported.notes if note.kind is NoteKind.MISSING}
    values = aas.passports.values_in(exported.document, aas.passports.Notebook())
    found = set()
    for name, value in values.items():
        schema = vector(f"idta-samm/{ASPECTS[name]}-schema")
        for error in jsonschema.Draft4Validator(schema).iter_errors(value):
            assert error.validator == "required", error.message
            where = "".join(f"/{step}" for step in error.absolute_path)
            found |= {f"/{name}{where}/{each}" for each in error.validator_value if each not in error.instance}
    assert found == missing


def test_shapes__as_shipped__are_those_of_the_published_models() -> None:
    from scripts import write_aas_shapes

    assert write_aas_shapes.SHAPES.read_text(encoding="utf-8") == write_aas_shapes.written()
    assert set(submodel_shapes()) == set(ASPECTS)


def test_read__the_published_payloads__names_what_is_wrong_with_them() -> None:
    found = aas.read_submodels(reference())
    assert found.content.identifier == "https://dc-qr.com/?m=R123456789"
    defects = Counter(note.defect for note in found.notes if note.kind is NoteKind.DEFECT)
    assert set(defects) == {"idta-text-collapsed", "idta-list-collapsed", "idta-time-without-offset"}
    assert defects["idta-time-without-offset"] == 14
    refused = [note.path for note in found.notes if note.kind is NoteKind.REFUSED]
    assert "/TechnicalData/TechnicalPropertyAreas/PowerCapability/MaximumPermittedBatteryPower" in refused


def test_read__the_published_payloads__against_their_own_models() -> None:
    wrong = {}
    for stem in ASPECTS.values():
        errors = list(
            jsonschema.Draft4Validator(vector(f"idta-samm/{stem}-schema")).iter_errors(vector(f"idta-samm/{stem}"))
        )
        if errors:
            wrong[stem] = len(errors)
    assert wrong == {
        "NameplateBattery": 23,
        "HandoverDocumentationBattery": 1,
        "CarbonFootprintBattery": 2,
        "CircularityBattery": 6,
    }


def test_read__the_environment_of_another_project__names_submodels_it_does_not_know() -> None:
    document = vector("odal-environment")
    with pytest.raises(CrosswalkError, match="category"):
        aas.read(document)
    document["assetAdministrationShells"][0]["assetInformation"]["specificAssetIds"].append(
        {"name": "batteryCategory", "value": "electric-vehicle"}
    )
    found = aas.read(document)
    unknown = [note for note in found.notes if note.text == "this submodel is none of IDTA 02035"]
    assert len(unknown) == len(document["submodels"]) - 1
    assert found.content.identifier == "urn:odal-node:product:09506000134352"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("assetAdministrationShells"), "/assetAdministrationShells"),
        (lambda d: d.update(submodels={}), "/submodels"),
        (lambda d: d["submodels"][0]["submodelElements"][0].update(modelType="Range"), "/submodels/0/URIOfTheProduct"),
        (lambda d: d["submodels"][0]["submodelElements"][0].update(value=7), "/submodels/0/URIOfTheProduct"),
    ],
)
def test_read__what_is_no_environment__is_refused_by_its_path(change: Any, path: str) -> None:
    document = json.loads(json.dumps(aas.export(full_content()).document))
    change(document)
    with pytest.raises(CrosswalkError) as refusal:
        aas.read(document)
    assert refusal.value.values["path"] == path


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_read__documents_with_anything_anywhere__are_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(_WHOLE)
    spoil(document, data)
    try:
        found = aas.read(document)
    except CrosswalkError:
        return
    assert isinstance(found.content, PassportContent)


_WHOLE = json.dumps(aas.export(full_content()).document)
