"""What is no payload of its type is refused with path, rule and clause; what cannot be true is too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from passport.battery.product_types import ProductType
from passport.battery.products import MODELS, PayloadRefused, fitting_version, model_of, read_payload, schema_id

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
FILES = {
    ProductType.PRODUCT_DATA_SHEET: "demo_pack/product_data_sheet.json",
    ProductType.ENVIRONMENTAL_FOOTPRINT: "demo_pack/environmental_footprint.json",
    ProductType.CHARGING_HISTORY: "nasa_pcoe/charging_history_pack.json",
}


def payload(kind: ProductType) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / FILES[kind]).read_bytes())
    return loaded


def refusal(kind: ProductType, wrong: dict[str, Any], version: str = "1.0") -> PayloadRefused:
    with pytest.raises(PayloadRefused) as refused:
        read_payload(kind, version, wrong)
    assert refused.value.clause
    return refused.value


def test_models__of_every_type__exist_with_rising_versions() -> None:
    assert set(MODELS) == set(ProductType)
    for models in MODELS.values():
        versions = [tuple(map(int, model.VERSION.split("."))) for model in models]
        assert versions == sorted(set(versions))


def test_schema_id__of_every_model__is_its_own() -> None:
    ids = [schema_id(kind, model.VERSION) for kind, models in MODELS.items() for model in models]
    assert len(ids) == len(set(ids))


def test_model__unknown_version__refused_with_the_known_ones() -> None:
    with pytest.raises(PayloadRefused) as refused:
        model_of(ProductType.PRODUCT_DATA_SHEET, "3.0")
    assert refused.value.values["rule"] == "unknown-version"
    assert "1.0, 2.0" in str(refused.value.remedy)


@pytest.mark.parametrize("kind", FILES)
def test_payload__example__accepted_as_version_1(kind: ProductType) -> None:
    assert fitting_version(kind, payload(kind)) == "1.0"
    assert isinstance(read_payload(kind, "1.0", payload(kind)), model_of(kind, "1.0"))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in FILES for name in payload(kind) if name != "remark"]
)
def test_payload__member_missing__refused_by_its_name(kind: ProductType, name: str) -> None:
    incomplete = payload(kind)
    del incomplete[name]
    refused = refusal(kind, incomplete)
    assert (refused.values["path"], refused.values["rule"]) == (f"/{name}", "member-missing")


def test_payload__kwh_and_ah_swapped__refused_with_the_trap_named() -> None:
    sheet = payload(ProductType.PRODUCT_DATA_SHEET)
    sheet["capacity"], sheet["energy"] = sheet["energy"], sheet["capacity"]
    refused = refusal(ProductType.PRODUCT_DATA_SHEET, sheet)
    assert (refused.values["path"], refused.values["rule"]) == ("/capacity", "energy-fits")
    assert "kWh and Ah" in str(refused.clause)


@pytest.mark.parametrize("counter", ["operatingHours", "cycleCount"])
def test_payload__counter_falls__refused_at_its_row(counter: str) -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][50][counter] = 0
    refused = refusal(ProductType.CHARGING_HISTORY, history)
    assert refused.values["path"] == f"/batteryChargingHistory/50/{counter}"
    assert refused.values["rule"] == "counter-falls"
    assert "XIII 4(d)" in str(refused.clause)


def test_payload__row_twice__refused() -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"].append(history["batteryChargingHistory"][3])
    history["totalCount"] += 1
    assert refusal(ProductType.CHARGING_HISTORY, history).values["rule"] == "duplicate-row"


@pytest.mark.parametrize(
    "time",
    [
        "2022-09-10T00:00:00",
        "2022-09-10 00:00:00+00:00",
        "2022-02-30T00:00:00Z",
        "2022-09-10T00:00:00+99:00",
        "0001-01-01T00:00:00+23:59",
        1662768000,
    ],
)
def test_payload__time_not_rfc_3339_with_offset__refused(time: object) -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][0]["time"] = time
    refused = refusal(ProductType.CHARGING_HISTORY, history)
    assert (refused.values["path"], refused.values["rule"]) == ("/batteryChargingHistory/0/time", "rfc-3339")


@pytest.mark.parametrize(
    "value", ["2.0", True, float("nan"), float("inf"), -1.0, None, {"value": 2, "unit": "Ah"}, 1e300]
)
def test_payload__capacity_no_number__refused(value: object) -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][0]["maxCapacity"] = value
    refused = refusal(ProductType.CHARGING_HISTORY, history)
    assert refused.values["path"] == "/batteryChargingHistory/0/maxCapacity"


def test_payload__unknown_member__refused() -> None:
    footprint = payload(ProductType.ENVIRONMENTAL_FOOTPRINT) | {"x/y": 1}
    refused = refusal(ProductType.ENVIRONMENTAL_FOOTPRINT, footprint)
    assert (refused.values["path"], refused.values["rule"]) == ("/x~1y", "unknown-member")


def test_payload__python_name_instead_of_the_member__refused() -> None:
    footprint = payload(ProductType.ENVIRONMENTAL_FOOTPRINT)
    footprint["material_waste"] = footprint.pop("materialWaste")
    assert refusal(ProductType.ENVIRONMENTAL_FOOTPRINT, footprint).values["rule"] == "member-missing"
