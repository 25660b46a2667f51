"""First state of health: remaining capacity out of a charging history and the rated capacity of the data sheet.

The value is the capacity now, as a share of the rated capacity, read from a local robust line through the newest
measurements. The interval says where one more such measurement would lie: it covers repeatability and the jumps this
battery has shown, not the systematic error of how its capacity was measured, which a charging history does not tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.scoring.kernels import capacity_fade
from passport.scoring.method import CAPACITY_FADE
from passport.scoring.quantities import NEEDS_MORE_THAN_A_CHARGING_HISTORY
from passport.scoring.rows import Rows, read_rows
from passport.scoring.score import Abstention, Interval, Measure, NotDeterminable, Score, rounded

WINDOW = 10
"""Measurements a local line goes through."""
LEVEL = 0.9
"""Level of the interval."""
FEWEST_ROWS = 2 * WINDOW
"""Below this the interval would rest on fewer than ten errors: abstain."""
CONTRADICTION_LIMIT = 0.2
"""Abstain when more than this share of the understood rows has counters that contradict the others."""
BEGINNING_OF_LIFE_CYCLES = 20
"""A history that starts later than this says nothing about the battery's own beginning of life."""
REPEATABILITY_LIMIT = 0.2
"""Abstain when the interval reaches further than this share of the rated capacity to either side."""
NEWEST = 500
"""Measurements the interval looks back on; older ones say little about how this battery repeats now."""
KNEE_MARGIN, KNEE_GAIN, KNEE_STEEPENING = 20, 0.5, 2.0

_INTERVAL_BASIS = (
    "Split conformal over the errors with which local Theil-Sen lines through the preceding ten measurements foresaw "
    "each measurement of this battery. It is where a repeated measurement would lie; the level is exact only if those "
    "errors are exchangeable, which ageing holds approximately. Systematic error of the measurement is not in it."
)
_NOT_STATED = "not stated by the charging history"
_CONDITIONS = {
    "c_rate": _NOT_STATED,
    "temperature": _NOT_STATED,
    "voltage_cut_offs": _NOT_STATED,
    "reference": "rated capacity of the product data sheet",
}


def state_of_health(charging_history: Mapping[str, Any], rated_capacity_ah: float, inputs: Iterable[Cid]) -> Score:
    """Scores a charging history.

    Args:
        charging_history: Payload in the shape of IOXIO Energy/Battery/ChargingHistory_v1.0; rows in any order.
        rated_capacity_ah: Rated capacity, Ah, from the product data sheet (see `rated_capacity_ah_of`).
        inputs: CIDs of the products the arguments came from.

    Returns:
        The score; with an abstention and no value where the data do not carry one.

    Raises:
        ScoringError: the payload has no list of rows, or the rated capacity is not positive and finite.
    """
    entries = charging_history.get("batteryChargingHistory")
    if not isinstance(entries, list):
        raise ScoringError(
            "The charging history has no list batteryChargingHistory.",
            remedy="Give the payload of a ChargingHistory data product.",
        )
    if not 0.0 < rated_capacity_ah < 1e9:
        raise ScoringError(
            f"A rated capacity of {rated_capacity_ah} Ah cannot be.", rated_capacity_ah=rated_capacity_ah
        )
    rows = read_rows(entries, rated_capacity_ah)
    abstention = _abstention(rows, len(entries))
    estimate = None if abstention else _estimate(rows, rated_capacity_ah)
    if isinstance(estimate, Abstention):
        abstention, estimate = estimate, None
    measures, missing = ((), ()) if abstention else _measures(rows, rated_capacity_ah)
    missing += NEEDS_MORE_THAN_A_CHARGING_HISTORY
    determined = 0 if abstention else 1 + len(measures)
    return Score(
        kind="StateOfHealth",
        quantity="remaining capacity",
        value=None if estimate is None else estimate[0],
        unit="% of rated capacity",
        interval=None if estimate is None else estimate[1],
        method=CAPACITY_FADE,
        inputs=tuple(sorted(set(inputs))),
        parameters={"rated_capacity_ah": rounded(float(rated_capacity_ah))},
        conditions=_CONDITIONS,
        valid_at=rows.used[-1].time.isoformat() if rows.used else None,
        rows_given=len(entries),
        rows_used=len(rows.used),
        rows_rejected=rows.rejected,
        measures=measures,
        not_determinable=missing,
        observability=rounded(determined / (determined + len(missing))),
        abstention=abstention,
    )


