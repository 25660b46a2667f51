"""Performance and durability of one battery now (Annex XIII point 4(a), (b), (d); Article 14 and Annex VII).

The law asks for some quantities twice: as rated (public, static) and as they are now (here). Nothing else of the static
product is repeated. The battery's status (point 4(c)) is the ledger's, accidents are incident reports.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.performance_static import PartResistance, PowerAt
from passport.battery.products.rules import broken, refuse_disorder, refuse_duplicates
from passport.battery.products.values import (
    Count,
    Day,
    FadePercent,
    IncreasePercent,
    Minutes,
    NonNegative,
    Part,
    Percent,
    Positive,
    Resistance,
    StateOfPercent,
    Temperature,
    Time,
    Years,
)

_DURABILITY, _HEALTH, _USE = annex("XIII 4(a)"), annex("XIII 4(b)"), annex("XIII 4(d)")


class PartResistanceIncrease(Shape):
    """Growth of the internal resistance of the pack, a module or a cell since new."""

    part: Part
    increase_percent: IncreasePercent


class PerformanceDynamic(Statement):
    """Everything of Annex XIII point 4 that is a number, as it was at one time."""

    CLAUSE: ClassVar[str] = annex("XIII 4").clause

    recorded_at: Time
    """When these values held."""
    put_into_service_on: Annotated[Day | None, annex("VII Part B(1)")] = None
    rated_capacity_ah: Annotated[Positive | None, _DURABILITY] = None
    """The capacity of the data sheet, now dynamic."""
    capacity_fade_percent: Annotated[FadePercent | None, _DURABILITY] = None
    power_w: Annotated[NonNegative | None, _DURABILITY] = None
    power_fade_percent: Annotated[FadePercent | None, _DURABILITY] = None
    internal_resistance: Annotated[
        tuple[PartResistance, ...] | None, Field(min_length=1, max_length=3), _DURABILITY
    ] = None
    internal_resistance_increase: Annotated[
        tuple[PartResistanceIncrease, ...] | None, Field(min_length=1, max_length=3), _DURABILITY
    ] = None
    round_trip_efficiency_percent: Annotated[Percent | None, _DURABILITY] = None
    round_trip_efficiency_fade_percent: Annotated[FadePercent | None, _DURABILITY] = None
    expected_lifetime_cycles: Annotated[Count | None, _DURABILITY] = None
    """Under the reference conditions the battery was designed for."""
    expected_lifetime_years: Annotated[Years | None, _DURABILITY] = None
    state_of_certified_energy_percent: Annotated[StateOfPercent | None, _HEALTH] = None
    """Electric vehicle batteries."""
    remaining_capacity_ah: Annotated[NonNegative | None, _HEALTH] = None
    remaining_energy_wh: NonNegative | None = None
    """Remaining usable battery energy; voluntary."""
    remaining_power_capability: Annotated[tuple[PowerAt, ...] | None, Field(min_length=1, max_length=101), _HEALTH] = (
        None
    )
    remaining_round_trip_efficiency_percent: Annotated[Percent | None, _HEALTH] = None
    self_discharge_percent_per_month: Annotated[Percent | None, _HEALTH] = None
    self_discharge_evolution_percent: Annotated[IncreasePercent | None, _HEALTH] = None
    """Change of the self-discharging rate since new, %."""
    ohmic_resistance_ohm: Annotated[Resistance | None, _HEALTH] = None
    """Of the pack."""
    full_cycles: Annotated[Count | None, _USE] = None
    """Full charging and discharging cycles so far."""
    energy_throughput_wh: Annotated[NonNegative | None, annex("VII Part B(2)")] = None
    capacity_throughput_ah: Annotated[NonNegative | None, annex("VII Part B(3)")] = None
    deep_discharge_events: Annotated[Count | None, annex("VII Part B(4)")] = None
    overcharge_events: Count | None = None
    temperature_c: Annotated[Temperature | None, _USE] = None
    high_temperature_minutes: Annotated[Minutes | None, annex("VII Part B(4)")] = None
    """Time above the upper boundary so far."""
    low_temperature_minutes: Annotated[Minutes | None, annex("VII Part B(4)")] = None
    high_temperature_charging_minutes: Annotated[Minutes | None, annex("VII Part B(4)")] = None
    low_temperature_charging_minutes: Annotated[Minutes | None, annex("VII Part B(4)")] = None
    state_of_charge_percent: Annotated[Percent | None, _USE] = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        for member, rows in (
            ("internalResistance", self.internal_resistance or ()),
            ("internalResistanceIncrease", self.internal_resistance_increase or ()),
        ):
            refuse_duplicates([row.part for row in rows], str, member, _DURABILITY.clause)
        refuse_duplicates(
            self.remaining_power_capability or (),
            lambda row: row.state_of_charge_percent,
            "remainingPowerCapability",
            _HEALTH.clause,
        )
        dates = (("putIntoServiceOn", self.put_into_service_on), ("recordedAt", self.recorded_at.date()))
        refuse_disorder(dates, "date-order", annex("VII Part B(1)").clause)
        self._check_capacity()
        self._check_minutes()
        return self

    def _check_capacity(self) -> None:
        remaining, rated, fade = self.remaining_capacity_ah, self.rated_capacity_ah, self.capacity_fade_percent
        if remaining is None or rated is None:
            return
        if remaining > rated * 3 / 2:
            says = f"{remaining} Ah remain of {rated} Ah: another unit?"
            raise broken("remaining-above-rated", "/remainingCapacityAh", says, _HEALTH.clause)
        if fade is not None and abs((1 - remaining / rated) * 100 - fade) > 5:
            says = f"{remaining} Ah of {rated} Ah is no fade of {fade} % (tolerance 5 percentage points)"
            raise broken("fade-fits", "/capacityFadePercent", says, annex("IV Part A(2)").clause)

    def _check_minutes(self) -> None:
        for part, part_name, whole, whole_name in (
            (
                self.high_temperature_charging_minutes,
                "highTemperatureChargingMinutes",
                self.high_temperature_minutes,
                "highTemperatureMinutes",
            ),
            (
                self.low_temperature_charging_minutes,
                "lowTemperatureChargingMinutes",
                self.low_temperature_minutes,
                "lowTemperatureMinutes",
            ),
        ):
            refuse_disorder(((part_name, part), (whole_name, whole)), "part-of-whole", annex("VII Part B(4)").clause)
