"""What cannot be true is refused with the rule, the place and the clause; each rule is tried here once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from passport.battery.product_types import ProductType
from passport.battery.products import PayloadRefused, read_payload
from passport.scoring.score import Score
from tests.unit.battery.documents import example
from tests.unit.battery.test_published_schemas import BEYOND_A_SCHEMA

Case = tuple[str, str, Any, str, str]

CASES: list[Case] = [
    # file, member to set (JSON pointer), value, rule, where it is named
    ("ProductDataSheet-2.0", "/nominalVoltageV", 299, "voltage-order", "/nominalVoltageV"),
    ("ProductDataSheet-2.0", "/ratedEnergyWh", 60, "energy-fits", "/ratedEnergyWh"),
    ("ProductDataSheet-2.0", "/ratedEnergyWh", 66001, "energy-fits", "/ratedEnergyWh"),
    ("ProductDataSheet-2.0", "/standards", ["A", "B", "A"], "duplicate-row", "/standards/2"),
    ("ProductDataSheet-2.0", "/dimensions/lengthMm", "1800", "number", "/dimensions/lengthMm"),
    ("ProductDataSheet-2.0", "/massKg", 1e13, "range", "/massKg"),
    ("ProductDataSheet-2.0", "/massKg", float("nan"), "not-finite", "/massKg"),
    ("ProductDataSheet-2.0", "/warrantyMonths", 1.5, "whole", "/warrantyMonths"),
    (
        "ProductDataSheet-2.0",
        "/operatingTemperatureRange/maximumC",
        -30,
        "range",
        "/operatingTemperatureRange/maximumC",
    ),
    ("ProductDataSheet-2.0", "/manufacturer/postalAddress", {"country": "DE"}, "address-incomplete", "/manufacturer/"),
    ("ProductDataSheet-2.0", "/ratedCapacityMah", 150000, "wrong-unit", "/ratedCapacityMah"),
    ("ProductDataSheet-2.0", "/dimensions/lengthCm", 180, "wrong-unit", "/dimensions/lengthCm"),
    ("ProductDataSheet-2.0", "/ratedEnergyKwh", 60, "wrong-unit", "/ratedEnergyKwh"),
    ("ProductDataSheet-2.0", "/standards", ["x"] * 101, "too-many", "/standards"),
    ("ProductDataSheet-1.0", "/voltage/nominal", 8, "voltage-order", "/voltage/nominal"),
    ("ChargingHistory-1.0", "/totalCount", 1, "total-count", "/totalCount"),
    ("CarbonFootprint-1.0", "/kgCo2ePerKwh", 60, "stage-sum", "/lifeCycleStages"),
    ("CarbonFootprint-1.0", "/kgCo2ePerKwh", 70, "stage-sum", "/lifeCycleStages"),
    ("CarbonFootprint-1.0", "/lifeCycleStages/1/stage", "distribution", "duplicate-row", "/lifeCycleStages/2"),
    (
        "MaterialComposition-1.0",
        "/hazardousSubstances/0/casNumber",
        "7439-92-1",
        "heavy-metal",
        "/hazardousSubstances/0",
    ),
    ("MaterialComposition-1.0", "/hazardousSubstances/0/casNumber", "21324-40-4", "cas-check-digit", "/hazardous"),
    ("MaterialComposition-1.0", "/criticalRawMaterials/0/concentrationPercent", 0.1, "critical-threshold", "/critical"),
    ("MaterialComposition-1.0", "/criticalRawMaterials/0/concentrationPercent", 99, "composition-sum", "/critical"),
    ("MaterialCompositionRestricted-1.0", "/materials/1/massPercent", 80, "composition-sum", "/materials"),
    (
        "MaterialCompositionRestricted-1.0",
        "/materials/1",
        {"name": "x", "component": "anode"},
        "amount-missing",
        "/mat",
    ),
    ("Circularity-1.0", "/recycledCobalt/preConsumerPercent", 99, "composition-sum", "/recycledCobalt/"),
    ("DismantlingInformation-1.0", "/documents/0/covers", ["tools", "tools"], "duplicate-row", "/documents/0/covers/1"),
    ("DismantlingInformation-1.0", "/safetyMeasures", {}, "measures-missing", "/safetyMeasures"),
    ("TestReport-1.0", "/testedTo", "2026-09-30", "date-order", "/testedTo"),
    ("TestReport-1.0", "/issuedOn", "2026-02-30", "full-date", "/issuedOn"),
    ("PerformanceStatic-1.0", "/halfLifeRoundTripEfficiencyPercent", 96, "efficiency-falls", "/initialRoundTrip"),
    ("PerformanceStatic-1.0", "/originalPowerCapability/1/stateOfChargePercent", 80, "duplicate-row", "/original"),
    ("PerformanceDynamic-1.0", "/putIntoServiceOn", "2027-02-19", "date-order", "/recordedAt"),
    ("PerformanceDynamic-1.0", "/remainingCapacityAh", 150000, "remaining-above-rated", "/remainingCapacityAh"),
    ("PerformanceDynamic-1.0", "/remainingCapacityAh", 120, "fade-fits", "/capacityFadePercent"),
    ("PerformanceDynamic-1.0", "/highTemperatureChargingMinutes", 11, "part-of-whole", "/highTemperatureMinutes"),
    ("Telemetry-1.0", "/columns/0/values", [1, 2, 3], "row-count", "/columns/0/values"),
    ("Telemetry-1.0", "/columns/0", {"name": "v_volt", "unit": "V"}, "inline-or-attached", "/columns/0/values"),
    ("ImpedanceSpectrum-1.0", "/points/1/frequencyHz", 1000, "duplicate-row", "/points/1"),
    ("IncidentReport-1.0", "/reportedAt", "2026-05-01T10:30:00+01:00", "date-order", "/reportedAt"),
    ("RepairReport-1.0", "/finishedAt", "2026-05-02T09:00:00Z", "date-order", "/finishedAt"),
    ("StateOfHealth-1.0", "/interval/upper", 92, "interval-order", "/interval/upper"),
    ("StateOfHealth-1.0", "/value", None, "value-or-abstention", "/value"),
    ("StateOfHealth-1.0", "/interval", None, "interval-missing", "/interval"),
    ("StateOfHealth-1.0", "/rows_given", 29, "row-count", "/rows_given"),
    ("RecyclingReport-1.0", "/inputMassKg", 15, "mass-balance", "/recovered"),
    ("RecyclingReport-1.0", "/completedOn", "2034-12-31", "date-order", "/completedOn"),
]


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    *way, last = pointer.split("/")[1:]
    whole = here = copy.deepcopy(document)
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    here[int(last) if isinstance(here, list) else last] = value
    return whole


@pytest.mark.parametrize(("name", "pointer", "value", "rule", "path"), CASES)
def test_payload__that_cannot_be_true__refused_by_its_rule(
    name: str, pointer: str, value: Any, rule: str, path: str
) -> None:
    kind, _, version = name.partition("-")
    with pytest.raises(PayloadRefused) as refused:
        read_payload(ProductType(kind), version, changed(example(f"{name}.json"), pointer, value))
    assert refused.value.values["rule"] == rule
    assert str(refused.value.values["path"]).startswith(path)
    assert refused.value.clause
    assert refused.value.diagnostics()["values"]


def test_rules__beyond_a_schema__are_all_tried() -> None:
    tried = {rule for *_, rule, _ in CASES} | {"counter-falls", "frequency-order"}
    assert tried >= BEYOND_A_SCHEMA


def test_impedance__frequencies_up_and_down__refused() -> None:
    spectrum = example("ImpedanceSpectrum-1.0.json")
    spectrum["points"].append({"frequencyHz": 10, "realOhm": 0.1, "imaginaryOhm": 0})
    with pytest.raises(PayloadRefused) as refused:
        read_payload(ProductType.IMPEDANCE_SPECTRUM, "1.0", spectrum)
    assert (refused.value.values["rule"], refused.value.values["path"]) == ("frequency-order", "/points/2")


@pytest.mark.parametrize("deep", [2, 20_000])
def test_payload__nested_deeply__refused_without_a_crash(deep: int) -> None:
    nested: Any = 1
    for _ in range(deep):
        nested = {"x": nested}
    with pytest.raises(PayloadRefused):
        read_payload(ProductType.CIRCULARITY, "1.0", {"recycledCobalt": nested})


def test_score__as_scoring_writes_it__has_the_members_of_its_payload_model() -> None:
    written = Score.model_json_schema()["properties"].keys() - {"remark"}
    read = example("StateOfHealth-1.0.json").keys() - {"remark"}
    assert written == read


def test_energy__within_a_tenth_of_capacity_times_voltage__accepted() -> None:
    for energy in (54000, 66000):
        sheet = changed(example("ProductDataSheet-2.0.json"), "/ratedEnergyWh", energy)
        read_payload(ProductType.PRODUCT_DATA_SHEET, "2.0", sheet)
