"""Six aspects: general information, footprint, circularity, materials, labels, due diligence."""

from __future__ import annotations

from passport.crosswalk import units
from passport.crosswalk.carriers import Code, Listed, Rows, Same
from passport.crosswalk.consortium.carriers import (
    FOOTPRINT,
    PERCENT,
    CasNumber,
    ComponentName,
    DayAsTime,
    Flag,
    MailAddress,
    Meanings,
    Measured,
    Names,
    Street,
)
from passport.crosswalk.table import Row, Table, row

GENERAL, CARBON, CIRCULARITY = "GeneralProductInformation", "CarbonFootprintForBatteries", "Circularity"
MATERIALS, LABELING, SUPPLY = "MaterialComposition", "Labeling", "SupplyChainDueDiligence"
_SHEET, _DISMANTLING = "ProductDataSheet", "DismantlingInformation"
_CATEGORY = Code(
    (("lmt", "lmt"), ("electric-vehicle", "ev"), ("industrial", "industrial"), ("stationary", "stationary"))
)
_STATUS = Code(tuple((word.lower(), word) for word in ("Original", "Repurposed", "Reused", "Remanufactured", "Waste")))
_STAGE = Code(
    (
        ("raw-material-acquisition", "RawMaterialExtraction"),
        ("main-production", "MainProduction"),
        ("distribution", "Distribution"),
        ("end-of-life-and-recycling", "Recycling"),
    )
)
_DOCUMENT = Code(
    (
        ("bill-of-material", "BillOfMaterial"),
        ("model-3d", "Model3D"),
        ("dismantling-manual", "DismantlingManual"),
        ("removal-manual", "RemovalManual"),
        ("other-manual", "OtherManual"),
        ("drawing", "Drawing"),
    )
)
HAZARD_CLASS = Code(
    (
        ("acute-toxicity", "AcuteToxicity"),
        ("skin-corrosion-or-irritation", "SkinCorrosionOrIrritation"),
        ("eye-damage-or-irritation", "EyeDamageOrIrritation"),
    )
)
_SUBJECT = Code(
    (
        ("separate-collection", "SeparateCollection"),
        ("hazardous-material", "HazardousMaterial"),
        ("carbon-footprint", "CarbonFootPrint"),
        ("extinguishing-agent", "ExtinguishingAgent"),
    )
)


def _organisation(ours: str, theirs: str) -> tuple[Row, ...]:
    return (
        row(f"{ours}/name", f"{theirs}/contactName", Same(), required=True),
        row(f"{ours}/postalAddress", f"{theirs}/postalAddress", Street(), required=True),
        row(f"{ours}/identifier", f"{theirs}/identifier", Same(), required=True),
        row(f"{ours}/email", f"{theirs}/emailAddress", MailAddress()),
        row(f"{ours}/webAddress", f"{theirs}/webAddress", Same()),
    )


def _recycled(metal: str) -> tuple[Row, ...]:
    place = f"{CIRCULARITY}/recycledContent[recycledMaterial={metal}]"
    return (
        row(f"Circularity/recycled{metal}/preConsumerPercent", f"{place}/preConsumerShare", PERCENT),
        row(f"Circularity/recycled{metal}/postConsumerPercent", f"{place}/postConsumerShare", PERCENT),
    )


_STAGE_ROW = Table(
    (
        row("stage", "lifecycleStage", _STAGE, required=True),
        row("kgCo2ePerKwh", "carbonFootprint", FOOTPRINT, required=True),
    )
)
_DOCUMENT_ROW = Table(
    (
        row("kind", "documentType", _DOCUMENT, required=True),
        row("mediaType", "mimeType", Same(), required=True),
        row("url", "documentURL", Same(), required=True),
    )
)
_PART_ROW = Table(
    (row("partName", "partName", Same(), required=True), row("partNumber", "partNumber", Same(), required=True))
)
_SOURCE_ROW = Table(
    (
        row("name", "nameOfSupplier", Same(), required=True),
        row("postalAddress", "addressOfSupplier", Street(), required=True),
        row("email", "emailAddressOfSupplier", Same(), required=True),
        row("webAddress", "supplierWebAddress", Same(), required=True),
        row("components", "components", Rows(_PART_ROW), required=True),
    )
)
_MATERIAL_ROW = Table(
    (
        row("component", "batteryMaterialLocation/componentName", ComponentName(), required=True),
        row("componentIdentifier", "batteryMaterialLocation/componentId", Same()),
        row("casNumber", "batteryMaterialIdentifier", CasNumber(), required=True),
        row("name", "batteryMaterialName", Same(), required=True),
        row("massKg", "batteryMaterialMass", Measured(units.KILOGRAM, units.GRAM), required=True),
        row("isCriticalRawMaterial", "isCriticalRawMaterial", Flag(), required=True),
    )
)
_SUBSTANCE_ROW = Table(
    (
        row("hazardClass", "hazardousSubstanceClass", HAZARD_CLASS, required=True),
        row("name", "hazardousSubstanceName", Same(), required=True),
        row("concentrationPercent", "hazardousSubstanceConcentration", PERCENT, required=True),
        row("impacts", "hazardousSubstanceImpact", Listed(Same()), required=True),
        row("location", "hazardousSubstanceLocation/componentName", Same(), required=True),
        row("componentIdentifier", "hazardousSubstanceLocation/componentId", Same()),
        row("casNumber", "hazardousSubstanceIdentifier", CasNumber(), required=True),
    )
)
_LABEL_ROW = Table(
    (
        row("subject", "labelingSubject", _SUBJECT, required=True),
        row("symbolUrl", "labelingSymbol", Same(), required=True),
        row("meaning", "labelingMeaning", Meanings(), required=True),
    )
)

