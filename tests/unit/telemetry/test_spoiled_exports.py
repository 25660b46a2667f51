"""Whatever the bytes, reading ends in a recording or a typed error, and examining in a verdict.

PASSPORT_FUZZ_INPUTS bounds the inputs a test takes.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.telemetry import Outcome, examine
from passport.telemetry.formats import FORMATS
from passport.telemetry.parquet import written
from tests.unit.telemetry.exports import DATA, EXPECTED, bdf, pulses
from tests.unit.telemetry.test_vehicle_logs import log

INPUTS = int(os.environ.get("PASSPORT_FUZZ_INPUTS", "300"))
MILD = settings(
    max_examples=max(5, INPUTS // 10), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
SEEDS = {name: (DATA / name).read_bytes()[:6000] for name in EXPECTED} | {"log": log(), "pulses": bdf(pulses())}
CELLS = st.sampled_from(
    [b"", b"-", b"nan", b"inf", b"-1e308", b"1e999", b"9" * 400, b"\xff", b"\x00", b",", b"\n", b'"']
)


def survives(content: bytes, format_name: str | None = None) -> None:
    """Examined (what reading raises beside a TelemetryError comes out of it) and, if accepted, written."""
    done = examine(content, format_name)
    assert done.verdict.outcome in Outcome
    if done.recording is not None and done.verdict.outcome is not Outcome.REFUSED:
        written(done.recording, done.verdict, content)


@pytest.mark.parametrize("name", SEEDS)
@MILD
@given(data=st.data())
def test_examine__spoiled_export__ends_in_a_verdict(name: str, data: st.DataObject) -> None:
    content = SEEDS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 40))
        content = content[:at] + data.draw(st.one_of(CELLS, st.binary(max_size=8))) + content[at + cut :]
    survives(content)


@MILD
@given(content=st.binary(max_size=400), table=st.sampled_from(FORMATS))
def test_examine__any_bytes_under_any_format__end_in_a_verdict(content: bytes, table: object) -> None:
    survives(content, getattr(table, "name", None))


@MILD
@given(
    st.lists(
        st.tuples(*[st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, 1.0, -1.0])] * 4),
        min_size=1,
        max_size=40,
    )
)
def test_examine__any_numbers__end_in_a_verdict(rows: list[tuple[float, ...]]) -> None:
    survives(bdf(rows, "test_time_second,voltage_volt,current_ampere,charging_capacity_ah"))


@MILD
@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False, width=32)] * 3), min_size=1, max_size=40))
def test_examine__any_points__end_in_a_verdict(points: list[tuple[float, float, float]]) -> None:
    rows = ["\t".join(map(repr, point)) for point in points]
    survives("\n".join(["EC-Lab ASCII FILE", "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm", *rows]).encode())


@MILD
@given(st.permutations(range(60)))
def test_examine__rows_in_any_order__are_never_put_in_order(order: list[int]) -> None:
    rows = pulses()
    done = examine(bdf([rows[index] for index in order]))
    assert done.recording is not None
    assert done.recording.columns["test_time_second"].tolist() == [rows[index][0] for index in order]
    assert ("clock-runs-back" in done.verdict.codes) == (list(order) != sorted(order))
