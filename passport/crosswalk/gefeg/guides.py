"""The five guides of BatteryPass-Ready 1.0, and which members each asks for."""

from __future__ import annotations

from enum import StrEnum

from passport.battery.category import BatteryCategory
from passport.crosswalk.content import PassportContent
from passport.crosswalk.errors import CrosswalkError


class Guide(StrEnum):
    """One published validation schema each."""

    ELECTRIC_VEHICLE = "ev"
    LMT = "lmt"
    OTHER_INDUSTRIAL = "other-industrial"
    STATIONARY = "stationary"
    WITHOUT_BMS = "industrial-without-bms"


CATEGORY_WORDS: dict[Guide, str] = {
    Guide.ELECTRIC_VEHICLE: "electric vehicle battery",
    Guide.LMT: "LMT battery",
    Guide.OTHER_INDUSTRIAL: "industrial/non-stationary battery",
    Guide.STATIONARY: "industrial/stationary battery",
    Guide.WITHOUT_BMS: "industrial/non-stationary battery",
}
"""Defect gefeg-category-without-bms: the published file of the guide without BMS asks for `STATIC_WITHOUT_BMS`, the
server that validates refuses that and takes the word of the other industrial guide."""

STATIC_WITHOUT_BMS = "industrial battery without BMS"

_OF_CATEGORY = {
    BatteryCategory.ELECTRIC_VEHICLE: Guide.ELECTRIC_VEHICLE,
    BatteryCategory.LMT: Guide.LMT,
    BatteryCategory.INDUSTRIAL: Guide.OTHER_INDUSTRIAL,
    BatteryCategory.STATIONARY: Guide.STATIONARY,
}

CATEGORIES: dict[Guide, BatteryCategory] = {guide: category for category, guide in _OF_CATEGORY.items()} | {
    Guide.WITHOUT_BMS: BatteryCategory.INDUSTRIAL
}


def guide_of(content: PassportContent) -> Guide:
    """The guide a battery is described by. Raises CrosswalkError for a category that needs no passport."""
    guide = _OF_CATEGORY.get(content.category)
    if guide is None:
        raise CrosswalkError(
            f"BatteryPass-Ready has no guide for a battery of category {content.category.value}.",
            clause="Regulation (EU) 2023/1542, Article 77(1)",
        )
    if guide is Guide.OTHER_INDUSTRIAL and not content.has_management_system:
        return Guide.WITHOUT_BMS
    return guide
