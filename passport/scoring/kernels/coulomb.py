"""Charge and energy of one discharge between stated cut-offs, by the trapezoid rule.

The value means nothing without its cut-off: on the NASA cells the same rows give 0.2 % or, integrated to their end, up
to half as much again. So the cut-off is an argument, the moment the voltage crosses it is interpolated, and a discharge
that does not get there has no value. Sums are exact (`math.fsum`): the bytes do not depend on the machine.

Sources: `saha2007` (the labels), `regulation20231542` Annex VII, `bdf2025` (current is positive on charge).
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.signal_rows import Plausible, Reason, Reasons, reasons

SECONDS_PER_HOUR = 3600.0
COMPARABLE_LOAD = 0.5
"""A row under at least this share of the load at the crossing must confirm it."""
CLEAR = 0.5
"""Share by which one sign must outweigh the other to count as shown."""


class Refusal(StrEnum):
    """Why a discharge has no value."""

    CLOCK_RUNS_BACK = "the clock runs back"
    TWO_VALUES_AT_ONE_TIME = "two different rows have one time"
    STUCK = "a sensor is stuck under load"
    TOO_FEW_ROWS = "fewer than three rows can be used"
    SIGN_CONTRADICTED = "voltage falls while the current says charge: the sign convention is another one"
    SIGN_UNKNOWN = "voltage and current do not show which sign means charge"
    STARTS_BELOW = "the record starts below the upper cut-off"
    NOT_REACHED = "the lower cut-off is not reached"
    DIP = "the voltage falls below the lower cut-off and comes back under load"
    GAP = "a gap lies inside the discharge"
    CHARGED_BETWEEN = "the battery is charged between the cut-offs"


class CutOffs(NamedTuple):
    """Between which points a discharge counts."""

    upper_v: float | None
    """From the downward crossing of this voltage; None: from the first row, which the record must say is full."""
    lower_v: float
    """To the first downward crossing of this voltage under load."""


class Discharge(NamedTuple):
    """One discharge between its cut-offs."""

    charge_ah: float
    energy_wh: float
    start_s: float
    end_s: float
    resolution_ah: float
    """Charge between the two rows the end lies between: what the sampling leaves open."""
    to_row_below_ah: float
    """Charge up to the first row below the lower cut-off, without interpolation: how the NASA labels are built."""
    mean_current_a: float
    """Negative, as discharge is."""


class Counted(NamedTuple):
    """A discharge or why there is none, and what became of each row."""

    discharge: Discharge | None
    refusal: Refusal | None
    rows: Reasons


def sign_shown(voltage_v: Floats, current_a: Floats) -> int:
    """1 when positive current charges, -1 when it discharges, 0 when the rows do not say.

    Two independent signs must not contradict: voltage rises under charge (integral of I dV), and a step of current
    moves the voltage the same way (sum of dI dV, ohmic). Each lies in [-1, 1] after division by its sum of magnitudes.
    """
    rise, step = np.diff(voltage_v), np.diff(current_a)
    middle = 0.5 * (current_a[1:] + current_a[:-1])
    votes = [vote for vote in (_balance(middle * rise), _balance(step * rise)) if abs(vote) >= CLEAR]
    signs = {1 if vote > 0.0 else -1 for vote in votes}
    return signs.pop() if len(signs) == 1 else 0


def _balance(products: Floats) -> float:
    total = math.fsum(np.abs(products))
    return math.fsum(products) / total if total > 0.0 else 0.0


def count_discharge(
    time_s: Floats, voltage_v: Floats, current_a: Floats, cut_offs: CutOffs, plausible: Plausible, longest_gap_s: float
) -> Counted:
    """Charge and energy discharged between the cut-offs.

    Q = -sum (I_k + I_{k+1}) / 2 (t_{k+1} - t_k) / 3600 and E likewise with V I, over the believable rows, with the end
    (and, where an upper cut-off is given, the start) on the straight line between the rows on either side of it.

    Args:
        time_s: Shape (n,), as recorded; it is never sorted.
        voltage_v: Shape (n,).
        current_a: Shape (n,), positive on charge. Another convention is refused, not flipped.
        cut_offs: Between which voltages.
        plausible: What the battery can show.
        longest_gap_s: Two rows further apart than this leave the charge between them unknown.

    Raises:
        ScoringError: the arrays are not columns of one length.
    """
    rows = reasons(time_s, voltage_v, current_a, plausible)
    refusal = _of_rows(rows)
    if refusal is not None:
        return Counted(None, refusal, rows)
    used = rows == Reason.USED
    t, v, i = time_s[used], voltage_v[used], current_a[used]
    sign = sign_shown(v, i)
    if sign < 0:
        return Counted(None, Refusal.SIGN_CONTRADICTED, rows)
    first = _start(v, i, cut_offs, plausible)
    if isinstance(first, Refusal):
        return Counted(None, first, rows)
    last = _end(v, i, first, cut_offs.lower_v, plausible)
    if isinstance(last, Refusal):
        return Counted(None, last, rows)
    if sign == 0:
        return Counted(None, Refusal.SIGN_UNKNOWN, rows)
    t, v, i = t[first : last + 1], v[first : last + 1], i[first : last + 1]
    if float(np.max(np.diff(t))) > longest_gap_s:
        return Counted(None, Refusal.GAP, rows)
    if bool((i > plausible.rest_a).any()):
        return Counted(None, Refusal.CHARGED_BETWEEN, rows)
    return Counted(_integrate(t, v, i, cut_offs), None, rows)


def _of_rows(rows: Reasons) -> Refusal | None:
    for reason, refusal in (
        (Reason.CLOCK_RUNS_BACK, Refusal.CLOCK_RUNS_BACK),
        (Reason.TWO_VALUES_AT_ONE_TIME, Refusal.TWO_VALUES_AT_ONE_TIME),
        (Reason.STUCK, Refusal.STUCK),
    ):
        if bool((rows == reason).any()):
            return refusal
    return Refusal.TOO_FEW_ROWS if int(np.count_nonzero(rows == Reason.USED)) < 3 else None


def _start(v: Floats, i: Floats, cut_offs: CutOffs, plausible: Plausible) -> int | Refusal:
    """Index of the last row at or above the upper cut-off before the voltage crosses it under load."""
    upper = cut_offs.upper_v
    if upper is None:
        return 0 if v[0] > cut_offs.lower_v else Refusal.STARTS_BELOW
    if v[0] < upper:
        return Refusal.STARTS_BELOW
    crossings = np.flatnonzero((v[:-1] >= upper) & (v[1:] < upper) & (i[1:] < -plausible.rest_a))
    return int(crossings[0]) if crossings.size else Refusal.NOT_REACHED


def _end(v: Floats, i: Floats, first: int, lower_v: float, plausible: Plausible) -> int | Refusal:
    """Index of the first row below the lower cut-off under load, confirmed by the row after it where there is one."""
    below = np.flatnonzero((v[first + 1 :] < lower_v) & (i[first + 1 :] < -plausible.rest_a)) + first + 1
    unloaded = np.flatnonzero(v[first + 1 :] < lower_v) + first + 1
    if not unloaded.size:
        return Refusal.NOT_REACHED
    if not below.size or below[0] != unloaded[0]:
        # A cycler may switch the load off within the row that first reads below; the row before it carried the load.
        at = int(unloaded[0])
        return at if i[at - 1] < -plausible.rest_a else Refusal.NOT_REACHED
    at = int(below[0])
    if at + 1 < v.size and v[at + 1] >= lower_v and i[at + 1] <= COMPARABLE_LOAD * i[at]:
        return Refusal.DIP
    return at


def _integrate(t: Floats, v: Floats, i: Floats, cut_offs: CutOffs) -> Discharge:
    """Trapezoids over rows whose first and last are moved onto the cut-offs."""
    last_as = -float(_trapezoids(t[-2:], i[-2:])[0])
    t, v, i = t.copy(), v.copy(), i.copy()
    share = (v[-2] - cut_offs.lower_v) / (v[-2] - v[-1])
    t[-1], i[-1], v[-1] = t[-2] + share * (t[-1] - t[-2]), i[-2] + share * (i[-1] - i[-2]), cut_offs.lower_v
    if cut_offs.upper_v is not None:
        share = (v[0] - cut_offs.upper_v) / (v[0] - v[1])
        t[0], i[0], v[0] = t[0] + share * (t[1] - t[0]), i[0] + share * (i[1] - i[0]), cut_offs.upper_v
    charge_as, energy_j = -math.fsum(_trapezoids(t, i)), -math.fsum(_trapezoids(t, v * i))
    to_row_below_as = charge_as + float(_trapezoids(t[-2:], i[-2:])[0]) + last_as
    lasted = float(t[-1] - t[0])
    return Discharge(
        charge_as / SECONDS_PER_HOUR,
        energy_j / SECONDS_PER_HOUR,
        float(t[0]),
        float(t[-1]),
        last_as / SECONDS_PER_HOUR,
        to_row_below_as / SECONDS_PER_HOUR,
        -charge_as / lasted if lasted > 0.0 else 0.0,
    )


def _trapezoids(t: Floats, y: Floats) -> Floats:
    return 0.5 * (y[1:] + y[:-1]) * np.diff(t)
