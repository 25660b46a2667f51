from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from passport.battery.product_types import ProductType
from passport.services.payloads import PayloadRefused, check_payload

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
FILES = {
    ProductType.PRODUCT_DATA_SHEET: "demo_pack/product_data_sheet.json",
    ProductType.ENVIRONMENTAL_FOOTPRINT: "demo_pack/environmental_footprint.json",
    ProductType.CHARGING_HISTORY: "nasa_pcoe/charging_history_pack.json",
}


def payload(kind: ProductType) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / FILES[kind]).read_bytes())
    return loaded


@pytest.mark.parametrize("kind", FILES)
def test_payload__example__accepted(kind: ProductType) -> None:
    check_payload(kind, payload(kind))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in FILES for name in payload(kind) if name != "remark"]
)
def test_payload__member_missing__refused_by_its_name(kind: ProductType, name: str) -> None:
    incomplete = payload(kind)
    del incomplete[name]
    with pytest.raises(PayloadRefused) as refused:
        check_payload(kind, incomplete)
    assert refused.value.values["path"] == name


def test_payload__kwh_and_ah_swapped__refused_with_the_trap_named() -> None:
    sheet = payload(ProductType.PRODUCT_DATA_SHEET)
    sheet["capacity"], sheet["energy"] = sheet["energy"], sheet["capacity"]
    with pytest.raises(PayloadRefused) as refused:
        check_payload(ProductType.PRODUCT_DATA_SHEET, sheet)
    assert "Ah" in str(refused.value.remedy)


@pytest.mark.parametrize("counter", ["operatingHours", "cycleCount"])
def test_payload__counter_falls__refused(counter: str) -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][50][counter] = 0
    with pytest.raises(PayloadRefused, match=counter):
        check_payload(ProductType.CHARGING_HISTORY, history)


def test_payload__time_without_offset__refused() -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][0]["time"] = "2022-09-10T00:00:00"
    with pytest.raises(PayloadRefused, match="timezone"):
        check_payload(ProductType.CHARGING_HISTORY, history)


@pytest.mark.parametrize("value", ["2.0", True, float("nan"), -1.0, None])
def test_payload__capacity_no_number__refused(value: object) -> None:
    history = payload(ProductType.CHARGING_HISTORY)
    history["batteryChargingHistory"][0]["maxCapacity"] = value
    with pytest.raises(PayloadRefused, match="maxCapacity"):
        check_payload(ProductType.CHARGING_HISTORY, history)


def test_payload__type_without_a_definition__taken_as_it_is() -> None:
    check_payload(ProductType.CONDITION_REPORT, {"anything": [1, 2]})
