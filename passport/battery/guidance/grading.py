"""Grade a passport: for each data point, whether it is there, missing, not required, pending, or should not be there.

*Missing* and *not yet required* are told apart: before the day Article 77(1) sets, and for points whose act is
outstanding, nothing is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from passport.battery.category import BatteryCategory
from passport.battery.disclosure import DisclosureClass
from passport.battery.guidance.conditions import RULES, Answer
from passport.battery.guidance.data_points import (
    REQUIRED_FROM,
    Applicability,
    DataPoint,
    Guidance,
    NoPassportNeeded,
    Status,
)
from passport.battery.guidance.places import INDIVIDUAL, NO_PLACE, PLACES, Part
from passport.battery.lifecycle import Stage
from passport.battery.product_types import ProductType


class Outcome(StrEnum):
    """What is found for one data point."""

    PRESENT = "present"
    MISSING = "missing"
    """Mandatory, or its condition holds, and it is not there."""
    UNREADABLE = "unreadable"
    """Not found, and a product that may hold it cannot be read here."""
    CONDITION_OPEN = "condition open"
    """Conditional, not there, and nothing says whether the condition holds."""
    NOT_APPLICABLE = "not applicable"
    OPTIONAL_ABSENT = "optional, absent"
    LEFT_OUT = "left out"
    """Not to be filled, and not filled."""
    NOT_TO_BE_FILLED = "filled, but not to be"
    PENDING = "pending"
    """Not yet required: the act is outstanding."""
    PENDING_FILLED = "pending, filled"
    """Not yet required, and said all the same."""
    NOT_YET_REQUIRED = "not yet required"
    """Not there; no passport is required of this battery on this day."""


class Verdict(StrEnum):
    """All points together."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NOT_CHECKABLE = "not checkable"
    """Nothing is known to be missing, but not everything could be read."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product about the battery or its model."""

    kind: ProductType
    payload: Mapping[str, Any] | None
    """None if it is there and cannot be read here."""


@dataclass(frozen=True, slots=True)
class Content:
    """A passport as it is to be graded."""

    category: BatteryCategory
    stage: Stage
    registration: Mapping[str, Any]
    """Members of the first version, and `registrant` and `status` as the ledger has them."""
    products: tuple[Product, ...]
    """Newest first; without those that were withdrawn."""
    is_model: bool = False
    rated_energy_kwh: float | None = None
    """Decides for industrial batteries whether a passport is required; None if nothing says."""

    @property
    def unreadable(self) -> frozenset[ProductType]:
        """Types of which a product is there that cannot be read here."""
        return frozenset(product.kind for product in self.products if product.payload is None)

    def payloads(self, kind: ProductType) -> Iterator[Mapping[str, Any]]:
        """Payloads of a type that could be read, newest first."""
        return (product.payload for product in self.products if product.kind is kind and product.payload is not None)


