"""One value for a battery out of those of its parts, by a stated rule and from named inputs.

A missing input is never taken for zero nor left out in silence: it makes the value a bound, or leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from passport.errors import QuantityError
from passport.identifiers import BatteryIdentifier, Cid


class Rule(StrEnum):
    """How many values become one."""

    SUM = "sum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    WEAKEST = "weakest"
    """The minimum or the maximum, whichever is the worse one of this quantity."""


class Bound(StrEnum):
    """What a value means when inputs are missing."""

    EXACT = "exact"
    """Nothing is missing."""
    AT_MOST = "at most"
    """What is missing may lower it."""
    AT_LEAST = "at least"
    """What is missing may raise it."""
    UNKNOWN = "unknown"
    """No input could be read."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something every part has a value of."""

    name: str
    unit: str
    meaning: str
    """How a part's value is found, for people."""
    low_is_weak: bool = True
    additive: bool = False
    """Whether the parts' values add up to the whole's; none of these is ever negative."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one part."""

    component: BatteryIdentifier
    value: Decimal
    sources: tuple[Cid, ...]
    """The products, or first versions of passports, it was read from."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part whose value could not be had, and why."""

    component: BatteryIdentifier
    reason: str
    source: Cid | None = None
    """The product that could not be read; None if there is none."""


@dataclass(frozen=True, slots=True)
class RollUp:
    """A value rolled up."""

    quantity: Quantity
    rule: Rule
    statement: str
    """The rule in words."""
    value: Decimal | None
    bound: Bound
    component: BatteryIdentifier | None
    """The part the value is of; None for a sum."""
    readings: tuple[Reading, ...]
    """The weakest first."""
    gaps: tuple[Gap, ...]


def roll_up(quantity: Quantity, rule: Rule, readings: Iterable[Reading], gaps: Iterable[Gap] = ()) -> RollUp:
    """Applies a rule to the values of the parts.

    Args:
        quantity: What the values are of.
        rule: How they become one.
        readings: The values that are known, of parts that do not contain each other.
        gaps: The parts whose value is not known.

    Raises:
        QuantityError: A sum of what does not add up.
    """
    if rule is Rule.SUM and not quantity.additive:
        raise QuantityError(
            f"The {quantity.name} of parts does not add up to that of the whole.",
            remedy="Ask for the minimum, the maximum or the weakest.",
            quantity=quantity.name,
        )
    weak_first = sorted(readings, key=lambda reading: (reading.value, reading.component))
    if not quantity.low_is_weak:
        weak_first.sort(key=lambda reading: -reading.value)
    missing = tuple(sorted(gaps, key=lambda gap: gap.component))
    value, component = _result(quantity, rule, weak_first)
    statement = _statement(quantity, rule, len(weak_first), len(missing))
    bound = _bound(quantity, rule, value is not None, bool(missing))
    return RollUp(quantity, rule, statement, value, bound, component, tuple(weak_first), missing)


def _result(
    quantity: Quantity, rule: Rule, weak_first: list[Reading]
) -> tuple[Decimal | None, BatteryIdentifier | None]:
    if not weak_first:
        return None, None
    if rule is Rule.SUM:
        return sum((reading.value for reading in weak_first), Decimal(0)), None
    weakest, strongest = weak_first[0], weak_first[-1]
    chosen = weakest if rule is Rule.WEAKEST or (rule is Rule.MINIMUM) == quantity.low_is_weak else strongest
    return chosen.value, chosen.component


def _bound(quantity: Quantity, rule: Rule, known: bool, missing: bool) -> Bound:
    if not known:
        return Bound.UNKNOWN
    if not missing:
        return Bound.EXACT
    lowest = rule is Rule.MINIMUM or (rule is Rule.WEAKEST and quantity.low_is_weak)
    return Bound.AT_MOST if lowest else Bound.AT_LEAST


def _statement(quantity: Quantity, rule: Rule, known: int, missing: int) -> str:
    words = {
        Rule.SUM: f"the sum of the {quantity.name} of the parts",
        Rule.MINIMUM: f"the lowest {quantity.name} of the parts",
        Rule.MAXIMUM: f"the highest {quantity.name} of the parts",
        Rule.WEAKEST: f"the {'lowest' if quantity.low_is_weak else 'highest'} {quantity.name} of the parts: "
        "in a series string every part carries the same charge, so the whole gives what its weakest part gives",
    }
    of = f"{known} of {known + missing} parts are known"
    return f"{words[rule]}; {of}"
