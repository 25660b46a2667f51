"""Performance and durability of a model, as rated and tested (Annex XIII point 1(i) to (p))."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.product_data_sheet import TemperatureRange
from passport.battery.products.rules import refuse_disorder, refuse_duplicates
from passport.battery.products.values import Count, Name, NonNegative, Part, Percent, Positive, Ratio, Resistance

_EFFICIENCY = annex("XIII 1(n)")


class PowerAt(Shape):
    """Power the battery can give at a state of charge."""

    state_of_charge_percent: Percent
    power_w: NonNegative


class PartResistance(Shape):
    """Internal resistance of the pack, a module or a cell."""

    part: Part
    resistance_ohm: Resistance


class PerformanceStatic(Statement):
    """What the model is rated for and how that was tested; nothing here changes with use."""

    CLAUSE: ClassVar[str] = annex("XIII 1").clause

    original_power_capability: Annotated[
        tuple[PowerAt, ...] | None, Field(min_length=1, max_length=101), annex("XIII 1(i)")
    ] = None
    maximum_permitted_power_w: Annotated[Positive | None, annex("XIII 1(i)")] = None
    maximum_charging_power_w: Annotated[Positive | None, annex("XIII 1(i)")] = None
    maximum_discharging_power_w: Annotated[Positive | None, annex("XIII 1(i)")] = None
    power_limits_temperature_range: Annotated[TemperatureRange | None, annex("XIII 1(i)")] = None
    """Temperatures the limits hold for, where relevant."""
    power_energy_ratio_w_per_wh: Annotated[Ratio | None, annex("IV Part B(2)")] = None
    """Nominal power over energy."""
    expected_cycles: Annotated[Count | None, annex("XIII 1(j)")] = None
    """Expected lifetime in cycles, under the reference test."""
    lifetime_reference_test: Annotated[Name | None, annex("XIII 1(j)")] = None
    """Standard or address of the test."""
    capacity_threshold_for_exhaustion_percent: Annotated[Percent | None, annex("XIII 1(k)")] = None
    """Electric vehicle batteries only; of the rated capacity."""
    idle_temperature_range: Annotated[TemperatureRange | None, annex("XIII 1(l)")] = None
    """What the battery withstands when not in use."""
    idle_temperature_reference_test: Annotated[Name | None, annex("XIII 1(l)")] = None
    initial_round_trip_efficiency_percent: Annotated[Percent | None, _EFFICIENCY] = None
    half_life_round_trip_efficiency_percent: Annotated[Percent | None, _EFFICIENCY] = None
    """At 50 % of the cycle life."""
    initial_internal_resistance: Annotated[
        tuple[PartResistance, ...] | None, Field(min_length=1, max_length=3), annex("XIII 1(o)")
    ] = None
    """Of a cell and of the pack; of a module too where there are any."""
    cycle_life_test_c_rate: Annotated[Ratio | None, annex("XIII 1(p)")] = None
    """A/Ah."""
    initial_self_discharge_percent_per_month: Percent | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(
            self.original_power_capability or (),
            lambda row: row.state_of_charge_percent,
            "originalPowerCapability",
            annex("XIII 1(i)").clause,
        )
        refuse_duplicates(
            self.initial_internal_resistance or (),
            lambda row: row.part,
            "initialInternalResistance",
            annex("XIII 1(o)").clause,
        )
        efficiencies = (
            ("halfLifeRoundTripEfficiencyPercent", self.half_life_round_trip_efficiency_percent),
            ("initialRoundTripEfficiencyPercent", self.initial_round_trip_efficiency_percent),
        )
        refuse_disorder(efficiencies, "efficiency-falls", _EFFICIENCY.clause)
        return self
