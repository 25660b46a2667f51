"""The integrals of Annex VII part B over a life's telemetry, in one pass and constant memory.

Each interval between two rows is turned into whole quanta (2^-20 A s, J or s) before it is summed. Whole numbers add
without rounding, so the same rows give the same bytes however they are cut into chunks and on however many threads.
Rounding to quanta costs at most 5e-7 A s or J a row, far below what any sensor resolves.

Rows are used in the order they come; none is sorted. Current is positive on charge. The rules for rows are those of
`signal_rows`; an interval that is a gap, or over which the sensors stand still under load, is only counted as such.

Sources: `regulation20231542` Annex VII part B, `dinspec99100`, `bdf2025`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from passport.errors import ScoringError
from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.signal_rows import Plausible, Reason, checked

QUANTA = float(1 << 20)
"""Quanta in one A s, one J, one s."""
BLOCK = 1 << 14
"""Rows worked on at a time; small enough for the cache and for sums in 63 bits."""
LATEST_S = 1e12
"""A time beyond this magnitude is in another unit (nanoseconds since 1970 are 1.7e18)."""
_MOST = float(1 << 63) / QUANTA / BLOCK

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Limits(NamedTuple):
    """What is believable and what counts as extreme. Belongs in the record of every result."""

    plausible: Plausible
    longest_gap_s: float
    """Two rows further apart leave what lies between them unknown."""
    deep_v: float
    """A deep discharge begins when two rows in succession lie below this voltage."""
    deep_over_v: float
    """It is over when the voltage is back at this; above `deep_v`."""
    cold_c: float
    hot_c: float
    """Below the one and above the other the temperature is extreme."""
    lowest_c: float = -60.0
    highest_c: float = 150.0
    """Outside these a temperature is a decoding error, and unknown."""


class Tally(NamedTuple):
    """Sums so far, in whole quanta, and the row the next chunk goes on from."""

    charged: int = 0
    discharged: int = 0
    energy_charged: int = 0
    energy_discharged: int = 0
    covered: int = 0
    in_gaps: int = 0
    stuck: int = 0
    cold: int = 0
    hot: int = 0
    charging_cold: int = 0
    charging_hot: int = 0
    temperature_unknown: int = 0
    step_votes: int = 0
    """Sum of dI dV: positive when positive current charges."""
    step_weight: int = 0
    deep_discharges: int = 0
    gaps: int = 0
    rows: tuple[int, ...] = (0,) * len(Reason)
    """Rows by `Reason`."""
    last: tuple[float, float, float, float] | None = None
    """Time, voltage, current, temperature of the last row used."""
    changed_s: float = 0.0
    """When voltage or current last changed."""
    above: bool = True
    """No deep discharge is under way."""


class Throughput(NamedTuple):
    """The integrals, in units."""

    charged_ah: float
    discharged_ah: float
    charged_wh: float
    discharged_wh: float
    covered_h: float
    """Time the integrals know of."""
    in_gaps_h: float
    stuck_h: float
    cold_h: float
    hot_h: float
    charging_cold_h: float
    charging_hot_h: float
    temperature_unknown_h: float
    deep_discharges: int
    gaps: int
    sign: float
    """Share of steps by which positive current is shown to charge, -1 to 1; 0 when there are none."""
    rows: dict[Reason, int]

    def full_equivalent_cycles(self, capacity_ah: float) -> float:
        """(charged + discharged) / (2 capacity)."""
        return (self.charged_ah + self.discharged_ah) / (2.0 * capacity_ah)


def advance(
    tally: Tally, time_s: Floats, voltage_v: Floats, current_a: Floats, temperature_c: Floats, limits: Limits
) -> Tally:
    """The tally after one more chunk; chunks may have any length.

    Args:
        tally: `Tally()` for the first chunk, then what the call before returned.
        time_s: Shape (n,), as recorded.
        voltage_v: Shape (n,).
        current_a: Shape (n,), positive on charge.
        temperature_c: Shape (n,); NaN where it is not known.
        limits: The same for every chunk.

    Raises:
        ScoringError: the arrays are not columns of one length, or the limits cannot be.
    """
    checked(time_s, voltage_v, current_a, temperature_c)
    _check(limits)
    for begin in range(0, time_s.size, BLOCK):
        block = slice(begin, begin + BLOCK)
        tally = _block(tally, time_s[block], voltage_v[block], current_a[block], temperature_c[block], limits)
    return tally


def result(tally: Tally) -> Throughput:
    """The sums in units; the only place where they are divided."""
    hours = QUANTA * 3600.0
    return Throughput(
        charged_ah=tally.charged / hours,
        discharged_ah=tally.discharged / hours,
        charged_wh=tally.energy_charged / hours,
        discharged_wh=tally.energy_discharged / hours,
        covered_h=tally.covered / hours,
        in_gaps_h=tally.in_gaps / hours,
        stuck_h=tally.stuck / hours,
        cold_h=tally.cold / hours,
        hot_h=tally.hot / hours,
        charging_cold_h=tally.charging_cold / hours,
        charging_hot_h=tally.charging_hot / hours,
        temperature_unknown_h=tally.temperature_unknown / hours,
        deep_discharges=tally.deep_discharges,
        gaps=tally.gaps,
        sign=tally.step_votes / tally.step_weight if tally.step_weight else 0.0,
        rows={reason: tally.rows[reason] for reason in Reason if tally.rows[reason]},
    )


def _check(limits: Limits) -> None:
    bounds, gap_s = limits.plausible, limits.longest_gap_s
    largest_v = max(abs(bounds.lowest_v), abs(bounds.highest_v), 1.0)
    # 2 x: a difference of two voltages or currents, and both ends of an interval
    if not (gap_s > 0.0 and 4.0 * largest_v * max(bounds.highest_a, 1.0) * max(gap_s, 1.0) < _MOST):
        raise ScoringError("Bounds this wide cannot be summed exactly.", remedy="Narrow voltage, current or gap.")
    if not (limits.deep_v < limits.deep_over_v and limits.cold_c < limits.hot_c):
        raise ScoringError("The limits contradict each other: deep_v < deep_over_v and cold_c < hot_c must hold.")


def _block(tally: Tally, time: Floats, volt: Floats, amp: Floats, celsius: Floats, limits: Limits) -> Tally:
    used, tally = _believed(tally, time, volt, amp, limits.plausible)
    if not used.all():
        time, volt, amp, celsius = time[used], volt[used], amp[used], celsius[used]
    if not time.size:
        return tally
    if tally.last is None:
        tally = tally._replace(changed_s=float(time[0]))
    else:
        first = tally.last
        time, volt, amp, celsius = (
            np.concatenate(([value], column)) for value, column in zip(first, (time, volt, amp, celsius), strict=True)
        )
    tally = tally._replace(last=(float(time[-1]), float(volt[-1]), float(amp[-1]), float(celsius[-1])))
    return _intervals(tally, time, volt, amp, celsius, limits) if time.size > 1 else tally


def _believed(tally: Tally, time: Floats, volt: Floats, amp: Floats, bounds: Plausible) -> tuple[Flags, Tally]:
    """Which rows are used, and the tally with every row counted under its reason."""
    number = np.isfinite(time) & np.isfinite(volt) & np.isfinite(amp)
    with np.errstate(invalid="ignore"):
        inside = (volt >= bounds.lowest_v) & (volt <= bounds.highest_v) & (np.abs(amp) <= bounds.highest_a)
        inside &= np.abs(time) <= LATEST_S
    used = number & inside
    counts = list(tally.rows)
    counts[Reason.NOT_A_NUMBER] += int(np.count_nonzero(~number))
    counts[Reason.IMPOSSIBLE] += int(np.count_nonzero(number & ~inside))
    at = np.flatnonzero(used)
    before = (-math.inf, 0.0, 0.0) if tally.last is None else tally.last[:3]
    t, v, i = (np.concatenate(([b], column[at])) for b, column in zip(before, (time, volt, amp), strict=True))
    newest = np.maximum.accumulate(t)
    rises = t[1:] > newest[:-1]
    if not rises.all():
        holder = np.maximum.accumulate(np.where(np.r_[True, rises], np.arange(t.size), 0))[:-1]
        level = t[1:] == newest[:-1]
        same = level & (v[1:] == v[holder]) & (i[1:] == i[holder])
        counts[Reason.REPEATED] += int(np.count_nonzero(same))
        counts[Reason.TWO_VALUES_AT_ONE_TIME] += int(np.count_nonzero(level & ~same))
        counts[Reason.CLOCK_RUNS_BACK] += int(np.count_nonzero(t[1:] < newest[:-1]))
        used[at[~rises]] = False
    counts[Reason.USED] += int(np.count_nonzero(used))
    return used, tally._replace(rows=tuple(counts))


def _intervals(tally: Tally, time: Floats, volt: Floats, amp: Floats, celsius: Floats, limits: Limits) -> Tally:
    lasts = np.diff(time)
    gap = lasts > limits.longest_gap_s
    rise, step = np.diff(volt), np.diff(amp)
    stuck, changed_s = _stuck(tally.changed_s, time, rise, step, amp[1:], limits.plausible)
    counts = ~(gap | stuck)
    known = np.where(counts, lasts, 0.0)
    ticks = _whole(known)
    charged, discharged = _both_ways(known, amp)
    energy_charged, energy_discharged = _both_ways(known, amp * volt)
    cold, hot, unknown = _extremes(celsius[:-1], limits)
    charging = 0.5 * (amp[1:] + amp[:-1]) > limits.plausible.rest_a
    votes = _whole(np.where(counts, step * rise, 0.0))
    events, above = _deep(tally.above, volt, gap, limits)
    return tally._replace(
        charged=tally.charged + charged,
        discharged=tally.discharged + discharged,
        energy_charged=tally.energy_charged + energy_charged,
        energy_discharged=tally.energy_discharged + energy_discharged,
        covered=tally.covered + int(ticks.sum()),
        in_gaps=tally.in_gaps + sum(round(float(one) * QUANTA) for one in lasts[gap]),
        stuck=tally.stuck + int(_whole(lasts[stuck & ~gap]).sum()),
        cold=tally.cold + int(ticks[cold].sum()),
        hot=tally.hot + int(ticks[hot].sum()),
        charging_cold=tally.charging_cold + int(ticks[cold & charging].sum()),
        charging_hot=tally.charging_hot + int(ticks[hot & charging].sum()),
        temperature_unknown=tally.temperature_unknown + int(ticks[unknown].sum()),
        step_votes=tally.step_votes + int(votes.sum()),
        step_weight=tally.step_weight + int(np.abs(votes).sum()),
        deep_discharges=tally.deep_discharges + events,
        gaps=tally.gaps + int(np.count_nonzero(gap)),
        changed_s=changed_s,
        above=above,
    )


def _whole(values: Floats) -> Whole:
    return np.rint(values * QUANTA).astype(np.int64)


def _both_ways(lasts: Floats, flow: Floats) -> tuple[int, int]:
    """Quanta that flowed in and out: trapezoids, split where the straight line between two rows crosses zero."""
    left, right = flow[:-1], flow[1:]
    net = _whole(0.5 * (left + right) * lasts)
    total, weight = int(net.sum()), int(np.abs(net).sum())
    crosses = np.flatnonzero((left < 0.0) != (right < 0.0))
    into = 0
    if crosses.size:
        left, right, lasts = left[crosses], right[crosses], lasts[crosses]
        span = np.abs(left) + np.abs(right)
        positive = np.maximum(left, right)
        share = np.divide(positive, span, out=np.zeros_like(span), where=span > 0.0)
        into = int((_whole(0.5 * positive * share * lasts) - np.maximum(net[crosses], 0)).sum())
    charged = (weight + total) // 2 + into
    return charged, charged - total


def _stuck(
    changed_s: float, time: Floats, rise: Floats, step: Floats, amp: Floats, bounds: Plausible
) -> tuple[Flags, float]:
    """Intervals at whose end neither signal has moved for `stuck_s` under load, and when one last moved."""
    moves = (rise != 0.0) | (step != 0.0)
    if moves.all():
        return np.zeros(moves.shape, dtype=np.bool_), float(time[-1])
    since = np.maximum.accumulate(np.where(moves, time[1:], changed_s))
    return (time[1:] - since > bounds.stuck_s) & (np.abs(amp) > bounds.rest_a), float(since[-1])


def _extremes(celsius: Floats, limits: Limits) -> tuple[Flags, Flags, Flags]:
    with np.errstate(invalid="ignore"):
        known = (celsius >= limits.lowest_c) & (celsius <= limits.highest_c)
        return known & (celsius < limits.cold_c), known & (celsius > limits.hot_c), ~known


def _deep(above: bool, volt: Floats, gap: Flags, limits: Limits) -> tuple[int, bool]:
    """Deep discharges that begin in these rows; one row alone, or one on either side of a gap, begins none."""
    low = volt < limits.deep_v
    begins = low[1:] & low[:-1] & ~gap
    marks = np.where(begins, -1, np.where(volt[1:] >= limits.deep_over_v, 1, 0))
    marks = np.concatenate(([1 if above else -1], marks[marks != 0]))
    return int(np.count_nonzero((marks[1:] < 0) & (marks[:-1] > 0))), bool(marks[-1] > 0)
