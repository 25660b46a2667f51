"""What our exports are validated against is what GEFEG and the consortium published."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

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

PUBLISHED = os.environ.get("PASSPORT_PUBLISHED_SCHEMAS", "")
"""A folder with the published files, wherever they are below it; the comparison with them is an extra one."""
NOT_THERE = "PASSPORT_PUBLISHED_SCHEMAS names no folder: the digests are compared instead"


def published(name: str) -> Path:
    found = sorted(Path(PUBLISHED).rglob(name))
    assert found, f"{name} is not below {PUBLISHED}"
    return found[0]


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


@pytest.mark.skipif(not PUBLISHED, reason=NOT_THERE)
@pytest.mark.parametrize("guide", GUIDES)
def test_gefeg_schema__beside_the_published_file__is_the_same(guide: str) -> None:
    said = GEFEG_MODEL["published"][guide]
    content = published(said["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == said["sha256"]
    assert normal_form(gefeg_schema(guide)) == normal_form(json.loads(content))


@pytest.mark.skipif(not PUBLISHED, reason=NOT_THERE)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_consortium_schema__beside_the_published_file__is_the_same(aspect: str) -> None:
    said = CONSORTIUM_MODEL["aspects"][aspect]
    content = published(f"{aspect}-schema.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == said["sha256"]
    assert said["schema"] == normal_form(json.loads(content))
