"""The data points as the guidance lists them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from passport.battery.category import BatteryCategory
from passport.battery.disclosure import DisclosureClass
from passport.errors import BatteryRuleError

REQUIRED_FROM = date(2027, 2, 18)
"""Article 77(1): from this day on batteries of these categories have a passport."""

_COLUMNS: Mapping[BatteryCategory, Literal["ev", "lmt", "industrial"]] = {
    BatteryCategory.ELECTRIC_VEHICLE: "ev",
    BatteryCategory.LMT: "lmt",
    BatteryCategory.INDUSTRIAL: "industrial",
    BatteryCategory.STATIONARY: "industrial",
}


class NoPassportNeeded(BatteryRuleError):
    """The category has no battery passport, so there is nothing to grade."""

    code = "battery.no_passport"
    default_clause = "Article 77(1)"


class Status(StrEnum):
    """What the guidance says of a point for a category."""

    MANDATORY = "mandatory"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"
    NOT_TO_BE_FILLED = "notToBeFilled"
    PENDING = "pending"
    """The act that says how is outstanding."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class Applicability(_Read):
    """One cell of the guidance's table."""

    status: Status
    note: str | None = None
    """The guidance's own words."""


class ByCategory(_Read):
    """The three columns of the guidance's table; stationary batteries are industrial ones (Article 3(1)(15))."""

    ev: Applicability
    lmt: Applicability
    industrial: Applicability


class DataPoint(_Read):
    """One of the 71."""

    number: int
    name: str
    source: str | None
    """Point of the Regulation; None where the guidance names none."""
    lifecycle: Literal["static", "dynamic"]
    access: Literal["public", "legitimateInterest", "notifiedBodiesAndAuthorities"]
    applicability: ByCategory

    def for_category(self, category: BatteryCategory) -> Applicability:
        """What holds for a category. Raises NoPassportNeeded for portable and SLI batteries."""
        column = _COLUMNS.get(category)
        if column is None:
            raise NoPassportNeeded(f"A battery of category {category.value} has no battery passport.")
        cell: Applicability = getattr(self.applicability, column)
        return cell

    @property
    def disclosure(self) -> DisclosureClass:
        """The point of Annex XIII that says who may see it (Article 77(2))."""
        if self.access == "public":
            return DisclosureClass.PUBLIC
        if self.access == "notifiedBodiesAndAuthorities":
            return DisclosureClass.AUTHORITIES
        of_the_model = (self.source or "").startswith("BR Annex XIII 2")
        return DisclosureClass.LEGITIMATE_INTEREST_AND_AUTHORITIES if of_the_model else DisclosureClass.INDIVIDUAL


class Document(_Read):
    """Where the points come from; shown in every report."""

    title: str
    version: str
    issued: date
    publisher: str
    reference: str
    license: str
    regulation: str
    attribution: str


class Guidance(_Read):
    """The guidance, read."""

    document: Document
    data_points: tuple[DataPoint, ...]


def read_guidance(document: Mapping[str, Any]) -> Guidance:
    """The guidance from its data file (data_points.json of this room); raises pydantic's ValidationError."""
    return Guidance.model_validate(document)
