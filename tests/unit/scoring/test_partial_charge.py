"""Part of a charge: exact windows, a model that finds what was put in, and no estimate outside what it was made for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from passport.scoring.kernels.partial_charge import (
    MARGIN,
    Cell,
    Model,
    NoWindow,
    OutsideDomain,
    estimate,
    fit,
    foresee,
    terms,
    train,
    window_charges,
)
from passport.scoring.kernels.signal_rows import Plausible

PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=4.6, highest_a=10.0, rest_a=0.05, stuck_s=600.0)
EDGES = np.asarray([3.9, 4.0, 4.1])
TRUTH = np.asarray([0.4, 0.3, -0.2, 0.5])
Floats = NDArray[np.float64]


def charge(rows: int = 400, current_a: float = 1.5) -> tuple[Floats, Floats, Floats]:
    """A rest, a constant current from 3.6 V to 4.2 V on a straight line, then a falling current."""
    time = np.arange(rows + 20, dtype=np.float64) * 10.0
    voltage = np.r_[np.full(10, 3.5), np.linspace(3.6, 4.2, rows), np.full(10, 4.2)]
    return time, voltage, np.r_[np.zeros(10), np.full(rows, current_a), np.linspace(1.3, 0.1, 10)]


def windows(signals: tuple[Floats, Floats, Floats], edges_v: Floats = EDGES) -> Floats | NoWindow:
    return window_charges(*signals, edges_v, 1.5, PLAUSIBLE, 60.0)


def cell(seed: int, noise: float = 0.0, count: int = 60, reach: float = -0.3) -> Cell:
    random = np.random.default_rng(seed)
    change = np.linspace(0.0, reach, count)[:, None] * np.asarray([1.0, 0.5]) + random.normal(0.0, 0.01, (count, 2))
    return Cell(change, foresee(TRUTH, change) + noise * random.standard_normal(count))


def model() -> Model:
    found = train([cell(1, 0.005), cell(2, 0.005), cell(3, 0.005)], 1e-6, 0.9, 0.75, (20.0, 30.0))
    assert found is not None
    return found


@given(st.integers(50, 1000))
def test_windows__of_a_straight_charge__are_current_by_time(rows: int) -> None:
    found = windows(charge(rows))
    assert not isinstance(found, NoWindow)
    assert found == pytest.approx(1.5 * (rows - 1) * 10.0 / 6.0 / 3600.0, rel=1e-9)


@given(st.integers(12, 395), st.sampled_from([np.nan, 66.5]))
def test_windows__one_unbelievable_voltage__is_left_out(row: int, value: float) -> None:
    time, voltage, current = charge()
    voltage[row] = value
    found = windows((time, voltage, current))
    assert not isinstance(found, NoWindow)
    assert found == pytest.approx(1.5 * 3990.0 / 6.0 / 3600.0, rel=1e-6)


def test_windows__that_cannot_be_read__say_why() -> None:
    time, voltage, current = charge()
    assert windows((time, voltage, current), np.asarray([3.5, 3.7])) is NoWindow.STARTS_ABOVE
    assert windows((time, voltage, current), np.asarray([4.1, 4.3])) is NoWindow.NOT_REACHED
    assert windows((time, voltage, -current)) is NoWindow.NOT_THERE
    assert windows((time, voltage, 0.5 * current)) is NoWindow.NOT_THERE
    assert windows((np.where(time > 2500.0, time + 100.0, time), voltage, current)) is NoWindow.GAP
    assert windows((time[::-1].copy(), voltage, current)) is NoWindow.ROWS


def test_windows__current_that_changes_inside__are_not_reached() -> None:
    time, voltage, current = charge()
    current[260:270] = 0.7
    assert windows((time, voltage, current)) is NoWindow.NOT_REACHED


def test_fit__of_data_without_noise__is_what_was_put_in() -> None:
    assert fit([cell(1), cell(2)], 1e-12) == pytest.approx(TRUTH, abs=1e-6)


@given(st.permutations(range(60)))
def test_fit__in_another_order_of_rows__is_the_same_to_the_bit(order: list[int]) -> None:
    one = cell(1, 0.01)
    shuffled = Cell(one.change[order], one.share[order])
    assert np.array_equal(fit([one], 1e-4), fit([shuffled], 1e-4))


@given(st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4))
def test_foresee__without_a_change__is_no_loss_whatever_the_coefficients(coefficients: list[float]) -> None:
    assert foresee(np.asarray(coefficients), np.zeros((1, 2)))[0] == 1.0
    assert terms(np.asarray([[2.0, -2.0]])).tolist() == [[2.0, -2.0, 4.0, -4.0]]


def test_estimate__of_a_cell_not_trained_on__covers_about_as_often_as_it_says() -> None:
    found, other = model(), cell(9, 0.005)
    inside = []
    for change, share in zip(other.change, other.share, strict=True):
        estimated = estimate(found, change, 0.75, 25.0)
        if not isinstance(estimated, OutsideDomain):
            inside.append(estimated[1] <= share <= estimated[2])
    assert len(inside) > 50
    assert sum(inside) / len(inside) > 0.8


def test_radius__is_that_of_the_worst_foreseen_cell() -> None:
    noisy = train([cell(1, 0.001), cell(2, 0.001), cell(3, 0.05)], 1e-6, 0.9, 0.75, (20.0, 30.0))
    assert noisy is not None
    assert noisy.radius > 0.05


@pytest.mark.parametrize("cells", [[], [cell(1)], [cell(1, count=5), cell(2, count=5)]])
def test_train__too_little_for_an_interval__is_no_model(cells: list[Cell]) -> None:
    assert train(cells, 1e-4, 0.9, 0.75, (20.0, 30.0)) is None


@pytest.mark.parametrize(("change", "c_rate", "celsius", "why"), [
    ([-0.1, -0.05], 0.5, 25.0, OutsideDomain.CURRENT),
    ([-0.1, -0.05], np.nan, 25.0, OutsideDomain.CURRENT),
    ([-0.1, -0.05], 0.75, 4.0, OutsideDomain.TEMPERATURE),
    ([-0.1, -0.05], 0.75, np.nan, OutsideDomain.TEMPERATURE),
    ([-0.6, -0.05], 0.75, 25.0, OutsideDomain.FEATURES),
    ([np.nan, -0.05], 0.75, 25.0, OutsideDomain.FEATURES),
])  # fmt: skip
def test_estimate__outside_what_the_model_was_made_for__is_none(
    change: list[float], c_rate: float, celsius: float, why: OutsideDomain
) -> None:
    assert estimate(model(), np.asarray(change), c_rate, celsius) is why


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_estimate__any_change__is_inside_the_training_or_none(first: float, second: float) -> None:
    found = model()
    change = np.asarray([first, second])
    inside = bool(((change >= found.lowest - MARGIN) & (change <= found.highest + MARGIN)).all())
    assert isinstance(estimate(found, change, 0.75, 25.0), OutsideDomain) != inside
