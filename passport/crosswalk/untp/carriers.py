"""How values are carried to and from UNTP: measures with UN/ECE Recommendation 20 units, links, fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from passport.crosswalk.carriers import decimal_of, number_for, object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.errors import UnitRefused
from passport.crosswalk.table import ABSENT, Notebook
from passport.crosswalk.units import (
    AMPERE_HOUR,
    CELSIUS,
    COUNT,
    CYCLE,
    GRAM,
    KILOGRAM,
    KILOWATT,
    KILOWATT_HOUR,
    MILLIMETRE,
    MINUTE,
    MONTH,
    OHM,
    PERCENT,
    TONNE,
    VOLT,
    WATT,
    WATT_HOUR,
    YEAR,
    Unit,
    convert,
    unit_of,
)

REC20: Mapping[str, Unit] = {
    "AMH": AMPERE_HOUR,
    "VLT": VOLT,
    "WTT": WATT,
    "KWT": KILOWATT,
    "WHR": WATT_HOUR,
    "KWH": KILOWATT_HOUR,
    "OHM": OHM,
    "KGM": KILOGRAM,
    "GRM": GRAM,
    "TNE": TONNE,
    "MMT": MILLIMETRE,
    "CEL": CELSIUS,
    "P1": PERCENT,
    "MIN": MINUTE,
    "MON": MONTH,
    "ANN": YEAR,
    "B7": CYCLE,
    "C62": COUNT,
}
"""Common codes of UN/ECE Recommendation 20 and the units they stand for."""
_CODES = {unit: code for code, unit in REC20.items()}


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity with its unit beside it."""

    unit: Unit
    """Ours."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Value and code; the symbol where Recommendation 20 has none for the unit."""
        return {"value": value, "unit": _CODES.get(self.unit, self.unit.symbol)}

    def read(self, value: Any, book: Notebook) -> Any:
        """In our unit; a quantity of another kind is refused and noted (untp-instance-units)."""
        measure = object_of(value, book)
        number = decimal_of(measure.get("value"), book)
        code = text_of(measure.get("unit"), book)
        try:
            unit = REC20[code] if code in REC20 else unit_of(code, book.path)
            return number_for(convert(number, unit, self.unit, book.path), False, book)
        except UnitRefused as refusal:
            book.note(NoteKind.REFUSED, refusal.message)
            return ABSENT


@dataclass(frozen=True, slots=True)
class Link:
    """An address; theirs has a name and a type besides."""

    name: str
    type: str = "https://test.uncefact.org/vocabulary/linkTypes/"

    def write(self, value: Any, book: Notebook) -> Any:
        """The link."""
        return {"type": ["Link"], "linkURL": text_of(value, book), "linkName": self.name}

    def read(self, value: Any, book: Notebook) -> Any:
        """The address; what else it says is noted, unless it is what we write."""
        link = object_of(value, book)
        for name, each in link.items():
            if name not in ("type", "linkURL") and each != self.name:
                book.at(f"{book.path}/{name}").note(NoteKind.NOT_CARRIED, "of a link we keep the address")
        return text_of(link.get("linkURL"), book)


@dataclass(frozen=True, slots=True)
class Fraction:
    """A share; ours in per cent, theirs as a fraction."""

    def write(self, value: Any, book: Notebook) -> Any:
        """A hundredth."""
        return number_for(decimal_of(value, book) / 100, False, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """Per cent."""
        return number_for(decimal_of(value, book) * Decimal(100), False, book)


def is_uri(value: object) -> bool:
    """Whether text is an absolute URI: UNTP's identifiers are."""
    if not isinstance(value, str) or any(letter <= " " for letter in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path)
