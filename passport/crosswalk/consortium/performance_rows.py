"""The aspect PerformanceAndDurability: technical properties, and the condition with the time of each value."""

from __future__ import annotations

from passport.crosswalk import units
from passport.crosswalk.carriers import Code, Moment, Rows, Same
from passport.crosswalk.consortium.carriers import (
    AMPERE_HOURS,
    CELSIUS,
    CYCLES,
    ENERGY,
    MINUTES,
    PERCENT,
    POWER_CAPABILITY,
    VOLT,
    AddressOnly,
    Measured,
)
from passport.crosswalk.table import Carrier, Row, Table, row

PERFORMANCE = "PerformanceAndDurability"
_PROPERTIES = f"{PERFORMANCE}/batteryTechicalProperties"
_CONDITION = f"{PERFORMANCE}/batteryCondition"
_SHEET, _STATIC, _DYNAMIC = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"
_PART = Code(tuple((part, part) for part in ("pack", "module", "cell")))
_PER_MONTH = Measured(units.PERCENT_PER_MONTH, units.PERCENT_PER_MONTH)
_CURRENT_PER_MONTH = Measured(
    units.PERCENT_PER_MONTH, units.PERCENT_PER_MONTH, "consortium-self-discharge-without-time"
)
_POWER_RATIO = Measured(units.WATT_PER_WATT_HOUR, units.WATT_PER_WATT_HOUR, "consortium-power-ratio-in-percent")
_C_RATE = Measured(units.C_RATE, units.C_RATE)

_POWER_ROW = Table(
    (
        row("stateOfChargePercent", "atSoC", PERCENT, required=True),
        row("powerW", "powerCapabilityAt", POWER_CAPABILITY, required=True),
    )
)
_RESISTANCE_ROW = Table(
    (
        row("resistanceOhm", "ohmicResistance", Measured(units.OHM, units.OHM), required=True),
        row("part", "batteryComponent", _PART, required=True),
    )
)
_INCREASE_ROW = Table(
    (
        row("increasePercent", "internalResistanceIncreaseValue", PERCENT, required=True),
        row("part", "batteryComponent", _PART, required=True),
        row("recordedAt", "lastUpdate", Moment(), required=True),
    )
)


def _rated(ours: str, theirs: str, carrier: Carrier) -> Row:
    return row(ours, f"{_PROPERTIES}/{theirs}", carrier, required=True)


def _now(ours: str, theirs: str, carrier: Carrier, value: str = "") -> tuple[Row, Row]:
    """A value of the condition, and its time."""
    place = f"{_CONDITION}/{theirs}"
    return (
        row(ours, f"{place}/{value or theirs + 'Value'}", carrier, required=True),
        row(f"{_DYNAMIC}/recordedAt", f"{place}/lastUpdate", Moment(), beside=True),
    )


RATED: tuple[Row, ...] = (
    _rated(f"{_STATIC}/originalPowerCapability", "originalPowerCapability", Rows(_POWER_ROW)),
    _rated(f"{_STATIC}/maximumPermittedPowerW", "ratedMaximumPower", Measured(units.WATT, units.KILOWATT)),
    _rated(f"{_STATIC}/powerEnergyRatioWPerWh", "powerCapabilityRatio", _POWER_RATIO),
    _rated(f"{_SHEET}/ratedEnergyWh", "ratedEnergy", ENERGY),
    _rated(f"{_STATIC}/expectedCycles", "expectedNumberOfCycles", CYCLES),
    _rated(f"{_STATIC}/initialSelfDischargePercentPerMonth", "initialSelfDischarge", _PER_MONTH),
    _rated(f"{_STATIC}/initialRoundTripEfficiencyPercent", "roundtripEfficiency", PERCENT),
    _rated(f"{_SHEET}/ratedCapacityAh", "ratedCapacity", AMPERE_HOURS),
    _rated(f"{_STATIC}/initialInternalResistance", "initialInternalResistance", Rows(_RESISTANCE_ROW)),
    _rated(f"{_DYNAMIC}/expectedLifetimeYears", "expectedLifetime", Measured(units.YEAR, units.YEAR)),
    _rated(f"{_SHEET}/nominalVoltageV", "nominalVoltage", VOLT),
    _rated(f"{_SHEET}/minimumVoltageV", "minimumVoltage", VOLT),
    _rated(f"{_SHEET}/maximumVoltageV", "maximumVoltage", VOLT),
    _rated(f"{_STATIC}/capacityThresholdForExhaustionPercent", "capacityThresholdForExhaustion", PERCENT),
    _rated(f"{_STATIC}/lifetimeReferenceTest", "lifetimeReferenceTest", AddressOnly()),
    _rated(f"{_STATIC}/cycleLifeTestCRate", "cRateLifeCycleTest", _C_RATE),
    _rated(f"{_STATIC}/idleTemperatureRange/minimumC", "temperatureRangeIdleState/minimum", CELSIUS),
    _rated(f"{_STATIC}/idleTemperatureRange/maximumC", "temperatureRangeIdleState/maximum", CELSIUS),
    _rated(f"{_STATIC}/halfLifeRoundTripEfficiencyPercent", "roundTripEfficiencyat50PerCentCycleLife", PERCENT),
    _rated(f"{_DYNAMIC}/roundTripEfficiencyFadePercent", "roundTripEfficiencyFade", PERCENT),
    _rated(f"{_DYNAMIC}/powerFadePercent", "powerFade", PERCENT),
)

