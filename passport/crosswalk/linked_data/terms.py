"""IRIs of quantities and units: EMMO's domains battery and electrochemistry (BattINFO), and the EC's data points.

The IRIs are those BattINFO 0.8.0rc2 curates against domain-electrochemistry 0.39.0 and EMMO 1.0.2 (CC BY 4.0). What
EMMO has no class for is not mapped: a fade of power is no `CapacityFade`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passport.battery.category import ComponentLevel
from passport.crosswalk.places import Place
from passport.crosswalk.units import (
    AMPERE_HOUR,
    C_RATE,
    CELSIUS,
    CYCLE,
    KILOGRAM,
    MILLIMETRE,
    OHM,
    PERCENT,
    VOLT,
    WATT,
    WATT_HOUR,
    WATT_PER_WATT_HOUR,
    Unit,
)

EMMO = "https://w3id.org/emmo#"
ELECTROCHEMISTRY = "https://w3id.org/emmo/domain/electrochemistry#"
BATTERY = "https://w3id.org/emmo/domain/battery#"
DATA_POINT = "https://ref.openepcis.io/vocab/ec-battery-passport-guidance/1.0#dp-"
"""OpenEPCIS mints these; the Commission publishes no IRIs. Two digits follow."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of our quantities as a property of the battery."""

    place: Place
    label: str
    """Name of the class in EMMO."""
    unit: Unit


def _quantity(place: str, label: str, unit: Unit) -> Quantity:
    return Quantity(Place.of(place), label, unit)


_SHEET, _STATIC, _NOW = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"
QUANTITIES: tuple[Quantity, ...] = (
    _quantity(f"{_SHEET}/ratedCapacityAh", "RatedCapacity", AMPERE_HOUR),
    _quantity(f"{_SHEET}/ratedEnergyWh", "RatedEnergy", WATT_HOUR),
    _quantity(f"{_SHEET}/minimumVoltageV", "LowerVoltageLimit", VOLT),
    _quantity(f"{_SHEET}/nominalVoltageV", "NominalVoltage", VOLT),
    _quantity(f"{_SHEET}/maximumVoltageV", "UpperVoltageLimit", VOLT),
    _quantity(f"{_SHEET}/massKg", "Mass", KILOGRAM),
    _quantity(f"{_SHEET}/dimensions/lengthMm", "Length", MILLIMETRE),
    _quantity(f"{_SHEET}/dimensions/widthMm", "Width", MILLIMETRE),
    _quantity(f"{_SHEET}/dimensions/heightMm", "Height", MILLIMETRE),
    _quantity(f"{_SHEET}/operatingTemperatureRange/minimumC", "MinimumOperatingTemperature", CELSIUS),
    _quantity(f"{_SHEET}/operatingTemperatureRange/maximumC", "MaximumOperatingTemperature", CELSIUS),
    _quantity(f"{_STATIC}/maximumPermittedPowerW", "MaximumPower", WATT),
    _quantity(f"{_STATIC}/powerEnergyRatioWPerWh", "PowerToEnergyRatio", WATT_PER_WATT_HOUR),
    _quantity(f"{_STATIC}/expectedCycles", "CycleLife", CYCLE),
    _quantity(f"{_STATIC}/capacityThresholdForExhaustionPercent", "EndOfLifeCapacityThreshold", PERCENT),
    _quantity(f"{_STATIC}/idleTemperatureRange/minimumC", "MinimumStorageTemperature", CELSIUS),
    _quantity(f"{_STATIC}/idleTemperatureRange/maximumC", "MaximumStorageTemperature", CELSIUS),
    _quantity(f"{_STATIC}/initialRoundTripEfficiencyPercent", "RoundTripEnergyEfficiency", PERCENT),
    _quantity(f"{_STATIC}/initialInternalResistance[part=pack]/resistanceOhm", "InternalResistance", OHM),
    _quantity(f"{_STATIC}/cycleLifeTestCRate", "CRate", C_RATE),
    _quantity(f"{_NOW}/capacityFadePercent", "CapacityFade", PERCENT),
    _quantity(f"{_NOW}/stateOfChargePercent", "StateOfCharge", PERCENT),
    _quantity(f"{_NOW}/fullCycles", "TotalNumberOfCycles", CYCLE),
)

