"""How a cell's place in its pack changed against its own history, and whether the cell or its sensor did.

Medians only, so no result depends on the order of rows or on threads. Rows with a missing reading are left out by the
caller. Deviations are V against the median of the row.
"""

from __future__ import annotations

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.safety_signals import Mask


def deviation_by_voltage(
    middle_v: Floats, deviation_v: Floats, at: Mask, width_v: float, fewest: int
) -> dict[int, Floats]:
    """Each cell's median deviation within steps of the pack's median voltage.

    Cells of unlike capacity part and meet again over the state of charge; only at equal voltage are they comparable.

    Args:
        middle_v: Median of each row, shape (n,).
        deviation_v: Shape (n, cells), without NaN in the rows `at`.
        at: Rows with little current.
        width_v: Width of a step.
        fewest: A step with fewer rows says nothing.

    Returns:
        By number of the step: shape (cells,).
    """
    step = np.floor(middle_v[at] / width_v).astype(np.int64)
    chosen = deviation_v[at]
    numbers, counts = np.unique(step, return_counts=True)
    return {int(number): np.median(chosen[step == number], axis=0) for number in numbers[counts >= fewest]}


def drift_at_equal_voltage(now: dict[int, Floats], before: dict[int, Floats]) -> Floats | None:
    """Median over the steps both have of how far each cell moved, shape (cells,); None if they share no step."""
    both = sorted(set(now) & set(before))
    return np.median([now[step] - before[step] for step in both], axis=0) if both else None


def resistance_against_pack(
    current_a: Floats, deviation_v: Floats, low_a: float, high_a: float, fewest: int
) -> Floats | None:
    """Each cell's resistance beyond the pack's median cell, ohm, shape (cells,).

    The fall of its deviation from rows with |I| <= low_a to rows that discharge more than high_a, over the difference
    of the median currents (charge is positive). None if either kind has fewer than `fewest` rows.
    """
    resting, loaded = np.abs(current_a) <= low_a, current_a <= -high_a
    if int(resting.sum()) < fewest or int(loaded.sum()) < fewest:
        return None
    step_a = float(np.median(current_a[resting]) - np.median(current_a[loaded]))
    fall = np.median(deviation_v[resting], axis=0) - np.median(deviation_v[loaded], axis=0)
    return np.asarray(fall / step_a)


def moves_with_neighbour(drift_v: Floats, cell: int, share: float = 0.5) -> bool:
    """Whether a neighbour in the series moved the other way by at least `share` of it: a tap of the wiring, no cell.

    Two neighbours share the tap between them; an error of it takes from one what it gives to the other. What the pack's
    median cell moved is taken off first.
    """
    own = drift_v - np.median(drift_v)
    beside = [own[place] for place in (cell - 1, cell + 1) if 0 <= place < drift_v.size]
    return any(-other * np.sign(own[cell]) >= share * abs(own[cell]) > 0.0 for other in beside)
