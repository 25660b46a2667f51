"""PerformanceAndDurability: ratings, tests, and the battery now."""

from __future__ import annotations

from passport.crosswalk import units
from passport.crosswalk.carriers import Number, Same
from passport.crosswalk.gefeg.asked import Asked
from passport.crosswalk.gefeg.quantities import (
    c_rate,
    celsius,
    charge_throughput,
    energy,
    ohm,
    percent,
    percent_per_month,
    power_ratio,
    range_end,
    volt,
    watt,
    whole_charge,
)

_GROUP = "Battery_Passport/PerformanceAndDurability"
_SHEET, _STATIC, _DYNAMIC = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"
_COUNT = Number(units.COUNT, units.COUNT, whole=True)
_CYCLES = Number(units.CYCLE, units.CYCLE, whole=True)
_MINUTES = Number(units.MINUTE, units.MINUTE, whole=True)
"""The schema states no unit for times; the list it is made from (DIN DKE SPEC 99100) says minutes (defect
gefeg-minutes-not-stated)."""

_RATED_CAPACITY, _REMAINING_CAPACITY = whole_charge("Ah", "mAh"), whole_charge("Ah")
"""Milliampere-hours are allowed for the rated capacity only (defect gefeg-whole-ampere-hours)."""


def _range(ours: str, theirs: str) -> tuple[Asked, Asked]:
    return (
        Asked(f"{ours}/minimumC", f"{_GROUP}/{theirs}", range_end("Lower"), "ooooo"),
        Asked(f"{ours}/maximumC", f"{_GROUP}/{theirs}", range_end("Upper"), "ooooo"),
    )


def _voltage(ours: str, theirs: str) -> tuple[Asked, ...]:
    return (
        Asked(f"{_SHEET}/{ours}", f"{_GROUP}/{theirs}", volt()),
        *_range(f"{_SHEET}/voltageTemperatureRange", theirs),
    )


def _power(ours: str, theirs: str, asked: str) -> tuple[Asked, ...]:
    return tuple(
        Asked(
            f"{ours}[stateOfChargePercent={charge}]/powerW",
            f"{_GROUP}/{theirs}",
            watt(f"wattValueAt{charge}SoC"),
            asked,
            beside=True,
        )
        for charge in (80, 20)
    )


RATED: tuple[Asked, ...] = (
    Asked(f"{_SHEET}/ratedCapacityAh", f"{_GROUP}/RatedCapacity", _RATED_CAPACITY),
    *_voltage("minimumVoltageV", "MinimumVoltage"),
    *_voltage("maximumVoltageV", "MaximumVoltage"),
    *_voltage("nominalVoltageV", "NominalVoltage"),
    *_power(f"{_STATIC}/originalPowerCapability", "OriginalPowerCapability", "RRRRR"),
    Asked(f"{_STATIC}/maximumPermittedPowerW", f"{_GROUP}/MaximumPermittedBatteryPower", watt()),
    *_range(f"{_STATIC}/powerLimitsTemperatureRange", "MaximumPermittedBatteryPower"),
    Asked(
        f"{_STATIC}/powerEnergyRatioWPerWh",
        f"{_GROUP}/RatioBetweenNominalBatteryPowerAndBatteryEnergy",
        power_ratio(),
        "ooooo",
    ),
    Asked(
        f"{_STATIC}/capacityThresholdForExhaustionPercent",
        f"{_GROUP}/CapacityThresholdForExhaustion",
        percent(),
        "R----",
    ),
    Asked(f"{_STATIC}/initialRoundTripEfficiencyPercent", f"{_GROUP}/InitialRoundTripEnergyEfficiency", percent()),
    Asked(
        f"{_STATIC}/halfLifeRoundTripEfficiencyPercent",
        f"{_GROUP}/RoundTripEnergyEfficiencyAt50OfCycleLife",
        percent(),
    ),
    Asked(
        f"{_STATIC}/initialSelfDischargePercentPerMonth",
        f"{_GROUP}/InitialSelf-dischargeRate",
        percent_per_month(),
        "-o-o-",
    ),
    Asked(
        f"{_STATIC}/initialInternalResistance[part=pack]/resistanceOhm",
        f"{_GROUP}/InitialInternalResistanceOfBatteryCellAndPackModuleRecommended",
        ohm(),
        "RRRR-",
    ),
    Asked(f"{_STATIC}/expectedCycles", f"{_GROUP}/ExpectedLifetime-NumberOfCharge-dischargeCycles", _CYCLES),
    Asked(f"{_STATIC}/lifetimeReferenceTest", f"{_GROUP}/Cycle-lifeReferenceTest", Same()),
    Asked(f"{_STATIC}/cycleLifeTestCRate", f"{_GROUP}/C-rateOfRelevantCycle-lifeTest", c_rate()),
    Asked(f"{_STATIC}/idleTemperatureRange/minimumC", f"{_GROUP}/TemperatureRangeIdleStateLowerBoundary", celsius()),
    Asked(f"{_STATIC}/idleTemperatureRange/maximumC", f"{_GROUP}/TemperatureRangeIdleStateUpperBoundary", celsius()),
)

