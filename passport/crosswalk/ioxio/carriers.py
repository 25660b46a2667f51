"""How values are carried to and from IOXIO's definitions that are more than a number or a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from iso3166 import countries_by_alpha2, countries_by_alpha3

from passport.crosswalk.carriers import day_of, decimal_of, moment_of, number_for, refused, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.table import ABSENT, Notebook

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?C")


@dataclass(frozen=True, slots=True)
class Short:
    """Text of a limited length, of a form; longer or other text is left out, not cut."""

    longest: int
    form: str = ""
    """Regular expression the text begins with."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The text if it fits."""
        text = text_of(value, book)
        if len(text) <= self.longest and re.match(self.form, text):
            return text
        limit = f"{self.longest} characters" + (f" that match {self.form}" if self.form else "")
        book.note(NoteKind.NOT_CARRIED, f"IOXIO takes {limit} here")
        return ABSENT

    def read(self, value: Any, book: Notebook) -> Any:
        """The text."""
        return text_of(value, book).strip() or ABSENT


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166-1: ours alpha-2, theirs alpha-3."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The alpha-3 code; noted where ours is no code."""
        country = countries_by_alpha2.get(text_of(value, book))
        if country is None:
            book.note(NoteKind.NOT_CARRIED, f"{value[:40]!r} is no alpha-2 code of ISO 3166-1; IOXIO has codes")
            return ABSENT
        return str(country.alpha3)

    def read(self, value: Any, book: Notebook) -> Any:
        """The alpha-2 code. Raises DocumentRefused for no alpha-3 code."""
        country = countries_by_alpha3.get(text_of(value, book))
        if country is None:
            raise refused(book, f"{value[:40]!r} is no alpha-3 code of ISO 3166-1")
        return str(country.alpha2)


@dataclass(frozen=True, slots=True)
class Rate:
    """A C-rate; theirs is text, ``1C``."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The number and C."""
        return f"{decimal_of(value, book)}C"

    def read(self, value: Any, book: Notebook) -> Any:
        """The number; noted where the text is no C-rate."""
        found = _RATE.fullmatch(text_of(value, book).strip())
        if found is None:
            book.note(NoteKind.NOT_CARRIED, f"{value[:40]!r} is no C-rate of the form 1C")
            return ABSENT
        return number_for(Decimal(found[1]), False, book)


@dataclass(frozen=True, slots=True)
class DayOfTime:
    """The day of a time; ours has hour and offset."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The day; the hour is noted."""
        book.note(NoteKind.ROUNDED, f"{value}: IOXIO has the day")
        return moment_of(value, book).date().isoformat()

    def read(self, value: Any, book: Notebook) -> Any:
        """Midnight UTC, as inferred."""
        day = day_of(value, book)
        book.note(NoteKind.INFERRED, f"midnight UTC of {day}: IOXIO has the day")
        return f"{day.isoformat()}T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Names:
    """Ours are rows with a name and more, theirs the names."""

    member: str
    """Which member of ours is the name."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The names; every other member is noted."""
        for at, row in enumerate(value):
            for name in row:
                if name != self.member:
                    book.at(f"{book.path}/{at}/{name}").note(NoteKind.NOT_CARRIED, "IOXIO has the name")
        return [row[self.member] for row in value]

    def read(self, value: Any, book: Notebook) -> Any:
        """A row for each name."""
        if not isinstance(value, list):
            raise refused(book, "this is no array")
        return [{self.member: text_of(each, book)} for each in value]


@dataclass(frozen=True, slots=True)
class FirstName:
    """Ours is one text, theirs a list of them."""

    def write(self, value: Any, book: Notebook) -> Any:
        """A list of one."""
        return [text_of(value, book)]

    def read(self, value: Any, book: Notebook) -> Any:
        """The first; the others are noted."""
        if not isinstance(value, list):
            raise refused(book, "this is no array")
        for lost in value[1:]:
            book.note(NoteKind.NOT_CARRIED, f"we keep one, {str(lost)[:60]!r} is another")
        return text_of(value[0], book) if value else ABSENT
