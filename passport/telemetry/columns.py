"""The canonical columns: names of the Battery Data Format 1.2, unit in the name, and what a value can be at all.

Current is positive while charging, as in that format; the imaginary part is negative where a cell is capacitive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity. `least` and `most` bound what can be measured, not what is healthy."""

    pattern: str
    """Regular expression of the whole name."""
    unit: str
    least: float
    most: float


_ANY: Final = float("inf")

COLUMNS: Final = (
    Column("test_time_second", "s", 0.0, 3.2e9),
    Column("unix_time_second", "s", 0.0, 4.2e9),
    Column("step_time_second", "s", 0.0, 3.2e9),
    Column("cycle_count|step_index|step_count|record_index", "1", 0.0, 1e12),
    Column("voltage_volt", "V", -20.0, 1500.0),
    Column(r"cell_voltage_(?:\d+|maximum|minimum|mean)_volt", "V", 0.2, 6.0),
    Column("current_ampere", "A", -5000.0, 5000.0),
    Column("power_watt", "W", -5e6, 5e6),
    Column(r"(?:ambient_|surface_)?temperature(?:_t\d+|_maximum|_minimum|_mean)?_celsius", "degC", -60.0, 300.0),
    Column("(?:(?:cycle|step|net|step_cumulative)_)?(?:dis)?(?:charging_)?capacity_ah", "Ah", -1e5, 1e5),
    Column("(?:(?:cycle|step|net)_)?(?:dis)?(?:charging_)?energy_wh", "Wh", -1e8, 1e8),
    Column("(?:ac_|dc_)?internal_resistance_ohm", "ohm", 0.0, 1e9),
    Column("frequency_hertz", "Hz", 0.0, 1e9),
    Column("(?:real|imaginary)_impedance_ohm", "ohm", -1e12, 1e12),
    Column("insulation_resistance", "as recorded", -_ANY, _ANY),
    Column("state_of_charge_percent", "%", 0.0, 100.0),
    Column("vehicle_speed_kilometer_per_hour", "km/h", -50.0, 500.0),
    Column("odometer_kilometer", "km", 0.0, 1e7),
    Column("alarm_level|charge_status", "1", 0.0, 1e6),
)
"""In the order they are written in."""

LONGEST_NAME: Final = 80


def place_of(name: str) -> tuple[int, int, str]:
    """Where a column stands in a file: by its row in the table, then by its number, then by name.

    Raises:
        KeyError: Not a canonical column.
    """
    for index, column in enumerate(COLUMNS):
        if len(name) <= LONGEST_NAME and re.fullmatch(column.pattern, name):
            numbers = re.findall(r"\d+", name)
            return index, int(numbers[0]) if numbers else 0, name
    raise KeyError(name)


def column(name: str) -> Column:
    """The canonical column of this name; raises KeyError."""
    return COLUMNS[place_of(name)[0]]


def is_canonical(name: str) -> bool:
    """Whether it is the name of a canonical column."""
    try:
        place_of(name)
    except KeyError:
        return False
    return True
