"""Counting charge: exact where the truth is known, the labels on real cells, and no number from a spoilt record."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from passport.errors import ScoringError
from passport.scoring.kernels.coulomb import Counted, CutOffs, Refusal, count_discharge, sign_shown
from passport.scoring.kernels.signal_rows import Plausible, Reason, counted
from tests.unit.scoring.nasa import Signals, discharges, labels_ah

PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=4.6, highest_a=10.0, rest_a=0.05, stuck_s=600.0)
TO_2_7_V = CutOffs(upper_v=None, lower_v=2.7)
NASA = discharges()


def counts(signals: Signals, cut_offs: CutOffs = TO_2_7_V, longest_gap_s: float = 60.0) -> Counted:
    return count_discharge(*signals, cut_offs, PLAUSIBLE, longest_gap_s)


def straight(rows: int = 181, current_a: float = 2.0, step_s: float = 10.0) -> Signals:
    """From 4.2 V to 2.4 V on a straight line, with a resting row on either side."""
    time = np.arange(rows + 2, dtype=np.float64) * step_s
    voltage = np.r_[4.25, np.linspace(4.2, 2.4, rows), 2.9]
    return time, voltage, np.r_[0.0, np.full(rows, -current_a), 0.0]


def put(column: NDArray[np.float64], row: int, value: float) -> NDArray[np.float64]:
    changed = column.copy()
    changed[row] = value
    return changed


@given(st.integers(50, 400), st.floats(0.5, 8.0), st.floats(1.0, 30.0), st.floats(2.45, 3.5), st.floats(3.6, 4.15))
def test_count__between_two_crossings_of_a_straight_line__is_exact(
    rows: int, current_a: float, step_s: float, lower_v: float, upper_v: float
) -> None:
    found = counts(straight(rows, current_a, step_s), CutOffs(upper_v, lower_v)).discharge
    assert found is not None
    lasted_s = (upper_v - lower_v) / (4.2 - 2.4) * (rows - 1) * step_s
    assert found.charge_ah == pytest.approx(current_a * lasted_s / 3600.0, rel=1e-9)
    assert found.energy_wh == pytest.approx(found.charge_ah * (upper_v + lower_v) / 2.0, rel=1e-9)
    assert found.end_s - found.start_s == pytest.approx(lasted_s, rel=1e-9)
    assert found.resolution_ah == pytest.approx(current_a * step_s / 3600.0)


@pytest.mark.parametrize("name", [name for name, label in labels_ah().items() if label > 0.0])
def test_count__real_discharge_to_the_stated_cut_off__is_the_label_within_the_sampling(name: str) -> None:
    found, label_ah = counts(NASA[name]).discharge, labels_ah()[name]
    assert found is not None
    assert found.to_row_below_ah == pytest.approx(label_ah, rel=2e-4)
    assert 0.0 <= label_ah - found.charge_ah <= found.resolution_ah * 1.001


def test_count__real_discharge_to_another_cut_off__is_another_charge() -> None:
    deeper = counts(NASA["B0007/613"], CutOffs(None, 2.5)).discharge
    assert deeper is not None
    assert deeper.charge_ah > labels_ah()["B0007/613"] * 1.003


def test_count__aborted_discharge__has_no_value() -> None:
    assert counts(NASA["B0046/50"])[:2] == (None, Refusal.NOT_REACHED)


@pytest.mark.parametrize("name", list(NASA))
def test_count__current_of_the_other_convention__is_refused_never_flipped(name: str) -> None:
    time, voltage, current = NASA[name]
    assert counts((time, voltage, -current))[:2] == (None, Refusal.SIGN_CONTRADICTED)


def test_count__clock_that_runs_back__is_refused_and_named() -> None:
    time, voltage, current = straight()
    found = counts((put(time, 90, time[80]), voltage, current))
    assert found[:2] == (None, Refusal.CLOCK_RUNS_BACK)
    assert found.rows[90] == Reason.CLOCK_RUNS_BACK


@given(st.sets(st.integers(0, 182), min_size=1, max_size=40))
def test_count__repeated_rows__are_named_and_change_nothing(places: set[int]) -> None:
    order = np.sort(np.r_[np.arange(183), np.asarray(sorted(places))])
    time, voltage, current = straight()
    found = counts((time[order], voltage[order], current[order]))
    assert found.discharge == counts(straight()).discharge
    assert counted(found.rows)[Reason.REPEATED] == len(places)


def test_count__two_values_at_one_time__is_refused() -> None:
    time, voltage, current = straight()
    assert counts((put(time, 90, time[89]), voltage, current)).refusal is Refusal.TWO_VALUES_AT_ONE_TIME


def test_count__gap__is_refused_inside_the_discharge_and_allowed_after_it() -> None:
    time, voltage, current = straight()
    assert counts((np.where(np.arange(183) >= 90, time + 300.0, time), voltage, current)).refusal is Refusal.GAP
    assert counts((np.where(np.arange(183) >= 182, time + 300.0, time), voltage, current)).refusal is None


@given(st.integers(2, 140), st.sampled_from([np.nan, np.inf, 66.5, 0.0, -1.0]))
def test_count__one_impossible_voltage__is_named_and_bridged(row: int, value: float) -> None:
    time, voltage, current = straight()
    found = counts((time, put(voltage, row, value), current))
    whole = counts(straight()).discharge
    assert found.discharge is not None
    assert whole is not None
    assert found.discharge.charge_ah == pytest.approx(whole.charge_ah, rel=1e-12)
    assert found.rows[row] == (Reason.IMPOSSIBLE if np.isfinite(value) else Reason.NOT_A_NUMBER)
    assert np.count_nonzero(found.rows) == 1


def test_count__plausible_dip_under_load__does_not_end_the_discharge_early() -> None:
    time, voltage, current = straight()
    assert counts((time, put(voltage, 40, 2.6), current)).refusal is Refusal.DIP


def test_count__sensors_that_stand_still_under_load__are_refused() -> None:
    time, voltage, current = straight()
    stuck = voltage.copy()
    stuck[40:110] = stuck[40]
    found = counts((time, stuck, current))
    assert found.refusal is Refusal.STUCK
    assert counted(found.rows)[Reason.STUCK] == 9


def test_count__charge_in_between__is_refused() -> None:
    time, voltage, current = straight()
    assert counts((time, voltage, put(current, 90, 1.0))).refusal is Refusal.CHARGED_BETWEEN


@pytest.mark.parametrize(("lower_v", "upper_v", "refusal"), [
    (2.3, None, Refusal.NOT_REACHED), (2.7, 4.3, Refusal.STARTS_BELOW), (4.3, None, Refusal.STARTS_BELOW),
])  # fmt: skip
def test_count__cut_off_outside_the_record__is_refused(lower_v: float, upper_v: float | None, refusal: Refusal) -> None:
    assert counts(straight(), CutOffs(upper_v, lower_v)).refusal is refusal


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_count__too_few_rows__is_refused(rows: int) -> None:
    time, voltage, current = straight()
    assert counts((time[:rows], voltage[:rows], current[:rows])).refusal is Refusal.TOO_FEW_ROWS


def test_count__columns_of_two_lengths__is_an_error() -> None:
    time, voltage, current = straight()
    with pytest.raises(ScoringError, match="one length"):
        counts((time, voltage[:-1], current))


@given(st.integers(0, 2**32 - 1))
def test_count__noise_instead_of_signals__never_raises(seed: int) -> None:
    random = np.random.default_rng(seed)
    time = np.cumsum(random.choice([0.0, 1.0, 10.0, -1.0], 60, p=[0.02, 0.5, 0.46, 0.02]))
    voltage = np.where(random.random(60) < 0.05, np.nan, random.uniform(2.0, 4.5, 60))
    found = counts((time, voltage, random.uniform(-3.0, 1.0, 60)))
    assert (found.discharge is None) != (found.refusal is None)


def test_sign__resting_record__is_not_shown() -> None:
    assert sign_shown(np.full(20, 3.7), np.zeros(20)) == 0