@dataclass(frozen=True, slots=True)
class Graded:
    """One data point, graded."""

    point: DataPoint
    status: Status
    note: str | None
    disclosure: DisclosureClass
    outcome: Outcome
    reason: str
    places: tuple[str, ...]
    """Where it was found, or where it is looked for."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A passport, graded."""

    category: BatteryCategory
    on: date
    """Day the requirements are those of."""
    passport_required: bool
    why: str
    """What says whether a passport is required."""
    points: tuple[Graded, ...]

    @property
    def verdict(self) -> Verdict:
        """Incomplete if anything is missing, or filled that must not be."""
        outcomes = {graded.outcome for graded in self.points}
        if outcomes & {Outcome.MISSING, Outcome.NOT_TO_BE_FILLED}:
            return Verdict.INCOMPLETE
        return Verdict.NOT_CHECKABLE if Outcome.UNREADABLE in outcomes else Verdict.COMPLETE

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Points by outcome, in the order of `Outcome`."""
        counted = Counter(graded.outcome for graded in self.points)
        return {outcome: counted[outcome] for outcome in Outcome if counted[outcome]}

    def with_outcome(self, outcome: Outcome) -> tuple[int, ...]:
        """Numbers of the points with this outcome."""
        return tuple(graded.point.number for graded in self.points if graded.outcome is outcome)


def grade(content: Content, guidance: Guidance, on: date) -> Grade:
    """Grades a passport against the guidance as of a day.

    Raises:
        NoPassportNeeded: The category has no passport at all.
    """
    required, why = _required(content, on)
    points = tuple(_graded(content, point, required) for point in guidance.data_points)
    return Grade(content.category, on, required, why, points)


def _required(content: Content, on: date) -> tuple[bool, str]:
    if content.category in (BatteryCategory.PORTABLE, BatteryCategory.SLI):
        raise NoPassportNeeded(f"A battery of category {content.category.value} has no battery passport.")
    if on < REQUIRED_FROM:
        return False, f"Article 77(1): required from {REQUIRED_FROM.isoformat()} on"
    energy = content.rated_energy_kwh
    if energy is not None and not content.category.needs_passport(energy):
        return False, f"Article 77(1): an industrial battery of {energy:g} kWh, not above 2 kWh, needs none"
    return True, "Article 77(1)"


def _graded(content: Content, point: DataPoint, required: bool) -> Graded:
    cell = point.for_category(content.category)
    parts = _parts_of(content, point)
    there = [tuple(str(place) for place in part if place.holds(content)) for part in parts]
    if there and all(there):
        outcome, reason = _filled(cell)
        places = tuple(one for part in there for one in part)
    else:
        outcome, reason = _absent(content, point, cell, parts, required)
        places = tuple(str(place) for part, held in zip(parts, there, strict=True) if not held for place in part)
    return Graded(point, cell.status, cell.note, point.disclosure, outcome, reason, places)


def _parts_of(content: Content, point: DataPoint) -> tuple[Part, ...]:
    """The parts that are asked for; a model has no serial number."""
    parts = PLACES.get(point.number, ())
    return parts[:1] if content.is_model and point.number == 7 else parts


def _filled(cell: Applicability) -> tuple[Outcome, str]:
    if cell.status is Status.NOT_TO_BE_FILLED:
        return Outcome.NOT_TO_BE_FILLED, cell.note or ""
    if cell.status is Status.PENDING:
        return Outcome.PENDING_FILLED, cell.note or ""
    return Outcome.PRESENT, ""


def _absent(
    content: Content, point: DataPoint, cell: Applicability, parts: tuple[Part, ...], required: bool
) -> tuple[Outcome, str]:
    if cell.status is Status.NOT_TO_BE_FILLED:
        return Outcome.LEFT_OUT, NO_PLACE.get(point.number, cell.note or "")
    if cell.status is Status.PENDING:
        return Outcome.PENDING, cell.note or ""
    if content.is_model and (point.lifecycle == "dynamic" or point.number in INDIVIDUAL):
        return Outcome.NOT_APPLICABLE, "it is of each battery, and this is a model"
    closed = content.unreadable & {place.kind for part in parts for place in part if place.kind is not None}
    if closed:
        return Outcome.UNREADABLE, f"cannot be opened here: {', '.join(sorted(kind.value for kind in closed))}"
    if cell.status is Status.OPTIONAL:
        return Outcome.OPTIONAL_ABSENT, cell.note or ""
    if cell.status is Status.CONDITIONAL:
        answer = _answer(content, point)
        if answer.applies is None:
            return Outcome.CONDITION_OPEN, answer.because
        if not answer.applies:
            return Outcome.NOT_APPLICABLE, answer.because
        return (Outcome.MISSING if required else Outcome.NOT_YET_REQUIRED), answer.because
    return (Outcome.MISSING if required else Outcome.NOT_YET_REQUIRED), ""


def _answer(content: Content, point: DataPoint) -> Answer:
    rule = RULES.get(point.number)
    return Answer(None, "no rule") if rule is None else rule(content, content.category, content.stage)
