"""The quantities of Annex VII by category: determined with bounds, or missing with the clause and the reason."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import passport.scoring
from passport.battery.category import BatteryCategory
from passport.errors import ScoringError
from passport.scoring.annex_vii_evidence import Accuracy, CapacityTest, Evidence, Log, MeasuredResistance, Reference
from passport.scoring.annex_vii_method import ANNEX_VII, SOURCES
from passport.scoring.annex_vii_quantity import Determined, LegalQuantities
from passport.scoring.kernels.coulomb import CutOffs, count_discharge
from passport.scoring.kernels.signal_rows import Plausible
from passport.scoring.kernels.throughput import Limits, Tally, advance, result
from passport.scoring.legal_quantities import legal_quantities
from tests.unit.scoring.nasa import discharges, labels_ah

PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=4.6, highest_a=10.0, rest_a=0.05, stuck_s=600.0)
LIMITS = Limits(PLAUSIBLE, longest_gap_s=60.0, deep_v=2.5, deep_over_v=3.0, cold_c=0.0, hot_c=45.0)
TO_2_7_V, EXACT, HUNDREDTH = CutOffs(None, 2.7), Accuracy(0.0, 0.0), Accuracy(0.001, 0.01)
REFERENCE = Reference(2.0, TO_2_7_V, c_rate=1.0, temperature_c=24.0, certified_energy_wh=7.0)
EV, STATIONARY = BatteryCategory.ELECTRIC_VEHICLE, BatteryCategory.STATIONARY


def discharged(name: str = "B0005/1", accuracy: Accuracy = HUNDREDTH, sign: float = 1.0) -> CapacityTest:
    time, voltage, current = discharges()[name]
    counted = count_discharge(time, voltage, sign * current, TO_2_7_V, PLAUSIBLE, 60.0)
    return CapacityTest(counted, TO_2_7_V, temperature_c=24.0, accuracy=accuracy, full=True)


def life(temperature_c: float = 25.0, sign: float = 1.0, gap_s: float = 0.0, hole_every: int = 0) -> Log:
    """A hundred cycles: an hour at +1 A with 3.8 V, an hour at -1 A with 3.6 V, a row every ten seconds."""
    rows = 72_000
    time = np.arange(rows, dtype=np.float64) * 10.0
    current = np.where((np.arange(rows) // 360) % 2 == 0, 1.0, -1.0)
    voltage = 3.7 + 0.1 * current + np.where(np.arange(rows) % 2 == 0, 1e-3, -1e-3)
    time[rows // 2 :] += gap_s
    if hole_every:
        voltage[::hole_every] = np.nan
    tally = advance(Tally(), time, voltage, sign * current, np.full(rows, temperature_c), LIMITS)
    return Log(result(tally), LIMITS, HUNDREDTH)


def against(**changes: Any) -> Evidence:
    """The discharge of B0005, and a reference that differs."""
    return Evidence(reference=dataclasses.replace(REFERENCE, **changes), capacity_test=discharged())


def scored(category: BatteryCategory, evidence: Evidence) -> LegalQuantities:
    return legal_quantities(category, evidence, ())


def quantity(found: LegalQuantities, name: str) -> Determined:
    return next(one for one in found.determined if one.name == name)


def reason(found: LegalQuantities, name: str) -> str:
    return next(one.reason for one in found.not_determinable if one.name == name)


def test_quantities__of_an_electric_vehicle__are_the_state_of_certified_energy_alone() -> None:
    found = scored(EV, Evidence(reference=REFERENCE, capacity_test=discharged()))
    energy = quantity(found, "state of certified energy")
    discharge = discharged().counted.discharge
    assert discharge is not None
    assert energy.value == pytest.approx(discharge.energy_wh / 7.0 * 100.0, abs=1e-6)
    assert energy.interval.lower < energy.value < energy.interval.upper
    assert energy.conditions["voltage_cut_offs"] == "full to 2.7 V"
    assert energy.threshold == "threshold not yet adopted"
    assert not found.not_determinable
    assert found.observability == 1.0


def test_quantities__of_a_stationary_battery__are_the_eleven_of_the_annex() -> None:
    found = scored(STATIONARY, Evidence())
    assert not found.determined
    assert len(found.not_determinable) == 11
    assert found.observability == 0.0
    assert all(one.clause.startswith("Regulation (EU) 2023/1542, Annex VII part") for one in found.not_determinable)


@pytest.mark.parametrize("category", [BatteryCategory.PORTABLE, BatteryCategory.SLI, BatteryCategory.INDUSTRIAL])
def test_quantities__of_a_category_the_annex_does_not_name__are_none(category: BatteryCategory) -> None:
    found = scored(category, Evidence(reference=REFERENCE, capacity_test=discharged()))
    assert (found.determined, found.not_determinable) == ((), ())


def test_remaining_capacity__bounds__hold_the_label_and_grow_with_the_sensor_error() -> None:
    exact = quantity(scored(STATIONARY, Evidence(reference=REFERENCE, capacity_test=discharged(accuracy=EXACT))),
                     "remaining capacity")  # fmt: skip
    rough = quantity(
        scored(STATIONARY, Evidence(reference=REFERENCE, capacity_test=discharged())), "remaining capacity"
    )
    label_ah = labels_ah()["B0005/1"]
    assert exact.interval.lower <= exact.value <= label_ah <= exact.interval.upper + 1e-4
    assert rough.value == exact.value
    assert rough.interval.lower < exact.interval.lower
    assert rough.interval.upper > exact.interval.upper


@pytest.mark.parametrize(("evidence", "words"), [
    (Evidence(reference=REFERENCE), "full discharge"),
    (Evidence(capacity_test=discharged()), "reference conditions"),
    (against(certified_energy_wh=None), "certified"),
    (against(c_rate=0.5), "discharged at 0.998 C"),
    (against(temperature_c=4.0), "24 degC"),
    (against(cut_offs=CutOffs(4.2, 2.5)), "cut-off"),
    (Evidence(reference=REFERENCE, capacity_test=discharged("B0046/50")), "not reached"),
    (Evidence(reference=REFERENCE, capacity_test=discharged(sign=-1.0)), "sign convention"),
    (Evidence(reference=REFERENCE, capacity_test=dataclasses.replace(discharged(), full=False)), "full charge"),
    (Evidence(reference=REFERENCE, capacity_test=dataclasses.replace(discharged(), temperature_c=np.nan)), "nan degC"),
])  # fmt: skip
def test_state_of_certified_energy__outside_what_it_holds_for__is_not_determinable(
    evidence: Evidence, words: str
) -> None:
    found = scored(EV, evidence)
    assert not found.determined
    assert words in reason(found, "state of certified energy")


def test_life__complete__gives_part_b_with_bounds() -> None:
    found = scored(STATIONARY, Evidence(reference=REFERENCE, life=life(50.0), put_into_service_on="2024-01-01"))
    assert quantity(found, "capacity throughput").value == pytest.approx(199.7, abs=0.3)
    assert quantity(found, "energy throughput").value == pytest.approx(199.7 * 3.7, abs=2.0)
    assert quantity(found, "full equivalent cycles").value == pytest.approx(50.0, abs=0.1)
    assert quantity(found, "time in extreme temperatures").value == pytest.approx(200.0, abs=0.01)
    assert quantity(found, "time charging in extreme temperatures").value == pytest.approx(100.0, abs=0.3)
    assert quantity(found, "deep discharges").value == 0.0
    assert found.dates == {"put_into_service_on": "2024-01-01"}
    for one in found.determined:
        assert one.interval.lower <= one.value <= one.interval.upper


def test_life__with_a_short_gap__keeps_its_values_and_widens_their_bounds() -> None:
    whole, broken = (
        scored(STATIONARY, Evidence(reference=REFERENCE, life=life(gap_s=gap_s))) for gap_s in (0.0, 7200.0)
    )
    for name in ("capacity throughput", "time in extreme temperatures", "deep discharges"):
        assert quantity(broken, name).value == pytest.approx(quantity(whole, name).value, abs=0.01)
        assert quantity(broken, name).interval.upper >= quantity(whole, name).interval.upper + 1.0


@pytest.mark.parametrize(("log", "words"), [
    (life(gap_s=72_000.0), "not covered"), (life(hole_every=10), "cannot be used"), (life(sign=-1.0), "convention"),
])  # fmt: skip
def test_life__that_cannot_be_believed__gives_nothing(log: Log, words: str) -> None:
    found = scored(STATIONARY, Evidence(reference=REFERENCE, life=log))
    assert not found.determined
    assert words in reason(found, "capacity throughput")


def test_life__without_temperatures__has_no_time_in_extremes_and_no_default() -> None:
    found = scored(STATIONARY, Evidence(reference=REFERENCE, life=life(np.nan)))
    assert "temperature is not known" in reason(found, "time in extreme temperatures")
    assert quantity(found, "capacity throughput").value > 0.0


def test_round_trip_efficiency__of_a_closed_cycle__is_energy_out_by_energy_in() -> None:
    found = scored(STATIONARY, Evidence(cycle=life()))
    efficiency = quantity(found, "round-trip efficiency")
    assert efficiency.value == pytest.approx(3.6 / 3.8 * 100.0, abs=0.1)
    broken = scored(STATIONARY, Evidence(cycle=life(gap_s=600.0)))
    assert "gaps" in reason(broken, "round-trip efficiency")
    spoilt = scored(STATIONARY, Evidence(cycle=life(hole_every=5000)))
    assert "cannot be used" in reason(spoilt, "round-trip efficiency")


def test_ohmic_resistance__measured__carries_its_interval_widened_by_the_sensors() -> None:
    measured = MeasuredResistance(0.05, 0.049, 0.052, 0.9, 12, 25.0, HUNDREDTH)
    found = quantity(scored(STATIONARY, Evidence(resistance=measured)), "ohmic resistance")
    assert found.value == 0.05
    assert found.interval.lower < 0.049
    assert found.interval.upper > 0.052


@given(st.booleans(), st.booleans(), st.booleans())
def test_quantities__whatever_the_evidence__name_each_quantity_once(test: bool, cycle: bool, log: bool) -> None:
    evidence = Evidence(REFERENCE, discharged() if test else None, LIFE if cycle else None, None, LIFE if log else None)
    found = scored(STATIONARY, evidence)
    names = [one.name for one in found.determined] + [one.name for one in found.not_determinable]
    assert sorted(names) == sorted(one.name for one in scored(STATIONARY, Evidence()).not_determinable)
    assert b"compliant" not in found.canonical_bytes()
    assert json.loads(found.canonical_bytes())["category"] == "stationary"
    assert found.canonical_bytes() == scored(STATIONARY, evidence).canonical_bytes()


def test_reference__numbers_that_cannot_be__are_an_error() -> None:
    with pytest.raises(ScoringError):
        dataclasses.replace(REFERENCE, rated_capacity_ah=0.0)
    with pytest.raises(ScoringError):
        Accuracy(0.0, 1.0)


def test_code_digest__of_the_legal_quantities__is_the_digest_of_their_sources() -> None:
    room = Path(passport.scoring.__file__).parent
    content = b"".join((room / name).read_bytes().replace(b"\r\n", b"\n") for name in SOURCES)
    actual = hashlib.sha256(content).digest()
    assert ANNEX_VII.code_digest == actual, (
        f"The code of the legal quantities changed: put 0x{actual.hex()} into passport/scoring/annex_vii_method.py, "
        "and raise the version if any default number changed."
    )


LIFE = life()
