"""Annex VII part A: state of health. Each function determines one quantity, or raises `Missing` with the reason.

A capacity or an energy is compared with the reference only at the reference's cut-offs, C-rate and temperature: at
others it is another quantity, and there is none.
"""

from __future__ import annotations

from passport.scoring.annex_vii_evidence import CapacityTest, Evidence, Reference
from passport.scoring.annex_vii_quantity import Determined, Missing, bounded
from passport.scoring.kernels.coulomb import Discharge
from passport.scoring.kernels.signal_rows import Reason
from passport.scoring.score import rounded

PART_A = "Regulation (EU) 2023/1542, Annex VII part A"
C_RATE_TOLERANCE = 0.1
"""Share by which the mean C-rate may differ from the reference's."""
TEMPERATURE_TOLERANCE_K = 3.0
CLOSED_CYCLE = 0.01
"""Charge in and out of a cycle may differ by this share of the charge."""
CERTAIN = 1.0
_BOUNDS = (
    "Bounds, no probability: the stated accuracy of the sensors and the rows the end of the discharge lies between. "
    "How well the test repeats is not in it."
)


def state_of_certified_energy(evidence: Evidence) -> Determined:
    """SOCE = usable energy now / certified usable energy x 100 %."""
    reference = _reference(evidence)
    if reference.certified_energy_wh is None:
        raise Missing("needs the certified usable energy; the passport does not state it")
    test, found = _comparable(evidence, reference)
    share = 100.0 / reference.certified_energy_wh
    per_ah = found.energy_wh / found.charge_ah
    error = (1.0 + test.accuracy.current) * (1.0 + test.accuracy.voltage) - 1.0
    lower_wh = (found.energy_wh - (found.charge_ah - _before(found)) * per_ah) * (1.0 - error)
    upper_wh = (found.energy_wh + (found.to_row_below_ah - found.charge_ah) * per_ah) * (1.0 + error)
    return Determined(
        name="state of certified energy",
        clause=PART_A,
        value=rounded(found.energy_wh * share),
        unit="% of certified usable energy",
        interval=bounded(lower_wh * share, upper_wh * share, CERTAIN, _BOUNDS),
        conditions=_conditions(test, found, reference),
    )


def remaining_capacity(evidence: Evidence) -> Determined:
    """Charge of a full discharge at reference conditions, Ah."""
    reference = _reference(evidence)
    test, found = _comparable(evidence, reference)
    error = test.accuracy.current
    return Determined(
        name="remaining capacity",
        clause=PART_A,
        value=rounded(found.charge_ah),
        unit="Ah",
        interval=bounded(_before(found) * (1.0 - error), found.to_row_below_ah * (1.0 + error), CERTAIN, _BOUNDS),
        conditions=_conditions(test, found, reference),
    )


def remaining_power_capability(evidence: Evidence) -> Determined:
    """Not yet computed from any evidence here."""
    raise Missing("needs a test of power at a stated state of charge and temperature; no method here reads one")


def round_trip_efficiency(evidence: Evidence) -> Determined:
    """Energy discharged / energy charged over one cycle that ends where it began."""
    cycle = evidence.cycle
    if cycle is None:
        raise Missing("needs the energy of one charge and discharge from full to full")
    found = cycle.summed
    if found.gaps or found.stuck_h > 0.0:
        raise Missing("the record of the cycle has gaps or stuck sensors")
    if set(found.rows) - {Reason.USED, Reason.REPEATED}:
        raise Missing("the record of the cycle has rows that cannot be used")
    if found.sign < 0.5:
        raise Missing("the record of the cycle does not show that positive current charges")
    if found.charged_wh <= 0.0 or abs(found.charged_ah - found.discharged_ah) > CLOSED_CYCLE * found.charged_ah:
        raise Missing(f"the cycle is not closed: {found.charged_ah:.4g} Ah in, {found.discharged_ah:.4g} Ah out")
    percent = found.discharged_wh / found.charged_wh * 100.0
    # The same sensor reads both ways: a gain error cancels. What stays is the charge that did not come back.
    open_percent = abs(found.charged_ah - found.discharged_ah) / found.charged_ah * 100.0
    basis = "Bounds, no probability: the charge by which the cycle is not closed. A gain error of a sensor cancels."
    return Determined(
        name="round-trip efficiency",
        clause=PART_A,
        value=rounded(percent),
        unit="%",
        interval=bounded(percent - open_percent, percent + open_percent, CERTAIN, basis),
        conditions={"charge": f"{found.charged_ah:.4g} Ah in {found.covered_h:.4g} h"},
    )


