"""How values are carried: text, codes, numbers with their units, dates, rows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from passport.crosswalk.content import NoteKind
from passport.crosswalk.errors import DocumentRefused
from passport.crosswalk.table import ABSENT, Carrier, Notebook, Table
from passport.crosswalk.units import Unit, convert

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LARGEST = Decimal(10) ** 15
"""Whole numbers up to here are exact in JSON (I-JSON, RFC 7493)."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Same:
    """Text, carried as it is; text of nothing but blanks is not there."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The text."""
        return text_of(value, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """The text, without blanks around it."""
        return text_of(value, book).strip() or ABSENT


@dataclass(frozen=True, slots=True)
class Code:
    """One of a list of words, each with its counterpart."""

    pairs: tuple[tuple[str, str], ...]
    """Ours, theirs. Where one of ours or theirs occurs twice, the first pair counts."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Their word; absent and noted where they have none."""
        for ours, theirs in self.pairs:
            if ours == value:
                return theirs
        book.note(NoteKind.NOT_CARRIED, f"the other format has no word for {value!r}")
        return ABSENT

    def read(self, value: Any, book: Notebook) -> Any:
        """Our word. Raises DocumentRefused for a word that is not of their format."""
        for ours, theirs in self.pairs:
            if theirs == value:
                return ours
        known = ", ".join(dict.fromkeys(theirs for _, theirs in self.pairs))
        raise refused(book, f"{str(value)[:40]!r} is none of: {known}")


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number, whose unit each format states elsewhere: in our member's name, in their model."""

    ours: Unit
    theirs: Unit
    whole: bool = False
    """Whether they take whole numbers only."""

    def write(self, value: Any, book: Notebook) -> Any:
        """In their unit; a rounding is noted."""
        return number_for(convert(decimal_of(value, book), self.ours, self.theirs, book.path), self.whole, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """In our unit. Raises DocumentRefused for anything but a finite number."""
        return number_for(convert(decimal_of(value, book), self.theirs, self.ours, book.path), False, book)


@dataclass(frozen=True, slots=True)
class Day:
    """A full date."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return day_of(value, book).isoformat()

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is. Raises DocumentRefused for what is no date."""
        return day_of(value, book).isoformat()


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with an offset."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        moment_of(value, book)
        return value

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is. Raises DocumentRefused for what is no time with an offset."""
        moment_of(value, book)
        return value


@dataclass(frozen=True, slots=True)
class Rows:
    """An array of objects, each carried by a table of its own."""

    table: Table

    def write(self, value: Any, book: Notebook) -> Any:
        """One object for each of ours."""
        return [self.table.write(item, book.at(f"{book.path}/{at}")) for at, item in _objects(value, book)]

    def read(self, value: Any, book: Notebook) -> Any:
        """One object for each of theirs."""
        return [self.table.read(item, book.at(f"{book.path}/{at}")) for at, item in _objects(value, book)]


@dataclass(frozen=True, slots=True)
class Listed:
    """An array of values, each carried alike."""

    item: Carrier

    def write(self, value: Any, book: Notebook) -> Any:
        """Each one that has a counterpart."""
        carried = (self.item.write(item, book.at(f"{book.path}/{at}")) for at, item in enumerate(_array(value, book)))
        return [item for item in carried if item is not ABSENT]

    def read(self, value: Any, book: Notebook) -> Any:
        """Each one that has a counterpart."""
        carried = (self.item.read(item, book.at(f"{book.path}/{at}")) for at, item in enumerate(_array(value, book)))
        return [item for item in carried if item is not ABSENT]


def text_of(value: object, book: Notebook) -> str:
    """Raises DocumentRefused for anything but text."""
    if not isinstance(value, str):
        raise refused(book, f"this is no text but {type(value).__name__}")
    return value


def decimal_of(value: object, book: Notebook) -> Decimal:
    """The exact decimal of a JSON number. Raises DocumentRefused for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        raise refused(book, "this is no number")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def number_for(value: Decimal, whole: bool, book: Notebook) -> int | float:
    """The nearest JSON number; what it is short of the value is noted.

    Raises:
        DocumentRefused: No JSON number is near it.
    """
    if abs(value) > _LARGEST:
        raise refused(book, f"{value:.3e} is beyond every quantity of a battery")
    rounded = value.to_integral_value(ROUND_HALF_EVEN)
    written: int | float = int(rounded) if whole or value == rounded else float(value)
    if Decimal(repr(written)) != value:
        book.note(NoteKind.ROUNDED, f"{value} became {written}")
    return written


def day_of(value: object, book: Notebook) -> date:
    """Raises DocumentRefused for what is no full date (RFC 3339)."""
    text = text_of(value, book)
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise refused(book, f"{text[:40]!r} is no date of the form YYYY-MM-DD") from None


def moment_of(value: object, book: Notebook) -> datetime:
    """Raises DocumentRefused for what is no time with an offset (RFC 3339)."""
    text = text_of(value, book)
    try:
        return datetime.fromisoformat(text if _MOMENT.fullmatch(text) else "")
    except ValueError:
        raise refused(book, f"{text[:40]!r} is no time with an offset") from None


def object_of(value: object, book: Notebook) -> Mapping[str, Any]:
    """Raises DocumentRefused for anything but an object."""
    if not isinstance(value, Mapping):
        raise refused(book, "this is no object")
    return value


def refused(book: Notebook, text: str) -> DocumentRefused:
    """The refusal of the document at the place of the notebook."""
    return DocumentRefused(f"At {book.path or 'the root'}: {text}.", path=book.path)


def _array(value: object, book: Notebook) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise refused(book, "this is no array")
    return list(value)


def _objects(value: object, book: Notebook) -> list[tuple[int, Mapping[str, Any]]]:
    items = enumerate(_array(value, book))
    return [(at, object_of(item, book.at(f"{book.path}/{at}"))) for at, item in items]
