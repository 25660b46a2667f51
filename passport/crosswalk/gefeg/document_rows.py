"""The other five groups: carbon footprint, materials, circularity, due diligence, symbols and conformity."""

from __future__ import annotations

from passport.crosswalk.carriers import Same
from passport.crosswalk.gefeg.asked import Asked
from passport.crosswalk.gefeg.guides import Guide
from passport.crosswalk.gefeg.listings import CRITICAL_RAW_MATERIALS, HAZARDOUS_SUBSTANCES, MATERIALS
from passport.crosswalk.gefeg.quantities import absolute_footprint, footprint, percent
from passport.crosswalk.gefeg.texts import CODES, LEAD_ONLY, Chemistry, FireClass, NumberText

_CARBON = "Battery_Passport/BatteryCarbonFootprint"
_MATERIALS = "Battery_Passport/BatteryMaterialsAndComposition"
_CIRCULARITY = "Battery_Passport/CircularityAndResourceEfficiency"
_SUPPLY = "Battery_Passport/SupplyChainDueDiligence"
_SYMBOLS = "Battery_Passport/SymbolsLabelsAndDocumentationOfConformity"
_CHEMISTRY = {guide: Chemistry(LEAD_ONLY if guide is Guide.WITHOUT_BMS else CODES) for guide in Guide}
_STAGES = (
    ("raw-material-acquisition", "ContributionOfRawMaterialAcquisitionAndPre-processingLifecycleStage"),
    ("main-production", "ContributionOfMainProductProductionLifecycleStage"),
    ("distribution", "ContributionOfDistributionLifecycleStage"),
    ("end-of-life-and-recycling", "ContributionOfEndOfLifeAndRecyclingLifecycleStage"),
)
_RECYCLED = (
    ("recycledLithium/preConsumerPercent", "Pre-consumerRecycledLithiumShare"),
    ("recycledLithium/postConsumerPercent", "Post-consumerRecycledLithiumShare"),
    ("recycledNickel/preConsumerPercent", "Pre-consumerRecycledNickelShare"),
    ("recycledNickel/postConsumerPercent", "Post-consumerRecycledNickelShare"),
    ("recycledCobalt/preConsumerPercent", "Pre-consumerRecycledCobaltShare"),
    ("recycledCobalt/postConsumerPercent", "Post-consumerRecycledCobaltShare"),
    ("recycledLead/postConsumerPercent", "RecycledLeadShare"),
    ("renewableContentPercent", "RenewableContentShare"),
)
_END_USERS = "InformationOnTheRoleOfEnd-usersInContributingTo"

FOOTPRINT: tuple[Asked, ...] = (
    Asked("CarbonFootprint/kgCo2ePerKwh", f"{_CARBON}/BatteryCarbonFootprintPerFunctionalUnit", footprint()),
    *(
        Asked(f"CarbonFootprint/lifeCycleStages[stage={stage}]/kgCo2ePerKwh", f"{_CARBON}/{theirs}", footprint())
        for stage, theirs in _STAGES
    ),
    Asked("CarbonFootprint/performanceClass", f"{_CARBON}/CarbonFootprintPerformanceClass", Same()),
    Asked("CarbonFootprint/studyUrl", f"{_CARBON}/WebLinkToPublicCarbonFootprintStudy", Same()),
    Asked("CarbonFootprint/absoluteKgCo2e", f"{_CARBON}/AbsoluteBatteryCarbonFootprint", absolute_footprint(), "ooooo"),
)

COMPOSITION: tuple[Asked, ...] = (
    Asked("MaterialComposition/chemistry", f"{_MATERIALS}/BatteryChemistry", _CHEMISTRY),
    Asked("MaterialComposition/hazardousSubstances", f"{_MATERIALS}/HazardousSubstances", HAZARDOUS_SUBSTANCES),
    Asked("MaterialComposition/criticalRawMaterials", f"{_MATERIALS}/CriticalRawMaterials", CRITICAL_RAW_MATERIALS),
    Asked(
        "MaterialCompositionRestricted/materials", f"{_MATERIALS}/MaterialsUsedInCathodeAnodeAndElectrolyte", MATERIALS
    ),
    Asked("gefeg/impacts", f"{_MATERIALS}/ImpactOfSubstancesOnEnvironmentHumanHealthSafetyPersons", Same()),
)