def evolution_of_self_discharge(evidence: Evidence) -> Determined:
    """Not yet computed from any evidence here."""
    raise Missing("needs open-circuit voltage or charge over rests at two ages; no method here reads them")


def ohmic_resistance(evidence: Evidence) -> Determined:
    """Median over steps of the current."""
    found = evidence.resistance
    if found is None:
        raise Missing("needs voltage and current within 2 s of at least five steps of 0.2 C, or impedance")
    error = (1.0 + found.accuracy.voltage) / (1.0 - found.accuracy.current) - 1.0
    basis = f"Order statistics over {found.steps} steps, widened by the stated accuracy of the sensors."
    return Determined(
        name="ohmic resistance",
        clause=PART_A,
        value=rounded(found.median_ohm),
        unit="Ohm",
        interval=bounded(found.lower_ohm * (1.0 - error), found.upper_ohm * (1.0 + error), found.level, basis),
        conditions={"time after the step": "1 to 2 s", "temperature": f"{found.temperature_c:g} degC"},
    )


def _reference(evidence: Evidence) -> Reference:
    if evidence.reference is None:
        raise Missing("needs the reference conditions of the battery's passport")
    return evidence.reference


def _comparable(evidence: Evidence, reference: Reference) -> tuple[CapacityTest, Discharge]:
    test = evidence.capacity_test
    if test is None:
        raise Missing("needs voltage and current of a full discharge")
    found = test.counted.discharge
    if found is None:
        raise Missing(f"the discharge could not be counted: {test.counted.refusal}")
    if test.cut_offs != reference.cut_offs:
        raise Missing(f"counted between {_shown(test)}, the reference is for other cut-offs")
    if test.cut_offs.upper_v is None and not test.full:
        raise Missing("it is not stated that the discharge began at full charge")
    c_rate = -found.mean_current_a / reference.rated_capacity_ah
    if not abs(c_rate - reference.c_rate) <= C_RATE_TOLERANCE * reference.c_rate:
        raise Missing(f"discharged at {c_rate:.3g} C, the reference is for {reference.c_rate:g} C")
    if not abs(test.temperature_c - reference.temperature_c) <= TEMPERATURE_TOLERANCE_K:
        there = f"the reference is for {reference.temperature_c:g} degC"
        raise Missing(f"discharged at {test.temperature_c:g} degC, {there}")
    return test, found


def _before(found: Discharge) -> float:
    """Charge up to the last row above the cut-off, Ah."""
    return found.to_row_below_ah - found.resolution_ah


def _conditions(test: CapacityTest, found: Discharge, reference: Reference) -> dict[str, str]:
    return {
        "voltage_cut_offs": _shown(test),
        "c_rate": f"{-found.mean_current_a / reference.rated_capacity_ah:.3f} C",
        "temperature": f"{test.temperature_c:g} degC",
        "sensor_accuracy": f"voltage {test.accuracy.voltage:g}, current {test.accuracy.current:g} of the reading",
    }


def _shown(test: CapacityTest) -> str:
    upper = "full" if test.cut_offs.upper_v is None else f"{test.cut_offs.upper_v:g} V"
    return f"{upper} to {test.cut_offs.lower_v:g} V"
