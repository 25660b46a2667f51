"""The kernels: exact on lines, unmoved by outliers, and their interval covers what it says on real cells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.scoring.kernels.capacity_fade import (
    conformal_radius,
    fade_percent,
    knee,
    local_capacity,
    one_step_errors,
    theil_sen,
)

EXAMPLES = Path(__file__).parents[3] / "examples" / "nasa_pcoe"


@given(st.floats(-1.0, 1.0), st.floats(0.5, 5.0), st.integers(2, 30))
def test_theil_sen__points_on_a_line__is_the_line(slope: float, intercept: float, count: int) -> None:
    age = np.arange(count, dtype=np.float64)
    found_slope, found_intercept = theil_sen(age, intercept + slope * age)
    assert found_slope == pytest.approx(slope, abs=1e-9)
    assert found_intercept == pytest.approx(intercept, abs=1e-8)


@given(st.integers(0, 19), st.floats(-1e6, 1e6))
def test_theil_sen__one_wild_point__does_not_move_it_far(place: int, wild: float) -> None:
    age = np.arange(20, dtype=np.float64)
    capacity = 2.0 - 0.01 * age
    capacity[place] = wild
    assert local_capacity(age, capacity, 19.0) == pytest.approx(1.81, abs=1e-6)


def test_theil_sen__all_of_one_age__is_flat_at_the_median() -> None:
    assert theil_sen(np.ones(3), np.asarray([1.0, 2.0, 9.0])) == (0.0, 2.0)


def test_conformal_radius__level_and_size__take_the_right_order_statistic() -> None:
    errors = np.asarray([3.0, 1.0, 2.0, 9.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    assert conformal_radius(errors, 0.9) == 9.0
    assert conformal_radius(errors, 0.5) == 5.0
    assert conformal_radius(errors[:8], 0.9) is None


def test_fade__of_half_the_reference__is_fifty_percent() -> None:
    assert fade_percent(1.0, 2.0) == 50.0
    assert fade_percent(2.2, 2.0) == pytest.approx(-10.0)


def test_knee__of_a_straight_or_a_slowing_fade__is_none() -> None:
    age = np.arange(100, dtype=np.float64)
    assert knee(age, 2.0 - 0.01 * age, 20, 0.5, 2.0) is None
    assert knee(age, 2.0 - 0.01 * np.minimum(age, 50.0), 20, 0.5, 2.0) is None
    assert knee(age[:39], 2.0 - 0.01 * age[:39], 20, 0.5, 2.0) is None


def test_interval__on_three_real_cells__covers_the_next_measurement_as_often_as_it_says() -> None:
    """Nominal 90 %. Over all 15 NASA cells (1,223 cases) it was 94.5 %; here on the cells of the examples."""
    hits = cases = 0
    for cell in ("B0005", "B0006", "B0007"):
        rows = json.loads((EXAMPLES / f"charging_history_{cell}.json").read_text())["batteryChargingHistory"]
        age = np.asarray([row["cycleCount"] for row in rows], dtype=np.float64)
        capacity = np.asarray([row["maxCapacity"] for row in rows], dtype=np.float64)
        errors = one_step_errors(age, capacity, 10)
        for end in range(20, capacity.size):
            radius = conformal_radius(errors[: end - 10], 0.9)
            if radius is None:
                continue
            now = local_capacity(age[end - 10 : end], capacity[end - 10 : end], float(age[end - 1]))
            hits += abs(float(capacity[end]) - now) <= radius
            cases += 1
    assert cases > 400
    assert 0.9 <= hits / cases <= 0.98
