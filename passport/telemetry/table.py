"""A format as data: how to know it, where its rows are, and which of its columns is which of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an export holds."""

    SERIES = "series"
    SPECTRUM = "spectrum"


class Reading(StrEnum):
    """How a cell of the export is understood."""

    NUMBER = "number"
    DURATION = "duration"
    """``  0d 00:00:10.0000``, to seconds."""
    STAMP = "stamp"
    """Date and time without a zone: only differences mean anything."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: theirs, ours, and the linear map between. `ours = theirs * factor`."""

    theirs: str
    """Regular expression of their whole header cell."""
    ours: str
    r"""Canonical name; ``\1`` stands for the first group of `theirs`."""
    factor: float = 1.0
    offset: float = 0.0
    """Added after the factor."""
    reading: Reading = Reading.NUMBER
    invalid: tuple[float, ...] = ()
    """Raw values by which this source says: no measurement."""
    sign_from: str | None = None
    """Column of letters that says the direction of an unsigned current: C charges, D discharges."""

    def matches(self, header: str) -> str | None:
        """Our name for their header cell, or None."""
        found = re.fullmatch(self.theirs, header)
        return None if found is None else found.expand(self.ours)


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """One format. A new format is one more of these."""

    name: str
    kind: Kind
    signature: str
    """Regular expression searched in the first 4096 characters."""
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    """Our names without which nothing is read."""
    header: str
    """Regular expression searched in each line: the first that matches is the header of the rows."""
    units_line: bool = False
    """Whether the line after the header names units."""
    ends: str | None = None
    """Regular expression of a line after the rows."""
    facts: tuple[tuple[str, str], ...] = ()
    """Name and regular expression with one group, searched in the whole text outside the rows."""
    rows_where: str | None = None
    """Only rows with a positive value of this column are rows; the others are counted and noted."""
    by_name_only: bool = False
    """Never chosen by its header: who imports says that the source writes so."""
    source: str = ""
    """Where the signs, units and codes were taken from."""
