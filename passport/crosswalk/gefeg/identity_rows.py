"""IdentifiersAndProductData: the passport, the battery, who made it and who answers for it."""

from __future__ import annotations

from passport.crosswalk.carriers import Code, Day, Moment, Same
from passport.crosswalk.gefeg.asked import EVERYBODY, Asked
from passport.crosswalk.gefeg.guides import CATEGORY_WORDS, STATIC_WITHOUT_BMS
from passport.crosswalk.gefeg.quantities import mass
from passport.crosswalk.gefeg.texts import Address

_GROUP = "Battery_Passport/IdentifiersAndProductData"
_SHEET = "ProductDataSheet"
_STATUS = Code(
    (
        ("original", "original"),
        ("reused", "re-used"),
        ("remanufactured", "remanufactured"),
        ("repurposed", "repurposed"),
        ("waste", "waste"),
    )
)
_CATEGORY = Code(tuple((word, word) for word in (*dict.fromkeys(CATEGORY_WORDS.values()), STATIC_WITHOUT_BMS)))
_PASSPORT_STATUS = Code(tuple((word, word) for word in ("Active", "Archived", "Inactive", "Marked-for-deletion")))
_GRANULARITY = Code((("individual", "item"), ("model", "model"), ("component", "component")))


def _organisation(ours: str, theirs: str) -> tuple[Asked, ...]:
    place = f"{_GROUP}/{theirs}"
    trade = f"{place}/registeredTradeNameOrRegisteredTrademark"
    return (
        Asked(f"{ours}/name", f"{place}/name", Same()),
        Asked(f"{ours}/tradeName", trade, Same(), "ooooo"),
        Asked(f"{ours}/name", trade, Same(), EVERYBODY, fallback=True),
        Asked(f"{ours}/postalAddress", f"{place}/postalAddress", Address()),
        Asked(f"{ours}/webAddress", f"{place}/webAddress", Same(), "ooooo"),
        Asked(f"{ours}/email", f"{place}/e-mailAddress", Same(), "ooooo"),
    )


ROWS: tuple[Asked, ...] = (
    Asked("gefeg/schemaVersion", f"{_GROUP}/DPPSchemaVersion", Same()),
    Asked("gefeg/passportStatus", f"{_GROUP}/DPPStatus/dppStatusValue", _PASSPORT_STATUS),
    Asked("passport/granularity", f"{_GROUP}/DPPGranularity", _GRANULARITY),
    Asked("passport/updatedAt", f"{_GROUP}/Date-timeOfLatestUpdateOfDPP", Moment()),
    Asked(
        "PerformanceDynamic/recordedAt", f"{_GROUP}/Date-timeOfLatestUpdateOfDPP", Moment(), EVERYBODY, fallback=True
    ),
    Asked(f"{_SHEET}/modelIdentifier", f"{_GROUP}/BatteryModelIdentifier", Same()),
    Asked("gefeg/passportIdentifier", f"{_GROUP}/UniqueBatteryPassportIdentifierUniqueDPPIdentifier", Same()),
    Asked("passport/identifier", f"{_GROUP}/UniqueBatteryIdentifierUniqueProductIdentifier", Same()),
    Asked("passport/serialNumber", f"{_GROUP}/BatterySerialNumber", Same()),
    Asked("gefeg/operator/identifier", f"{_GROUP}/UniqueEconomicOperatorIdentifier", Same()),
    Asked(f"{_SHEET}/manufacturer/identifier", f"{_GROUP}/UniqueManufacturerIdentifier", Same()),
    Asked(f"{_SHEET}/facilityIdentifier", f"{_GROUP}/UniqueFacilityIdentifier", Same()),
    *_organisation("gefeg/operator", "EconomicOperatorInformation"),
    *_organisation(f"{_SHEET}/manufacturer", "ManufacturerInformation"),
    Asked(f"{_SHEET}/manufacturingPlace", f"{_GROUP}/ManufacturingPlace", Address()),
    Asked("passport/manufacturedOn", f"{_GROUP}/ManufacturingDate", Day(), "RRRR-"),
    Asked("PerformanceDynamic/putIntoServiceOn", f"{_GROUP}/DateOfPuttingTheBatteryIntoService", Day(), "oRoR-"),
    Asked("passport/warrantyEndsOn", f"{_GROUP}/WarrantyPeriodOfTheBattery", Day()),
    Asked("gefeg/category", f"{_GROUP}/BatteryCategory/batteryCategoryValue", _CATEGORY),
    Asked(f"{_SHEET}/massKg", f"{_GROUP}/BatteryMass", mass()),
    Asked("passport/status", f"{_GROUP}/BatteryStatus/batteryStatusValues", _STATUS),
)
