"""Facts that GEFEG asks for as text or as one word, and we have as members."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from passport.crosswalk.carriers import decimal_of, number_for, object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.table import ABSENT, Notebook

_POSTAL_CODE = re.compile(r"([A-Z]{1,2}-)?[0-9][0-9A-Z -]{2,9}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ORDER = ("streetAddress", "postalCode", "locality", "country")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as one line: street, postal code, town, country."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The parts that are there, apart by commas."""
        address = object_of(value, book)
        return ", ".join(str(address[part]) for part in _ORDER if part in address)

    def read(self, value: Any, book: Notebook) -> Any:
        """The last part is the country, the one before it the town; of two parts or more."""
        parts = [part.strip() for part in text_of(value, book).split(",") if part.strip()]
        if not parts:
            return ABSENT
        book.note(NoteKind.INFERRED, "the parts of the address are told apart by their order")
        if len(parts) == 1:
            return {"locality": parts[0]}
        *before, locality, country = parts
        address = {"locality": locality, "country": country}
        if before and _POSTAL_CODE.fullmatch(before[-1]):
            address["postalCode"] = before.pop()
        return address | ({"streetAddress": ", ".join(before)} if before else {})


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number, which they take as text."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Its digits."""
        return str(number_for(decimal_of(value, book), False, book))

    def read(self, value: Any, book: Notebook) -> Any:
        """The number; absent and noted where the text is none."""
        text = text_of(value, book).strip()
        if not _NUMBER.fullmatch(text):
            book.note(NoteKind.NOT_CARRIED, "this is no number, and we have a number here")
            return ABSENT
        return float(text) if "." in text else int(text)


@dataclass(frozen=True, slots=True)
class FireClass:
    """Class of an extinguishing agent: ``Class D``."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Their words for EN 2's letters; ours for agents made for lithium."""
        return value if value == "lithium" else f"Class {value}"

    def read(self, value: Any, book: Notebook) -> Any:
        """The letter; absent and noted where the text names none."""
        text = text_of(value, book).strip()
        letter = text.removeprefix("Class ").strip()
        if letter in {"A", "B", "C", "D", "F", "lithium"}:
            return letter
        book.note(NoteKind.NOT_CARRIED, f"{text[:40]!r} is no fire class of EN 2")
        return ABSENT


@dataclass(frozen=True, slots=True)
class Chemistry:
    """A chemistry by one of their codes, or as text where they have no code for it."""

    codes: tuple[tuple[str, str], ...]
    """Our short name, their code."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The code, with the clear name beside it; without a code, the names as text."""
        chemistry = object_of(value, book)
        clear = chemistry.get("clearName")
        short = chemistry.get("shortName", clear)
        if short is None:
            return ABSENT
        code = next((theirs for ours, theirs in self.codes if short in {ours, theirs}), None)
        if code is None and any(short in pair for pair in CODES):
            book.note(NoteKind.DEFECT, f"the guide knows no code for {short}: as text", "gefeg-lead-only-without-bms")
        if code is None:
            return {"additionallyPossibleValue": f"{short} ({clear})" if clear else short}
        return {"chemicalCodeValue": code} | ({"additionallyPossibleValue": clear} if clear else {})

    def read(self, value: Any, book: Notebook) -> Any:
        """Our names."""
        said = object_of(value, book)
        code, text = said.get("chemicalCodeValue"), said.get("additionallyPossibleValue")
        if code is not None:
            short = next((ours for ours, theirs in self.codes if theirs == code), text_of(code, book))
            return {"shortName": short} | ({"clearName": text_of(text, book)} if text else {})
        if not text:
            return ABSENT
        named = re.fullmatch(r"(.+?) \((.+)\)", text_of(text, book))
        return {"shortName": named[1], "clearName": named[2]} if named else {"shortName": text}


CODES: tuple[tuple[str, str], ...] = (
    ("LCO", "Li-ion LCO"),
    ("LFP", "Li-ion LFP"),
    ("LMO", "Li-ion LMO"),
    ("NCA", "Li-ion NCA"),
    ("NMC", "Li-ion NMC"),
    ("Li-metal", "Li-metal"),
    ("Na-ion", "Na-ion"),
    ("Ni-Cd", "Ni-Cd"),
    ("Ni-MH", "Ni-MH"),
    ("Pb", "Pb"),
)
LEAD_ONLY: tuple[tuple[str, str], ...] = (("Pb", "Pb"),)
"""What the guide without BMS knows (defect gefeg-lead-only-without-bms)."""
