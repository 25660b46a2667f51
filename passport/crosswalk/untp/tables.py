"""What of ours is where in the subject of a UNTP Digital Product Passport.

UNTP leaves what is special about a kind of product to `characteristics`; the members there are ours, each a measure
with its unit, or text.
"""

from __future__ import annotations

from passport.crosswalk.carriers import Code, Day, Rows, Same
from passport.crosswalk.table import Row, Table, row
from passport.crosswalk.units import (
    AMPERE_HOUR,
    C_RATE,
    CELSIUS,
    CYCLE,
    KILOGRAM,
    KILOGRAM_CO2_PER_KILOWATT_HOUR,
    MILLIMETRE,
    MINUTE,
    OHM,
    PERCENT,
    PERCENT_PER_MONTH,
    VOLT,
    WATT,
    WATT_HOUR,
    WATT_PER_WATT_HOUR,
    YEAR,
    Unit,
)
from passport.crosswalk.untp.carriers import Fraction, Link, Measure

_SHEET, _STATIC, _NOW = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"
_PRODUCT, _SPECIAL = "product", "product/characteristics"
_QUANTITIES: tuple[tuple[str, Unit], ...] = (
    (f"{_SHEET}/ratedCapacityAh", AMPERE_HOUR),
    (f"{_SHEET}/ratedEnergyWh", WATT_HOUR),
    (f"{_SHEET}/minimumVoltageV", VOLT),
    (f"{_SHEET}/nominalVoltageV", VOLT),
    (f"{_SHEET}/maximumVoltageV", VOLT),
    (f"{_STATIC}/maximumPermittedPowerW", WATT),
    (f"{_STATIC}/powerEnergyRatioWPerWh", WATT_PER_WATT_HOUR),
    (f"{_STATIC}/expectedCycles", CYCLE),
    (f"{_STATIC}/capacityThresholdForExhaustionPercent", PERCENT),
    (f"{_STATIC}/initialRoundTripEfficiencyPercent", PERCENT),
    (f"{_STATIC}/halfLifeRoundTripEfficiencyPercent", PERCENT),
    (f"{_STATIC}/cycleLifeTestCRate", C_RATE),
    (f"{_STATIC}/initialSelfDischargePercentPerMonth", PERCENT_PER_MONTH),
    (f"{_NOW}/remainingCapacityAh", AMPERE_HOUR),
    (f"{_NOW}/capacityFadePercent", PERCENT),
    (f"{_NOW}/powerFadePercent", PERCENT),
    (f"{_NOW}/remainingEnergyWh", WATT_HOUR),
    (f"{_NOW}/stateOfCertifiedEnergyPercent", PERCENT),
    (f"{_NOW}/remainingRoundTripEfficiencyPercent", PERCENT),
    (f"{_NOW}/selfDischargePercentPerMonth", PERCENT_PER_MONTH),
    (f"{_NOW}/fullCycles", CYCLE),
    (f"{_NOW}/energyThroughputWh", WATT_HOUR),
    (f"{_NOW}/capacityThroughputAh", AMPERE_HOUR),
    (f"{_NOW}/expectedLifetimeYears", YEAR),
    (f"{_NOW}/temperatureC", CELSIUS),
    (f"{_NOW}/highTemperatureMinutes", MINUTE),
    (f"{_NOW}/lowTemperatureMinutes", MINUTE),
    (f"{_NOW}/stateOfChargePercent", PERCENT),
    ("CarbonFootprint/kgCo2ePerKwh", KILOGRAM_CO2_PER_KILOWATT_HOUR),
    ("Circularity/renewableContentPercent", PERCENT),
)
"""Quantities that stand in `characteristics` under our name without its unit."""
_TEXTS = (
    (f"{_SHEET}/manufacturer/tradeName", "manufacturerTradeName"),
    (f"{_SHEET}/facilityIdentifier", "facilityIdentifier"),
    (f"{_NOW}/recordedAt", "recordedAt"),
    ("MaterialComposition/chemistry/shortName", "chemistry"),
    ("MaterialComposition/chemistry/clearName", "chemistryName"),
    ("CarbonFootprint/performanceClass", "carbonFootprintPerformanceClass"),
    ("passport/level", "componentLevel"),
    ("passport/status", "batteryStatus"),
)
_NAMES = {
    "kgCo2ePerKwh": "carbonFootprint",
    "highTemperatureMinutes": "timeAtHighTemperature",
    "lowTemperatureMinutes": "timeAtLowTemperature",
}
_SUFFIXES = ("PercentPerMonth", "WPerWh", "Percent", "Years", "Ah", "Wh", "V", "W", "C")


