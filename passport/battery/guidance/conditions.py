"""Whether a conditional data point applies, as far as the passport itself tells.

The guidance says "if applicable" without saying when. Each rule here names the clause it rests on; where neither the
Regulation nor the passport decides, the answer is None and the report says that the condition is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from passport.battery.category import BatteryCategory
from passport.battery.guidance.places import PLACES, Kept, found
from passport.battery.lifecycle import Stage
from passport.battery.product_types import ProductType

MARKED_ABOVE = {"7440-43-9": ("cadmium", Decimal("0.002")), "7439-92-1": ("lead", Decimal("0.004"))}
"""Article 13(5): share of the battery's mass, %, above which Cd or Pb is marked."""

_IN_CHEMISTRY = {"pb": "lead", "ni-cd": "cadmium", "nicd": "cadmium", "lead-acid": "lead"}
_WITH_MANAGEMENT = (BatteryCategory.ELECTRIC_VEHICLE, BatteryCategory.LMT, BatteryCategory.STATIONARY)
"""Article 14(1): their battery management system holds the parameters of Annex VII."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the condition holds, and what says so; None where nothing does."""

    applies: bool | None
    because: str


Rule = Callable[[Kept, BatteryCategory, Stage], Answer]


def stated(kept: Kept, number: int) -> bool:
    """Whether every part of a data point is there."""
    parts = PLACES.get(number, ())
    return bool(parts) and all(any(place.holds(kept) for place in part) for part in parts)


def _follows(number: int, why: str) -> Rule:
    """Applies if another point is filled, which says that the quantity exists for this battery."""

    def rule(kept: Kept, _category: BatteryCategory, _stage: Stage) -> Answer:
        if stated(kept, number):
            return Answer(True, f"point {number} is filled: {why}")
        return Answer(None, f"point {number} is not filled either; nothing says whether {why}")

    return rule


def _durability(_kept: Kept, category: BatteryCategory, _stage: Stage) -> Answer:
    if category is BatteryCategory.STATIONARY:
        return Answer(True, "Article 10(1): a stationary battery has internal storage (Article 3(1)(15))")
    return Answer(None, "Article 10(1) exempts industrial batteries with exclusively external storage")


def _health(_kept: Kept, category: BatteryCategory, _stage: Stage) -> Answer:
    if category is BatteryCategory.STATIONARY:
        return Answer(True, "Article 14(1) names stationary battery energy storage systems")
    return Answer(False, "Article 14(1) names stationary, LMT and electric vehicle batteries only")


def _use(_kept: Kept, category: BatteryCategory, stage: Stage) -> Answer:
    if stage is Stage.REGISTERED:
        return Answer(False, "Annex XIII point 4(d) speaks of use, and the battery is not in service yet")
    if category in _WITH_MANAGEMENT:
        return Answer(True, "in service, with a battery management system (Article 14(1))")
    return Answer(None, "in service; nothing says whether the battery has a management system")


def _events(_kept: Kept, _category: BatteryCategory, _stage: Stage) -> Answer:
    return Answer(False, "no negative event is reported")


def _warranty(_kept: Kept, _category: BatteryCategory, _stage: Stage) -> Answer:
    return Answer(None, "nothing says whether a commercial warranty is given; warrantyMonths 0 says that none is")


def _heavy_metals(kept: Kept, _category: BatteryCategory, _stage: Stage) -> Answer:
    for payload in kept.payloads(ProductType.MATERIAL_COMPOSITION):
        metal = _IN_CHEMISTRY.get(str(found(payload, "/chemistry/shortName")).lower())
        if metal:
            return Answer(True, f"the chemistry holds {metal} (Article 13(5))")
    rows = [
        row
        for payload in kept.payloads(ProductType.MATERIAL_COMPOSITION_RESTRICTED)
        for row in found(payload, "/materials") or ()
    ]
    for row in rows:
        metal, limit = MARKED_ABOVE.get(str(row.get("casNumber")), (None, Decimal(0)))
        if metal and (row.get("massPercent") is None or Decimal(str(row["massPercent"])) > limit):
            return Answer(True, f"the composition holds {metal} (Article 13(5): above {limit} %)")
    if rows:
        return Answer(False, "the composition holds neither cadmium nor lead above the shares of Article 13(5)")
    return Answer(None, "no detailed composition is there to tell whether cadmium or lead is")


_IN_CYCLES = _follows(31, "its lifetime is expressed in cycles")
_EFFICIENCY = _follows(36, "a round-trip efficiency is stated for the model")

RULES: Mapping[int, Rule] = {
    31: _follows(59, "its lifetime is expressed in cycles"),
    32: _IN_CYCLES,
    35: _warranty,
    36: _follows(57, "a round-trip efficiency is stated for the battery"),
    37: _EFFICIENCY,
    39: _IN_CYCLES,
    41: _heavy_metals,
    **dict.fromkeys((51, 52, 53, 54, 55, 56, 60), _durability),
    57: _EFFICIENCY,
    58: _EFFICIENCY,
    59: _IN_CYCLES,
    **dict.fromkeys((62, 63, 64, 65, 66), _health),
    68: _use,
    69: _events,
    70: _use,
    71: _use,
}
"""By number; a test finds a rule for every conditional point of the guidance."""
