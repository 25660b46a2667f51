"""How the consortium's values are carried; its known defects are handled here and noted by name (docs/crosswalk.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from passport.crosswalk import units
from passport.crosswalk.carriers import Number, day_of, decimal_of, moment_of, object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.table import ABSENT, Notebook
from passport.crosswalk.units import Unit

_NOISE_FROM = 10**12
"""No quantity of a battery comes near it, in any unit."""
_EMAIL = re.compile(r"[w.-]+@[w.-]+.[A-Za-z]{2,}")
"""As published: the backslash before ``w`` got lost, so that no usual address fits."""
_CAS = re.compile(r"[0-9]{2,7}-[0-9]{2}-[0-9]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_TEXT_URN = "urn:battery-passport:text:"


@dataclass(frozen=True, slots=True)
class Measured:
    """A bare number; its unit is stated in the consortium's model, not in the document."""

    ours: Unit
    theirs: Unit
    defect: str | None = None
    """Name of what is wrong with the unit the model states, noted each time."""

    def write(self, value: Any, book: Notebook) -> Any:
        """In their unit."""
        self._note(book)
        return Number(self.ours, self.theirs).write(value, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """In our unit; absent and noted where the number is the noise their sample payloads are filled with."""
        if abs(decimal_of(value, book)) > _NOISE_FROM:
            book.note(NoteKind.DEFECT, "this number is noise", "consortium-noise")
            return ABSENT
        self._note(book)
        return Number(self.ours, self.theirs).read(value, book)

    def _note(self, book: Notebook) -> None:
        if self.defect:
            book.note(NoteKind.DEFECT, f"carried as {self.theirs}", self.defect)


@dataclass(frozen=True, slots=True)
class DayAsTime:
    """A day, for which they ask a time."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Midnight UTC of the day."""
        book.note(NoteKind.DEFECT, "a time is asked for, a day is known: midnight UTC", "consortium-day-as-time")
        return f"{day_of(value, book).isoformat()}T00:00:00Z"

    def read(self, value: Any, book: Notebook) -> Any:
        """The day, where the time was taken."""
        moment = moment_of(value, book)
        if moment.timetz().replace(tzinfo=None) != moment.min.time():
            book.note(NoteKind.ROUNDED, f"{value} became {moment.date()}")
        return moment.date().isoformat()


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An e-mail address (defect consortium-email-pattern)."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Absent where their pattern refuses it, which it does with every usual address."""
        text = text_of(value, book)
        if _EMAIL.fullmatch(text):
            return text
        book.note(NoteKind.DEFECT, "their pattern refuses this address: left out", "consortium-email-pattern")
        return ABSENT

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return text_of(value, book)


@dataclass(frozen=True, slots=True)
class Street:
    """An address without a place for the town (defect consortium-no-town)."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Street and town in one."""
        address = object_of(value, book)
        street = [address[part] for part in ("streetAddress", "locality") if part in address]
        if "locality" in address:
            book.note(NoteKind.DEFECT, "the town is written behind the street", "consortium-no-town")
        theirs = {"addressCountry": address.get("country"), "postalCode": address.get("postalCode")}
        for name, member in theirs.items():
            if member is None:
                book.note(NoteKind.MISSING, f"{name} is asked for; nothing here says it")
        known = {name: member for name, member in theirs.items() if member is not None}
        return known | ({"streetAddress": ", ".join(street)} if street else {})

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        said = object_of(value, book)
        for name in sorted(set(said) - {"addressCountry", "postalCode", "streetAddress"}):
            book.at(f"{book.path}/{name}").note(NoteKind.NOT_CARRIED, "we have no place for this")
        pairs = (("country", "addressCountry"), ("postalCode", "postalCode"), ("streetAddress", "streetAddress"))
        return {ours: text_of(said[theirs], book) for ours, theirs in pairs if theirs in said}


@dataclass(frozen=True, slots=True)
class CasNumber:
    """A CAS registry number (defect consortium-cas-blank: their own sample has a blank behind it)."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return text_of(value, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """Without blanks around it. Raises DocumentRefused for what is no number of that form."""
        said = text_of(value, book)
        text = said.strip()
        if text != said:
            book.note(NoteKind.DEFECT, f"{said!r} read as {text!r}", "consortium-cas-blank")
        if not _CAS.fullmatch(text):
            book.note(NoteKind.REFUSED, f"{said[:40]!r} is no CAS registry number")
            return ABSENT
        return text


@dataclass(frozen=True, slots=True)
class AddressOnly:
    """Text, for which they take an address only (defect consortium-test-as-address)."""

    def write(self, value: Any, book: Notebook) -> Any:
        """An address as it is, other text inside a URN."""
        text = text_of(value, book)
        if _URI.fullmatch(text):
            return text
        book.note(NoteKind.DEFECT, "an address is asked for: the text is inside a URN", "consortium-test-as-address")
        return _TEXT_URN + quote(text, safe="")

    def read(self, value: Any, book: Notebook) -> Any:
        """The text that was inside the URN, or the address."""
        text = text_of(value, book)
        return unquote(text.removeprefix(_TEXT_URN)) if text.startswith(_TEXT_URN) else text


@dataclass(frozen=True, slots=True)
class ComponentName:
    """Part of a cell, by one of our words or a name of theirs."""

    words: tuple[str, ...] = ("cathode", "anode", "electrolyte", "separator", "housing", "other")

    def write(self, value: Any, book: Notebook) -> Any:
        """With a capital, as in their sample."""
        return text_of(value, book).capitalize()

    def read(self, value: Any, book: Notebook) -> Any:
        """Our word; `other` and noted for any other name."""
        text = text_of(value, book).strip()
        if text.lower() in self.words:
            return text.lower()
        book.note(NoteKind.ROUNDED, f"{text[:60]!r} became 'other'")
        return "other"


@dataclass(frozen=True, slots=True)
class Names:
    """An array of texts, for rows of ours that have one in a member and more beside it."""

    member: str

    def write(self, value: Any, book: Notebook) -> Any:
        """The texts; what stands beside them is noted."""
        for at, row in enumerate(value):
            for name in sorted(set(row) - {self.member}):
                book.at(f"{book.path}/{at}/{name}").note(NoteKind.NOT_CARRIED, "they have the name only")
        return [row[self.member] for row in value if self.member in row]

    def read(self, value: Any, book: Notebook) -> Any:
        """A row for each text."""
        if not isinstance(value, list | tuple):
            value = [value]
        return [{self.member: text_of(item, book.at(f"{book.path}/{at}"))} for at, item in enumerate(value)]


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return bool(value)

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is; absent and noted for anything else."""
        if isinstance(value, bool):
            return value
        book.note(NoteKind.REFUSED, "this is neither true nor false")
        return ABSENT


@dataclass(frozen=True, slots=True)
class Meanings:
    """A text by language."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return dict(object_of(value, book))

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        said = object_of(value, book)
        return {language: text_of(text, book.at(f"{book.path}/{language}")) for language, text in said.items()}


PERCENT = Measured(units.PERCENT, units.PERCENT)
VOLT = Measured(units.VOLT, units.VOLT)
CELSIUS = Measured(units.CELSIUS, units.CELSIUS)
MINUTES = Measured(units.MINUTE, units.MINUTE)
CYCLES = Measured(units.CYCLE, units.CYCLE)
AMPERE_HOURS = Measured(units.AMPERE_HOUR, units.AMPERE_HOUR)
ENERGY = Measured(units.WATT_HOUR, units.KILOWATT_HOUR)
POWER_CAPABILITY = Measured(units.WATT, units.WATT, "consortium-power-in-percent")
"""Their model states percent for a power; its text and the clause it cites say watts."""
FOOTPRINT = Measured(units.KILOGRAM_CO2_PER_KILOWATT_HOUR, units.KILOGRAM_CO2_PER_KILOWATT_HOUR)
"""Their model names a unit it does not define (defect consortium-undefined-unit); the one it defines is this."""
