"""State of safety: how far each quantity is beyond its safe side, and all of them together.

Source: `cabreracastillo2016` (safety is the inverse of abuse), see CITATIONS.bib. Only comparisons, one multiplication
order and IEEE division are used, so no result depends on threads or the width of a vector unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats

TAU = 0.8
"""Value of a sub-function at its second anchor: the limit of what is allowed."""


class Anchors(NamedTuple):
    """Two points of a sub-function, in the unit of its quantity. With `x_tau` above `x_100` high is unsafe, or low."""

    x_100: float
    """Last value that is fully safe."""
    x_tau: float
    """Value at which safety is `TAU`."""


class Combined(NamedTuple):
    """All links together."""

    sos_product: float
    """Product of the links: every abuse counts."""
    sos_min: float
    """The weakest link; the product is never above it."""
    weakest: int
    """Index of the weakest link; of equals the first."""
    observability: float
    """Share of the links that were seen, 0 to 1."""


def sub_function(x: Floats, anchors: Anchors, tau: float = TAU) -> Floats:
    """1 on the safe side of `x_100`, 1 / (m (x - x_100)^2 + 1) beyond it, m = (1/tau - 1) / (x_tau - x_100)^2.

    The sub-function of Cabrera-Castillo et al. 2016, in one form for both directions.

    Args:
        x: Any shape; NaN stays NaN (a missing reading is not safe, it is missing).
        anchors: In the unit of `x`; the two must differ and be finite.
        tau: Value at `x_tau`, between 0 and 1.

    Returns:
        Values in [0, 1], same shape, falling the further `x` lies beyond `x_100`.

    Raises:
        ValueError: anchors or tau that define no sub-function.
    """
    width = anchors.x_tau - anchors.x_100
    if not (math.isfinite(anchors.x_100) and math.isfinite(anchors.x_tau)) or width == 0.0 or not 0.0 < tau < 1.0:
        raise ValueError(f"Anchors {anchors} with tau {tau} define no sub-function.")
    beyond = np.maximum((x - anchors.x_100) / width, 0.0)
    return 1.0 / ((1.0 / tau - 1.0) * (beyond * beyond) + 1.0)


def worst(values: Floats) -> float | None:
    """The lowest value that is there; None if all are missing. Order and repeats do not matter."""
    there = values[~np.isnan(values)]
    return float(np.min(there)) if there.size else None


def link_value(lowest_seen: float | None, complete: bool, tau: float = TAU) -> float:
    """Value of a link out of its worst reading.

    A reading that is missing, stale, stuck or impossible counts as at the limit, `tau`: never better than anything a
    safe sensor could have said, and not as abuse either. What was seen beside it still counts.

    Args:
        lowest_seen: Worst value among the readings that can be used; None if there is none.
        complete: Every reading the link needs is there, fresh and moves.
        tau: What a reading that is not there counts as.
    """
    if lowest_seen is None:
        return tau
    return lowest_seen if complete else min(lowest_seen, tau)


def combine(values: Sequence[float], seen: Sequence[bool]) -> Combined:
    """All links together; the product is that of Cabrera-Castillo et al. 2016.

    Args:
        values: Links in [0, 1]; one or more. An unseen link has a value too, see `link_value`.
        seen: Whether each rests on readings or a model, in the same order.

    Raises:
        ValueError: no links, another number of `seen`, or a value outside [0, 1].
    """
    if not values or len(values) != len(seen) or not all(0.0 <= value <= 1.0 for value in values):
        raise ValueError("Links need one or more values in [0, 1] and as many statements whether they were seen.")
    lowest = min(values)
    return Combined(math.prod(sorted(values)), lowest, list(values).index(lowest), sum(map(bool, seen)) / len(seen))
