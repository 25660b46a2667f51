"""Rolling up: by the rule, from the inputs, and never in silence about what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.rollup import Bound, Gap, Quantity, Reading, Rule, roll_up
from passport.errors import QuantityError
from passport.identifiers import BatteryIdentifier, Cid

HEALTH = Quantity("state of health", "%", "score")
CYCLES = Quantity("cycles", "1", "history", low_is_weak=False)
MASS = Quantity("mass", "kg", "sheet", additive=True, low_is_weak=False)
SOURCE = Cid.from_digest(bytes(32))


def part(number: int) -> BatteryIdentifier:
    return BatteryIdentifier(f"https://example.org/cell/{number}")


def readings(values: list[Decimal]) -> list[Reading]:
    return [Reading(part(number), value, (SOURCE,)) for number, value in enumerate(values)]


decimals = st.decimals(0, 1000, places=3)
lists = st.lists(decimals, min_size=1, max_size=12)


@given(lists)
def test_roll_up__nothing_missing__is_exactly_what_the_rule_says(values: list[Decimal]) -> None:
    given_readings = readings(values)
    results = {rule: roll_up(MASS, rule, given_readings) for rule in Rule}
    assert results[Rule.SUM].value == sum(values)
    assert results[Rule.MINIMUM].value == min(values)
    assert results[Rule.MAXIMUM].value == max(values) == results[Rule.WEAKEST].value
    assert all(result.bound is Bound.EXACT for result in results.values())


@given(lists, st.randoms())
def test_roll_up__parts_in_another_order__same_answer(values: list[Decimal], chance: object) -> None:
    shuffled = readings(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert roll_up(HEALTH, Rule.WEAKEST, shuffled) == roll_up(HEALTH, Rule.WEAKEST, readings(values))


@given(lists, lists)
def test_roll_up__something_missing__bound_holds_whatever_it_is(known: list[Decimal], hidden: list[Decimal]) -> None:
    gaps = [Gap(part(100 + number), "missing") for number in range(len(hidden))]
    for quantity in (MASS, CYCLES, HEALTH):
        for rule in Rule:
            if rule is Rule.SUM and not quantity.additive:
                continue
            partial = roll_up(quantity, rule, readings(known), gaps)
            whole = roll_up(quantity, rule, readings(known + hidden))
            assert partial.gaps == tuple(gaps)
            assert partial.value is not None
            assert whole.value is not None
            fits = {Bound.AT_LEAST: partial.value <= whole.value, Bound.AT_MOST: partial.value >= whole.value}
            assert fits[partial.bound]


def test_weakest__of_health_and_of_cycles__the_low_one_and_the_high_one() -> None:
    values = readings([Decimal(80), Decimal(95)])
    assert roll_up(HEALTH, Rule.WEAKEST, values).component == part(0)
    assert roll_up(CYCLES, Rule.WEAKEST, values).component == part(1)
    assert [reading.component for reading in roll_up(CYCLES, Rule.MINIMUM, values).readings] == [part(1), part(0)]
    assert roll_up(CYCLES, Rule.MINIMUM, values).component == part(0)


def test_roll_up__nothing_known__no_value_and_every_gap() -> None:
    result = roll_up(MASS, Rule.SUM, [], [Gap(part(1), "erased", SOURCE)])
    assert result.value is None
    assert result.bound is Bound.UNKNOWN
    assert result.gaps[0].reason == "erased"
    assert "0 of 1" in result.statement


def test_sum__of_what_does_not_add_up__refused() -> None:
    with pytest.raises(QuantityError, match="does not add up"):
        roll_up(HEALTH, Rule.SUM, readings([Decimal(1)]))
