"""A critical event on independent signals latches; only an inspection by a service or an auditor lifts it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.scoring.safety.latch import InspectionRecord
from tests.unit.scoring.packs import START_S, Pack, healthy_pack, link

RECORD = Cid.from_digest(b"\x05" * 32)


def event(voltage_row: int | None = 100, temperature_row: int | None = 101, rows: int = 3) -> Pack:
    """A cell collapses and a probe sees 120 degC, if their rows are given; then every sensor reads as if healthy."""
    pack = healthy_pack()
    if voltage_row is not None:
        pack.signals["cell_voltage"][voltage_row : voltage_row + rows, 2] = 0.9
    if temperature_row is not None:
        pack.signals["temperature"][temperature_row : temperature_row + rows, 1] = 120.0
    return pack


def inspection(**changes: Any) -> InspectionRecord:
    usual = {"role": "service", "inspected_at_s": START_S + 60.0 * 165, "finding": "fit", "record": RECORD}
    return InspectionRecord(**(usual | changes))


def later_pack() -> Pack:
    pack = healthy_pack()
    pack.time_s = pack.time_s + 60.0 * 200
    return pack


def test_event__on_two_independent_signals__latches() -> None:
    score = event().score()
    assert score.latch is not None
    assert score.latch.signals == ("temperature", "voltage")
    assert score.latch.since_s == START_S + 60.0 * 101
    assert score.sos_min is not None
    assert score.sos_min <= 0.1
    assert link(score, "critical_event").value == 0.1


@pytest.mark.parametrize(
    "pack",
    [
        event(temperature_row=None),
        event(voltage_row=None),
        event(rows=1),
        event(voltage_row=70, temperature_row=100),
    ],
    ids=["voltage alone", "temperature alone", "one row each", "half an hour apart"],
)
def test_event__on_one_signal_or_not_together__lowers_the_score_and_does_not_latch(pack: Pack) -> None:
    score = pack.score()
    assert score.latch is None
    assert score.sos_min is not None
    assert score.sos_min < 0.3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 150), st.integers(2, 40), st.sampled_from([66.535, 0.0, -1.0, 255.0]))
def test_glitch__of_every_cell_voltage__never_latches(first: int, rows: int, reading: float) -> None:
    pack = healthy_pack()
    pack.signals["cell_voltage"][first : first + rows] = reading
    score = pack.score()
    assert score.latch is None
    assert [item.signal for item in score.readings_rejected] == ["cell_voltage"]


def test_glitch__of_every_sensor_at_once__never_latches() -> None:
    pack = healthy_pack()
    pack.signals["cell_voltage"][100:] = 66.535
    pack.signals["temperature"][100:] = 215.0
    score = pack.score()
    assert score.latch is None
    assert link(score, "sensors").value < 0.1


def test_event__whose_sensors_burn__latches() -> None:
    pack = event(voltage_row=None)
    pack.signals["cell_voltage"][103:, 2] = np.nan
    score = pack.score()
    assert score.latch is not None
    assert score.latch.signals == ("temperature", "voltage")


def test_latch__with_nothing_but_healthy_readings_since__stays() -> None:
    first = event().score()
    again = later_pack().score(previous=first)
    for _ in range(3):
        again = later_pack().score(previous=again)
    assert again.latch == first.latch
    assert again.sos_min is not None
    assert again.sos_min <= 0.1


def test_latch__on_a_log_without_rows__is_not_hidden_by_an_abstention() -> None:
    empty = Pack(np.empty(0), {"cell_voltage": np.empty((0, 5))}).score(previous=event().score())
    assert empty.abstention is None
    assert empty.latch is not None
    assert empty.sos_min is not None
    assert empty.sos_min <= 0.1


@pytest.mark.parametrize("role", ["service", "auditor"])
def test_latch__after_an_inspection_that_finds_it_fit__is_lifted(role: str) -> None:
    latched = event().score()
    score = later_pack().score(previous=latched, inspection=inspection(role=role))
    assert score.latch is None
    assert score.sos_min == 1.0
    assert RECORD in score.inputs
    whole = later_pack()
    old = event()
    whole.time_s = np.concatenate((old.time_s, whole.time_s))
    whole.signals = {name: np.concatenate((old.signals[name], whole.signals[name])) for name in whole.signals}
    assert whole.score(previous=score).latch is None, "rows before the inspection latched again"


@pytest.mark.parametrize(
    "record",
    [inspection(finding="unfit"), inspection(inspected_at_s=START_S + 60.0 * 99)],
    ids=["found unfit", "before the event"],
)
def test_latch__after_another_inspection__stays(record: InspectionRecord) -> None:
    latched = event().score()
    score = later_pack().score(previous=latched, inspection=record)
    assert score.latch == latched.latch
    assert score.sos_min is not None
    assert score.sos_min <= 0.1


def test_latch__lifted_and_a_new_event__latches_again() -> None:
    lifted = later_pack().score(previous=event().score(), inspection=inspection())
    again = event()
    again.time_s = again.time_s + 60.0 * 400
    score = again.score(previous=lifted)
    assert score.latch is not None
    assert score.latch.since_s == START_S + 60.0 * 501


@pytest.mark.parametrize(
    "changes", [{"role": "owner"}, {"role": "manufacturer"}, {"finding": "fine"}, {"inspected_at_s": float("nan")}]
)
def test_inspection__by_nobody_entitled__is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ScoringError):
        inspection(**changes)


def test_inspection__in_the_future__is_refused() -> None:
    with pytest.raises(ScoringError, match="after the time"):
        healthy_pack().score(previous=event().score(), inspection=inspection(inspected_at_s=START_S + 1e6))
