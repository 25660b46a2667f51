"""Units of quantities: read from a document, converted exactly, never guessed.

A unit is known by its symbol; the spellings that other formats use for it (Unicode subscripts, the ohm sign, spaces)
are brought to one by Unicode normalisation (NFKC) and a list. Values are Decimal throughout.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact

from passport.crosswalk.errors import UnitRefused

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one kind of quantity: value in the kind's base unit = value x `factor` + `offset`."""

    symbol: str
    quantity: str
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)

    def __str__(self) -> str:
        return self.symbol


def _unit(symbol: str, quantity: str, factor: str = "1", offset: str = "0") -> Unit:
    return Unit(symbol, quantity, Decimal(factor), Decimal(offset))


AMPERE_HOUR = _unit("Ah", "charge")
MILLIAMPERE_HOUR = _unit("mAh", "charge", "0.001")
VOLT = _unit("V", "voltage")
KILOVOLT = _unit("kV", "voltage", "1000")
MILLIVOLT = _unit("mV", "voltage", "0.001")
WATT = _unit("W", "power")
KILOWATT = _unit("kW", "power", "1000")
MEGAWATT = _unit("MW", "power", "1000000")
KILOWATT_HOUR = _unit("kWh", "energy")
WATT_HOUR = _unit("Wh", "energy", "0.001")
MEGAWATT_HOUR = _unit("MWh", "energy", "1000")
OHM = _unit("ohm", "resistance")
MILLIOHM = _unit("mohm", "resistance", "0.001")
KILOGRAM = _unit("kg", "mass")
GRAM = _unit("g", "mass", "0.001")
TONNE = _unit("t", "mass", "1000")
PERCENT = _unit("%", "share")
SHARE = _unit("1", "share", "100")
PERCENT_PER_MONTH = _unit("%/month", "share per time")
CELSIUS = _unit("degC", "temperature")
KELVIN = _unit("K", "temperature", "1", "-273.15")
MINUTE = _unit("min", "time")
HOUR = _unit("h", "time", "60")
MONTH = _unit("month", "calendar time")
YEAR = _unit("year", "calendar time", "12")
MILLIMETRE = _unit("mm", "length")
CYCLE = _unit("cycle", "cycles")
KILOGRAM_CO2 = _unit("kgCO2eq", "greenhouse gas")
GRAM_CO2 = _unit("gCO2eq", "greenhouse gas", "0.001")
TONNE_CO2 = _unit("tCO2eq", "greenhouse gas", "1000")
KILOGRAM_CO2_PER_KILOWATT_HOUR = _unit("kgCO2eq/kWh", "greenhouse gas per energy")
GRAM_CO2_PER_KILOWATT_HOUR = _unit("gCO2eq/kWh", "greenhouse gas per energy", "0.001")
C_RATE = _unit("A/Ah", "current per charge")
WATT_PER_WATT_HOUR = _unit("W/Wh", "power per energy")
COUNT = _unit("piece", "count")

UNITS: tuple[Unit, ...] = tuple(value for value in dict(globals()).values() if isinstance(value, Unit))
"""Every unit known here."""

_SPELLINGS: Mapping[str, Unit] = {unit.symbol: unit for unit in UNITS} | {
    "°C": CELSIUS,
    "C": CELSIUS,
    "Ohm": OHM,
    "Ω": OHM,
    "mΩ": MILLIOHM,
    "mOhm": MILLIOHM,
    "percent": PERCENT,
    "percent/month": PERCENT_PER_MONTH,
    "1/h": C_RATE,
    "kgCO2-eq": KILOGRAM_CO2,
    "kgCO2e": KILOGRAM_CO2,
    "gCO2-eq": GRAM_CO2,
    "gCO2e": GRAM_CO2,
    "tCO2-eq": TONNE_CO2,
    "tCO2e": TONNE_CO2,
    "kgCO2-eq/kWh": KILOGRAM_CO2_PER_KILOWATT_HOUR,
    "kgCO2e/kWh": KILOGRAM_CO2_PER_KILOWATT_HOUR,
    "gCO2-eq/kWh": GRAM_CO2_PER_KILOWATT_HOUR,
    "gCO2e/kWh": GRAM_CO2_PER_KILOWATT_HOUR,
}


def unit_of(text: object, path: str = "") -> Unit:
    """The unit a document names.

    Args:
        text: What stands in the document; letter case matters (mW is not MW).
        path: Where it stands, for the error.

    Raises:
        UnitRefused: No text, or no unit known here.
    """
    unit = _SPELLINGS.get(plain_spelling(text)) if isinstance(text, str) else None
    if unit is None:
        raise UnitRefused(f"At {path or 'the root'}: {str(text)[:40]!r} is no unit known here.", path=path)
    return unit


def plain_spelling(text: str) -> str:
    """The text with Unicode compatibility characters as plain ones (``₂`` as ``2``) and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def convert(value: Decimal, source: Unit, target: Unit, path: str = "") -> Decimal:
    """The same quantity in another unit.

    Returns:
        Exact where the result is a finite decimal fraction, else 60 digits (`is_exact` tells).

    Raises:
        UnitRefused: The units measure different kinds of quantity.
    """
    if source.quantity != target.quantity:
        raise UnitRefused(
            f"At {path or 'the root'}: {source} is a unit of {source.quantity}; {target.quantity} is asked for.",
            path=path,
            unit=source.symbol,
            wanted=target.symbol,
        )
    base = _EXACT.add(_EXACT.multiply(value, source.factor), source.offset)
    return _EXACT.divide(_EXACT.subtract(base, target.offset), target.factor)


def is_exact(value: Decimal, source: Unit, target: Unit) -> bool:
    """Whether `convert` loses nothing; both units of one kind."""
    context = Context(prec=60, traps=[Inexact])
    try:
        base = context.add(context.multiply(value, source.factor), source.offset)
        context.divide(context.subtract(base, target.offset), target.factor)
    except Inexact:
        return False
    return True
