"""State of health from part of a charge: the charge taken up in voltage windows, against the battery's own beginning.

q_j is the charge between two voltages of a constant-current charge (integrated incremental capacity). With q_j0 and the
capacity Q_0 of the same battery when it was new, z_j = (q_j - q_j0) / Q_0, and

    Q / Q_0 = 1 + sum_j a_j z_j + b_j z_j |z_j|:

without a change there is no loss, whatever the coefficients. They are fitted by ridge regression on whole cells.

The interval is conformal by cell: each training cell is foreseen by a model fitted without it, and the half-width is
the largest of the cells' own quantiles of the error. Outside the current, temperature and features of the training
there is no estimate.

Sources: `dubarry2012` (incremental capacity), `lei2018` (conformal), `saha2007` (cells).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats, conformal_radius
from passport.scoring.kernels.coulomb import SECONDS_PER_HOUR
from passport.scoring.kernels.signal_rows import Plausible, Reason, checked, reasons

STEADY = 0.05
"""Share by which the current may differ from the stated one."""
MARGIN = 0.02
"""Feature range is widened by this: a charge loss of 2 % of the capacity beyond what was trained on."""


class NoWindow(StrEnum):
    """Why a charge gives no window."""

    ROWS = "rows are out of order, contradict each other or are stuck"
    NOT_THERE = "no constant-current charge at the stated current"
    STARTS_ABOVE = "the charge begins above the window"
    NOT_REACHED = "the charge leaves the stated current before the end of the window"
    GAP = "a gap lies inside the window"


class OutsideDomain(StrEnum):
    """Why there is no estimate for a charge."""

    CURRENT = "charged at another current than the model was made for"
    TEMPERATURE = "charged at another temperature than the model was made for, or at an unknown one"
    FEATURES = "the windows changed in a way the model has not seen"


class Model(NamedTuple):
    """Coefficients, what they were fitted on, and how far they were off."""

    coefficients: Floats
    """Shape (2 windows,): a_j, then b_j."""
    lowest: Floats
    """Smallest z_j of the training, shape (windows,)."""
    highest: Floats
    c_rate: float
    """Of the charge, against the rated capacity."""
    temperature_c: tuple[float, float]
    radius: float
    """Half-width of the interval, share of the capacity when new."""
    level: float


class Cell(NamedTuple):
    """Training data of one cell."""

    change: Floats
    """z_j, shape (charges, windows)."""
    share: Floats
    """Q / Q_0, shape (charges,)."""


def window_charges(
    time_s: Floats,
    voltage_v: Floats,
    current_a: Floats,
    edges_v: Floats,
    charge_a: float,
    plausible: Plausible,
    longest_gap_s: float,
) -> Floats | NoWindow:
    """Charge (Ah) between successive edges, shape (edges - 1,), at the constant current `charge_a`.

    The moment a voltage is reached is interpolated on the running maximum of the voltage.

    Args:
        time_s: Shape (n,), as recorded.
        voltage_v: Shape (n,).
        current_a: Shape (n,), positive on charge.
        edges_v: Rising, at least two.
        charge_a: The stated current; rows that differ by more than `STEADY` end the charge.
        plausible: What the battery can show.
        longest_gap_s: Two rows further apart leave the charge between them unknown.

    Raises:
        ScoringError: the arrays are not columns of one length.
    """
    checked(time_s, voltage_v, current_a)
    rows = reasons(time_s, voltage_v, current_a, plausible)
    if bool(np.isin(rows, (Reason.CLOCK_RUNS_BACK, Reason.TWO_VALUES_AT_ONE_TIME, Reason.STUCK)).any()):
        return NoWindow.ROWS
    used = rows == Reason.USED
    t, v, i = time_s[used], voltage_v[used], current_a[used]
    steady = np.abs(i - charge_a) <= STEADY * charge_a
    if not steady.any():
        return NoWindow.NOT_THERE
    begin, end = _longest_run(steady)
    t, i, reached = t[begin:end], i[begin:end], np.maximum.accumulate(v[begin:end])
    if reached[0] > edges_v[0]:
        return NoWindow.STARTS_ABOVE
    if reached[-1] < edges_v[-1]:
        return NoWindow.NOT_REACHED
    upper = np.searchsorted(reached, edges_v, side="left").clip(1)
    lasts = np.diff(t)
    if float(np.max(lasts[upper[0] - 1 : upper[-1]])) > longest_gap_s:
        return NoWindow.GAP
    taken_as = np.concatenate(([0.0], np.cumsum(0.5 * (i[1:] + i[:-1]) * lasts)))
    rise = reached[upper] - reached[upper - 1]
    share = np.divide(edges_v - reached[upper - 1], rise, out=np.zeros_like(rise), where=rise > 0.0)
    at_edges = taken_as[upper - 1] + share * (taken_as[upper] - taken_as[upper - 1])
    return np.asarray(np.diff(at_edges) / SECONDS_PER_HOUR, dtype=np.float64)


def _longest_run(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, int]:
    """Begin and end of the longest run of True; the first of several."""
    turns = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    begins, ends = turns[::2], turns[1::2]
    longest = int(np.argmax(ends - begins))
    return int(begins[longest]), int(ends[longest])


def terms(change: Floats) -> Floats:
    """z_j and z_j |z_j|, shape (n, 2 windows)."""
    return np.concatenate((change, change * np.abs(change)), axis=1)


def fit(cells: Sequence[Cell], ridge: float) -> Floats:
    """Ridge coefficients over all charges of the cells; exact sums, so the order of rows does not matter."""
    x = np.concatenate([terms(cell.change) for cell in cells])
    y = np.concatenate([cell.share - 1.0 for cell in cells])
    count = x.shape[1]
    gram = np.asarray([[math.fsum(x[:, a] * x[:, b]) for b in range(count)] for a in range(count)])
    right = np.asarray([math.fsum(x[:, a] * y) for a in range(count)])
    return np.asarray(np.linalg.solve(gram + ridge * np.trace(gram) / count * np.eye(count), right), dtype=np.float64)


def foresee(coefficients: Floats, change: Floats) -> Floats:
    """Q / Q_0 of each row of changes, shape (n,)."""
    return np.asarray([1.0 + math.fsum(row * coefficients) for row in terms(change)], dtype=np.float64)


def train(
    cells: Sequence[Cell], ridge: float, level: float, c_rate: float, temperature_c: tuple[float, float]
) -> Model | None:
    """A model with its conformal half-width; None with fewer than two cells, or too few charges for the level."""
    if len(cells) < 2:
        return None
    radii = []
    for left_out, cell in enumerate(cells):
        without = fit([other for number, other in enumerate(cells) if number != left_out], ridge)
        radii.append(conformal_radius(np.abs(foresee(without, cell.change) - cell.share), level))
    found = [radius for radius in radii if radius is not None]
    if len(found) < len(radii):
        return None
    changes = np.concatenate([cell.change for cell in cells])
    return Model(fit(cells, ridge), changes.min(axis=0), changes.max(axis=0), c_rate, temperature_c, max(found), level)


def estimate(
    model: Model, change: Floats, c_rate: float, temperature_c: float
) -> tuple[float, float, float] | OutsideDomain:
    """Q / Q_0 with lower and upper end of the interval, or why there is none.

    Args:
        model: See `train`.
        change: z_j of one charge, shape (windows,).
        c_rate: Of this charge.
        temperature_c: Median of this charge; NaN where it is not known.
    """
    if not abs(c_rate - model.c_rate) <= STEADY * model.c_rate:
        return OutsideDomain.CURRENT
    if not model.temperature_c[0] <= temperature_c <= model.temperature_c[1]:
        return OutsideDomain.TEMPERATURE
    inside = (change >= model.lowest - MARGIN) & (change <= model.highest + MARGIN)
    if not bool(inside.all()):
        return OutsideDomain.FEATURES
    share = float(foresee(model.coefficients, change.reshape(1, -1))[0])
    return share, share - model.radius, share + model.radius
