"""Lines to rows: finding the header, the delimiter, the rows and where they end."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from passport.telemetry.errors import ExportEmpty, ExportMalformed, ExportTooLarge
from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.table import ColumnTable

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2000
MOST_RAGGED_SHARE = 0.1
"""More rows of another length than the header: the delimiter is not what it seems."""


@dataclass(slots=True)
class Rows:
    """Header and rows of cells, stripped of white space; `lines` are those of the file, from 1."""

    header: list[str]
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)
    """Lines with another number of cells than the header; they are not read."""

    def findings(self) -> Iterator[Finding]:
        """What was found; raises ExportMalformed if too many rows are ragged."""
        share = len(self.ragged) / (len(self.ragged) + len(self.cells))
        if share > MOST_RAGGED_SHARE:
            raise ExportMalformed(
                f"{len(self.ragged)} rows have another number of cells than the header ({len(self.header)}): "
                "the delimiter is also inside the numbers, or rows are broken.",
                rows=len(self.ragged),
            )
        if self.ragged:
            text = "another number of cells than the header; the row is left out"
            yield Finding("ragged-row", Weight.DOUBT, text, None, len(self.ragged), ranges(self.ragged))


def rows_of(text: str, table: ColumnTable) -> Rows:
    """The rows of a text of this format.

    Raises:
        ExportMalformed: No header line, a column twice, rows that are no rows.
        ExportEmpty: A header and nothing below.
        ExportTooLarge: More than MOST_ROWS rows or MOST_COLUMNS columns.
    """
    lines = text.split("\n")
    wanted = re.compile(table.header)
    at = next((index for index, line in enumerate(lines) if wanted.search(line)), None)
    if at is None:
        raise ExportMalformed(f"The first lines are those of {table.name}; the header of its rows is not there.")
    delimiter = _delimiter(lines[at])
    rows = Rows(_cells(lines[at], delimiter))
    refuse_header(rows.header)
    ends = None if table.ends is None else re.compile(table.ends)
    for number, line in enumerate(lines[at + 1 + table.units_line :], start=at + 2 + table.units_line):
        if ends is not None and ends.search(line):
            break
        if line.strip():
            _take(rows, _cells(line, delimiter), number)
    if not rows.cells and not rows.ragged:
        raise ExportEmpty(f"The export has the header of {table.name} and no rows.")
    return rows


def _delimiter(header: str) -> str:
    """The one that parts the header most often."""
    return max("\t;,", key=header.count)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise ExportMalformed(f"A line cannot be parted into cells: {error}.") from error
    return [cell.strip() for cell in cells]


def refuse_header(header: list[str]) -> None:
    """Raises ExportTooLarge for too many columns, ExportMalformed for one that is there twice."""
    if len(header) > MOST_COLUMNS:
        raise ExportTooLarge(f"The export has {len(header)} columns; {MOST_COLUMNS} are read at most.")
    named = [cell for cell in header if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    if twice:
        raise ExportMalformed(f"The column {twice[0][:80]!r} is there twice.", column=twice[0][:80])


def _take(rows: Rows, cells: list[str], number: int) -> None:
    """One row, if it is as long as the header; a last empty cell on either side counts as none."""
    width = len(rows.header)
    if len(cells) == width + 1 and not cells[-1]:
        cells = cells[:-1]
    elif len(cells) == width - 1 and not rows.header[-1]:
        cells = [*cells, ""]
    if len(cells) != width:
        rows.ragged.append(number)
        return
    rows.cells.append(cells)
    rows.lines.append(number)
    if len(rows.cells) > MOST_ROWS:
        raise ExportTooLarge(f"The export has more than {MOST_ROWS} rows.")
