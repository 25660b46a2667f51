"""A cell that moves in its pack is found against its own history; a tap that errs is told from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.scoring.kernels.safety_drift import (
    deviation_by_voltage,
    drift_at_equal_voltage,
    moves_with_neighbour,
    resistance_against_pack,
)

EVERYWHERE = np.ones(200, dtype=np.bool_)
MIDDLE = np.linspace(3.5, 4.0, 200)
UNLIKE = 0.05 * (MIDDLE - 3.7).reshape(-1, 1) * np.array([1.0, 0.0, -1.0, 0.5])
"""Cells of unlike capacity: their places change with the voltage, but not with age."""


def test_drift__of_a_cell_of_another_capacity__is_none_at_equal_voltage() -> None:
    before = deviation_by_voltage(MIDDLE, UNLIKE, EVERYWHERE, 0.02, 2)
    upper = deviation_by_voltage(MIDDLE, UNLIKE, MIDDLE > 3.8, 0.02, 2)
    moved = drift_at_equal_voltage(upper, before)
    assert moved is not None
    assert float(np.max(np.abs(moved))) < 0.001


@given(st.integers(0, 3), st.floats(-0.1, 0.1))
def test_drift__of_a_cell_that_moved__is_how_far(cell: int, volts: float) -> None:
    before = deviation_by_voltage(MIDDLE, UNLIKE, EVERYWHERE, 0.02, 2)
    later = UNLIKE.copy()
    later[:, cell] += volts
    moved = drift_at_equal_voltage(deviation_by_voltage(MIDDLE, later, EVERYWHERE, 0.02, 2), before)
    assert moved is not None
    assert moved[cell] == pytest.approx(volts, abs=1e-9)


def test_drift__without_a_shared_voltage__is_unknown() -> None:
    low = deviation_by_voltage(MIDDLE, UNLIKE, MIDDLE < 3.6, 0.02, 2)
    high = deviation_by_voltage(MIDDLE, UNLIKE, MIDDLE > 3.9, 0.02, 2)
    assert drift_at_equal_voltage(low, high) is None
    assert deviation_by_voltage(MIDDLE, UNLIKE, ~EVERYWHERE, 0.02, 2) == {}


def test_resistance__of_a_cell_that_sags__is_found() -> None:
    current = np.where(np.arange(200) % 2 == 0, 0.0, -50.0)
    sag = np.zeros((200, 4))
    sag[:, 3] = 0.0003 * current
    found = resistance_against_pack(current, sag, 5.0, 20.0, 10)
    assert found is not None
    assert found == pytest.approx([0.0, 0.0, 0.0, 0.0003])
    assert resistance_against_pack(np.zeros(200), sag, 5.0, 20.0, 10) is None


@pytest.mark.parametrize(
    ("drift", "cell", "wiring"),
    [
        ([0.0, -0.02, 0.02, 0.0], 1, True),
        ([0.0, -0.02, 0.02, 0.0], 2, True),
        ([0.0, -0.02, 0.001, 0.0], 1, False),
        ([-0.02, 0.0, 0.02, 0.0], 0, False),
        ([-0.02, -0.02, 0.0, 0.0], 0, False),
        ([0.0, 0.0, 0.0, 0.0], 1, False),
    ],
)
def test_neighbours__that_move_against_each_other__share_a_tap(drift: list[float], cell: int, wiring: bool) -> None:
    assert moves_with_neighbour(np.array(drift), cell) is wiring
