"""Where each data point is kept: in which member of which product, or in the registration.

A point is there when all its parts are there; a part is there when any of its places has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from passport.battery.product_types import ProductType


class Kept(Protocol):
    """What a passport holds, as far as it can be read."""

    @property
    def registration(self) -> Mapping[str, Any]:
        """First version of the passport, and what the ledger says of it."""

    def payloads(self, kind: ProductType) -> Iterator[Mapping[str, Any]]:
        """Payloads of a type, newest first."""


class Place(Protocol):
    """Somewhere a fact may be."""

    @property
    def kind(self) -> ProductType | None:
        """The product it is in; None for the registration."""

    def holds(self, kept: Kept) -> bool:
        """Whether it is there."""


@dataclass(frozen=True, slots=True)
class InRegistration:
    """A member of the first version of the passport, or what the ledger says."""

    member: str
    kind: ProductType | None = None

    def holds(self, kept: Kept) -> bool:
        """Whether the registration has it."""
        return kept.registration.get(self.member) not in (None, "")

    def __str__(self) -> str:
        return f"registration /{self.member}"


@dataclass(frozen=True, slots=True)
class InProduct:
    """A member of a product, by JSON pointer."""

    kind: ProductType
    pointer: str

    def holds(self, kept: Kept) -> bool:
        """Whether any product of the type has it; an empty list counts, it says that there are none."""
        return any(found(payload, self.pointer) is not None for payload in kept.payloads(self.kind))

    def __str__(self) -> str:
        return f"{self.kind.value} {self.pointer}"


@dataclass(frozen=True, slots=True)
class RowOfProduct:
    """A row of an array whose member is, or lists, a value."""

    kind: ProductType
    pointer: str
    member: str
    value: str

    def holds(self, kept: Kept) -> bool:
        """Whether any product of the type has such a row."""
        return any(
            self._is_it(row) for payload in kept.payloads(self.kind) for row in found(payload, self.pointer) or ()
        )

    def _is_it(self, row: Any) -> bool:
        says = row.get(self.member) if isinstance(row, Mapping) else None
        return says == self.value or (isinstance(says, list | tuple) and self.value in says)

    def __str__(self) -> str:
        return f"{self.kind.value} {self.pointer}[{self.member}={self.value}]"


Part = tuple[Place, ...]
"""Any one of these places will do."""


def found(payload: Mapping[str, Any], pointer: str) -> Any:
    """The value at a JSON pointer, or None."""
    value: Any = payload
    for part in pointer.split("/")[1:]:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


_SHEET, _STATIC, _NOW = ProductType.PRODUCT_DATA_SHEET, ProductType.PERFORMANCE_STATIC, ProductType.PERFORMANCE_DYNAMIC
_PUBLIC_MATERIAL, _MATERIAL = ProductType.MATERIAL_COMPOSITION, ProductType.MATERIAL_COMPOSITION_RESTRICTED
_CIRCULARITY, _DISMANTLING = ProductType.CIRCULARITY, ProductType.DISMANTLING_INFORMATION
_CONFORMITY, _FOOTPRINT = ProductType.DECLARATION_OF_CONFORMITY, ProductType.CARBON_FOOTPRINT


def _registration(*members: str) -> Part:
    return tuple(InRegistration(member) for member in members)


def _in(kind: ProductType, *pointers: str) -> Part:
    return tuple(InProduct(kind, pointer) for pointer in pointers)


def _row(kind: ProductType, pointer: str, member: str, value: str) -> Part:
    return (RowOfProduct(kind, pointer, member, value),)


def _dismantling(topic: str, *pointers: str) -> Part:
    """Said in the product, or covered by one of its documents."""
    return (*_in(_DISMANTLING, *pointers), *_row(_DISMANTLING, "/documents", "covers", topic))


PLACES: Mapping[int, tuple[Part, ...]] = {
    1: (_registration("identifier"),),
    2: (_registration("registrant"),),
    3: (_in(_SHEET, "/manufacturer/name", "/manufacturer"),),
    4: (_in(_SHEET, "/manufacturer/postalAddress"),),
    5: (_in(_SHEET, "/manufacturer/webAddress", "/manufacturer/email"),),
    6: (_registration("category"),),
    7: (
        (*_registration("product_code"), *_in(_SHEET, "/modelIdentifier", "/productCode")),
        _registration("serial_number"),
    ),
    8: (_in(_SHEET, "/manufacturingPlace"),),
    9: (_registration("manufacturingDate", "repurposingDate"),),
    10: (_in(_SHEET, "/massKg", "/weight"),),
    11: (_in(_SHEET, "/ratedCapacityAh", "/energy"),),
    12: (_in(_PUBLIC_MATERIAL, "/chemistry"),),
    13: (_in(_PUBLIC_MATERIAL, "/hazardousSubstances"),),
    14: (_in(_CIRCULARITY, "/extinguishingAgents"),),
    15: (_in(_PUBLIC_MATERIAL, "/criticalRawMaterials"),),
    17: (_in(_FOOTPRINT, "/kgCo2ePerKwh"),),
    18: (_in(_FOOTPRINT, "/performanceClass", "/labelUrl"),),
    19: (_in(ProductType.SUPPLY_CHAIN_DUE_DILIGENCE, "/report"),),
    20: (_in(_CIRCULARITY, "/recycledCobalt"),),
    21: (_in(_CIRCULARITY, "/recycledLithium"),),
    22: (_in(_CIRCULARITY, "/recycledNickel"),),
    23: (_in(_CIRCULARITY, "/recycledLead"),),
    24: (_in(_CIRCULARITY, "/renewableContentPercent"),),
    26: (_in(_SHEET, "/minimumVoltageV", "/voltage/min"),),
    27: (_in(_SHEET, "/nominalVoltageV", "/voltage/nominal"),),
    28: (_in(_SHEET, "/maximumVoltageV", "/voltage/max"),),
    29: (_in(_STATIC, "/originalPowerCapability"),),
    30: (_in(_STATIC, "/maximumPermittedPowerW"),),
    31: ((*_in(_STATIC, "/expectedCycles"), *_in(_SHEET, "/cycleLife")),),
    32: (_in(_STATIC, "/lifetimeReferenceTest"),),
    33: (_in(_STATIC, "/capacityThresholdForExhaustionPercent"),),
    34: (_in(_STATIC, "/idleTemperatureRange"),),
    35: (_in(_SHEET, "/warrantyMonths"),),
    36: (_in(_STATIC, "/initialRoundTripEfficiencyPercent"),),
    37: (_in(_STATIC, "/halfLifeRoundTripEfficiencyPercent"),),
    38: (
        _row(_STATIC, "/initialInternalResistance", "part", "cell"),
        _row(_STATIC, "/initialInternalResistance", "part", "pack"),
    ),
    39: (_in(_STATIC, "/cycleLifeTestCRate"),),
    40: (_in(_CONFORMITY, "/separateCollectionMark"),),
    41: (_in(_CONFORMITY, "/heavyMetalMarks"),),
    42: (_in(_CONFORMITY, "/declaration"),),
    43: (
        _in(_CIRCULARITY, "/wastePreventionUrl"),
        _in(_CIRCULARITY, "/separateCollectionUrl"),
        _in(_CIRCULARITY, "/collectionAndTreatmentUrl"),
        _in(_CIRCULARITY, "/wasteSafetyUrl"),
        _in(_CONFORMITY, "/separateCollectionMark/meaning"),
        _in(_PUBLIC_MATERIAL, "/hazardousSubstances"),
    ),
    44: (_in(_SHEET, "/instructionsForUseUrl"),),
    45: tuple(_row(_MATERIAL, "/materials", "component", part) for part in ("cathode", "anode", "electrolyte")),
    46: (_in(_DISMANTLING, "/partNumbers", "/partNumbersUrl"),),
    47: (_in(_DISMANTLING, "/sparePartSources", "/sparePartSourcesUrl"),),
    48: (
        _dismantling("exploded-diagrams"),
        _dismantling("disassembly-sequence", "/disassemblySequence"),
        _dismantling("fasteners", "/fasteners"),
        _dismantling("tools", "/tools"),
        _dismantling("damage-warnings", "/damageWarnings"),
        _dismantling("cell-count-and-layout", "/cellLayout"),
    ),
    49: (_in(_DISMANTLING, "/safetyMeasures/instructionsUrl", "/safetyMeasures/measures"),),
    50: (_in(ProductType.TEST_REPORT, "/report"),),
    51: (_in(_NOW, "/ratedCapacityAh"),),
    52: (_in(_NOW, "/capacityFadePercent"),),
    53: (_in(_NOW, "/powerW"),),
    54: (_in(_NOW, "/powerFadePercent"),),
    55: (_in(_NOW, "/internalResistance"),),
    56: (_in(_NOW, "/internalResistanceIncrease"),),
    57: (_in(_NOW, "/roundTripEfficiencyPercent"),),
    58: (_in(_NOW, "/roundTripEfficiencyFadePercent"),),
    59: (_in(_NOW, "/expectedLifetimeCycles"),),
    60: (_in(_NOW, "/expectedLifetimeYears"),),
    61: (_in(_NOW, "/stateOfCertifiedEnergyPercent"),),
    62: (_in(_NOW, "/remainingCapacityAh"),),
    63: (_in(_NOW, "/remainingPowerCapability"),),
    64: (_in(_NOW, "/remainingRoundTripEfficiencyPercent"),),
    65: (_in(_NOW, "/selfDischargeEvolutionPercent", "/selfDischargePercentPerMonth"),),
    66: (_in(_NOW, "/ohmicResistanceOhm"),),
    67: (_registration("status"),),
    68: ((*_in(_NOW, "/fullCycles"), *_in(ProductType.CHARGING_HISTORY, "/batteryChargingHistory")),),
    69: (_in(ProductType.INCIDENT_REPORT, "/occurredAt"),),
    70: ((*_in(_NOW, "/temperatureC", "/highTemperatureMinutes"), *_in(ProductType.SITE_WEATHER, "/temp")),),
    71: (_in(_NOW, "/stateOfChargePercent"),),
}

NO_PLACE: Mapping[int, str] = {
    16: "Not to be filled in any category; its parts are points 12, 13, 15 and 45.",
    25: "Not to be filled in any category; the rated capacity is point 11, and point 51 as it is now.",
}
"""Points that are kept nowhere, and why."""

INDIVIDUAL = frozenset({9})
"""Static points that are the individual battery's, not its model's."""