CLASSES: Mapping[str, str] = {
    "RatedCapacity": ELECTROCHEMISTRY + "electrochemistry_9b3b4668_0795_4a35_9965_2af383497a26",
    "RatedEnergy": ELECTROCHEMISTRY + "electrochemistry_da215d1a_196a_465f_9de8_89f6fbb76982",
    "LowerVoltageLimit": ELECTROCHEMISTRY + "electrochemistry_534dd59c_904c_45d9_8550_ae9d2eb6bbc9",
    "NominalVoltage": ELECTROCHEMISTRY + "electrochemistry_639b844a_e801_436b_985d_28926129ead6",
    "UpperVoltageLimit": ELECTROCHEMISTRY + "electrochemistry_6dcd5baf_58cd_43f5_a692_51508e036c88",
    "Mass": EMMO + "EMMO_ed4af7ae_63a2_497e_bb88_2309619ea405",
    "Length": EMMO + "EMMO_cd2cd0de_e0cc_4ef1_b27e_2e88db027bac",
    "Width": EMMO + "EMMO_e4de48b1_dabb_4490_ac2b_040f926c64f0",
    "Height": EMMO + "EMMO_08bcf1d6_e719_46c8_bb21_24bc9bf34dba",
    "MinimumOperatingTemperature": ELECTROCHEMISTRY + "electrochemistry_08a73f4b_3242_4356_af24_68ba0bf66d51",
    "MaximumOperatingTemperature": ELECTROCHEMISTRY + "electrochemistry_e999bd7d_93ad_47fb_8d8d_dd667e4ef553",
    "MaximumPower": ELECTROCHEMISTRY + "electrochemistry_4e6c4e9d_64cb_4c24_a0f3_5b4146ebbeb0",
    "PowerToEnergyRatio": ELECTROCHEMISTRY + "electrochemistry_917660a7_2d98_4564_9ce7_6b5d1087de2c",
    "CycleLife": ELECTROCHEMISTRY + "electrochemistry_ae782b14_88ce_4cdd_9418_12aca00be937",
    "EndOfLifeCapacityThreshold": ELECTROCHEMISTRY + "electrochemistry_02dc55b3_18a1_438e_bee0_ab77670cb2d5",
    "MinimumStorageTemperature": ELECTROCHEMISTRY + "electrochemistry_0ddfd57a_d338_4690_be45_b26884ed6302",
    "MaximumStorageTemperature": ELECTROCHEMISTRY + "electrochemistry_0ea4d188_9701_4699_a5ca_812a98a9afa7",
    "RoundTripEnergyEfficiency": ELECTROCHEMISTRY + "electrochemistry_c413d29a_b814_4d88_8db0_0fd0171cff11",
    "InternalResistance": ELECTROCHEMISTRY + "electrochemistry_9bf40017_3f58_4030_ada7_cb37a3dfda2d",
    "CRate": ELECTROCHEMISTRY + "electrochemistry_e1fd84eb_acdb_4b2c_b90c_e899d552a3ee",
    "CapacityFade": ELECTROCHEMISTRY + "electrochemistry_e3d3d21c_cb9a_498c_bdb0_63c964f0d3c6",
    "StateOfCharge": ELECTROCHEMISTRY + "electrochemistry_8b2aaa50_bbe1_45da_8778_8898326246a2",
    "TotalNumberOfCycles": ELECTROCHEMISTRY + "electrochemistry_6d981c04_3ace_4f1b_b0f8_770776cceb6f",
    "RealData": EMMO + "EMMO_18d180e4_5e3e_42f7_820c_e08951223486",
    "BatteryPack": BATTERY + "battery_be3b35a7_75a3_4be0_9265_beb178ea7b00",
    "BatteryModule": BATTERY + "battery_9acfeea6_ca7f_4b97_9844_c38edf6387ec",
    "BatteryCell": BATTERY + "battery_68ed592a_7924_45d0_a108_94d6275d57f0",
}
"""Classes by their name in EMMO."""

LEVELS: Mapping[ComponentLevel, str] = {
    ComponentLevel.PACK: "BatteryPack",
    ComponentLevel.MODULE: "BatteryModule",
    ComponentLevel.CELL: "BatteryCell",
}

UNIT_IRIS: Mapping[Unit, str] = {
    AMPERE_HOUR: EMMO + "AmpereHour",
    WATT_HOUR: EMMO + "Watthour",
    VOLT: EMMO + "Volt",
    WATT: EMMO + "Watt",
    WATT_PER_WATT_HOUR: ELECTROCHEMISTRY + "WattPerWattHour",
    KILOGRAM: EMMO + "Kilogram",
    MILLIMETRE: EMMO + "MilliMetre",
    CELSIUS: EMMO + "DegreeCelsius",
    OHM: EMMO + "Ohm",
    C_RATE: ELECTROCHEMISTRY + "AmperePerAmpereHour",
    PERCENT: ELECTROCHEMISTRY + "electrochemistry_8430be19_6cae_4a15_a570_3c15d0d190eb",
    CYCLE: EMMO + "EMMO_5ebd5e01_0ed3_49a2_a30d_cd05cbe72978",
}
"""Units by our unit; a count has EMMO's unit one."""

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "hasProperty": {"@id": EMMO + "EMMO_e1097637_70d2_4895_973f_2396f04fa204", "@container": "@set"},
    "hasNumericalPart": {"@id": EMMO + "EMMO_8ef3cd6d_ae58_4a8d_9fc0_ad8f49015cd0"},
    "hasNumberValue": {
        "@id": EMMO + "EMMO_faf79f53_749d_40b2_807c_d34244c192f4",
        "@type": "http://www.w3.org/2001/XMLSchema#decimal",
    },
    "hasMeasurementUnit": {"@id": EMMO + "EMMO_bed1d005_b04e_4a90_94cf_02bc678a8569", "@type": "@id"},
}
