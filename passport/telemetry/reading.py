"""Reads an export by its column table into a recording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from passport.telemetry.cells import numbers
from passport.telemetry.errors import ColumnMissing, ExportEmpty, FormatUnknown
from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.formats import FORMATS
from passport.telemetry.recording import Floats, Lines, Recording
from passport.telemetry.rows import rows_of
from passport.telemetry.table import ColumnTable, Field, Reading

_HEAD = 4096


def detect(text: str) -> ColumnTable:
    """The format of a text, by its first lines; raises FormatUnknown, or ExportEmpty for white space."""
    if not text.strip():
        raise ExportEmpty("The export has nothing but white space.")
    for table in FORMATS:
        if not table.by_name_only and re.search(table.signature, text[:_HEAD]):
            return table
    raise FormatUnknown("No known format has a header like this.", known=", ".join(table.name for table in FORMATS))


def named(name: str) -> ColumnTable:
    """The format of this name; raises FormatUnknown."""
    for table in FORMATS:
        if table.name == name:
            return table
    known = ", ".join(table.name for table in FORMATS)
    raise FormatUnknown(f"There is no format {name[:40]!r}; there are {known}.", known=known)


def read_text(text: str, table: ColumnTable) -> Recording:
    """The rows of an export in text, in canonical columns.

    Raises:
        TelemetryError: It cannot be read as this format, or lacks a required column.
    """
    rows = rows_of(text, table)
    findings = list(rows.findings())
    columns = {header: [cells[at] for cells in rows.cells] for at, header in enumerate(rows.header) if header}
    lines = np.array(rows.lines, dtype=np.int64)
    places, left = carried(list(columns), table)
    values: dict[str, Floats] = {}
    for ours, (theirs, field) in places.items():
        read, found = numbers(columns[theirs], lines, field.reading, ours)
        signs = None if field.sign_from is None else columns.get(field.sign_from)
        signed, more = _signed(read, field, signs, lines, ours)
        values[ours] = mapped(signed, field)
        findings += (*found, *more, *uncoded(signed, field, lines, ours))
    recording = recorded(table, values, lines, places, (*findings, *left))
    facts = {name: said[1] for name, pattern in table.facts if (said := re.search(pattern, text))}
    return Recording(table, recording.columns, recording.lines, facts, recording.findings)


def carried(headers: Sequence[str], table: ColumnTable) -> tuple[dict[str, tuple[str, Field]], tuple[Finding, ...]]:
    """Our name to their header and its field, and the columns that are not carried.

    Raises:
        ColumnMissing: A required column is not there.
    """
    places: dict[str, tuple[str, Field]] = {}
    left: list[str] = []
    for header in headers:
        match = next(((ours, field) for field in table.fields if (ours := field.matches(header))), None)
        if match is None or match[0] in places:
            left.append(header)
        else:
            places[match[0]] = (header, match[1])
    for name in table.required:
        if name not in places:
            theirs = " or ".join(field.theirs for field in table.fields if field.ours == name) or name
            raise ColumnMissing(f"The export has no {name} ({theirs} in {table.name}).", column=name)
    text = "no canonical column: " + ", ".join(header[:40] for header in left[:40])
    return places, (Finding("not-carried", Weight.NOTE, text),) if left else ()


def uncoded(values: Floats, field: Field, lines: Lines, name: str) -> tuple[Finding, ...]:
    """Rows in which the source says by a code that it measured nothing."""
    coded = np.isin(values, field.invalid)
    if not coded.any():
        return ()
    codes = ", ".join(f"{code:g}" for code in field.invalid)
    text = f"the source's code for no measurement ({codes})"
    return (Finding("no-measurement", Weight.DOUBT, text, name, int(coded.sum()), ranges(lines[coded])),)


def mapped(values: Floats, field: Field) -> Floats:
    """Their numbers as ours: invalid codes to NaN, then factor and offset."""
    if field.invalid:
        values = np.where(np.isin(values, field.invalid), np.nan, values)
    if (field.factor, field.offset) == (1.0, 0.0):
        return values
    return values * field.factor + field.offset


def recorded(
    table: ColumnTable,
    values: dict[str, Floats],
    lines: Lines,
    places: Mapping[str, tuple[str, Field]],
    findings: Sequence[Finding],
    *,
    zoned: bool = False,
) -> Recording:
    """The recording of these columns: stamps become time since the first row, rows that are none are left out.

    A clock whose zone is known (`zoned`) is carried as unix time, UTC, too.
    """
    found = list(findings)
    clock = places.get("test_time_second")
    if clock is not None and clock[1].reading is Reading.STAMP:
        stamps = values["test_time_second"]
        first = stamps[np.isfinite(stamps)][:1]
        values["test_time_second"] = stamps - (first[0] if first.size else 0.0)
        if zoned:
            values["unix_time_second"] = stamps
        else:
            text = "the clock says no time zone: only time since the first row is carried"
            found.append(Finding("time-zone-unknown", Weight.NOTE, text, "test_time_second"))
    if table.rows_where is not None:
        rows = ~(values[table.rows_where] <= 0.0)
        text = f"rows without {table.rows_where}: no rows of a {table.kind.value}"
        if not rows.all():
            found.append(Finding("other-rows", Weight.NOTE, text, None, int((~rows).sum()), ranges(lines[~rows])))
        values = {name: column[rows] for name, column in values.items()}
        lines = lines[rows]
    return Recording(table, values, lines, {}, tuple(found))


_SIGNS = {"C": 1.0, "D": -1.0}


def _signed(
    values: Floats, field: Field, states: Sequence[str] | None, lines: Lines, name: str
) -> tuple[Floats, tuple[Finding, ...]]:
    """An unsigned current with its direction; NaN and a finding where current flows and nobody says which way."""
    if field.sign_from is None:
        return values, ()
    letters = np.array(states if states is not None else [""] * values.size, dtype=np.str_)
    factor = np.where(values == 0.0, 1.0, np.nan)
    for letter, sign in _SIGNS.items():
        factor = np.where(letters == letter, sign, factor)
    unknown = np.isnan(factor) & np.isfinite(values)
    signed = values * factor
    if not unknown.any():
        return signed, ()
    text = f"current flows and {field.sign_from} does not say which way"
    return signed, (Finding("direction-unknown", Weight.DOUBT, text, name, int(unknown.sum()), ranges(lines[unknown])),)
