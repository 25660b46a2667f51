"""The sub-function of the state of safety and how links combine."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.scoring.kernels.safety_links import TAU, Anchors, combine, link_value, sub_function, worst

OVER = Anchors(4.20, 4.30)
UNDER = Anchors(2.80, 2.50)
readings = st.floats(-1e6, 1e6)
links = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=20)


def value(x: float, anchors: Anchors) -> float:
    return float(sub_function(np.array([x]), anchors)[0])


@pytest.mark.parametrize(
    ("x", "anchors", "expected"),
    [
        (4.20, OVER, 1.0),
        (3.00, OVER, 1.0),
        (4.30, OVER, 0.8),
        (4.40, OVER, 0.5),
        (2.80, UNDER, 1.0),
        (4.00, UNDER, 1.0),
        (2.50, UNDER, 0.8),
        (2.20, UNDER, 0.5),
        (math.inf, OVER, 0.0),
    ],
)
def test_sub_function__at_known_points__is_the_published_curve(x: float, anchors: Anchors, expected: float) -> None:
    assert value(x, anchors) == pytest.approx(expected, abs=1e-12)


@given(readings, readings)
def test_sub_function__of_a_worse_value__is_not_higher(one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    assert 0.0 <= value(higher, OVER) <= value(lower, OVER) <= 1.0
    assert 0.0 <= value(lower, UNDER) <= value(higher, UNDER) <= 1.0


def test_sub_function__of_nothing__stays_missing() -> None:
    assert math.isnan(value(math.nan, OVER))


@pytest.mark.parametrize(
    ("anchors", "tau"),
    [(Anchors(1.0, 1.0), 0.8), (Anchors(math.nan, 1.0), 0.8), (Anchors(0.0, math.inf), 0.8), (OVER, 0.0), (OVER, 1.0)],
)
def test_sub_function__of_anchors_that_are_none__is_refused(anchors: Anchors, tau: float) -> None:
    with pytest.raises(ValueError, match="no sub-function"):
        sub_function(np.array([1.0]), anchors, tau)


@given(links)
def test_combine__of_any_links__stays_in_range_and_below_every_link(given_links: list[tuple[float, bool]]) -> None:
    values, seen = [item[0] for item in given_links], [item[1] for item in given_links]
    found = combine(values, seen)
    assert 0.0 <= found.sos_product <= found.sos_min <= 1.0
    assert all(found.sos_min <= link for link in values)
    assert values[found.weakest] == found.sos_min
    assert found.observability == sum(seen) / len(seen)


@given(links, st.data())
def test_combine__with_one_link_worse__is_not_higher(
    given_links: list[tuple[float, bool]], data: st.DataObject
) -> None:
    values, seen = [item[0] for item in given_links], [item[1] for item in given_links]
    index = data.draw(st.integers(0, len(values) - 1))
    worse = [*values]
    worse[index] = data.draw(st.floats(0.0, values[index]))
    before, after = combine(values, seen), combine(worse, seen)
    assert after.sos_product <= before.sos_product
    assert after.sos_min <= before.sos_min


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_combine__in_another_order__is_the_same(values: list[float], order: random.Random) -> None:
    shuffled = [*values]
    order.shuffle(shuffled)
    seen = [True] * len(values)
    assert combine(values, seen)[:2] == combine(shuffled, seen)[:2]


@given(st.floats(TAU, 1.0))
def test_link__whose_readings_go_missing__is_not_higher(safe: float) -> None:
    assert link_value(None, complete=False) <= safe
    assert link_value(safe, complete=False) <= safe


@given(st.floats(0.0, 1.0))
def test_link__with_some_readings_missing__keeps_what_was_seen(seen: float) -> None:
    assert link_value(seen, complete=False) == min(seen, TAU)
    assert link_value(seen, complete=True) == seen


def test_worst__of_repeated_and_missing_values__is_the_lowest() -> None:
    assert worst(np.array([1.0, 0.5, math.nan, 0.5])) == 0.5
    assert worst(np.array([math.nan])) is None


@pytest.mark.parametrize(("values", "seen"), [([], []), ([1.0], []), ([1.5], [True]), ([math.nan], [True])])
def test_combine__of_what_are_no_links__is_refused(values: list[float], seen: list[bool]) -> None:
    with pytest.raises(ValueError, match="Links need"):
        combine(values, seen)
