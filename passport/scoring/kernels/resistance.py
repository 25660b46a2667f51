"""Ohmic and charge-transfer resistance from steps of the current, at a stated time after the step.

R = (V_j - V_k) / (I_j - I_k): k is the last row before the step, j the first row at least `earliest_s` and at most
`latest_s` after k. What lies beyond ohmic resistance grows with that time, so the time belongs in the record.

Normalised to a reference temperature by Arrhenius, R_ref = R exp(-E_a / R_gas (1 / T - 1 / T_ref)), over a stated span
only. The median over steps is given with a distribution-free interval from order statistics.

Sources: `dinspec99100` (resistance increase), `conover1999` section 3.2 (interval of a quantile), `waag2013`
(temperature and time dependence of the resistance).
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.signal_rows import Plausible, Reason, Reasons, checked, reasons

GAS_CONSTANT_J_PER_MOL_K = 8.31446261815324
ZERO_CELSIUS_K = 273.15


class NotUsed(StrEnum):
    """Why a step of the current gives no resistance."""

    TOO_SPARSE = "no row 1 to 2 s after the step"
    UNSETTLED = "the current does not hold before or after the step"
    AGAINST = "the voltage moves against the current"
    TEMPERATURE_UNKNOWN = "the temperature at the step is not known"
    TEMPERATURE_OUTSIDE = "the temperature is outside the span the normalisation holds for"


class StepRules(NamedTuple):
    """What counts as a step. Belongs in the record of every result."""

    smallest_a: float
    """At least 0.2 C."""
    earliest_s: float = 1.0
    latest_s: float = 2.0
    settled: float = 0.1
    """The current may move by this share of the step before it and after it."""


class Normalisation(NamedTuple):
    """To which temperature, over which span, by which activation energy."""

    reference_c: float
    span_k: float
    activation_j_per_mol: float
    """0: no correction, for a span so narrow that none is needed."""


class Steps(NamedTuple):
    """Steps that give a resistance, those that do not, and what became of each row."""

    start_s: Floats
    resistance_ohm: Floats
    """At the reference temperature."""
    temperature_c: Floats
    not_used: tuple[tuple[float, NotUsed], ...]
    """Time of the step (s) and reason."""
    rows: Reasons


def steps(
    time_s: Floats,
    voltage_v: Floats,
    current_a: Floats,
    temperature_c: Floats,
    rules: StepRules,
    normalisation: Normalisation,
    plausible: Plausible,
) -> Steps:
    """Resistances of all steps of the current.

    Args:
        time_s: Shape (n,), as recorded. Rows that cannot be believed are left out, see `signal_rows`.
        voltage_v: Shape (n,).
        current_a: Shape (n,), positive on charge.
        temperature_c: Shape (n,); NaN where it is not known.
        rules: What a step is.
        normalisation: The reference temperature.
        plausible: What the battery can show.

    Raises:
        ScoringError: the arrays are not columns of one length.
    """
    checked(time_s, voltage_v, current_a, temperature_c)
    rows = reasons(time_s, voltage_v, current_a, plausible)
    used = rows == Reason.USED
    t, v, i, celsius = time_s[used], voltage_v[used], current_a[used], temperature_c[used]
    found: list[tuple[float, float, float]] = []
    not_used: list[tuple[float, NotUsed]] = []
    for k in np.flatnonzero(np.abs(np.diff(i)) >= rules.smallest_a).tolist():
        outcome = _resistance(t, v, i, k, rules)
        if not isinstance(outcome, NotUsed):
            outcome = _normalised(outcome, float(celsius[k]), normalisation)
        if isinstance(outcome, NotUsed):
            not_used.append((float(t[k]), outcome))
        else:
            found.append((float(t[k]), outcome, float(celsius[k])))
    columns = np.asarray(found, dtype=np.float64).reshape(-1, 3)
    return Steps(columns[:, 0], columns[:, 1], columns[:, 2], tuple(not_used), rows)


def median_with_interval(values: Floats, level: float) -> tuple[float, float, float] | None:
    """Median and the order statistics that enclose the true one at `level` or more; None when there are too few.

    The interval from the r-th smallest to the r-th largest covers the median with probability
    1 - 2 P(Bin(n, 1/2) < r), whatever the distribution (Conover 1999, section 3.2); r is the largest that does.
    """
    count = values.size
    tail, rank = 0.0, 0
    while rank < count / 2 and 1.0 - 2.0 * (tail + math.comb(count, rank) * 0.5**count) >= level:
        tail += math.comb(count, rank) * 0.5**count
        rank += 1
    if rank == 0:
        return None
    ordered = np.sort(values)
    return float(np.median(ordered)), float(ordered[rank - 1]), float(ordered[count - rank])


def increase_percent(resistance_ohm: float, at_beginning_of_life_ohm: float) -> float:
    """(R - R_BOL) / R_BOL x 100 % (DIN DKE SPEC 99100)."""
    return (resistance_ohm - at_beginning_of_life_ohm) / at_beginning_of_life_ohm * 100.0


def _resistance(t: Floats, v: Floats, i: Floats, k: int, rules: StepRules) -> float | NotUsed:
    j = int(np.searchsorted(t, t[k] + rules.earliest_s, side="left"))
    if j >= t.size or t[j] - t[k] > rules.latest_s:
        return NotUsed.TOO_SPARSE
    step = float(i[j] - i[k])
    before = abs(float(i[k] - i[k - 1])) if k > 0 else math.inf
    # One row more than is used: a current still under way looks settled at its last row.
    after = float(np.max(np.abs(i[k + 1 : j + 2] - i[j]))) if j + 1 < t.size else math.inf
    if abs(step) < rules.smallest_a or max(before, after) > rules.settled * abs(step):
        return NotUsed.UNSETTLED
    resistance_ohm = float(v[j] - v[k]) / step
    return resistance_ohm if resistance_ohm > 0.0 else NotUsed.AGAINST


def _normalised(resistance_ohm: float, celsius: float, to: Normalisation) -> float | NotUsed:
    if not math.isfinite(celsius) or celsius <= -ZERO_CELSIUS_K:
        return NotUsed.TEMPERATURE_UNKNOWN
    if abs(celsius - to.reference_c) > to.span_k:
        return NotUsed.TEMPERATURE_OUTSIDE
    inverse = 1.0 / (celsius + ZERO_CELSIUS_K) - 1.0 / (to.reference_c + ZERO_CELSIUS_K)
    return resistance_ohm * math.exp(-to.activation_j_per_mol / GAS_CONSTANT_J_PER_MOL_K * inverse)
