"""What of ours is where in the submodels of IDTA 02035. Units theirs: DIN DKE SPEC 99100, which the models cite."""

from __future__ import annotations

from passport.crosswalk.aas.carriers import (
    Agents,
    Component,
    DocumentIds,
    Documents,
    FirstRow,
    MultiLanguage,
    OneOf,
    Truth,
)
from passport.crosswalk.carriers import Code, Day, Listed, Number, Rows, Same
from passport.crosswalk.months import Month
from passport.crosswalk.table import Row, Table, row
from passport.crosswalk.units import (
    AMPERE_HOUR,
    C_RATE,
    CELSIUS,
    CYCLE,
    KILOGRAM,
    KILOWATT_HOUR,
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

_SHEET, _STATIC, _NOW = "ProductDataSheet", "PerformanceStatic", "PerformanceDynamic"
_CIRCULAR, _APART, _CONFORM = "Circularity", "DismantlingInformation", "DeclarationOfConformity"
_TEXT = MultiLanguage()
_PARTS = (("cell", "Cell"), ("pack", "Pack"), ("module", "Module"))
_CATEGORIES = (("lmt", "lmt"), ("electric-vehicle", "ev"), ("industrial", "industrial"), ("stationary", "stationary"))
_STATUSES = (
    ("original", "original"),
    ("repurposed", "repurposed"),
    ("reused", "re-used"),
    ("remanufactured", "remanufactured"),
    ("waste", "waste"),
)
_HAZARDS = (
    ("acute-toxicity", "AcuteToxicity"),
    ("skin-corrosion-or-irritation", "SkinCorrosionOrIrritation"),
    ("eye-damage-or-irritation", "EyeDamageOrIrritation"),
)


def table(documents: Documents) -> Table:
    """The rows of all submodels but the carbon footprint's; `documents` is filled by writing, asked by reading."""
    return Table(
        (
            *_nameplate(documents),
            *_technical(),
            *_condition(documents),
            *_composition(),
            *_circularity(documents),
        )
    )


def _number(ours: str, theirs: str, unit: Unit, their_unit: Unit | None = None, *, whole: bool = False) -> Row:
    return row(ours, theirs, Number(unit, their_unit or unit, whole))


def _nameplate(documents: Documents) -> tuple[Row, ...]:
    plate, maker = "DigitalNameplate", f"{_SHEET}/manufacturer"
    contact = f"{plate}/AddressInformation"
    return (
        row("passport/identifier", f"{plate}/URIOfTheProduct", Same()),
        row(f"{maker}/name", f"{plate}/ManufacturerName", _TEXT),
        row(f"{maker}/tradeName", f"{contact}/Company", _TEXT),
        row(f"{maker}/contactName", f"{contact}/NameOfContact", _TEXT),
        row(f"{maker}/postalAddress/streetAddress", f"{contact}/Street", _TEXT),
        row(f"{maker}/postalAddress/postalCode", f"{contact}/ZipCode", _TEXT),
        row(f"{maker}/postalAddress/locality", f"{contact}/CityTown", _TEXT),
        row(f"{maker}/postalAddress/country", f"{contact}/NationalCode", _TEXT),
        row(f"{maker}/email", f"{contact}/Email/EmailAddress", Same()),
        row(f"{maker}/webAddress", f"{contact}/AddressOfAdditionalLink", Same()),
        row(f"{maker}/identifier", f"{plate}/ManufacturerIdentifier", Same()),
        row(f"{_SHEET}/responsibleOperator/identifier", f"{plate}/OperatorIdentifier", Same()),
        row(f"{_SHEET}/facilityIdentifier", f"{plate}/UniqueFacilityIdentifier", Same()),
        row("passport/serialNumber", f"{plate}/SerialNumber", Same()),
        row("passport/manufacturedOn", f"{plate}/DateOfManufacture", Day()),
        row(f"{_NOW}/putIntoServiceOn", f"{plate}/DateOfPuttingIntoService", Day()),
        row("passport/status", f"{plate}/LifeCycleStage", Code(_STATUSES)),
        row(f"{_CONFORM}/declaration", f"{plate}/EUDeclarationOfConformity", DocumentIds(documents)),
        row("TestReport/report", f"{plate}/ResultsOfTestReportsProvingCompliance", DocumentIds(documents)),
    )


def _technical() -> tuple[Row, ...]:
    about, areas = "TechnicalData/GeneralInformation", "TechnicalData/TechnicalPropertyAreas"
    charge, trip, life = f"{areas}/CapacityEnergyVoltage", f"{areas}/RoundTripEnergyEfficiency", f"{areas}/Lifetime"
    ohms, power, idle = f"{areas}/Resistance", f"{areas}/PowerCapability", f"{areas}/Temperature"
    sheet, static, now = _SHEET, _STATIC, _NOW
    at = Table((_number("stateOfChargePercent", "atSoC", PERCENT), _number("powerW", "powerCapabilityAt", WATT)))
    general = (
        row(f"{sheet}/manufacturer/name", f"{about}/ManufacturerName", Same()),
        row(f"{sheet}/modelName", f"{about}/ManufacturerProductDesignation", _TEXT),
        row(f"{sheet}/modelIdentifier", f"{about}/ManufacturerArticleNumber", Same()),
        row(f"{sheet}/manufacturer/identifier", f"{about}/ManufacturerIdentifier", Same()),
        row("passport/warrantyEndsOn", f"{about}/WarrantyPeriod", Month(end=True)),
        row("passport/category", f"{about}/BatteryCategory", Code(_CATEGORIES)),
        _number(f"{sheet}/massKg", f"{about}/BatteryMass", KILOGRAM),
    )
    capacity = (
        _number(f"{sheet}/nominalVoltageV", f"{charge}/NominalVoltage", VOLT),
        _number(f"{sheet}/minimumVoltageV", f"{charge}/MinVoltage", VOLT),
        _number(f"{sheet}/maximumVoltageV", f"{charge}/MaxVoltage", VOLT),
        _number(f"{sheet}/ratedCapacityAh", f"{charge}/RatedCapacity", AMPERE_HOUR),
        _number(f"{now}/capacityFadePercent", f"{charge}/CapacityFade", PERCENT),
    )
    efficiency = (
        _number(f"{static}/initialRoundTripEfficiencyPercent", f"{trip}/InitialRoundTripEnergyEfficiency", PERCENT),
        _number(
            f"{static}/halfLifeRoundTripEfficiencyPercent",
            f"{trip}/RoundTripEnergyEfficiencyAt50PercentOfCycleLife",
            PERCENT,
        ),
        _number(f"{now}/roundTripEfficiencyFadePercent", f"{trip}/EnergyRoundTripEfficiencyFade", PERCENT),
        _number(
            f"{static}/initialSelfDischargePercentPerMonth", f"{trip}/InitialSelfDischargingRate", PERCENT_PER_MONTH
        ),
    )
    resistance = tuple(
        each
        for part, name in _PARTS
        for each in (
            _number(
                f"{static}/initialInternalResistance[part={part}]/resistanceOhm",
                f"{ohms}/InitialInternalResistanceAtBattery{name}Level",
                OHM,
            ),
            _number(
                f"{now}/internalResistanceIncrease[part={part}]/increasePercent",
                f"{ohms}/InternalResistanceIncreaseAtBattery{name}Level",
                PERCENT,
            ),
        )
    )
    capability = (
        _number(f"{static}/maximumPermittedPowerW", f"{power}/MaximumPermittedBatteryPower", WATT),
        _number(f"{now}/powerFadePercent", f"{power}/PowerFade", PERCENT),
        _number(
            f"{static}/powerEnergyRatioWPerWh", f"{power}/RatioNominalBatteryPowerAndBatteryEnergy", WATT_PER_WATT_HOUR
        ),
        row(f"{static}/originalPowerCapability", f"{power}/OriginalPowerCapability", Rows(at)),
    )
    lifetime = (
        _number(f"{static}/idleTemperatureRange/minimumC", f"{idle}/TemperatureRangeIdleState_LowerBoundary", CELSIUS),
        _number(f"{static}/idleTemperatureRange/maximumC", f"{idle}/TemperatureRangeIdleState_UpperBoundary", CELSIUS),
        _number(f"{now}/expectedLifetimeYears", f"{life}/ExpectedLifetimeInCalendarYears", YEAR, whole=True),
        _number(f"{static}/expectedCycles", f"{life}/ExpectedNumberOfCycles", CYCLE, whole=True),
        _number(f"{static}/capacityThresholdForExhaustionPercent", f"{life}/CapacityThresholdExhaustion", PERCENT),
        row(f"{static}/lifetimeReferenceTest", f"{life}/CycleLifeReferenceTest", OneOf(Same())),
        _number(f"{static}/cycleLifeTestCRate", f"{life}/CrateOfRelevantCycleLifeTest", C_RATE),
    )
    return (*general, *capacity, *efficiency, *resistance, *capability, *lifetime)


DATED: tuple[tuple[str, str, Unit, Unit], ...] = (
    ("EnergyThroughput", "energyThroughputWh", WATT_HOUR, KILOWATT_HOUR),
    ("CapacityThroughput", "capacityThroughputAh", AMPERE_HOUR, AMPERE_HOUR),
    ("NumberOfFullCycles", "fullCycles", CYCLE, CYCLE),
    ("StateOfCertifiedEnergy", "stateOfCertifiedEnergyPercent", PERCENT, PERCENT),
    ("RemainingEnergy", "remainingEnergyWh", WATT_HOUR, KILOWATT_HOUR),
    ("RemainingCapacity", "remainingCapacityAh", AMPERE_HOUR, AMPERE_HOUR),
    ("EvolutionOfSelfDischarge", "selfDischargeEvolutionPercent", PERCENT, PERCENT),
    ("CurrentSelfDischargingRate", "selfDischargePercentPerMonth", PERCENT_PER_MONTH, PERCENT_PER_MONTH),
    ("RemainingRoundTripEnergyEfficiency", "remainingRoundTripEfficiencyPercent", PERCENT, PERCENT),
    ("StateOfCharge", "stateOfChargePercent", PERCENT, PERCENT),
)
"""Quantities of the condition: theirs with a time of its own, ours, our unit, their unit."""
_TEMPERATURES = (
    ("MeasuredTemp", "temperatureC", CELSIUS),
    ("TimeExtremeHighTemp", "highTemperatureMinutes", MINUTE),
    ("TimeExtremeLowTemp", "lowTemperatureMinutes", MINUTE),
    ("TimeExtremeHighTempCharging", "highTemperatureChargingMinutes", MINUTE),
    ("TimeExtremeLowTempCharging", "lowTemperatureChargingMinutes", MINUTE),
)


def _condition(documents: Documents) -> tuple[Row, ...]:
    place = "ProductCondition"
    at = Table((_number("stateOfChargePercent", "AtSoC", PERCENT), _number("powerW", "PowerCapabilityAt", WATT)))
    value = "RemainingPowerCapability/RemainingPowerCapabilityValue"
    accidents = f"{place}/InformationOnAccidents"
    return (
        *(
            _number(f"{_NOW}/{ours}", f"{place}/{theirs}/{theirs}Value", unit, their_unit, whole=unit is CYCLE)
            for theirs, ours, unit, their_unit in DATED
        ),
        *(
            _number(f"{_NOW}/{ours}", f"{place}/TemperatureInformation/{theirs}", unit)
            for theirs, ours, unit in _TEMPERATURES
        ),
        row(f"{_NOW}/remainingPowerCapability", f"{place}/{value}", FirstRow(Rows(at))),
        row("IncidentReport/description", f"{place}/NegativeEvents[0]/NegativeEventValue", Same()),
        row("IncidentReport/document", accidents, DocumentIds(documents)),
    )


def _composition() -> tuple[Row, ...]:
    place = "MaterialComposition"
    materials = Table(
        (
            row("component", "BatteryMaterialLocation/ComponentName", Component()),
            row("componentIdentifier", "BatteryMaterialLocation/ComponentId", Same()),
            row("name", "BatteryMaterialName", Same()),
            row("casNumber", "BatteryMaterialIdentifier", Same()),
            _number("massKg", "BatteryMaterialMass", KILOGRAM),
            row("isCriticalRawMaterial", "IsCriticalRawMaterial", Truth()),
        )
    )
    hazards = Table(
        (
            row("name", "HazardousSubstanceName", Same()),
            row("casNumber", "HazardousSubstanceIdentifier", Same()),
            row("hazardClass", "HazardousSubstanceClass", Code(_HAZARDS)),
            _number("concentrationPercent", "HazardousSubstanceConcentration", PERCENT),
            row("impacts", "HazardousSubstanceImpact", Listed(Same())),
            row("location", "HazardousSubstanceLocation/ComponentName", Same()),
            row("componentIdentifier", "HazardousSubstanceLocation/ComponentId", Same()),
        )
    )
    return (
        row(f"{place}/chemistry/shortName", f"{place}/BatteryChemistry/ShortName", Same()),
        row(f"{place}/chemistry/clearName", f"{place}/BatteryChemistry/ClearName", Same()),
        row("MaterialCompositionRestricted/materials", f"{place}/BatteryMaterials", Rows(materials)),
        row(f"{place}/hazardousSubstances", f"{place}/HazardousSubstances", Rows(hazards)),
    )


def _circularity(documents: Documents) -> tuple[Row, ...]:
    place, addresses = "Circularity", DocumentIds(documents, bare=True)
    address = "AddressOfSupplier"
    parts = Table((row("partName", "PartName", Same()), row("partNumber", "PartNumber", Same())))
    sources = Table(
        (
            row("name", "NameOfSupplier", _TEXT),
            row("postalAddress/streetAddress", f"{address}/Street", _TEXT),
            row("postalAddress/postalCode", f"{address}/PostalCode", _TEXT),
            row("postalAddress/country", f"{address}/NationalCode", _TEXT),
            row("email", "EmailAddressOfSupplier/EmailAddress", Same()),
            row("webAddress", "SupplierWebAddress", Same()),
            row("parts", "Components", Rows(parts)),
        )
    )
    recycled = tuple(
        _number(
            f"{_CIRCULAR}/recycled{metal}/{ours}Percent",
            f"{place}/RecycledContentInformation[RecycledMaterial={metal}]/{theirs}Share",
            PERCENT,
        )
        for metal in ("Cobalt", "Nickel", "Lithium", "Lead")
        for ours, theirs in (("preConsumer", "PreConsumer"), ("postConsumer", "PostConsumer"))
    )
    end = f"{place}/EndOfLifeInformation"
    return (
        row(f"{_APART}/documents", f"{place}/DismantlingAndRemovalInformation", DocumentIds(documents, many=True)),
        row(f"{_APART}/sparePartSources", f"{place}/SparePartSources", Rows(sources)),
        *recycled,
        row(f"{_APART}/safetyMeasures/instructionsUrl", f"{place}/SafetyMeasures/SafetyInstructions", addresses),
        row(f"{_CIRCULAR}/extinguishingAgents", f"{place}/SafetyMeasures/ExtinguishingAgents", Agents()),
        row(f"{_CIRCULAR}/wastePreventionUrl", f"{end}/WastePrevention", addresses),
        row(f"{_CIRCULAR}/separateCollectionUrl", f"{end}/SeparateCollection", addresses),
        row(f"{_CIRCULAR}/collectionAndTreatmentUrl", f"{end}/InformationOnCollection", addresses),
        _number(f"{_CIRCULAR}/renewableContentPercent", f"{place}/RenewableContent", PERCENT),
    )
