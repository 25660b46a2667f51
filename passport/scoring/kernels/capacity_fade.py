"""Capacity fade out of a series of capacity measurements.

Every reduction is a median, an order statistic or an exact sum (`math.fsum`), so no result depends on the order or the
width of a vector unit. Arrays are float64 and sorted by age.

Sources: `theil1950`, `sen1968` (slope), `lei2018` (conformal interval), `dinspec99100` (fade), see CITATIONS.bib.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Knee(NamedTuple):
    """Where fading speeds up."""

    age: float
    """Age at the knee, in the unit of the ages."""
    slope_before: float
    """Capacity lost per unit of age before it (positive when fading)."""
    slope_after: float
    """Capacity lost per unit of age after it."""


def theil_sen(age: Floats, capacity: Floats) -> tuple[float, float]:
    """Median of all pairwise slopes, and the median intercept that goes with it (Theil 1950, Sen 1968, eq. 2.3).

    Args:
        age: Shape (n,), non-decreasing.
        capacity: Shape (n,), Ah.

    Returns:
        Slope (Ah per unit of age; 0 if all ages are equal) and intercept (Ah).
    """
    first, second = np.triu_indices(age.size, k=1)
    run = age[second] - age[first]
    distinct = run > 0.0
    slope = 0.0
    if bool(distinct.any()):
        rise = capacity[second][distinct] - capacity[first][distinct]
        slope = float(np.median(rise / run[distinct]))
    return slope, float(np.median(capacity - slope * age))


def local_capacity(age: Floats, capacity: Floats, at: float) -> float:
    """Capacity at age `at` on the Theil-Sen line through all points given; Ah."""
    slope, intercept = theil_sen(age, capacity)
    return intercept + slope * at


def one_step_errors(age: Floats, capacity: Floats, window: int) -> Floats:
    """What a local line through `window` measurements missed the next one by, along the whole series.

    Args:
        age: Shape (n,), non-decreasing.
        capacity: Shape (n,), Ah.
        window: Points a line goes through; n must exceed it.

    Returns:
        Absolute errors, Ah, shape (n - window,).
    """
    errors = [
        abs(
            float(capacity[end])
            - local_capacity(age[end - window : end], capacity[end - window : end], float(age[end]))
        )
        for end in range(window, age.size)
    ]
    return np.asarray(errors, dtype=np.float64)


def conformal_radius(errors: Floats, level: float) -> float | None:
    """The ceil((m + 1) level)-th smallest of m errors (Lei et al. 2018, section 2.2); None if m is too small for it."""
    rank = math.ceil((errors.size + 1) * level)
    if rank > errors.size:
        return None
    return float(np.sort(errors)[rank - 1])


def fade_percent(value: float, reference: float) -> float:
    """(1 - X / X_BOL) x 100 % (DIN DKE SPEC 99100); negative when the value exceeds its reference."""
    return (1.0 - value / reference) * 100.0


def knee(age: Floats, capacity: Floats, margin: int, gain: float, steepening: float) -> Knee | None:
    """Broken-stick knee: two least-squares lines instead of one.

    Args:
        age: Shape (n,), non-decreasing.
        capacity: Shape (n,), Ah.
        margin: Fewest points on either side.
        gain: The two lines must reduce the sum of squares to at most (1 - gain) of one line's.
        steepening: The second slope must be at least this many times the first.

    Returns:
        The knee, or None when the series shows none.
    """
    count = age.size
    if count < 2 * margin:
        return None
    whole = _line(age, capacity)
    splits = range(margin, count - margin + 1)
    sums = [_line(age[:at], capacity[:at])[1] + _line(age[at:], capacity[at:])[1] for at in splits]
    best = int(np.argmin(np.asarray(sums)))
    at = splits[best]
    before, after = -_line(age[:at], capacity[:at])[0], -_line(age[at:], capacity[at:])[0]
    reduced = sums[best] <= (1.0 - gain) * whole[1]
    if not reduced or before <= 0.0 or after < steepening * before:
        return None
    return Knee(float(age[at]), before, after)


def _line(age: Floats, capacity: Floats) -> tuple[float, float]:
    """Slope and sum of squared residuals of the least-squares line; sums are exact, so order does not matter."""
    count = age.size
    mean_age, mean_capacity = math.fsum(age) / count, math.fsum(capacity) / count
    run, rise = age - mean_age, capacity - mean_capacity
    spread = math.fsum(run * run)
    slope = math.fsum(run * rise) / spread if spread > 0.0 else 0.0
    residual = rise - slope * run
    return slope, math.fsum(residual * residual)
