"""Parquet out: the same values, the same bytes, and the verdict beside them."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from passport.telemetry import check, examine, read
from passport.telemetry.errors import ExportRefused
from passport.telemetry.parquet import LINE, written
from tests.unit.telemetry.exports import DATA, EXPECTED, REFUSED, bdf, pulses

WRITABLE = [name for name, expected in EXPECTED.items() if expected.outcome is not REFUSED]


def parquet_of(content: bytes) -> bytes:
    done = examine(content)
    assert done.recording is not None
    return written(done.recording, done.verdict, content)


@pytest.mark.parametrize("name", WRITABLE)
def test_written__real_export__holds_every_value_as_recorded(name: str) -> None:
    content = (DATA / name).read_bytes()
    recording = read(content)
    table = pq.read_table(pa.BufferReader(parquet_of(content)))
    assert set(table.column_names) == {LINE, *recording.columns}
    assert table.column(LINE).to_pylist() == recording.lines.tolist()
    for column, values in recording.columns.items():
        back = table.column(column).to_numpy()
        assert np.array_equal(back, values, equal_nan=True)
        assert table.column(column).null_count == np.isnan(values).sum()


def test_written__twice__gives_the_same_bytes() -> None:
    content = (DATA / "arbin_example.csv").read_bytes()
    assert parquet_of(content) == parquet_of(content)


def test_written__order_of_the_columns_in_the_export__changes_only_the_digest_of_the_source() -> None:
    rows = pulses()
    one = pq.read_table(pa.BufferReader(parquet_of(bdf(rows))))
    turned = bdf([row[::-1] for row in rows], "current_ampere,voltage_volt,test_time_second")
    other = pq.read_table(pa.BufferReader(parquet_of(turned)))
    assert one.column_names == other.column_names
    assert one.equals(other)


def test_written__metadata__carries_source_verdict_and_what_is_unfit() -> None:
    content = (DATA / "bdf_SINTEF_LiGrR2032_landt.bdf.csv").read_bytes()
    schema = pq.read_schema(pa.BufferReader(parquet_of(content)))
    about = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert about["passport.source_sha256"] == hashlib.sha256(content).hexdigest()
    assert about["passport.format"] == "bdf"
    verdict = json.loads(about["passport.verdict"])
    assert verdict["unfitColumns"] == ["ambient_temperature_celsius"]
    assert schema.field("ambient_temperature_celsius").metadata == {b"unit": b"degC", b"fit": b"no"}
    assert schema.field("voltage_volt").metadata == {b"unit": b"V", b"fit": b"yes"}


def test_written__refused_export__is_not_written() -> None:
    content = (DATA / "bdf_SINTEF_SLPBA_rate_neware_TIME_BUG.bdf.csv").read_bytes()
    recording = read(content)
    with pytest.raises(ExportRefused):
        written(recording, check(recording), content)