ROWS: tuple[Row, ...] = (
    row("passport/identifier", f"{GENERAL}/productIdentifier", Same(), required=True),
    row("consortium/passportUrn", f"{GENERAL}/batteryPassportIdentifier", Same(), required=True),
    row("passport/category", f"{GENERAL}/batteryCategory", _CATEGORY, required=True),
    *_organisation(f"{_SHEET}/manufacturer", f"{GENERAL}/manufacturerInformation"),
    row("passport/manufacturedOn", f"{GENERAL}/manufacturingDate", DayAsTime(), required=True),
    row("passport/status", f"{GENERAL}/batteryStatus", _STATUS, required=True),
    row(f"{_SHEET}/massKg", f"{GENERAL}/batteryMass", Measured(units.KILOGRAM, units.KILOGRAM), required=True),
    row(f"{_SHEET}/manufacturingPlace", f"{GENERAL}/manufacturingPlace", Street(), required=True),
    *_organisation("consortium/operator", f"{GENERAL}/operatorInformation"),
    row("PerformanceDynamic/putIntoServiceOn", f"{GENERAL}/puttingIntoService", DayAsTime(), required=True),
    row("consortium/warrantyMonth", f"{GENERAL}/warrentyPeriod", Same(), required=True),
    row("CarbonFootprint/kgCo2ePerKwh", f"{CARBON}/batteryCarbonFootprint", FOOTPRINT, required=True),
    row(
        "CarbonFootprint/lifeCycleStages", f"{CARBON}/carbonFootprintPerLifecycleStage", Rows(_STAGE_ROW), required=True
    ),
    row("CarbonFootprint/performanceClass", f"{CARBON}/carbonFootprintPerformanceClass", Same(), required=True),
    row("CarbonFootprint/studyUrl", f"{CARBON}/carbonFootprintStudy", Same(), required=True),
    row(
        "CarbonFootprint/absoluteKgCo2e",
        f"{CARBON}/absoluteCarbonFootprint",
        Measured(units.KILOGRAM_CO2, units.KILOGRAM_CO2),
    ),
    row(
        f"{_DISMANTLING}/documents",
        f"{CIRCULARITY}/dismantlingAndRemovalInformation",
        Rows(_DOCUMENT_ROW),
        required=True,
    ),
    row("consortium/sparePartSources", f"{CIRCULARITY}/sparePartSources", Rows(_SOURCE_ROW), required=True),
    *(found for metal in ("Cobalt", "Nickel", "Lithium", "Lead") for found in _recycled(metal)),
    row(
        f"{_DISMANTLING}/safetyMeasures/instructionsUrl",
        f"{CIRCULARITY}/safetyMeasures/safetyInstructions",
        Same(),
        required=True,
    ),
    row(
        "Circularity/extinguishingAgents",
        f"{CIRCULARITY}/safetyMeasures/extinguishingAgent",
        Names("agent"),
        required=True,
    ),
    row("Circularity/wastePreventionUrl", f"{CIRCULARITY}/endOfLifeInformation/wastePrevention", Same(), required=True),
    row(
        "Circularity/separateCollectionUrl",
        f"{CIRCULARITY}/endOfLifeInformation/separateCollection",
        Same(),
        required=True,
    ),
    row(
        "Circularity/collectionAndTreatmentUrl",
        f"{CIRCULARITY}/endOfLifeInformation/informationOnCollection",
        Same(),
        required=True,
    ),
    row("Circularity/renewableContentPercent", f"{CIRCULARITY}/renewableContent", PERCENT, required=True),
    row("MaterialComposition/chemistry/shortName", f"{MATERIALS}/batteryChemistry/shortName", Same(), required=True),
    row("MaterialComposition/chemistry/clearName", f"{MATERIALS}/batteryChemistry/clearName", Same(), required=True),
    row("MaterialCompositionRestricted/materials", f"{MATERIALS}/batteryMaterials", Rows(_MATERIAL_ROW), required=True),
    row(
        "MaterialComposition/hazardousSubstances",
        f"{MATERIALS}/hazardousSubstances",
        Rows(_SUBSTANCE_ROW),
        required=True,
    ),
    row("DeclarationOfConformity/declaration/url", f"{LABELING}/declarationOfConformity", Same(), required=True),
    row("TestReport/report/url", f"{LABELING}/resultOfTestReport", Same(), required=True),
    row("consortium/labels", f"{LABELING}/labels", Rows(_LABEL_ROW), required=True),
    row("SupplyChainDueDiligence/report/url", f"{SUPPLY}/supplyChainDueDiligenceReport", Same(), required=True),
    row("SupplyChainDueDiligence/thirdPartyAssurances[0]/url", f"{SUPPLY}/thirdPartyAussurances", Same()),
    row(
        "SupplyChainDueDiligence/supplyChainIndex",
        f"{SUPPLY}/supplyChainIndicies",
        Measured(units.COUNT, units.COUNT),
    ),
)
