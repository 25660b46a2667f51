"""Which rows of a recorded signal can be believed. Nothing is repaired, sorted or flipped: rows are kept or named.

Current is positive on charge (Battery Data Format); time is seconds. Every rule looks at rows in the order they came.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from passport.errors import ScoringError
from passport.scoring.kernels.capacity_fade import Floats

Reasons = NDArray[np.int8]


class Reason(IntEnum):
    """Why a row is not used; of several, the smallest number is given."""

    USED = 0
    NOT_A_NUMBER = 1
    """Time, voltage or current is NaN or infinite."""
    IMPOSSIBLE = 2
    """Voltage or current outside what the battery can show: a decoding error or another unit."""
    CLOCK_RUNS_BACK = 3
    """Earlier than a row before it."""
    REPEATED = 4
    """The same time and the same values as the row before it."""
    TWO_VALUES_AT_ONE_TIME = 5
    """The same time as the row before it, and other values."""
    STUCK = 6
    """Voltage and current have not changed by one digit for long, under load."""


class Plausible(NamedTuple):
    """What the battery can show, and when a sensor that does not move is stuck."""

    lowest_v: float
    highest_v: float
    highest_a: float
    """Largest magnitude of the current."""
    rest_a: float
    """At or below this magnitude the battery rests, and a voltage may stand still."""
    stuck_s: float
    """Longest time both signals may stay on one value under load."""


def checked(*signals: Floats) -> None:
    """Raises ScoringError unless all arrays are one-dimensional and of one length."""
    shapes = {signal.shape for signal in signals}
    if len(shapes) != 1 or len(next(iter(shapes))) != 1:
        raise ScoringError("The signals are not columns of one length.", shapes=sorted(map(str, shapes)))


def reasons(time_s: Floats, voltage_v: Floats, current_a: Floats, plausible: Plausible) -> Reasons:
    """One reason a row, shape (n,); `Reason.USED` where the row is kept.

    A row is compared in time with the believable rows before it, so an unreadable row does not condemn its neighbours.
    A stuck sensor is named from `stuck_s` after its last change on: before that it cannot be told from a steady one.
    """
    checked(time_s, voltage_v, current_a)
    found = np.zeros(time_s.shape, dtype=np.int8)
    unreadable = ~(np.isfinite(time_s) & np.isfinite(voltage_v) & np.isfinite(current_a))
    with np.errstate(invalid="ignore"):
        outside = (
            (voltage_v < plausible.lowest_v)
            | (voltage_v > plausible.highest_v)
            | (np.abs(current_a) > plausible.highest_a)
        )
    found[outside] = Reason.IMPOSSIBLE
    found[unreadable] = Reason.NOT_A_NUMBER
    left = np.flatnonzero(found == Reason.USED)
    if left.size > 1:
        _compare_in_time(found, left, time_s, voltage_v, current_a)
    left = np.flatnonzero(found == Reason.USED)
    if left.size > 1:
        t, v, i = time_s[left], voltage_v[left], current_a[left]
        changes = np.r_[True, (np.diff(v) != 0.0) | (np.diff(i) != 0.0)]
        last_change = np.maximum.accumulate(np.where(changes, np.arange(left.size), 0))
        stuck = (t - t[last_change] > plausible.stuck_s) & (np.abs(i) > plausible.rest_a)
        found[left[stuck]] = Reason.STUCK
    return found


def counted(found: Reasons) -> dict[Reason, int]:
    """Rows for each reason that occurs."""
    numbers = np.bincount(found, minlength=len(Reason))
    return {reason: int(numbers[reason]) for reason in Reason if numbers[reason]}


def _compare_in_time(
    found: Reasons, left: NDArray[np.intp], time_s: Floats, voltage_v: Floats, current_a: Floats
) -> None:
    t, v, i = time_s[left], voltage_v[left], current_a[left]
    newest = np.maximum.accumulate(t)[:-1]
    same_values = (v[1:] == v[:-1]) & (i[1:] == i[:-1])
    found[left[1:][t[1:] == newest]] = Reason.TWO_VALUES_AT_ONE_TIME
    found[left[1:][(t[1:] == t[:-1]) & same_values]] = Reason.REPEATED
    found[left[1:][t[1:] < newest]] = Reason.CLOCK_RUNS_BACK
