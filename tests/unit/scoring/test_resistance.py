"""Resistance from steps: Ohm's law where the truth is known, and reasons instead of numbers elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from passport.scoring.kernels.resistance import (
    GAS_CONSTANT_J_PER_MOL_K,
    Normalisation,
    NotUsed,
    StepRules,
    Steps,
    increase_percent,
    median_with_interval,
    steps,
)
from passport.scoring.kernels.signal_rows import Plausible, Reason
from tests.unit.scoring.nasa import discharges

PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=5.0, highest_a=20.0, rest_a=0.05, stuck_s=600.0)
RULES = StepRules(smallest_a=0.4)
AT_25 = Normalisation(reference_c=25.0, span_k=2.0, activation_j_per_mol=0.0)
Floats = NDArray[np.float64]


def pulses(resistance_ohm: float, current_a: float = -2.0, spacing_s: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Ten pulses of 20 s between rests of 20 s; an ohmic cell at 3.7 V that sinks by 0.1 mV a row."""
    length = int(400 / spacing_s)
    time = np.arange(length, dtype=np.float64) * spacing_s
    current = np.where((time % 40.0) < 20.0, 0.0, current_a)
    return time, 3.7 - 1e-7 * np.arange(length) + resistance_ohm * current, current


def measured(signals: tuple[Floats, Floats, Floats], temperature_c: float = 25.0, to: Normalisation = AT_25) -> Steps:
    return steps(*signals, np.full(signals[0].size, temperature_c), RULES, to, PLAUSIBLE)


@given(st.floats(0.001, 0.2), st.floats(0.5, 5.0), st.sampled_from([-1.0, 1.0]), st.sampled_from([0.1, 0.5, 1.0, 2.0]))
def test_steps__of_an_ohmic_cell__give_its_resistance(ohm: float, amp: float, sign: float, spacing_s: float) -> None:
    found = measured(pulses(ohm, sign * amp, spacing_s))
    assert found.resistance_ohm.size == 19
    assert found.resistance_ohm == pytest.approx(ohm, abs=1e-5)
    assert not found.not_used


def test_steps__small_ones__are_none() -> None:
    assert measured(pulses(0.05, -0.39)).resistance_ohm.size == 0


def test_steps__rows_too_far_apart__are_named_and_give_nothing() -> None:
    found = measured(pulses(0.05, -2.0, 4.0))
    assert found.resistance_ohm.size == 0
    assert {reason for _, reason in found.not_used} == {NotUsed.TOO_SPARSE}


@pytest.mark.parametrize("name", list(discharges()))
def test_steps__slow_laboratory_record__gives_no_number(name: str) -> None:
    assert measured(discharges()[name]).resistance_ohm.size == 0


def test_steps__ramp_of_the_current__is_not_settled() -> None:
    time, voltage, current = pulses(0.05)
    ramp = np.where((time % 40.0) == 20.0, -1.0, current)
    found = measured((time, voltage, ramp))
    assert {(19.0, NotUsed.UNSETTLED), (20.0, NotUsed.UNSETTLED)} <= set(found.not_used)
    assert found.start_s.tolist() == [39.0 + 40.0 * number for number in range(9)]


def test_steps__current_of_the_other_convention__give_no_number() -> None:
    time, voltage, current = pulses(0.05)
    found = measured((time, voltage, -current))
    assert found.resistance_ohm.size == 0
    assert {reason for _, reason in found.not_used} == {NotUsed.AGAINST}


@given(st.floats(-5.0, 45.0), st.floats(5_000.0, 60_000.0))
def test_steps__cell_that_follows_arrhenius__has_its_reference_resistance(celsius: float, activation: float) -> None:
    factor = math.exp(activation / GAS_CONSTANT_J_PER_MOL_K * (1.0 / (celsius + 273.15) - 1.0 / 298.15))
    resistance_ohm = 0.01 * factor
    found = measured(pulses(resistance_ohm), celsius, Normalisation(25.0, 30.0, activation))
    assert found.resistance_ohm == pytest.approx(0.01, abs=1e-5)


@pytest.mark.parametrize(("celsius", "reason"), [
    (float("nan"), NotUsed.TEMPERATURE_UNKNOWN), (-300.0, NotUsed.TEMPERATURE_UNKNOWN),
    (4.0, NotUsed.TEMPERATURE_OUTSIDE),
])  # fmt: skip
def test_steps__temperature_unknown_or_outside__give_no_number(celsius: float, reason: NotUsed) -> None:
    found = measured(pulses(0.05), celsius)
    assert found.resistance_ohm.size == 0
    assert {each for _, each in found.not_used} == {reason}


@given(st.integers(0, 399))
def test_steps__one_unreadable_row__does_not_bend_the_median(row: int) -> None:
    time, voltage, current = pulses(0.05)
    voltage[row] = np.nan
    found = measured((time, voltage, current))
    assert found.rows[row] == Reason.NOT_A_NUMBER
    assert found.resistance_ohm == pytest.approx(0.05, abs=1e-5)


def test_median__interval__is_the_exact_one_of_the_binomial() -> None:
    values = np.arange(1.0, 11.0)
    assert median_with_interval(values, 0.9) == (5.5, 2.0, 9.0)
    assert median_with_interval(values[:5], 0.9) == (3.0, 1.0, 5.0)
    assert median_with_interval(values[:4], 0.9) is None
    assert median_with_interval(values[:0], 0.9) is None


def test_median__interval__covers_the_median_as_often_as_it_says() -> None:
    random = np.random.default_rng(4)
    intervals = [median_with_interval(random.lognormal(0.0, 1.0, 21), 0.9) for _ in range(2000)]
    covered = [found[1] <= 1.0 <= found[2] for found in intervals if found is not None]
    assert len(covered) == 2000
    assert 0.9 <= sum(covered) / 2000 <= 0.96


def test_increase__of_a_doubled_resistance__is_a_hundred_percent() -> None:
    assert increase_percent(0.1, 0.05) == 100.0