NOW: tuple[Asked, ...] = (
    Asked(
        f"{_DYNAMIC}/expectedLifetimeYears",
        f"{_GROUP}/ExpectedLifetimeInCalendarYears",
        Number(units.YEAR, units.YEAR),
    ),
    Asked(f"{_DYNAMIC}/capacityFadePercent", f"{_GROUP}/CapacityFade", percent()),
    Asked(f"{_DYNAMIC}/powerFadePercent", f"{_GROUP}/PowerFade", percent()),
    Asked(f"{_DYNAMIC}/roundTripEfficiencyFadePercent", f"{_GROUP}/EnergyRoundTripEfficiencyFade", percent()),
    Asked(
        f"{_DYNAMIC}/internalResistanceIncrease[part=pack]/increasePercent",
        f"{_GROUP}/InternalResistanceIncreaseOfPackCellAndModuleRecommended",
        percent(),
        "RRRR-",
    ),
    Asked(f"{_DYNAMIC}/stateOfCertifiedEnergyPercent", f"{_GROUP}/StateOfCertifiedEnergySOCE", percent(), "R----"),
    Asked(f"{_DYNAMIC}/stateOfChargePercent", f"{_GROUP}/StateOfChargeSoC", percent()),
    Asked(f"{_DYNAMIC}/remainingCapacityAh", f"{_GROUP}/RemainingCapacity", _REMAINING_CAPACITY, "oRoR-"),
    *_power(f"{_DYNAMIC}/remainingPowerCapability", "RemainingPowerCapability", "oRoR-"),
    Asked(
        f"{_DYNAMIC}/remainingRoundTripEfficiencyPercent",
        f"{_GROUP}/RemainingRoundTripEnergyEfficiency",
        percent(),
        "-R-R-",
    ),
    Asked(f"{_DYNAMIC}/remainingEnergyWh", f"{_GROUP}/RemainingUsableBatteryEnergy", energy(whole=True), "o----"),
    Asked(
        f"{_DYNAMIC}/selfDischargePercentPerMonth",
        f"{_GROUP}/CurrentSelf-dischargeRate",
        percent_per_month(),
        "-o-o-",
    ),
    Asked(f"{_DYNAMIC}/selfDischargeEvolutionPercent", f"{_GROUP}/EvolutionOfSelf-dischargeRates", percent(), "-R-R-"),
    Asked(f"{_DYNAMIC}/fullCycles", f"{_GROUP}/NumberOfFullChargingAndDischargingCycles", _CYCLES, "RRRR-"),
    Asked(f"{_DYNAMIC}/energyThroughputWh", f"{_GROUP}/EnergyThroughput", energy(whole=False), "-R-R-"),
    Asked(f"{_DYNAMIC}/capacityThroughputAh", f"{_GROUP}/CapacityThroughput", charge_throughput(), "-R-R-"),
    Asked(f"{_DYNAMIC}/deepDischargeEvents", f"{_GROUP}/NumberOfDeepDischargeEvents", _COUNT, "oRoR-"),
    Asked(f"{_DYNAMIC}/overchargeEvents", f"{_GROUP}/NumberOfOverchargeEvents", _COUNT, "oooo-"),
    Asked(f"{_DYNAMIC}/temperatureC", f"{_GROUP}/TemperatureInformation", celsius()),
    Asked(
        f"{_DYNAMIC}/highTemperatureMinutes",
        f"{_GROUP}/TimeSpentInExtremeTemperaturesAboveBoundary",
        _MINUTES,
        "-R-R-",
    ),
    Asked(
        f"{_DYNAMIC}/lowTemperatureMinutes",
        f"{_GROUP}/TimeSpentInExtremeTemperaturesBelowBoundary",
        _MINUTES,
        "-R-R-",
    ),
    Asked(
        f"{_DYNAMIC}/highTemperatureChargingMinutes",
        f"{_GROUP}/TimeSpentChargingDuringExtremeTemperaturesAboveBoundary",
        _MINUTES,
        "-R-R-",
    ),
    Asked(
        f"{_DYNAMIC}/lowTemperatureChargingMinutes",
        f"{_GROUP}/TimeSpentChargingDuringExtremeTemperaturesBelowBoundary",
        _MINUTES,
        "-R-R-",
    ),
    Asked("passport/incidentsUrl", f"{_GROUP}/InformationOnAccidents", Same()),
    Asked("IncidentReport/document/url", f"{_GROUP}/InformationOnAccidents", Same(), fallback=True),
)