def table() -> Table:
    """The rows of the credential's subject, but for the ones its credential needs other members for."""
    return Table((*_product(), *_characteristics(), *_scores(), *_materials()))


def _product() -> tuple[Row, ...]:
    size = f"{_PRODUCT}/dimensions"
    maker = f"{_SHEET}/manufacturer"
    instructions = f"{_PRODUCT}/furtherInformation[linkName=Instructions for use]/linkURL"
    return (
        row("passport/identifier", f"{_PRODUCT}/id", Same()),
        row(f"{_SHEET}/modelName", f"{_PRODUCT}/name", Same()),
        row(f"{_SHEET}/modelIdentifier", f"{_PRODUCT}/registeredId", Same()),
        row("passport/serialNumber", f"{_PRODUCT}/serialNumber", Same()),
        row("passport/manufacturedOn", f"{_PRODUCT}/productionDate", Day()),
        row(f"{_SHEET}/manufacturingPlace/country", f"{_PRODUCT}/countryOfProduction", Same()),
        row(f"{maker}/identifier", f"{_PRODUCT}/producedByParty/id", Same()),
        row(f"{maker}/name", f"{_PRODUCT}/producedByParty/name", Same()),
        row(f"{_SHEET}/massKg", f"{size}/weight", Measure(KILOGRAM)),
        row(f"{_SHEET}/dimensions/lengthMm", f"{size}/length", Measure(MILLIMETRE)),
        row(f"{_SHEET}/dimensions/widthMm", f"{size}/width", Measure(MILLIMETRE)),
        row(f"{_SHEET}/dimensions/heightMm", f"{size}/height", Measure(MILLIMETRE)),
        row(f"{_SHEET}/instructionsForUseUrl", instructions, Same()),
    )


def _characteristics() -> tuple[Row, ...]:
    parts = (("cell", "Cell"), ("pack", "Pack"), ("module", "Module"))
    return (
        *(row(ours, f"{_SPECIAL}/{_plain(ours)}", Measure(unit)) for ours, unit in _QUANTITIES),
        *(row(ours, f"{_SPECIAL}/{theirs}", Same()) for ours, theirs in _TEXTS),
        *(
            row(
                f"{_STATIC}/initialInternalResistance[part={part}]/resistanceOhm",
                f"{_SPECIAL}/initialInternalResistance{name}",
                Measure(OHM),
            )
            for part, name in parts
        ),
    )


def _scores() -> tuple[Row, ...]:
    circle = "circularityScorecard"
    return (
        row(
            "Circularity/collectionAndTreatmentUrl", f"{circle}/recyclingInformation", Link("Collection and treatment")
        ),
        row(
            "DismantlingInformation/safetyMeasures/instructionsUrl",
            f"{circle}/repairInformation",
            Link("Safety instructions for repair and dismantling"),
        ),
        row(
            "SupplyChainDueDiligence/report/url",
            "dueDiligenceDeclaration",
            Link("Report on the due diligence policy (Article 52(3))"),
        ),
    )


def _materials() -> tuple[Row, ...]:
    component = Code(
        tuple((each, each) for each in ("cathode", "anode", "electrolyte", "separator", "housing", "other"))
    )
    materials = Table(
        (
            row("name", "name", Same()),
            row("massKg", "mass", Measure(KILOGRAM)),
            row("massPercent", "massFraction", Fraction()),
            row("component", "component", component),
            row("casNumber", "casNumber", Same()),
        )
    )
    return (row("MaterialCompositionRestricted/materials", "materialsProvenance", Rows(materials)),)


def _plain(place: str) -> str:
    """Our member without its unit, which stands beside the value there."""
    name = place.rsplit("/", 1)[1]
    return _NAMES.get(name) or next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)
