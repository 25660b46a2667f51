"""The state of safety: every link counts, nothing that is missing helps, the same bytes however the log is given."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import passport.scoring
from passport.errors import ScoringError
from passport.scoring.safety.limits import default_limits
from passport.scoring.safety.method import SOURCES, STATE_OF_SAFETY
from passport.scoring.safety.own_history import OwnHistory
from passport.scoring.safety.result import SafetyScore
from tests.unit.scoring.packs import Pack, healthy_pack, link, real_pack

SIGNALS = ("cell_voltage", "temperature", "current", "pack_voltage", "insulation", "alarm_level")
signals = st.sampled_from(SIGNALS)
rows = st.integers(0, 159)


def values(score: SafetyScore) -> tuple[float, float]:
    assert score.sos_product is not None
    assert score.sos_min is not None
    return score.sos_product, score.sos_min


def not_higher(after: SafetyScore, before: SafetyScore) -> None:
    if after.abstention is None:
        assert values(after)[0] <= values(before)[0]
        assert values(after)[1] <= values(before)[1]
    assert after.observability <= before.observability


def test_code_digest__of_this_release__is_the_digest_of_its_sources() -> None:
    room = Path(passport.scoring.__file__).parent
    content = b"".join((room / name).read_bytes().replace(b"\r\n", b"\n") for name in SOURCES)
    actual = hashlib.sha256(content).digest()
    assert STATE_OF_SAFETY.code_digest == actual, f"Put 0x{actual.hex()} into passport/scoring/safety/method.py."


def test_score__of_a_healthy_pack_that_is_fully_seen__is_one() -> None:
    score = healthy_pack().score()
    assert values(score) == (1.0, 1.0), [item for item in score.links if item.value < 1.0]
    assert score.observability == 1.0
    assert score.latch is None


def _set(name: str, row: Any, column: Any, value: float) -> Any:
    def change(pack: Pack) -> None:
        where = (row, column) if pack.signals[name].ndim == 2 else row
        pack.signals[name][where] = value

    return change


ABUSE = {
    "over_voltage": _set("cell_voltage", slice(100, 103), slice(None), 4.4),
    "under_voltage": _set("cell_voltage", slice(100, 103), slice(None), 2.3),
    "over_temperature": _set("temperature", slice(100, 160), slice(None), 70.0),
    "under_temperature": _set("temperature", slice(100, 160), slice(None), -35.0),
    "charge_current": _set("current", 100, None, 300.0),
    "discharge_current": _set("current", 100, None, -400.0),
    "cell_deviation": _set("cell_voltage", 100, 0, 3.5),
    "drift": _set("cell_voltage", slice(0, 61), 0, 3.86),
    "temperature_spread": _set("temperature", slice(100, 160), 0, 50.0),
    "temperature_rate": _set("temperature", 159, slice(None), 50.0),
    "insulation": _set("insulation", 100, None, 1000.0),
    "alarm": _set("alarm_level", 100, None, 3.0),
    "sensors": _set("temperature", slice(100, 160), 0, np.nan),
}


@pytest.mark.parametrize("name", ABUSE)
def test_link__with_its_kind_of_abuse_in_the_log__falls(name: str) -> None:
    pack = healthy_pack()
    ABUSE[name](pack)
    score = pack.score()
    assert link(score, name).value < 0.9
    assert values(score)[1] <= link(score, name).value


def test_link__of_a_cell_whose_resistance_rose__falls() -> None:
    pack = healthy_pack()
    pack.signals["cell_voltage"][61:, 2] -= 25.0 * 0.0005
    rose = link(pack.score(), "cell_resistance")
    assert rose.worst == pytest.approx(0.5, abs=0.05), "the pack's median moves with one cell of five"
    assert rose.value < 0.8


def test_link__against_the_history_of_another_pack__is_unseen() -> None:
    other = OwnHistory(((195, (0.0, 0.0, 0.0)),), (0.0, 0.0, 0.0))
    score = healthy_pack().knowing(start=other).score()
    assert (link(score, "drift").seen, link(score, "cell_resistance").seen) == ("unseen", "unseen")


def test_link__with_a_cell_that_falls_at_rest__falls() -> None:
    pack = healthy_pack()
    pack.signals["cell_voltage"][:60, 2] -= np.linspace(0.0, 0.02, 60)
    assert link(pack.score(), "voltage_at_rest").value < 0.9


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("deep_discharges", {"deep_discharges": 12.0}),
        ("hot_charges", {"hot_charges": 12.0}),
        ("accidents", {"accidents": 1.0}),
        ("resistance_growth", {"resistance_growth_percent": 120.0}),
        ("fade_speed", {"fade_percent_per_100_cycles": 12.0}),
    ],
)
def test_link__of_the_history__falls_with_it_and_is_unseen_without(name: str, changes: dict[str, float]) -> None:
    worse = link(healthy_pack().knowing(**changes).score(), name)
    assert worse.value <= 0.8
    assert worse.seen == ("modelled" if name in ("resistance_growth", "fade_speed") else "measured")
    for nothing in (None, float("nan"), -1000.0):
        unseen = healthy_pack().knowing(**dict.fromkeys(changes, nothing)).score()
        assert (link(unseen, name).seen, link(unseen, name).value) == ("unseen", 0.8)


@settings(max_examples=30, deadline=None)
@given(signals, rows, st.floats(-1e3, 1e3))
def test_score__whatever_one_reading_says__is_in_range_and_below_every_link(
    name: str, row: int, reading: float
) -> None:
    pack = healthy_pack()
    _set(name, row, 0, reading)(pack)
    score = pack.score()
    product, lowest = values(score)
    assert 0.0 <= product <= lowest <= 1.0
    assert all(lowest <= item.value for item in score.links)
    assert link(score, str(score.weakest_link)).value == lowest


PLAUSIBLE = {
    "cell_voltage": [(3.9, 5.0), (3.69, 0.5)],
    "temperature": [(36.0, 200.0), (24.9, -39.0)],
    "current": [(10.0, 5000.0), (-20.0, -5000.0)],
    "insulation": [(5e6, 0.0)],
    "alarm_level": [(0.0, 3.0)],
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_score__with_one_input_worse__is_not_higher(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PLAUSIBLE)))
    safe, worst = data.draw(st.sampled_from(PLAUSIBLE[name]))
    one, other = sorted(data.draw(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0))))
    before, after = healthy_pack(), healthy_pack()
    for pack, share in ((before, one), (after, other)):
        _set(name, 159, 0, safe + share * (worst - safe))(pack)
    not_higher(after.score(), before.score())


@settings(max_examples=40, deadline=None)
@given(signals, rows, st.integers(1, 160), st.sampled_from([np.nan, np.inf, -np.inf, 1e9, -1e9]), st.booleans())
def test_score__with_readings_missing_or_impossible__is_not_higher(
    name: str, first: int, count: int, nothing: float, whole: bool
) -> None:
    pack = healthy_pack()
    if name == "insulation" and nothing == 1e9:
        nothing = np.nan
    _set(name, slice(first, first + count), slice(None) if whole else 0, nothing)(pack)
    score = pack.score()
    not_higher(score, healthy_pack().score())
    assert values(score)[1] <= 0.8
    assert any(not item.complete for item in score.links)
    if not np.isnan(nothing):
        assert name in {item.signal for item in score.readings_rejected}


@pytest.mark.parametrize("name", SIGNALS)
def test_score__without_a_signal__is_lower_and_sees_less(name: str) -> None:
    pack = healthy_pack()
    del pack.signals[name]
    score = pack.score()
    not_higher(score, healthy_pack().score())
    assert values(score)[1] <= 0.8


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["cell_voltage", "temperature"]), st.integers(0, 2), st.integers(0, 70))
def test_score__with_a_stuck_sensor__is_not_higher(name: str, column: int, first: int) -> None:
    pack = healthy_pack()
    readings = pack.signals[name]
    readings[first:, column] = readings[first, column]
    score = pack.score()
    not_higher(score, healthy_pack().score())
    assert values(score)[1] <= 0.8
    assert link(score, "sensors").value < 0.8


def test_score__of_a_stale_log__is_not_higher() -> None:
    pack = healthy_pack()
    score = pack.score(as_of_s=float(pack.time_s[-1]) + 30 * 86400.0)
    not_higher(score, healthy_pack().score())
    assert values(score)[1] <= 0.8


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(rows, max_size=20))
def test_score__with_rows_repeated_and_in_another_order__is_the_same_bytes(order: Any, repeated: list[int]) -> None:
    pack, plain = healthy_pack(), healthy_pack()
    for changed in (pack, plain):
        changed.signals["cell_voltage"][5, 1] = np.nan
        changed.time_s[71] = changed.time_s[70]
    places = [*range(160), *repeated]
    order.shuffle(places)
    pack.time_s = pack.time_s[places]
    pack.signals = {name: given_values[places] for name, given_values in pack.signals.items()}
    given_rows = pack.score().model_copy(update={"rows_given": 160})
    assert given_rows.canonical_bytes() == plain.score().canonical_bytes()


def test_score__in_other_units__is_the_same_bytes() -> None:
    pack = healthy_pack()
    factors = {"cell_voltage": 1000.0, "pack_voltage": 1000.0, "current": -1000.0, "insulation": 1e-6}
    for name, factor in factors.items():
        pack.signals[name] = pack.signals[name] * factor
    pack.signals["temperature"] = pack.signals["temperature"] + 273.15
    pack.units |= {"cell_voltage": "mV", "pack_voltage": "mV", "current": "mA discharge", "temperature": "K"}
    pack.units["insulation"] = "Mohm"
    assert pack.score().canonical_bytes() == healthy_pack().score().canonical_bytes()


def test_score__after_a_worse_one__holds_what_the_log_does_not_show() -> None:
    abused = healthy_pack()
    ABUSE["over_temperature"](abused)
    before = abused.score()
    blind = healthy_pack()
    blind.signals["temperature"][:] = np.nan
    after = blind.score(previous=before)
    assert link(after, "over_temperature").value == link(before, "over_temperature").value < 0.8
    assert link(after, "over_temperature").held
    assert link(healthy_pack().score(previous=before), "over_temperature").value == 1.0


def test_score__of_nothing__abstains() -> None:
    empty = Pack(np.empty(0), {"cell_voltage": np.empty((0, 5))})
    score = empty.score()
    assert score.abstention is not None
    assert score.abstention.code == "no-rows"
    assert (score.sos_product, score.sos_min, score.weakest_link) == (None, None, None)


@pytest.mark.parametrize(
    ("signals_given", "units"),
    [
        ({"cell_voltages": np.zeros((1, 3))}, {"cell_voltages": "V"}),
        ({"cell_voltage": np.zeros((1, 3))}, {}),
        ({"cell_voltage": np.zeros((1, 3))}, {"cell_voltage": "kV"}),
        ({"cell_voltage": np.zeros((2, 3))}, {"cell_voltage": "V"}),
        ({"current": np.zeros((1, 3))}, {"current": "A"}),
    ],
)
def test_log__that_does_not_say_what_it_is__is_refused(signals_given: Any, units: dict[str, str]) -> None:
    with pytest.raises(ScoringError):
        Pack(np.zeros(1), signals_given, units).score()


def test_limits__of_an_unknown_chemistry__are_refused() -> None:
    with pytest.raises(ScoringError, match="no limits"):
        default_limits("unobtainium")


def test_car1__whose_decoder_overflows__is_neither_condemned_nor_is_it_hidden() -> None:
    score = real_pack("car1").score()
    assert [(item.signal, item.reason) for item in score.readings_rejected] == [("cell_voltage", "cannot be")]
    assert score.latch is None
    assert link(score, "over_voltage").value == 0.8
    assert not link(score, "over_voltage").complete
    assert link(score, "over_temperature").value == 1.0
    assert link(score, "sensors").value < 1.0


def test_car2__with_probes_at_an_offset_and_cells_at_nought__is_read_right() -> None:
    score = real_pack("car2").score()
    assert score.latch is None
    assert [item.signal for item in score.readings_rejected] == ["cell_voltage"]
    assert 10.0 < (link(score, "over_temperature").worst or 0.0) < 45.0
    assert link(score, "under_voltage").value == 0.8
    assert link(score, "charge_current").seen == "measured"
