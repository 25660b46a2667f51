"""Substances and materials as one line of text, which is how GEFEG asks for them.

A line is ``name (detail, detail); name (detail)``. Details are a word (hazard class, component), ``CAS 7439-93-2``,
``2.5 %``, ``12 kg`` and ``in anode``. A name may be ``CAS 7439-93-2`` where a source gives no other. Text that does not
follow this is kept as the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from passport.crosswalk.carriers import object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.table import ABSENT, Notebook

NONE = "none"
"""What is written for an empty list, which says that there are none."""

_ITEM = re.compile(r"(?P<name>.+) \((?P<details>[^()]+)\)")
_CAS = re.compile(r"CAS ([1-9][0-9]{1,6}-[0-9]{2}-[0-9])")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?) (%|kg)")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """Carries an array of substances as one text."""

    word_member: str = ""
    """Our member that is one of a list of words."""
    words: tuple[tuple[str, str], ...] = ()
    """Ours, theirs."""
    default_word: str = ""
    """Ours, where the text says none; empty leaves the member out."""
    percent_member: str = ""
    has_mass: bool = False
    has_location: bool = False
    numbers_heading: str = ""
    """What some write before a list of bare CAS numbers."""

    def write(self, value: Any, book: Notebook) -> Any:
        """One text for all rows."""
        rows = [object_of(row, book.at(f"{book.path}/{at}")) for at, row in enumerate(value)]
        if not rows:
            return NONE
        if self.numbers_heading and all(_is_bare_number(row) for row in rows):
            return f"{self.numbers_heading} {', '.join(row['casNumber'] for row in rows)}"
        items = [self._item(row, book.at(f"{book.path}/{at}")) for at, row in enumerate(rows)]
        return "; ".join(filter(None, items)) or ABSENT

    def read(self, value: Any, book: Notebook) -> Any:
        """A row for each item."""
        text = text_of(value, book).strip()
        if not text:
            return ABSENT
        if text.lower() == NONE:
            return []
        if self.numbers_heading and text.startswith(self.numbers_heading):
            return [self._row(f"CAS {number.strip()}", book) for number in text[len(self.numbers_heading) :].split(",")]
        return [self._row(item, book) for item in map(str.strip, text.split(";")) if item]

    def _item(self, row: Mapping[str, Any], book: Notebook) -> str:
        name = str(row.get("name", ""))
        if not name:
            book.note(NoteKind.NOT_CARRIED, "it has no name")
            return ""
        if ";" in name:
            book.note(NoteKind.ROUNDED, "a semicolon in the name became a comma")
            name = name.replace(";", ",")
        details = list(self._details(row))
        known = {"name", "casNumber", self.word_member, self.percent_member}
        known |= {"massKg"} if self.has_mass else set()
        known |= {"location"} if self.has_location and _is_plain(row.get("location", "")) else set()
        for member in sorted(set(row) - known):
            book.at(f"{book.path}/{member}").note(NoteKind.NOT_CARRIED, "there is no place for this in the text")
        if name == f"CAS {row.get('casNumber')}" and details and self.default_word:
            name, *details = details  # the class, with the number in brackets
        return f"{name} ({', '.join(details)})" if details else name

    def _details(self, row: Mapping[str, Any]) -> Iterator[str]:
        word = row.get(self.word_member)
        yield from (theirs for ours, theirs in self.words if ours == word)
        if "casNumber" in row and (self.default_word or row["name"] != f"CAS {row['casNumber']}"):
            yield f"CAS {row['casNumber']}"
        if row.get(self.percent_member) is not None:
            yield f"{_plain(row[self.percent_member])} %"
        if self.has_mass and row.get("massKg") is not None:
            yield f"{_plain(row['massKg'])} kg"
        if self.has_location and row.get("location") and _is_plain(row["location"]):
            yield f"in {row['location']}"

    def _row(self, item: str, book: Notebook) -> dict[str, Any]:
        read = _ITEM.fullmatch(item)
        found = self._read_details(read["details"]) if read else None
        if read is None or found is None:
            bare = _CAS.fullmatch(item)
            row = {"name": item[:_LONGEST_NAME]} | ({"casNumber": bare[1]} if bare else {})
            if len(item) > _LONGEST_NAME:
                book.note(NoteKind.ROUNDED, f"a name is cut after {_LONGEST_NAME} characters")
        else:
            row = self._named(read["name"], found)
        if self.word_member and self.word_member not in row and self.default_word:
            book.note(NoteKind.INFERRED, f"{item[:60]!r} says no {self.word_member}: {self.default_word}")
            row[self.word_member] = self.default_word
        return row

    def _named(self, name: str, found: dict[str, Any]) -> dict[str, Any]:
        """The head of an item is the name, or the word where the number is all there is of a name."""
        word = next((ours for ours, theirs in self.words if theirs == name), None)
        if word is not None and self.word_member not in found and "casNumber" in found:
            return {"name": f"CAS {found['casNumber']}", self.word_member: word, **found}
        return {"name": name, **found}

    def _read_details(self, text: str) -> dict[str, Any] | None:
        """The members the details say; None if one of them is no detail."""
        found: dict[str, Any] = {}
        for detail in text.split(", "):
            pair = self._detail(detail)
            if pair is None or pair[0] in found:
                return None
            found[pair[0]] = pair[1]
        return found

    def _detail(self, detail: str) -> tuple[str, Any] | None:
        for ours, theirs in self.words:
            if theirs == detail:
                return self.word_member, ours
        if number := _CAS.fullmatch(detail):
            return "casNumber", number[1]
        if amount := _AMOUNT.fullmatch(detail):
            member = self.percent_member if amount[2] == "%" else "massKg" if self.has_mass else ""
            return (member, _number(amount[1])) if member else None
        if self.has_location and detail.startswith("in ") and len(detail) > 3:
            return "location", detail[3:]
        return None


def _is_bare_number(row: Mapping[str, Any]) -> bool:
    return set(row) == {"name", "casNumber"} and row["name"] == f"CAS {row['casNumber']}"


def _is_plain(text: str) -> bool:
    """Whether a text can stand among the details and be found again."""
    return not set(text) & set("(),;")


def _plain(value: Any) -> str:
    return str(value)


def _number(text: str) -> int | float:
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


HAZARD_WORDS: tuple[tuple[str, str], ...] = (
    ("acute-toxicity", "AcuteToxicity"),
    ("skin-corrosion-or-irritation", "SkinCorrosionOrIrritation"),
    ("eye-damage-or-irritation", "EyeDamageOrIrritation"),
    ("sensitisation", "Sensitisation"),
    ("germ-cell-mutagenicity", "GermCellMutagenicity"),
    ("carcinogenicity", "Carcinogenicity"),
    ("reproductive-toxicity", "ReproductiveToxicity"),
    ("specific-target-organ-toxicity", "SpecificTargetOrganToxicity"),
    ("aspiration-hazard", "AspirationHazard"),
    ("hazardous-to-the-aquatic-environment", "HazardousToTheAquaticEnvironment"),
    ("hazardous-to-the-ozone-layer", "HazardousToTheOzoneLayer"),
    ("flammable", "Flammable"),
    ("explosive", "Explosive"),
    ("other", "OtherHazard"),
)
"""Hazard classes (Regulation (EC) No 1272/2008), as the examples of BatteryPass-Ready spell them."""

HAZARDOUS_SUBSTANCES = Listing(
    word_member="hazardClass",
    words=HAZARD_WORDS,
    default_word="other",
    percent_member="concentrationPercent",
    has_location=True,
)
CRITICAL_RAW_MATERIALS = Listing(
    percent_member="concentrationPercent", has_location=True, numbers_heading="Critical raw materials (CAS):"
)
MATERIALS = Listing(
    word_member="component",
    words=tuple((word, word) for word in ("cathode", "anode", "electrolyte", "separator", "housing", "other")),
    percent_member="massPercent",
    has_mass=True,
)
