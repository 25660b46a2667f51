"""Units are read as they are spelt, converted exactly, and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.crosswalk import units
from passport.crosswalk.errors import UnitRefused
from passport.crosswalk.units import UNITS, Unit, convert, is_exact, unit_of

VALUES = st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_unit_of__every_symbol__is_its_unit(unit: Unit) -> None:
    assert unit_of(unit.symbol) is unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("kgCO₂-eq/kWh", units.KILOGRAM_CO2_PER_KILOWATT_HOUR),
        ("kg CO2-eq / kWh", units.KILOGRAM_CO2_PER_KILOWATT_HOUR),
        ("\u2126", units.OHM),
        ("Ω", units.OHM),
        ("℃", units.CELSIUS),
        ("°C", units.CELSIUS),
        ("㎏", units.KILOGRAM),
    ],
)
def test_unit_of__unicode_spellings__are_the_plain_ones(text: str, unit: Unit) -> None:
    assert unit_of(text) is unit


@pytest.mark.parametrize(
    "text", ["", "ah", "AH", "KWH", "mw", "Mah", "lb", "kg CO3", "W h h", 5, None, ["V"], {"u": 1}]
)
def test_unit_of__anything_else__is_refused_with_its_place(text: object) -> None:
    with pytest.raises(UnitRefused) as refusal:
        unit_of(text, "/BatteryMass/gramKg")
    assert refusal.value.values["path"] == "/BatteryMass/gramKg"


def test_unit_of__letter_case__tells_milli_from_mega() -> None:
    assert unit_of("MW") is units.MEGAWATT
    assert unit_of("mV") is units.MILLIVOLT
    with pytest.raises(UnitRefused):
        unit_of("mW")


@given(VALUES, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_convert__there_and_back__is_the_same_or_refused(value: Decimal, one: Unit, other: Unit) -> None:
    if one.quantity != other.quantity:
        with pytest.raises(UnitRefused):
            convert(value, one, other)
        return
    there = convert(value, one, other)
    if is_exact(value, one, other):
        assert convert(there, other, one) == value
    else:
        assert abs(convert(there, other, one) - value) < Decimal("1e-40")


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [
        ("1.5", units.KILOWATT_HOUR, units.WATT_HOUR, "1500"),
        ("190000", units.MILLIAMPERE_HOUR, units.AMPERE_HOUR, "190"),
        ("0.05", units.OHM, units.MILLIOHM, "50"),
        ("300", units.KELVIN, units.CELSIUS, "26.85"),
        ("0.7", units.SHARE, units.PERCENT, "70"),
        ("8", units.YEAR, units.MONTH, "96"),
        ("0.1", units.TONNE_CO2, units.KILOGRAM_CO2, "100"),
    ],
)
def test_convert__known_pairs__are_exact(value: str, source: Unit, target: Unit, wanted: str) -> None:
    assert convert(Decimal(value), source, target) == Decimal(wanted)


def test_is_exact__thirds__are_not() -> None:
    assert not is_exact(Decimal(1), units.MINUTE, units.HOUR)
    assert is_exact(Decimal(3), units.MINUTE, units.HOUR)
