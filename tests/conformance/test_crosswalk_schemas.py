"""What our exports are validated against is what GEFEG and the consortium published."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.conformance.crosswalk_schemas import (
    ASPECTS,
    CONSORTIUM_MODEL,
    GEFEG_MODEL,
    GUIDES,
    VECTORS,
    consortium_errors,
    gefeg_errors,
    gefeg_schema,
)
from tests.conformance.schema_forms import digest, normal_form


def example(guide: str) -> Any:
    return json.loads((VECTORS / "gefeg" / f"{guide}.gefeg.json").read_bytes())


def payload(aspect: str) -> Any:
    return json.loads((VECTORS / "consortium" / f"{aspect}-payload.json").read_bytes())


@pytest.mark.parametrize("guide", GUIDES)
def test_gefeg_schema__built_from_our_description__has_the_normal_form_of_the_published_one(guide: str) -> None:
    assert digest(normal_form(gefeg_schema(guide))) == GEFEG_MODEL["published"][guide]["normal_form_sha256"]


@pytest.mark.parametrize("guide", GUIDES)
def test_gefeg_example__of_its_guide__validates(guide: str) -> None:
    assert gefeg_errors(guide, example(guide)) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_gefeg_example__with_a_wrong_unit_or_category_or_date__does_not_validate(guide: str) -> None:
    for group, member, value in (
        ("IdentifiersAndProductData", "BatteryMass", {"gramKgValue": 1, "gramKg": "lb"}),
        ("IdentifiersAndProductData", "BatteryCategory", {"batteryCategoryValue": "portable battery"}),
        ("IdentifiersAndProductData", "WarrantyPeriodOfTheBattery", "in March"),
        ("CircularityAndResourceEfficiency", "SafetyMeasures", "no address"),
    ):
        document = example(guide)
        document["Battery_Passport"][group][member] = value
        assert len(gefeg_errors(guide, document)) == 1, member


@pytest.mark.parametrize("aspect", ASPECTS)
def test_consortium_payload__as_published__validates_but_for_the_blank_in_the_cas_number(aspect: str) -> None:
    errors = consortium_errors(aspect, payload(aspect))
    if aspect != "MaterialComposition":
        assert errors == []
        return
    assert [error.split(":")[0] for error in errors] == ["$.batteryMaterials[0].batteryMaterialIdentifier"]


def test_consortium_model__every_aspect__is_a_valid_draft_04_schema_without_prose() -> None:
    for aspect in CONSORTIUM_MODEL["aspects"].values():
        Draft4Validator.check_schema(aspect["schema"])
        assert "description" not in json.dumps(aspect["schema"])
