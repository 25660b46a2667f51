"""Facts the law asks twice, and counters, compared between products: two that exclude each other are named.

A contradiction is told beside the grade and does not change it: which of the two is wrong, nobody can say from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from passport.battery.guidance.places import Kept, found
from passport.battery.product_types import ProductType

COUNTERS = (
    "fullCycles",
    "energyThroughputWh",
    "capacityThroughputAh",
    "deepDischargeEvents",
    "overchargeEvents",
    "highTemperatureMinutes",
    "lowTemperatureMinutes",
    "highTemperatureChargingMinutes",
    "lowTemperatureChargingMinutes",
)
"""Members of PerformanceDynamic that never fall."""

MASS_TOLERANCE = Decimal("0.01")
"""Share by which the masses of the materials may exceed the mass of the battery: each is stated rounded."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that cannot both be right."""

    rule: str
    places: tuple[str, str]
    says: str


def contradictions(kept: Kept) -> tuple[Contradiction, ...]:
    """What excludes each other in a passport; products are compared as far as they can be read."""
    return (*_identity(kept), *_rated_capacity(kept), *_mass(kept), *_counters(kept))


def _identity(kept: Kept) -> Iterator[Contradiction]:
    registered = kept.registration.get("product_code")
    sheet = next(kept.payloads(ProductType.PRODUCT_DATA_SHEET), {})
    stated = sheet.get("modelIdentifier", sheet.get("productCode"))
    if registered is not None and stated is not None and registered != stated:
        places = ("registration /product_code", "ProductDataSheet /modelIdentifier")
        yield Contradiction("model", places, f"registered as {registered}, described as {stated}")


def _rated_capacity(kept: Kept) -> Iterator[Contradiction]:
    registered = _number(found(kept.registration, "/rated/capacity_ah"))
    sheet = next(kept.payloads(ProductType.PRODUCT_DATA_SHEET), {})
    stated = _number(sheet.get("ratedCapacityAh", sheet.get("energy")))
    if registered is not None and stated is not None and registered != stated:
        places = ("registration /rated/capacity_ah", "ProductDataSheet /ratedCapacityAh")
        yield Contradiction("rated-capacity", places, f"registered with {registered} Ah, described with {stated} Ah")


def _mass(kept: Kept) -> Iterator[Contradiction]:
    sheet = next(kept.payloads(ProductType.PRODUCT_DATA_SHEET), {})
    whole = _number(sheet.get("massKg", sheet.get("weight")))
    composition = next(kept.payloads(ProductType.MATERIAL_COMPOSITION_RESTRICTED), {})
    parts = [_number(row.get("massKg")) for row in composition.get("materials", ())]
    total = sum((part for part in parts if part is not None), Decimal(0))
    if whole is not None and total > whole * (1 + MASS_TOLERANCE):
        places = ("ProductDataSheet /massKg", "MaterialCompositionRestricted /materials")
        yield Contradiction("mass", places, f"{total} kg of materials in a battery of {whole} kg")


def _counters(kept: Kept) -> Iterator[Contradiction]:
    payloads = kept.payloads(ProductType.PERFORMANCE_DYNAMIC)
    recorded = sorted(((datetime.fromisoformat(one["recordedAt"]), one) for one in payloads), key=lambda pair: pair[0])
    for name in COUNTERS:
        values = [(at, _number(payload[name])) for at, payload in recorded if name in payload]
        for (before, low), (after, high) in pairwise(values):
            if low is not None and high is not None and high < low:
                place = f"PerformanceDynamic /{name}"
                says = f"{low} at {before.isoformat()}, {high} at {after.isoformat()}: a counter never falls"
                yield Contradiction("counter-falls", (place, place), says)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return Decimal(str(value))
