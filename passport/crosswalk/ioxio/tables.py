"""What of ours is where in IOXIO's definitions. Their units are in the titles of their schemas."""

from __future__ import annotations

from passport.crosswalk.carriers import Code, Listed, Number, Same
from passport.crosswalk.ioxio.carriers import Country, DayOfTime, FirstName, Names, Rate, Short
from passport.crosswalk.months import Month
from passport.crosswalk.table import Row, row
from passport.crosswalk.units import (
    AMPERE_HOUR,
    CELSIUS,
    CYCLE,
    KILOGRAM,
    KILOGRAM_CO2_PER_KILOWATT_HOUR,
    KILOWATT_HOUR,
    MILLIMETRE,
    OHM,
    PERCENT,
    VOLT,
    WATT,
    WATT_HOUR,
    YEAR,
    Unit,
)

SHEET, HEALTH, FOOTPRINT, SHEET_1 = "ManufacturingDataSheet", "HealthData", "CarbonFootprint", "ProductDataSheet_v1.0"
_CATEGORIES = (
    ("stationary", "stationary energy storage"),
    ("industrial", "industrial battery"),
    ("lmt", "lmt battery"),
    ("electric-vehicle", "electric vehicle battery"),
)
_STATUSES = tuple((each, each) for each in ("original", "repurposed", "reused", "remanufactured", "waste"))
_HTTPS = Short(2083, "https://")
_LINE = Short(40)
_OURS, _STATIC, _NOW = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"


def _number(ours: str, theirs: str, unit: Unit, their_unit: Unit | None = None, *, whole: bool = False) -> Row:
    return row(ours, theirs, Number(unit, their_unit or unit, whole))


def _maker(place: str) -> tuple[Row, ...]:
    ours, theirs = f"{_OURS}/manufacturer", f"{place}/manufacturerInformation"
    return (
        row(f"{ours}/name", f"{theirs}/name", Short(250)),
        row(f"{ours}/postalAddress/streetAddress", f"{theirs}/streetName", _LINE),
        row(f"{ours}/postalAddress/postalCode", f"{theirs}/postalCode", Short(10)),
        row(f"{ours}/postalAddress/locality", f"{theirs}/city", _LINE),
        row(f"{ours}/postalAddress/country", f"{theirs}/country", Country()),
        row(f"{ours}/webAddress", f"{theirs}/website", _HTTPS),
        row(f"{ours}/email", f"{theirs}/email", Same()),
        row(f"{_OURS}/modelIdentifier", f"{place}/batteryModel", _LINE),
        row(f"{_OURS}/manufacturingPlace/country", f"{place}/manufacturingLocation/country", Country()),
        row(f"{_OURS}/manufacturingPlace/locality", f"{place}/manufacturingLocation/city", _LINE),
    )


def sheet_rows() -> tuple[Row, ...]:
    """DigitalProductPassport/Battery/ManufacturingDataSheet_v0.1."""
    volts, trip, life = f"{SHEET}/voltageLevels", f"{SHEET}/roundTripEfficiency", f"{SHEET}/expectedLifetime"
    made_of, legal, heat = f"{SHEET}/materialComposition", f"{SHEET}/legalConformity", f"{SHEET}/temperatureRange"
    return (
        *_maker(SHEET),
        row(f"{_OURS}/modelName", f"{SHEET}/productName", Same()),
        row("passport/category", f"{SHEET}/batteryCategory", Code(_CATEGORIES)),
        row("passport/manufacturedOn", f"{SHEET}/manufacturingDate", Month()),
        row("passport/warrantyEndsOn", f"{SHEET}/warranty", Month(end=True)),
        _number(f"{_OURS}/massKg", f"{SHEET}/weight", KILOGRAM),
        _number(f"{_OURS}/ratedCapacityAh", f"{SHEET}/capacity", AMPERE_HOUR),
        _number(f"{_OURS}/nominalVoltageV", f"{volts}/nominalVoltage", VOLT),
        _number(f"{_OURS}/maximumVoltageV", f"{volts}/maximumVoltage", VOLT),
        _number(f"{_OURS}/minimumVoltageV", f"{volts}/minimumVoltage", VOLT),
        _number(f"{_STATIC}/originalPowerCapability[0]/powerW", f"{SHEET}/power", WATT),
        _number(f"{_STATIC}/initialInternalResistance[part=pack]/resistanceOhm", f"{SHEET}/resistance", OHM),
        _number(f"{_STATIC}/initialRoundTripEfficiencyPercent", f"{trip}/initialEnergyEfficiency", PERCENT),
        _number(f"{_STATIC}/halfLifeRoundTripEfficiencyPercent", f"{trip}/degradedEnergyEfficiency", PERCENT),
        _number(f"{_STATIC}/idleTemperatureRange/minimumC", f"{heat}/minimumTemperature", CELSIUS),
        _number(f"{_STATIC}/idleTemperatureRange/maximumC", f"{heat}/maximumTemperature", CELSIUS),
        _number(f"{_STATIC}/expectedCycles", f"{life}/cycleLife", CYCLE, whole=True),
        row(f"{_STATIC}/lifetimeReferenceTest", f"{life}/referenceTest", Short(250)),
        row(f"{_STATIC}/cycleLifeTestCRate", f"{life}/cycleRate", Rate()),
        row("MaterialComposition/chemistry/shortName", f"{SHEET}/cellType", Short(250)),
        row("MaterialComposition/chemistry/clearName", f"{made_of}/chemistry", FirstName()),
        row("MaterialComposition/hazardousSubstances", f"{made_of}/hazardousSubstances", Names("name")),
        row("MaterialComposition/criticalRawMaterials", f"{made_of}/criticalRawMaterials", Names("name")),
        row("DeclarationOfConformity/standards", f"{legal}/requirementConformity", Listed(Same())),
        row("DeclarationOfConformity/declaration/url", f"{legal}/conformityDeclaration", _HTTPS),
        row("Circularity/extinguishingAgents", f"{SHEET}/extinguishingAgents", Names("agent")),
    )


