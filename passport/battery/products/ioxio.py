"""Shapes of the IOXIO dataspace (definitions under MIT), member for member.

Known trap: in ProductDataSheet_v1.0 the member `capacity` is energy in kWh and `energy` is charge in Ah; the two are
checked against each other by the nominal voltage. Each shape takes a `remark` besides, which IOXIO's leave room for.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import Law, annex
from passport.battery.products.payload import Payload, Shape
from passport.battery.products.rules import (
    broken,
    refuse_disorder,
    refuse_duplicates,
    refuse_energy_that_does_not_fit,
)
from passport.battery.products.values import (
    EXACT,
    Count,
    Millimetres,
    Name,
    NonNegative,
    Percent,
    Positive,
    Temperature,
    Text,
    Time,
    Truth,
    Voltage,
)

MAX_ROWS = 200_000
"""Rows of one charging history; a longer one goes into several products, or is telemetry."""


class SheetVoltage(Shape):
    """Voltages, V."""

    min: Voltage
    max: Voltage
    nominal: Voltage


class SheetDimensions(Shape):
    """Outer dimensions, whole mm."""

    length: Millimetres
    width: Millimetres
    height: Millimetres


class SheetTemperature(Shape):
    """Temperatures of use, degrees Celsius."""

    min: Temperature
    max: Temperature
    recommended_min: Temperature
    recommended_max: Temperature


class ProductDataSheet1(Payload):
    """ProductDataSheet_v1.0 of IOXIO Energy/Battery."""

    CLAUSE: ClassVar[str] = "IOXIO definition Energy/Battery/ProductDataSheet_v1.0"

    manufacturer: Name
    product_code: Name
    name: Name
    cell_type: Literal["lithium-titanate", "lithium-ion polymer"]
    capacity: Positive
    """Energy, kWh."""
    energy: Positive
    """Charge, Ah."""
    voltage: SheetVoltage
    peak_discharging_power: NonNegative
    """kW."""
    peak_charging_power: NonNegative
    """kW."""
    continuous_power: NonNegative
    """kW."""
    standby_consumption: NonNegative
    """W."""
    cycle_life: Count
    dimensions: SheetDimensions
    weight: Positive
    """kg, dry."""
    operating_temperature: SheetTemperature
    ip_rating: Annotated[str, Field(pattern=r"^IP[0-9X]{1,2}K?[0-9X]?K?$"), Law("IEC 60529")]
    max_coolant_pressure: NonNegative
    """bar."""
    standards_compliance: Annotated[tuple[Name, ...], Field(max_length=100)]
    remark: Text | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        volts, clause = self.voltage, annex("XIII 1(h)").clause
        refuse_disorder(
            (("voltage/min", volts.min), ("voltage/nominal", volts.nominal), ("voltage/max", volts.max)),
            "voltage-order",
            clause,
        )
        refuse_energy_that_does_not_fit(
            self.capacity * Decimal(1000), self.energy, volts.nominal, "capacity", f"{self.CLAUSE}: kWh and Ah"
        )
        return self


class ChargingHistoryRow(Shape):
    """State of the counters and the capacity at a time."""

    time: Time
    operating_hours: NonNegative
    """Operating hours so far, h."""
    cycle_count: Count
    """Cycles so far."""
    max_capacity: NonNegative
    """Capacity of a full charge, Ah; 0 is an aborted measurement, which a score leaves out."""


class ChargingHistory(Payload):
    """ChargingHistory_v1.0 of IOXIO Energy/Battery: how the capacity went with time, hours and cycles."""

    CLAUSE: ClassVar[str] = annex("XIII 4(d)").clause

    battery_charging_history: Annotated[tuple[ChargingHistoryRow, ...], Field(max_length=MAX_ROWS)]
    """Rows in any order."""
    total_count: Count
    """Rows there are; more than are given here if these are an excerpt."""
    remark: Text | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        rows, member = self.battery_charging_history, "batteryChargingHistory"
        if self.total_count < len(rows):
            raise broken("total-count", "/totalCount", f"{len(rows)} rows are given", self.CLAUSE)
        refuse_duplicates(rows, lambda row: (row.time, row.operating_hours, row.cycle_count), member, self.CLAUSE)
        in_time = sorted(enumerate(rows), key=lambda pair: pair[1].time)
        for (_, before), (index, after) in pairwise(in_time):
            for name, low, high in (
                ("operatingHours", before.operating_hours, after.operating_hours),
                ("cycleCount", Decimal(before.cycle_count), Decimal(after.cycle_count)),
            ):
                if high < low:
                    says = f"{name} falls from {low} to {high}: a counter never falls"
                    raise broken("counter-falls", f"/{member}/{index}/{name}", says, self.CLAUSE)
        return self


class EnvironmentalFootprint(Payload):
    """EnvironmentalFootprint_v1.0 of IOXIO Product/Manufacturing: the manufacturing phase only."""

    CLAUSE: ClassVar[str] = "IOXIO definition Product/Manufacturing/EnvironmentalFootprint_v1.0"

    carbon_equivalent: NonNegative
    """Emissions of the manufacturing phase, kg CO2e."""
    material_waste: NonNegative
    """Waste of the manufacturing phase, kg."""
    remark: Text | None = None


class SiteWeather(Payload):
    """Current/Metric_v1.0 of IOXIO Weather: the weather where the battery stands, when the product becomes valid."""

    CLAUSE: ClassVar[str] = annex("XIII 4(d)").clause

    humidity: Percent
    """Relative humidity, %."""
    pressure: Annotated[Decimal, Field(ge=300, le=1100), EXACT]
    """Air pressure, hPa."""
    rain: Truth
    temp: Annotated[Decimal, Field(ge=-95, le=65), EXACT]
    """Air temperature, degrees Celsius."""
    wind_speed: Annotated[Decimal, Field(ge=0, le=150), EXACT]
    """m/s."""
    wind_direction: Annotated[Decimal, Field(ge=0, le=360), EXACT]
    """Where the wind comes from, degrees from north."""
    remark: Text | None = None
