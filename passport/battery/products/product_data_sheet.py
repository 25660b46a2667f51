"""What a battery is and is rated for (Annex VI Part A, Annex XIII point 1(a), (g), (h), (m), (t))."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from passport.battery.products.law import Law, annex
from passport.battery.products.parties import Organisation, PostalAddress
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import (
    refuse_disorder,
    refuse_duplicates,
    refuse_energy_that_does_not_fit,
)
from passport.battery.products.values import Count, Name, Positive, Temperature, Url, Voltage


class Dimensions(Shape):
    """Outer dimensions, mm."""

    length_mm: Positive
    width_mm: Positive
    height_mm: Positive


class TemperatureRange(Shape):
    """From the lowest to the highest temperature, degrees Celsius."""

    minimum_c: Temperature
    maximum_c: Temperature

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ends = (("minimumC", self.minimum_c), ("maximumC", self.maximum_c))
        refuse_disorder(ends, "range", "a range begins at its minimum")
        return self


class ProductDataSheet(Statement):
    """Identity, maker and ratings of a battery model."""

    VERSION: ClassVar[str] = "2.0"
    CLAUSE: ClassVar[str] = annex("VI Part A").clause

    manufacturer: Annotated[Organisation, annex("VI Part A(1)")]
    responsible_operator: Annotated[Organisation | None, Law("Article 77(4)")] = None
    """Economic operator that is responsible for the passport, where it is not the manufacturer."""
    model_identifier: Annotated[Name, annex("VI Part A(2)")]
    """The manufacturer's identification of the model; the serial number is in the registration."""
    model_name: Name | None = None
    manufacturing_place: Annotated[PostalAddress, annex("VI Part A(3)")]
    facility_identifier: Annotated[Name | None, annex("VI Part A(3)")] = None
    mass_kg: Annotated[Positive, annex("VI Part A(5)")]
    rated_capacity_ah: Annotated[Positive, annex("VI Part A(6)")]
    rated_energy_wh: Annotated[Positive | None, annex("XIII 1(g)")] = None
    minimum_voltage_v: Annotated[Voltage, annex("XIII 1(h)")]
    nominal_voltage_v: Annotated[Voltage, annex("XIII 1(h)")]
    maximum_voltage_v: Annotated[Voltage, annex("XIII 1(h)")]
    voltage_temperature_range: Annotated[TemperatureRange | None, annex("XIII 1(h)")] = None
    """Temperatures the voltages hold for, where relevant."""
    warranty_months: Annotated[Count | None, annex("XIII 1(m)")] = None
    """Period the commercial warranty for the calendar life applies for; 0 says that none is given."""
    instructions_for_use_url: Annotated[Url | None, annex("XIII 1(t)")] = None
    dimensions: Dimensions | None = None
    operating_temperature_range: TemperatureRange | None = None
    ingress_protection: Annotated[str | None, Field(pattern=r"^IP[0-9X]{1,2}K?[0-9X]?K?$"), Law("IEC 60529")] = None
    standards: Annotated[tuple[Name, ...] | None, Field(max_length=100)] = None
    """Standards the battery is made to."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        voltages = (
            ("minimumVoltageV", self.minimum_voltage_v),
            ("nominalVoltageV", self.nominal_voltage_v),
            ("maximumVoltageV", self.maximum_voltage_v),
        )
        refuse_disorder(voltages, "voltage-order", annex("XIII 1(h)").clause)
        refuse_duplicates(self.standards or (), str, "standards", self.CLAUSE)
        if self.rated_energy_wh is not None:
            refuse_energy_that_does_not_fit(
                self.rated_energy_wh,
                self.rated_capacity_ah,
                self.nominal_voltage_v,
                "ratedEnergyWh",
                annex("XIII 1(g)").clause,
            )
        return self
