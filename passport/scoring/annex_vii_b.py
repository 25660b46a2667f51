"""Annex VII part B: expected lifetime. What a summed life says, with what its gaps leave open; or `Missing`."""

from __future__ import annotations

from passport.scoring.annex_vii_evidence import Evidence, Log
from passport.scoring.annex_vii_quantity import Determined, Missing, bounded
from passport.scoring.kernels.signal_rows import Reason
from passport.scoring.score import rounded

PART_B = "Regulation (EU) 2023/1542, Annex VII part B"
MOST_UNKNOWN = 0.05
"""Above this share of time unknown, or of rows rejected, nothing is said."""
SHOWN = 0.5
_UNKNOWN_AT_MOST = (
    "Bounds, no probability: the stated accuracy of the sensors, and in the time not covered anything between nothing "
    "and the largest plausible voltage and current."
)
_TIMES = "Bounds, no probability: in the time not covered, or without a believable temperature, all or nothing."
_EVENTS = "From the events seen to one more for each gap, and one more if sensors were stuck."


def energy_throughput(evidence: Evidence) -> Determined:
    """Energy charged plus energy discharged, Wh."""
    log = _life(evidence)
    value = log.summed.charged_wh + log.summed.discharged_wh
    error = (1.0 + log.accuracy.current) * (1.0 + log.accuracy.voltage) - 1.0
    most = _unknown_h(log) * log.limits.plausible.highest_a * log.limits.plausible.highest_v
    return _determined(log, "energy throughput", "Wh", value, (value * (1.0 - error), value * (1.0 + error) + most))


def capacity_throughput(evidence: Evidence) -> Determined:
    """Charge charged plus charge discharged, Ah."""
    log = _life(evidence)
    return _determined(log, "capacity throughput", "Ah", *_charge(log))


def full_equivalent_cycles(evidence: Evidence) -> Determined:
    """Capacity throughput / (2 x rated capacity)."""
    log = _life(evidence)
    if evidence.reference is None:
        raise Missing("needs the rated capacity of the battery's passport")
    value, (lower, upper) = _charge(log)
    per_cycle = 2.0 * evidence.reference.rated_capacity_ah
    return _determined(
        log, "full equivalent cycles", "cycles", value / per_cycle, (lower / per_cycle, upper / per_cycle)
    )


def deep_discharges(evidence: Evidence) -> Determined:
    """Events below the limit, two successive rows at least."""
    log = _life(evidence)
    found = log.summed
    hidden = found.gaps + (1 if found.stuck_h > 0.0 else 0)
    bounds = (float(found.deep_discharges), float(found.deep_discharges + hidden))
    return _determined(log, "deep discharges", "events", float(found.deep_discharges), bounds, _EVENTS)


def time_in_extreme_temperatures(evidence: Evidence) -> Determined:
    """Hours below the cold or above the hot limit."""
    log = _life(evidence)
    value = log.summed.cold_h + log.summed.hot_h
    return _time(log, "time in extreme temperatures", value)


def time_charging_in_extreme_temperatures(evidence: Evidence) -> Determined:
    """Hours of charging below the cold or above the hot limit."""
    log = _life(evidence)
    if log.summed.sign < SHOWN:
        raise Missing("the log does not show that positive current charges")
    value = log.summed.charging_cold_h + log.summed.charging_hot_h
    return _time(log, "time charging in extreme temperatures", value)


def _life(evidence: Evidence) -> Log:
    log = evidence.life
    if log is None:
        raise Missing("needs voltage, current and temperature over the battery's life")
    found = log.summed
    if found.sign <= -SHOWN:
        raise Missing("the log shows that positive current discharges: the sign convention is another one")
    given = sum(found.rows.values()) - found.rows.get(Reason.REPEATED, 0)
    rejected = given - found.rows.get(Reason.USED, 0)
    if found.covered_h <= 0.0 or rejected > MOST_UNKNOWN * given:
        raise Missing(f"{rejected} of {given} rows of the log cannot be used")
    unknown_h = _unknown_h(log)
    if unknown_h > MOST_UNKNOWN * (found.covered_h + unknown_h):
        raise Missing(f"{unknown_h:.4g} h of {found.covered_h + unknown_h:.4g} h are not covered by the log")
    return log


def _unknown_h(log: Log) -> float:
    return log.summed.in_gaps_h + log.summed.stuck_h


def _charge(log: Log) -> tuple[float, tuple[float, float]]:
    value = log.summed.charged_ah + log.summed.discharged_ah
    most = _unknown_h(log) * log.limits.plausible.highest_a
    return value, (value * (1.0 - log.accuracy.current), value * (1.0 + log.accuracy.current) + most)


def _time(log: Log, name: str, value: float) -> Determined:
    unknown_h = log.summed.temperature_unknown_h
    if unknown_h > MOST_UNKNOWN * log.summed.covered_h:
        raise Missing(f"the temperature is not known in {unknown_h:.4g} h of {log.summed.covered_h:.4g} h")
    return _determined(log, name, "h", value, (value, value + unknown_h + _unknown_h(log)), _TIMES)


def _determined(
    log: Log, name: str, unit: str, value: float, bounds: tuple[float, float], basis: str = _UNKNOWN_AT_MOST
) -> Determined:
    limits = log.limits
    return Determined(
        name=name,
        clause=PART_B,
        value=rounded(value),
        unit=unit,
        interval=bounded(*bounds, 1.0, basis),
        conditions={
            "covered": f"{log.summed.covered_h:.6g} h",
            "not_covered": f"{_unknown_h(log):.6g} h",
            "extreme_temperatures": f"below {limits.cold_c:g} degC, above {limits.hot_c:g} degC",
            "deep_discharge": f"below {limits.deep_v:g} V until {limits.deep_over_v:g} V",
            "sensor_accuracy": f"voltage {log.accuracy.voltage:g}, current {log.accuracy.current:g} of the reading",
        },
    )