CIRCULARITY: tuple[Asked, ...] = (
    *(Asked(f"Circularity/{ours}", f"{_CIRCULARITY}/{theirs}", percent()) for ours, theirs in _RECYCLED),
    Asked(
        "DismantlingInformation/documents[kind=dismantling-manual]/url",
        f"{_CIRCULARITY}/DismantlingInformation-ManualsForTheRemovalAndTheDisassemblyOfTheBatteryPack",
        Same(),
    ),
    Asked("DismantlingInformation/partNumbersUrl", f"{_CIRCULARITY}/PartNumbersForComponents", Same()),
    Asked(
        "DismantlingInformation/documents[kind=bill-of-material]/url",
        f"{_CIRCULARITY}/PartNumbersForComponents",
        Same(),
        fallback=True,
    ),
    Asked("DismantlingInformation/sparePartSourcesUrl", f"{_CIRCULARITY}/InformationOnSourcesOfSpareParts", Same()),
    Asked(
        "DismantlingInformation/sparePartSources[0]/webAddress",
        f"{_CIRCULARITY}/InformationOnSourcesOfSpareParts",
        Same(),
        fallback=True,
    ),
    Asked("DismantlingInformation/safetyMeasures/instructionsUrl", f"{_CIRCULARITY}/SafetyMeasures", Same()),
    Asked("Circularity/wastePreventionUrl", f"{_CIRCULARITY}/{_END_USERS}WastePrevention", Same()),
    Asked(
        "Circularity/separateCollectionUrl",
        f"{_CIRCULARITY}/{_END_USERS}TheSeparateCollectionOfWasteBatteries",
        Same(),
    ),
    Asked(
        "Circularity/collectionAndTreatmentUrl",
        f"{_CIRCULARITY}/InformationOnBatteryCollectionPreparationForSecondLifeAndOnTreatmentAtEndOfLife",
        Same(),
    ),
)

CONFORMITY: tuple[Asked, ...] = (
    Asked("SupplyChainDueDiligence/report/url", f"{_SUPPLY}/InformationOfDueDiligenceReport", Same()),
    Asked(
        "SupplyChainDueDiligence/thirdPartyAssurances[0]/url",
        f"{_SUPPLY}/ThirdPartyAssurancesOfRecognisedSchemes",
        Same(),
        "ooooo",
    ),
    Asked("SupplyChainDueDiligence/supplyChainIndex", f"{_SUPPLY}/SupplyChainIndices", NumberText(), "ooooo"),
    Asked("DeclarationOfConformity/separateCollectionMark/symbolUrl", f"{_SYMBOLS}/SeparateCollectionSymbol", Same()),
    Asked("gefeg/heavyMetalSymbol", f"{_SYMBOLS}/SymbolsForCadmiumAndLead", Same()),
    Asked("CarbonFootprint/labelUrl", f"{_SYMBOLS}/CarbonFootprintLabel", Same()),
    Asked("Circularity/extinguishingAgents[0]/agent", f"{_SYMBOLS}/ExtinguishingAgent/extinguishingAgent", Same()),
    Asked(
        "Circularity/extinguishingAgents[0]/fireClass",
        f"{_SYMBOLS}/ExtinguishingAgent/agentFireClass",
        FireClass(),
        "ooooo",
    ),
    Asked("gefeg/meanings", f"{_SYMBOLS}/MeaningOfLabelsAndSymbols", Same()),
    Asked("DeclarationOfConformity/declaration/url", f"{_SYMBOLS}/EUDeclarationOfConformity", Same()),
    Asked("TestReport/report/url", f"{_SYMBOLS}/ResultsOfTestReportsProvingCompliance", Same()),
)