def health_rows() -> tuple[Row, ...]:
    """DigitalProductPassport/Battery/HealthData_v0.2."""
    new, state = f"{HEALTH}/originalPerformance", f"{HEALTH}/healthState"
    moment = f"{state}/operationDetails[0]"
    return (
        row("passport/status", f"{HEALTH}/status", Code(_STATUSES)),
        row("passport/manufacturedOn", f"{HEALTH}/manufacturingDate", Month()),
        row(f"{_NOW}/putIntoServiceOn", f"{HEALTH}/serviceInitiationDate", Month()),
        _number(f"{_OURS}/ratedCapacityAh", f"{new}/capacity", AMPERE_HOUR),
        _number(f"{_STATIC}/originalPowerCapability[0]/powerW", f"{new}/power", WATT),
        _number(f"{_STATIC}/initialInternalResistance[part=pack]/resistanceOhm", f"{new}/resistance", OHM),
        _number(f"{_STATIC}/expectedCycles", f"{new}/cycleLife", CYCLE, whole=True),
        _number(f"{_NOW}/expectedLifetimeYears", f"{new}/years", YEAR, whole=True),
        _number(f"{_NOW}/fullCycles", f"{state}/cumulativeCycleCount", CYCLE, whole=True),
        _number(f"{_NOW}/capacityFadePercent", f"{state}/capacityFade", PERCENT),
        _number(f"{_NOW}/powerFadePercent", f"{state}/powerFade", PERCENT),
        _number(
            f"{_NOW}/internalResistanceIncrease[part=pack]/increasePercent", f"{state}/resistanceIncrease", PERCENT
        ),
        row(f"{_NOW}/recordedAt", f"{moment}/measurementDate", DayOfTime()),
        _number(f"{_NOW}/stateOfChargePercent", f"{moment}/chargePercentage", PERCENT),
        _number(f"{_NOW}/temperatureC", f"{moment}/temperature", CELSIUS),
        row("IncidentReport/occurredAt", f"{HEALTH}/harmfulEvents[0]/eventDate", DayOfTime()),
        row("IncidentReport/description", f"{HEALTH}/harmfulEvents[0]/eventDescription", Short(250)),
    )


def footprint_rows() -> tuple[Row, ...]:
    """DigitalProductPassport/Battery/CarbonFootprint_v0.1."""
    place, per_kwh = f"{FOOTPRINT}/carbonFootprint", KILOGRAM_CO2_PER_KILOWATT_HOUR
    stage = "CarbonFootprint/lifeCycleStages[stage={}]/kgCo2ePerKwh"
    return (
        *_maker(FOOTPRINT),
        row("DeclarationOfConformity/declaration/url", f"{FOOTPRINT}/conformityDeclaration", _HTTPS),
        _number(stage.format("raw-material-acquisition"), f"{place}/preProductionFootprint", per_kwh),
        _number(stage.format("main-production"), f"{place}/mainProductionFootprint", per_kwh),
        row("CarbonFootprint/studyUrl", f"{place}/referenceMaterial", _HTTPS),
    )


def sheet_1_rows() -> tuple[Row, ...]:
    """What of Energy/Battery/ProductDataSheet_v1.0 our sheet 2.0 has: their `capacity` is energy, `energy` charge."""
    heat, size = f"{SHEET_1}/operatingTemperature", f"{SHEET_1}/dimensions"
    return (
        row(f"{_OURS}/manufacturer/name", f"{SHEET_1}/manufacturer", Same()),
        row(f"{_OURS}/modelIdentifier", f"{SHEET_1}/productCode", Same()),
        row(f"{_OURS}/modelName", f"{SHEET_1}/name", Same()),
        _number(f"{_OURS}/ratedEnergyWh", f"{SHEET_1}/capacity", WATT_HOUR, KILOWATT_HOUR),
        _number(f"{_OURS}/ratedCapacityAh", f"{SHEET_1}/energy", AMPERE_HOUR),
        *(
            _number(f"{_OURS}/{ours}imumVoltageV", f"{SHEET_1}/voltage/{theirs}", VOLT)
            for ours, theirs in (("min", "min"), ("max", "max"))
        ),
        _number(f"{_OURS}/nominalVoltageV", f"{SHEET_1}/voltage/nominal", VOLT),
        _number(f"{_OURS}/massKg", f"{SHEET_1}/weight", KILOGRAM),
        _number(f"{_OURS}/operatingTemperatureRange/minimumC", f"{heat}/min", CELSIUS),
        _number(f"{_OURS}/operatingTemperatureRange/maximumC", f"{heat}/max", CELSIUS),
        *(
            _number(f"{_OURS}/dimensions/{side}Mm", f"{size}/{side}", MILLIMETRE, whole=True)
            for side in ("length", "width", "height")
        ),
        row(f"{_OURS}/ingressProtection", f"{SHEET_1}/ipRating", Same()),
        row(f"{_OURS}/standards", f"{SHEET_1}/standardsCompliance", Listed(Same())),
    )