def rated_capacity_ah_of(data_sheet: Mapping[str, Any]) -> float:
    """Rated capacity, Ah, of a payload in the shape of IOXIO Energy/Battery/ProductDataSheet_v1.0.

    In that definition `energy` is in Ah and `capacity` in kWh (a known trap); with the nominal voltage each checks the
    other.

    Raises:
        ScoringError: a number is missing, or kWh and Ah contradict each other by more than 10 %.
    """
    charge_ah = _positive(data_sheet, "energy")
    energy_kwh = _positive(data_sheet, "capacity")
    voltage = data_sheet.get("voltage")
    nominal_v = _positive(voltage if isinstance(voltage, Mapping) else {}, "nominal")
    expected_kwh = charge_ah * nominal_v / 1000.0
    if abs(energy_kwh - expected_kwh) > 0.1 * expected_kwh:
        raise ScoringError(
            f"{energy_kwh} kWh does not fit {charge_ah} Ah x {nominal_v} V = {expected_kwh:.4g} kWh.",
            remedy="In ProductDataSheet_v1.0 `energy` is in Ah and `capacity` is in kWh.",
            capacity_kwh=energy_kwh,
            energy_ah=charge_ah,
            nominal_voltage_v=nominal_v,
        )
    return charge_ah


def _positive(values: Mapping[str, Any], name: str) -> float:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value < 1e9:
        raise ScoringError(f"The product data sheet has no positive number {name}.", field=name)
    return float(value)


def _abstention(rows: Rows, given: int) -> Abstention | None:
    understood = len(rows.used) + rows.counters_contradict
    if understood and rows.counters_contradict > CONTRADICTION_LIMIT * understood:
        return Abstention(
            code="counters-contradict",
            reason=f"{rows.counters_contradict} of {understood} rows have counters that contradict the others.",
        )
    if len(rows.used) < FEWEST_ROWS:
        return Abstention(
            code="too-few-rows",
            reason=f"{len(rows.used)} of {given} rows can be used; {FEWEST_ROWS} are needed.",
        )
    return None


def _estimate(rows: Rows, rated_ah: float) -> tuple[float, Interval] | Abstention:
    age, capacity = rows.cycles[-NEWEST:], rows.capacity_ah[-NEWEST:]
    now_ah = capacity_fade.local_capacity(age[-WINDOW:], capacity[-WINDOW:], float(age[-1]))
    radius_ah = capacity_fade.conformal_radius(capacity_fade.one_step_errors(age, capacity, WINDOW), LEVEL)
    if radius_ah is None or radius_ah > REPEATABILITY_LIMIT * rated_ah:
        return Abstention(
            code="unrepeatable",
            reason="The measurements of this battery differ too much from each other to carry a value.",
        )
    interval = Interval(
        lower=rounded(max(0.0, (now_ah - radius_ah) / rated_ah * 100.0)),
        upper=rounded((now_ah + radius_ah) / rated_ah * 100.0),
        level=LEVEL,
        basis=_INTERVAL_BASIS,
    )
    return rounded(now_ah / rated_ah * 100.0), interval


def _measures(rows: Rows, rated_ah: float) -> tuple[tuple[Measure, ...], tuple[NotDeterminable, ...]]:
    cycles, hours, capacity = rows.cycles, rows.hours, rows.capacity_ah
    first_ah = capacity_fade.local_capacity(cycles[:WINDOW], capacity[:WINDOW], float(cycles[0]))
    now_ah = capacity_fade.local_capacity(cycles[-WINDOW:], capacity[-WINDOW:], float(cycles[-1]))
    lost_percent = (first_ah - now_ah) / rated_ah * 100.0
    measures = [
        _measure("remaining capacity", now_ah, "Ah", "local Theil-Sen line, newest ten measurements"),
        _measure("capacity fade", capacity_fade.fade_percent(now_ah, rated_ah), "%", "DIN DKE SPEC 99100"),
    ]
    missing: list[NotDeterminable] = []
    for name, counter, unit, scale in (
        ("capacity fade per cycle", cycles, "% of rated capacity per cycle", 1.0),
        ("capacity fade per 1000 h", hours, "% of rated capacity per 1000 operating hours", 1000.0),
    ):
        span = float(counter[-1] - counter[0])
        if span > 0.0:
            measures.append(_measure(name, lost_percent / span * scale, unit, "over all rows used"))
        else:
            missing.append(_missing(name, "the counter stands still over all rows"))
    if cycles[0] <= BEGINNING_OF_LIFE_CYCLES:
        fade = capacity_fade.fade_percent(now_ah, first_ah)
        measures.append(_measure("capacity fade from own beginning of life", fade, "%", "DIN DKE SPEC 99100"))
    else:
        reason = f"the history begins at cycle {int(cycles[0])}, after the beginning of life"
        missing.append(_missing("capacity fade from own beginning of life", reason))
    found = capacity_fade.knee(cycles, capacity, KNEE_MARGIN, KNEE_GAIN, KNEE_STEEPENING)
    if found is not None:
        measures.append(_measure("knee", found.age, "cycles", "broken stick, slope at least doubled"))
    else:
        missing.append(_missing("knee", "none is seen in these rows; that does not exclude one to come"))
    return tuple(measures), tuple(missing)


def _measure(name: str, value: float, unit: str, basis: str) -> Measure:
    return Measure(name=name, value=rounded(value), unit=unit, basis=basis)


def _missing(name: str, reason: str) -> NotDeterminable:
    return NotDeterminable(name=name, clause="DIN DKE SPEC 99100", reason=reason)
