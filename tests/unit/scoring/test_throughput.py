"""Integrals over a life: exact where the truth is known, the same bytes however the rows are cut, bounded memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from passport.errors import ScoringError
from passport.scoring.kernels.coulomb import CutOffs, count_discharge
from passport.scoring.kernels.signal_rows import Plausible, Reason
from passport.scoring.kernels.throughput import Limits, Tally, Throughput, advance, result
from tests.unit.scoring.nasa import discharges

PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=5.0, highest_a=20.0, rest_a=0.05, stuck_s=300.0)
LIMITS = Limits(PLAUSIBLE, longest_gap_s=60.0, deep_v=2.5, deep_over_v=3.0, cold_c=0.0, hot_c=45.0)
Columns = tuple[NDArray[np.float64], ...]


def summed(columns: Columns, cuts: tuple[int, ...] = (), limits: Limits = LIMITS) -> Throughput:
    tally = Tally()
    for chunk in zip(*(np.split(column, cuts) for column in columns), strict=True):
        tally = advance(tally, *chunk, limits)
    return result(tally)


def steady(rows: int = 361, current_a: float = 2.0, temperature_c: float = 25.0) -> Columns:
    """Ten seconds a row; the voltage trembles, so that nothing is stuck, and its mean over intervals is 3.7 V."""
    tremble = np.where(np.arange(rows) % 2 == 0, 0.01, -0.01)
    time = np.arange(rows, dtype=np.float64) * 10.0
    return time, 3.7 + tremble, np.full(rows, current_a), np.full(rows, temperature_c)


def dirty(seed: int, rows: int) -> Columns:
    """Signals with everything wrong in them that the rules know."""
    random = np.random.default_rng(seed)
    time = np.cumsum(random.choice([0.0, 1.0, 30.0, 100.0, -5.0], rows, p=[0.05, 0.6, 0.25, 0.05, 0.05]))
    voltage = random.choice([2.2, 2.4, 2.9, 3.5, 4.1, 66.5, np.nan], rows, p=[0.2, 0.2, 0.1, 0.2, 0.2, 0.05, 0.05])
    current = np.round(random.uniform(-5.0, 5.0, rows), 2)
    hold = random.random(rows) < 0.3
    for row in np.flatnonzero(hold[1:]) + 1:
        voltage[row], current[row] = voltage[row - 1], current[row - 1]
    return time, voltage, current, random.choice([-10.0, 20.0, 50.0, np.nan, 999.0], rows)


@given(st.integers(0, 2**32 - 1), st.integers(0, 200), st.lists(st.integers(0, 200), max_size=12))
def test_throughput__however_the_rows_are_cut__is_the_same(seed: int, rows: int, cuts: list[int]) -> None:
    columns = dirty(seed, rows)
    assert summed(columns, tuple(sorted(cuts))) == summed(columns)


def test_throughput__more_rows_than_a_block__is_the_same_however_they_are_cut() -> None:
    columns = dirty(1, 60_000)
    assert summed(columns, (1, 17_000, 17_001, 49_152)) == summed(columns)


@given(st.integers(2, 500), st.floats(0.1, 20.0))
def test_throughput__steady_charge__is_current_by_time(rows: int, current_a: float) -> None:
    found = summed(steady(rows, current_a))
    hours = (rows - 1) * 10.0 / 3600.0
    assert found.charged_ah == pytest.approx(current_a * hours, abs=rows * 3e-10)
    assert found.charged_wh == pytest.approx(current_a * hours * 3.7, abs=rows * 3e-10)
    assert found.discharged_ah == found.discharged_wh == 0.0
    assert found.covered_h == pytest.approx(hours)
    assert found.full_equivalent_cycles(2.0) == pytest.approx(current_a * hours / 4.0, abs=1e-6)


@given(st.floats(0.1, 20.0), st.floats(0.1, 20.0))
def test_throughput__current_that_crosses_zero__is_split_where_it_crosses(into: float, out: float) -> None:
    columns = (np.asarray([0.0, 10.0]), np.asarray([3.7, 3.6]), np.asarray([into, -out]), np.full(2, 25.0))
    found = summed(columns)
    assert found.charged_ah * 3600.0 == pytest.approx(into * into / (into + out) * 5.0, abs=2e-6)
    assert found.discharged_ah * 3600.0 == pytest.approx(out * out / (into + out) * 5.0, abs=2e-6)


@given(st.integers(0, 2**32 - 1))
def test_throughput__current_turned_round__exchanges_charge_and_discharge(seed: int) -> None:
    time, voltage, current, temperature = dirty(seed, 150)
    one, other = summed((time, voltage, current, temperature)), summed((time, voltage, -current, temperature))
    assert one.charged_ah == pytest.approx(other.discharged_ah, abs=1e-7)
    assert one.charged_wh == pytest.approx(other.discharged_wh, abs=1e-7)
    assert one.sign == -other.sign


@pytest.mark.parametrize("name", ["B0005/1", "B0007/613"])
def test_throughput__of_a_real_discharge__is_what_coulomb_counting_gives(name: str) -> None:
    time, voltage, current = discharges()[name]
    stop = int(np.flatnonzero(voltage < 2.7)[0]) + 1
    found = summed((time[:stop], voltage[:stop], current[:stop], np.full(stop, 24.0)))
    counted = count_discharge(time, voltage, current, CutOffs(None, 2.7), PLAUSIBLE, 60.0).discharge
    assert counted is not None
    assert found.discharged_ah - found.charged_ah == pytest.approx(counted.to_row_below_ah, abs=1e-7)
    assert found.sign > 0.5


def test_throughput__extreme_temperatures__are_timed_and_unknown_ones_are_not_guessed() -> None:
    time, voltage, current, temperature = steady(361)
    temperature[:60], temperature[60:120], temperature[120:180] = -5.0, 50.0, np.nan
    temperature[180:200] = 999.0
    current[30:60] = -2.0
    found = summed((time, voltage, current, temperature))
    assert found.cold_h == pytest.approx(600.0 / 3600.0)
    assert found.hot_h == pytest.approx(600.0 / 3600.0)
    # The interval in which the current turns has a mean of zero: it charges nothing.
    assert found.charging_cold_h == pytest.approx(290.0 / 3600.0)
    assert found.charging_hot_h == pytest.approx(600.0 / 3600.0)
    assert found.temperature_unknown_h == pytest.approx(800.0 / 3600.0)


@pytest.mark.parametrize(("voltages", "events"), [
    ([3.5, 2.4, 2.3, 2.4, 3.5], 1),
    ([3.5, 2.4, 3.5, 2.4, 3.5], 0),
    ([3.5, 2.4, 2.4, 2.7, 2.4, 2.4, 3.5], 1),
    ([3.5, 2.4, 2.4, 3.1, 2.4, 2.4, 3.5], 2),
    ([2.4, 2.4, 3.5], 1),
])  # fmt: skip
def test_throughput__deep_discharges__need_two_rows_and_a_recovery_between_them(
    voltages: list[float], events: int
) -> None:
    rows = len(voltages)
    columns = (np.arange(rows, dtype=np.float64), np.asarray(voltages), np.full(rows, -1.0), np.full(rows, 25.0))
    for cut in range(rows):
        assert summed(columns, (cut,)).deep_discharges == events


def test_throughput__gap__is_in_no_integral() -> None:
    time, voltage, current, temperature = steady(361)
    found = summed((np.where(np.arange(361) >= 200, time + 5000.0, time), voltage, current, temperature))
    assert found.charged_ah == pytest.approx(2.0 * 3590.0 / 3600.0)
    assert (found.gaps, found.in_gaps_h) == (1, pytest.approx(5010.0 / 3600.0))


def test_throughput__sensors_that_stand_still_under_load__count_until_they_are_stuck() -> None:
    time, voltage, current, temperature = steady(361)
    voltage[100:] = voltage[100]
    found = summed((time, voltage, current, temperature))
    assert found.stuck_h == pytest.approx((360 - 130) * 10.0 / 3600.0)
    assert found.covered_h == pytest.approx(1300.0 / 3600.0)
    resting = summed((time, voltage, np.zeros(361), temperature))
    assert resting.stuck_h == 0.0


@given(st.sets(st.integers(0, 99), min_size=1))
def test_throughput__repeated_rows__are_named_and_change_nothing(places: set[int]) -> None:
    columns = steady(100)
    order = np.sort(np.r_[np.arange(100), np.asarray(sorted(places))])
    found = summed(tuple(column[order] for column in columns))
    assert found._replace(rows={}) == summed(columns)._replace(rows={})
    assert found.rows == {Reason.USED: 100, Reason.REPEATED: len(places)}


def test_throughput__every_bad_row__has_one_reason() -> None:
    time, voltage, current, temperature = steady(10)
    time[3], voltage[4], current[5], time[6], time[8] = 5.0, np.nan, 900.0, 1e18, time[7]
    found = summed((time, voltage, current, temperature))
    assert found.rows == {
        Reason.USED: 5, Reason.NOT_A_NUMBER: 1, Reason.IMPOSSIBLE: 2, Reason.CLOCK_RUNS_BACK: 1,
        Reason.TWO_VALUES_AT_ONE_TIME: 1,
    }  # fmt: skip


def test_throughput__no_rows__is_nothing() -> None:
    assert summed(steady(0)) == result(Tally())


def test_throughput__limits_that_cannot_be__are_an_error() -> None:
    with pytest.raises(ScoringError, match="summed exactly"):
        summed(steady(2), limits=LIMITS._replace(longest_gap_s=1e9))
    with pytest.raises(ScoringError, match="contradict"):
        summed(steady(2), limits=LIMITS._replace(deep_v=3.5))


def test_throughput__many_chunks__need_the_memory_of_one() -> None:
    chunk = steady(50_000)
    advance(Tally(), *chunk, LIMITS)
    tracemalloc.start()
    try:
        tally = Tally()
        for number in range(40):
            tally = advance(tally, chunk[0] + number * 500_000.0, *chunk[1:], LIMITS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result(tally).rows[Reason.USED] == 2_000_000
    assert peak < 8_000_000
