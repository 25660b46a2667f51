"""Reads the rows of a charging history. Every row is either used or rejected with a reason; none is repaired.

A row says: at this time the battery had run so many hours and cycles, and its full charge was so much. Rows may come in
any order; they are sorted by time, so the order of the file changes nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.score import RejectedRow

FIELDS = ("time", "operatingHours", "cycleCount", "maxCapacity")
"""As in the IOXIO definition Energy/Battery/ChargingHistory_v1.0."""

IMPLAUSIBLE_SHARE_OF_RATED = 1.5
"""A capacity above this many times the rated one is a unit mistake (mAh, kWh), not a battery."""


@dataclass(frozen=True, slots=True, order=True)
class HistoryRow:
    """One row that was understood."""

    time: datetime
    """UTC."""
    operating_hours: float
    """h, cumulative."""
    cycle_count: int
    capacity_ah: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows used, by age, and rows rejected, in an order that does not depend on the input's."""

    used: tuple[HistoryRow, ...]
    rejected: tuple[RejectedRow, ...]
    counters_contradict: int
    """Rows rejected because a counter falls."""

    @property
    def cycles(self) -> Floats:
        """Cycle counts, shape (n,)."""
        return np.asarray([row.cycle_count for row in self.used], dtype=np.float64)

    @property
    def hours(self) -> Floats:
        """Operating hours, shape (n,)."""
        return np.asarray([row.operating_hours for row in self.used], dtype=np.float64)

    @property
    def capacity_ah(self) -> Floats:
        """Capacities, Ah, shape (n,)."""
        return np.asarray([row.capacity_ah for row in self.used], dtype=np.float64)


class _UnreadableRowError(ValueError):
    """Says what is wrong with a row."""


def read_rows(entries: Iterable[object], rated_capacity_ah: float) -> Rows:
    """Reads, checks and sorts the rows of a charging history.

    Args:
        entries: Rows as parsed from JSON.
        rated_capacity_ah: Rated capacity, Ah; bounds what is plausible.
    """
    rejected: list[RejectedRow] = []
    understood: list[tuple[HistoryRow, object]] = []
    for entry in entries:
        try:
            understood.append((_row(entry, rated_capacity_ah), entry))
        except _UnreadableRowError as problem:
            rejected.append(_rejection(entry, str(problem)))
    understood.sort(key=lambda pair: (pair[0], sorted(_shown(pair[1]).items())))
    single = _without_repeats(understood, rejected)
    consistent = _with_rising_counters(single, rejected)
    rejected.sort(key=lambda item: (sorted(item.row.items()), item.reason))
    return Rows(tuple(row for row, _ in consistent), tuple(rejected), len(single) - len(consistent))


def _row(entry: object, rated_capacity_ah: float) -> HistoryRow:
    if not isinstance(entry, Mapping):
        raise _UnreadableRowError("is no object")
    missing = [name for name in FIELDS if name not in entry]
    if missing:
        raise _UnreadableRowError(f"misses {', '.join(missing)}")
    time = _time(entry["time"])
    hours = _number("operatingHours", entry["operatingHours"])
    cycles = _number("cycleCount", entry["cycleCount"])
    capacity = _number("maxCapacity", entry["maxCapacity"])
    if hours < 0.0 or cycles < 0.0:
        raise _UnreadableRowError("has a negative counter")
    if not cycles.is_integer():
        raise _UnreadableRowError("has a cycle count that is no whole number")
    if capacity <= 0.0:
        raise _UnreadableRowError("has a capacity that is zero or negative: an aborted measurement")
    if capacity > IMPLAUSIBLE_SHARE_OF_RATED * rated_capacity_ah:
        raise _UnreadableRowError(
            f"has a capacity above {IMPLAUSIBLE_SHARE_OF_RATED:g} times the rated one: another unit?"
        )
    return HistoryRow(time, hours, int(cycles), capacity)


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise _UnreadableRowError("has a time that is no text")
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise _UnreadableRowError("has a time that is not ISO 8601") from None
    if time.tzinfo is None:
        raise _UnreadableRowError("has a time without an offset to UTC")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise _UnreadableRowError("has a time outside the calendar") from None


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _UnreadableRowError(f"has a {name} that is no number")
    try:
        number = float(value)
    except OverflowError:
        raise _UnreadableRowError(f"has a {name} that is not finite") from None
    if not math.isfinite(number):
        raise _UnreadableRowError(f"has a {name} that is not finite")
    return number


def _without_repeats(
    rows: Sequence[tuple[HistoryRow, object]], rejected: list[RejectedRow]
) -> list[tuple[HistoryRow, object]]:
    """One row a time. Equal rows count once; of rows that disagree about one time none is used."""
    by_time: dict[datetime, list[tuple[HistoryRow, object]]] = {}
    for pair in rows:
        by_time.setdefault(pair[0].time, []).append(pair)
    single: list[tuple[HistoryRow, object]] = []
    for same_time in by_time.values():
        if len({row for row, _ in same_time}) == 1:
            single.append(same_time[0])
            rejected += [_rejection(entry, "repeats a row") for _, entry in same_time[1:]]
        else:
            rejected += [_rejection(entry, "contradicts another row of the same time") for _, entry in same_time]
    return single


def _with_rising_counters(
    rows: list[tuple[HistoryRow, object]], rejected: list[RejectedRow]
) -> list[tuple[HistoryRow, object]]:
    """The largest set of rows in which no counter falls: one wild reading costs one row, not all that follow."""
    for name, counter in (
        ("cycleCount", [float(row.cycle_count) for row, _ in rows]),
        ("operatingHours", None),
    ):
        values = counter if counter is not None else [row.operating_hours for row, _ in rows]
        kept = set(_longest_rising(values))
        rejected += [
            _rejection(entry, f"has a {name} that does not fit the rows around it: counters never fall")
            for index, (_, entry) in enumerate(rows)
            if index not in kept
        ]
        rows = [pair for index, pair in enumerate(rows) if index in kept]
    return rows


def _longest_rising(values: Sequence[float]) -> list[int]:
    """Indices of a longest non-decreasing subsequence (patience sorting, O(n log n)); of several, always the same."""
    tails: list[float] = []
    tail_index: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        place = bisect_right(tails, value)
        previous.append(tail_index[place - 1] if place else -1)
        if place == len(tails):
            tails.append(value)
            tail_index.append(index)
        else:
            tails[place], tail_index[place] = value, index
    chain: list[int] = []
    index = tail_index[-1] if tail_index else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _rejection(entry: object, reason: str) -> RejectedRow:
    return RejectedRow(row=_shown(entry), reason=reason)


def _shown(entry: object) -> dict[str, str]:
    """A row as it was given, as text: NaN and nonsense included."""
    if isinstance(entry, Mapping):
        return {str(name)[:80]: str(value)[:80] for name, value in entry.items()}
    return {"": str(entry)[:80]}
