"""Values that no sensor in order gives: impossible ones, and ones that never move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from passport.telemetry.columns import column
from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.recording import Floats, Recording

LEAST_ROWS = 20
"""Fewer rows than this say nothing about a sensor that does not move."""
STUCK_SHARE = 0.5
"""Share of all rows in one run of the same value."""
STUCK_LEAST_ROWS = 200
MOVING_SHARE = 0.5
"""The current counts as changing while a sensor does not, when its span is this share of its largest value."""


def sensor_findings(recording: Recording) -> Iterator[Finding]:
    """Impossible values of every column; voltages and temperatures that stand still while current flows."""
    for name, values in recording.columns.items():
        yield from _impossible(name, values, recording)
    for name, values in recording.columns.items():
        if name.endswith(("_volt", "_celsius")):
            yield from _stuck(name, values, recording)


def _impossible(name: str, values: Floats, recording: Recording) -> Iterator[Finding]:
    """Outside what can be measured at all: decoding overflows, other units, burnt sensors."""
    rule = column(name)
    wrong = (values < rule.least) | (values > rule.most)
    if not wrong.any():
        return
    share = float(wrong.sum()) / max(1, int(np.isfinite(values).sum()))
    heavy = share > 0.5 and name in recording.table.required
    worst = values[wrong][np.argmax(np.abs(values[wrong]))]
    text = f"outside {rule.least:g} to {rule.most:g} {rule.unit}, such as {worst:.6g}; kept as recorded"
    yield Finding(
        "impossible-value",
        Weight.REFUSAL if heavy else Weight.DOUBT,
        text,
        name,
        int(wrong.sum()),
        ranges(recording.lines[wrong]),
        unfit=share > 0.5,
    )


def _stuck(name: str, values: Floats, recording: Recording) -> Iterator[Finding]:
    """One value in all rows, or in most of them in a row while the current changes."""
    known = np.isfinite(values)
    if int(known.sum()) < LEAST_ROWS:
        return
    seen, lines = values[known], recording.lines[known]
    if (seen == seen[0]).all():
        if name.endswith("_celsius") or _moves(recording.columns.get("current_ampere"), known):
            text = f"{seen[0]:g} in every row: not connected, or dead"
            yield Finding("stuck-sensor", Weight.DOUBT, text, name, int(seen.size), ranges(lines), unfit=True)
        return
    first, last = longest_run(seen)
    length = last - first + 1
    current = recording.columns.get("current_ampere")
    inside = None if current is None else current[known][first : last + 1]
    if length >= max(STUCK_LEAST_ROWS, STUCK_SHARE * seen.size) and _changes(inside, current):
        text = f"{seen[first]:g} in {length} rows on end while the current changes"
        yield Finding("stuck-sensor", Weight.DOUBT, text, name, length, ranges(lines[first : last + 1]))


def longest_run(values: Floats) -> tuple[int, int]:
    """First and last index of the longest run of one value; values has shape (rows,), rows > 0."""
    starts = np.flatnonzero(np.concatenate(([True], np.diff(values) != 0.0)))
    ends = np.concatenate((starts[1:], [values.size])) - 1
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])


def _moves(current: Floats | None, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    """Whether any current changes in these rows."""
    return current is not None and _changes(current[rows], current)


def _changes(inside: Floats | None, whole: Floats | None) -> bool:
    if inside is None or whole is None or not np.isfinite(inside).any():
        return False
    largest = float(np.nanmax(np.abs(whole)))
    return largest > 0.0 and float(np.nanmax(inside) - np.nanmin(inside)) > MOVING_SHARE * largest
