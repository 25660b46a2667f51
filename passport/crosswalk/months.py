"""Dates that a format states to the month; ours are days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from passport.crosswalk.carriers import day_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.table import Notebook


@dataclass(frozen=True, slots=True)
class Month:
    """A month; read as its first day, or as its last where it is the end of a period."""

    end: bool = False

    def write(self, value: Any, book: Notebook) -> Any:
        """The month; the day is noted."""
        book.note(NoteKind.ROUNDED, f"{value}: the other format has the month")
        return day_of(value, book).isoformat()[:7]

    def read(self, value: Any, book: Notebook) -> Any:
        """The first or last day of the month, as inferred."""
        month = day_of(text_of(value, book)[:7] + "-01", book)
        day = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1]) if self.end else month
        book.note(NoteKind.INFERRED, f"the {'last' if self.end else 'first'} day of {value}: a month is all it says")
        return day.isoformat()
