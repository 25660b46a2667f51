"""A battery's own beginning: what only its passport remembers, and what makes a slow change of one cell visible."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from passport.scoring.kernels import safety_drift, safety_signals
from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.safety.pack_log import PackLog

STEP_V = 0.02
FEWEST, FEWEST_LOADED = 10, 50
LOW_C_RATE, HIGH_C_RATE = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """Each cell's place in the pack, see `kernels.safety_drift`."""

    deviation_v: tuple[tuple[int, tuple[float, ...]], ...]
    """Step of the pack's median voltage (20 mV wide), and each cell's median deviation in it."""
    resistance_ohm: tuple[float, ...] | None
    """Of each cell beyond the pack's median cell; None where the log had no load or no rest."""


def own_history(log: PackLog, rated_capacity_ah: float) -> OwnHistory:
    """What a log says of each cell's place. Rows in which a cell voltage or the current is missing are left out."""
    cells = log.cell_voltage_v
    whole = ~np.isnan(cells).any(axis=1) & ~np.isnan(log.current_a)
    if cells.shape[1] < 3 or not bool(whole.any()):
        return OwnHistory((), None)
    current, middle = log.current_a[whole], safety_signals.row_median(cells[whole])
    deviation = cells[whole] - middle.reshape(-1, 1)
    low, high = LOW_C_RATE * rated_capacity_ah, HIGH_C_RATE * rated_capacity_ah
    steps = safety_drift.deviation_by_voltage(middle, deviation, np.abs(current) <= low, STEP_V, FEWEST)
    resistance = safety_drift.resistance_against_pack(current, deviation, low, high, FEWEST_LOADED)
    return OwnHistory(
        tuple((step, tuple(place.tolist())) for step, place in sorted(steps.items())),
        None if resistance is None else tuple(resistance.tolist()),
    )


def drift_v(now: OwnHistory, before: OwnHistory) -> Floats | None:
    """How far each cell moved, V; None if the two share no voltage or are of different packs."""
    if len({len(place) for history in (now, before) for _, place in history.deviation_v}) != 1:
        return None
    return safety_drift.drift_at_equal_voltage(_steps(now), _steps(before))


def resistance_rise_ohm(now: OwnHistory, before: OwnHistory) -> float:
    """Largest rise of a cell's resistance against the pack's; NaN if either is not known or of another pack."""
    one, other = now.resistance_ohm, before.resistance_ohm
    if one is None or other is None or len(one) != len(other):
        return math.nan
    return max(new - old for new, old in zip(one, other, strict=True))


def _steps(history: OwnHistory) -> dict[int, Floats]:
    return {step: np.asarray(place, dtype=np.float64) for step, place in history.deviation_v}