NOW: tuple[Row, ...] = (
    *_now(f"{_DYNAMIC}/energyThroughputWh", "energyThroughput", ENERGY),
    *_now(f"{_DYNAMIC}/capacityThroughputAh", "capacityThroughput", AMPERE_HOURS),
    *_now(f"{_DYNAMIC}/fullCycles", "numberOfFullCycles", CYCLES),
    *_now(f"{_DYNAMIC}/stateOfCertifiedEnergyPercent", "stateOfCertifiedEnergy", PERCENT),
    *_now(f"{_DYNAMIC}/capacityFadePercent", "capacityFade", PERCENT),
    *_now(f"{_DYNAMIC}/remainingEnergyWh", "remainingEnergy", ENERGY),
    *_now("consortium/remainingCapacityWh", "remainingCapacity", ENERGY),
    row("IncidentReport/description", f"{_CONDITION}/negativeEvents[0]/negativeEvent", Same(), required=True),
    row("IncidentReport/occurredAt", f"{_CONDITION}/negativeEvents[0]/lastUpdate", Moment(), beside=True),
    *_now(f"{_DYNAMIC}/highTemperatureMinutes", "temperatureInformation", MINUTES, "timeExtremeHighTemp"),
    *_now(f"{_DYNAMIC}/lowTemperatureMinutes", "temperatureInformation", MINUTES, "timeExtremeLowTemp")[:1],
    *_now(
        f"{_DYNAMIC}/highTemperatureChargingMinutes", "temperatureInformation", MINUTES, "timeExtremeHighTempCharging"
    )[:1],
    *_now(f"{_DYNAMIC}/lowTemperatureChargingMinutes", "temperatureInformation", MINUTES, "timeExtremeLowTempCharging")[
        :1
    ],
    row(
        f"{_DYNAMIC}/remainingPowerCapability[0]/stateOfChargePercent",
        f"{_CONDITION}/remainingPowerCapability/remainingPowerCapabilityValue/atSoC",
        PERCENT,
        required=True,
    ),
    *_now(
        f"{_DYNAMIC}/remainingPowerCapability[0]/powerW",
        "remainingPowerCapability",
        POWER_CAPABILITY,
        "remainingPowerCapabilityValue/powerCapabilityAt",
    ),
    *_now(f"{_DYNAMIC}/selfDischargeEvolutionPercent", "evolutionOfSelfDischarge", PERCENT),
    *_now(f"{_DYNAMIC}/selfDischargePercentPerMonth", "currentSelfDischargingRate", _CURRENT_PER_MONTH),
    row(
        "consortium/internalResistanceIncrease",
        f"{_CONDITION}/internalResistanceIncrease",
        Rows(_INCREASE_ROW),
        required=True,
    ),
    *_now(f"{_DYNAMIC}/remainingRoundTripEfficiencyPercent", "remainingRoundTripEnergyEfficiency", PERCENT),
    *_now(f"{_DYNAMIC}/stateOfChargePercent", "stateOfCharge", PERCENT),
)
