"""Cells to numbers. What is no number becomes NaN and is listed; nothing is guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.recording import Floats, Lines
from passport.telemetry.table import Reading

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d{1,4})?")
_DURATION = re.compile(r"(?:(\d{1,6})d )?(\d{1,4}):(\d\d):(\d\d(?:\.\d+)?)")
_STAMPS = ("%m/%d/%Y %H:%M:%S.%f", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")
_ABSENT = frozenset({"", "nan", "na", "n/a", "null", "none", "-"})


def numbers(cells: Sequence[str], lines: Lines, reading: Reading, name: str) -> tuple[Floats, tuple[Finding, ...]]:
    """Values of one column, NaN where there is none, and what was found: absent, unreadable, decimal commas.

    Args:
        cells: Cells of the column, shape (rows,).
        lines: Their lines, shape (rows,).
        reading: How they are written.
        name: Canonical name, for the findings.
    """
    found: list[Finding] = []
    absent = np.array([cell.lower() in _ABSENT for cell in cells], dtype=bool)
    if reading is Reading.NUMBER and _decimal_commas(cells):
        cells = [cell.replace(",", ".") if _COMMA_NUMBER.fullmatch(cell) else cell for cell in cells]
        found.append(Finding("decimal-comma", Weight.NOTE, "decimal commas, read as such", name))
    values = np.array([_READERS[reading](cell) for cell in cells], dtype=np.float64)
    unreadable = np.isnan(values) & ~absent
    if absent.all():
        found.append(Finding("empty-column", Weight.DOUBT, "no value in any row", name, len(cells), (), unfit=True))
    elif absent.any():
        text = "rows without a value"
        found.append(Finding("missing-value", Weight.DOUBT, text, name, int(absent.sum()), ranges(lines[absent])))
    if unreadable.any():
        text = f"not a {reading.value}, such as {cells[int(np.argmax(unreadable))][:40]!r}"
        marked = ranges(lines[unreadable])
        found.append(Finding("unreadable-value", Weight.DOUBT, text, name, int(unreadable.sum()), marked))
    return values, tuple(found)


def _decimal_commas(cells: Sequence[str]) -> bool:
    """Whether the column writes decimal commas, and never a decimal point: a mixture says nothing certain."""
    return any("," in cell for cell in cells) and not any("." in cell for cell in cells)


def _number(cell: str) -> float:
    """As printed by instruments: no underscores, no words, no infinity."""
    if _NUMBER.fullmatch(cell):
        value = float(cell)
        return value if math.isfinite(value) else math.nan
    return math.nan


def _duration(cell: str) -> float:
    found = _DURATION.fullmatch(cell)
    if found is None:
        return math.nan
    days, hours, minutes, seconds = found.groups()
    return int(days or 0) * 86400.0 + int(hours) * 3600.0 + int(minutes) * 60.0 + float(seconds)


def _stamp(cell: str) -> float:
    """Seconds, of a clock whose zone nobody says."""
    for form in _STAMPS:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return math.nan


_READERS: dict[Reading, Callable[[str], float]] = {
    Reading.NUMBER: _number,
    Reading.DURATION: _duration,
    Reading.STAMP: _stamp,
}
