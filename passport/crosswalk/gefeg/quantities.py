"""GEFEG's quantities: an object with the value in one member and the unit in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from passport.crosswalk import units
from passport.crosswalk.carriers import decimal_of, number_for, object_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.errors import UnitRefused
from passport.crosswalk.table import ABSENT, Notebook
from passport.crosswalk.units import Unit, convert, plain_spelling, unit_of


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit beside it.

    Written in the first of their symbols that takes it without rounding; read in any unit of its kind.
    """

    ours: Unit
    value_member: str
    unit_member: str
    symbols: tuple[str, ...]
    """What the schema allows, the usual one first."""
    whole: bool = False
    """Whether the schema takes whole numbers only."""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    unit_spellings: tuple[str, ...] = ()
    """Other names the unit's member is known to have (defect gefeg-unit-member-spelling)."""
    rounding_defect: str | None = None
    """Name of the defect where whole numbers make no sense."""
    zero_is_unknown: bool = False
    """Whether 0 means less than half of the unit, because the quantity is never 0."""

    @property
    def members(self) -> tuple[str, ...]:
        """What of the object is read here."""
        return (self.value_member, self.unit_member, *self.unit_spellings)

    def write(self, value: Any, book: Notebook) -> Any:
        """The object; absent and noted where the value is beyond what they take."""
        ours = decimal_of(value, book)
        if (self.lowest is not None and ours < self.lowest) or (self.highest is not None and ours > self.highest):
            book.note(NoteKind.NOT_CARRIED, f"{ours} is not between {self.lowest} and {self.highest}")
            return ABSENT
        converted = [(symbol, convert(ours, self.ours, unit_of(symbol), book.path)) for symbol in self.symbols]
        exact = [pair for pair in converted if not self.whole or pair[1] == pair[1].to_integral_value()]
        symbol, theirs = (exact or converted[-1:])[0]
        if not exact and self.rounding_defect:
            text = f"whole numbers only: {theirs} {symbol} became {theirs.to_integral_value(ROUND_HALF_EVEN)}"
            book.note(NoteKind.DEFECT, text, self.rounding_defect)
        return {self.value_member: number_for(theirs, self.whole, book), self.unit_member: symbol}

    def read(self, value: Any, book: Notebook) -> Any:
        """Our number. Raises UnitRefused where the unit is missing, unknown or of another kind."""
        said = object_of(value, book)
        unit = self._unit(said, book)
        theirs = decimal_of(said[self.value_member], book.at(f"{book.path}/{self.value_member}"))
        if self.zero_is_unknown and theirs == 0:
            book.note(NoteKind.DEFECT, f"0 {unit} says less than half of 1 {unit}: left out", self.rounding_defect)
            return ABSENT
        return number_for(convert(theirs, unit, self.ours, book.path), False, book)

    def _unit(self, said: Mapping[str, Any], book: Notebook) -> Unit:
        member = next((name for name in (self.unit_member, *self.unit_spellings) if name in said), None)
        if member is None:
            raise UnitRefused(
                f"At {book.path}: there is a value but no unit; {self.unit_member} says it.", path=book.path
            )
        if member != self.unit_member:
            book.note(NoteKind.DEFECT, f"{member} read as {self.unit_member}", "gefeg-unit-member-spelling")
        path, text = f"{book.path}/{member}", said[member]
        unit = unit_of(text, path)
        if text not in self.symbols and plain_spelling(text) in self.symbols:
            book.note(NoteKind.DEFECT, f"{text!r} read as {plain_spelling(text)!r}", "gefeg-unicode-units")
        elif text not in self.symbols:
            book.note(NoteKind.INFERRED, f"{text} is not among the units of the guide; converted by its stated unit")
        return unit


def percent() -> Quantity:
    """A share of 0 to 100 %."""
    return Quantity(units.PERCENT, "percentageValue", "percent", ("%",), lowest=Decimal(0), highest=Decimal(100))


def percent_per_month() -> Quantity:
    """A share a month, 0 to 100 %."""
    low, high = Decimal(0), Decimal(100)
    return Quantity(
        units.PERCENT_PER_MONTH, "percentMonthValue", "percentMonth", ("%/month",), lowest=low, highest=high
    )


def volt() -> Quantity:
    """A voltage."""
    return Quantity(units.VOLT, "voltValue", "volt", ("V",))


def celsius() -> Quantity:
    """A temperature, whole degrees."""
    return Quantity(units.CELSIUS, "celsiusValue", "degreeCelsius", ("°C",), whole=True)


def range_end(end: str) -> Quantity:
    """The ``Upper`` or ``Lower`` end of the temperature range that another quantity holds for."""
    member = f"temperatureRange{end}Boundary"
    return Quantity(units.CELSIUS, f"{member}Value", member, ("°C",), whole=True)


def watt(value_member: str = "wattValue") -> Quantity:
    """A power, whole watts."""
    return Quantity(units.WATT, value_member, "watt", ("W",), whole=True)


def whole_charge(*symbols: str) -> Quantity:
    """A charge in whole ampere-hours, or milliampere-hours where the guide takes them."""
    defect = None if len(symbols) > 1 else "gefeg-whole-ampere-hours"
    return Quantity(
        units.AMPERE_HOUR,
        "amperehourMiliamperehourValue",
        "ampereHourMiliamperehour",
        symbols,
        whole=True,
        unit_spellings=("amperehourMiliamperehour",),
        rounding_defect=defect,
    )


def charge_throughput() -> Quantity:
    """A charge; the unit's member is spelt otherwise than in `whole_charge`."""
    return Quantity(
        units.AMPERE_HOUR,
        "amperehourMiliamperehourValue",
        "amperehourMiliamperehour",
        ("Ah",),
        unit_spellings=("ampereHourMiliamperehour",),
    )


def energy(*, whole: bool) -> Quantity:
    """An energy; ours is in Wh."""
    return Quantity(units.WATT_HOUR, "kilowattHourValue", "kilowattHour", ("kWh",), whole=whole)


def footprint() -> Quantity:
    """Greenhouse gas per energy."""
    member = "kgCO2-equivalentPerKilowattHour"
    return Quantity(units.KILOGRAM_CO2_PER_KILOWATT_HOUR, f"{member}Value", member, ("kgCO2-eq/kWh",))


def absolute_footprint() -> Quantity:
    """Greenhouse gas, whole kilograms."""
    return Quantity(units.KILOGRAM_CO2, "kgCO2-equivalentValue", "kgCO2-equivalent", ("kgCO2-eq",), whole=True)


def mass() -> Quantity:
    """A mass."""
    return Quantity(units.KILOGRAM, "gramKgValue", "gramKg", ("kg", "g"))


def ohm() -> Quantity:
    """A resistance, whole ohms."""
    return Quantity(
        units.OHM,
        "ohmValue",
        "ohm",
        ("Ohm",),
        whole=True,
        rounding_defect="gefeg-whole-ohms",
        zero_is_unknown=True,
    )


def c_rate() -> Quantity:
    """Current per capacity."""
    return Quantity(units.C_RATE, "amperePerAmpereHourValue", "amperePerAmpereHour", ("A/Ah",))


def power_ratio() -> Quantity:
    """Power per energy, whole numbers."""
    return Quantity(
        units.WATT_PER_WATT_HOUR,
        "wattPerWattHourValue",
        "wattPerWattHour",
        ("W/Wh",),
        whole=True,
        rounding_defect="gefeg-whole-power-ratio",
    )
