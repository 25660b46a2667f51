"""Vehicle logs: sign of the source, raw probe bytes, decoding overflows. Detected and listed, not mended."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from passport.telemetry import Outcome, Weight, examine
from passport.telemetry.errors import ExportMalformed, ExportTooLarge
from passport.telemetry.log_parquet import read_log
from tests.unit.telemetry.exports import pulses

RAW = "vehicle-log-raw-probes"


def log(*, probe_offset: float = 0.0, sign: float = -1.0, **more: object) -> bytes:
    """A log of a pack of two cells; positive current is discharge, as the source writes it."""
    rows = np.array(pulses())
    stamps = (rows[:, 0] * 1e6).astype("datetime64[us]")
    probe = 25.0 + np.arange(60) // 10
    columns: dict[str, object] = {
        "time": stamps,
        "BMSBatteryVoltage": 2.0 * rows[:, 1],
        "BMSBatteryCurrent": sign * rows[:, 2],
        "BMSProbeTempMax": probe,
        "V_1": rows[:, 1],
        "V_2": rows[:, 1].copy(),
        "T_1": probe + probe_offset,
        "T_2": probe - 1.0 + probe_offset,
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({**columns, **more}), sink)
    return bytes(sink.getvalue())


def test_examine__log_whose_discharge_is_positive__is_carried_with_charge_positive() -> None:
    done = examine(log())
    assert done.recording is not None
    assert done.recording.columns["current_ampere"].tolist() == [row[2] for row in pulses()]
    assert done.verdict.outcome is Outcome.ACCEPTED


def test_examine__log_with_the_other_sign__is_refused() -> None:
    assert "sign-convention" in examine(log(sign=1.0)).verdict.codes


def test_examine__raw_probe_bytes__are_unfit_until_the_format_is_named() -> None:
    guessed = examine(log(probe_offset=40.0))
    assert guessed.verdict.unfit_columns == ("temperature_t1_celsius", "temperature_t2_celsius")
    assert guessed.recording is not None
    assert guessed.recording.columns["temperature_t1_celsius"][0] == 65.0, "as recorded"
    named = examine(log(probe_offset=40.0), RAW)
    assert named.verdict.outcome is Outcome.ACCEPTED
    assert named.recording is not None
    assert named.recording.columns["temperature_t1_celsius"][0] == 25.0


def test_examine__codes_for_no_probe__are_absent_and_never_a_temperature() -> None:
    probe = 65.0 + np.arange(60) // 10
    probe[[3, 4]] = 255.0, 511.0
    done = examine(log(probe_offset=40.0, T_1=probe), RAW)
    assert done.recording is not None
    assert np.isnan(done.recording.columns["temperature_t1_celsius"][[3, 4]]).all()
    assert [(one.code, one.lines) for one in done.verdict.findings if one.column == "temperature_t1_celsius"] == [
        ("no-measurement", ((4, 5),))
    ]


def test_examine__decoding_overflow__is_listed_by_cell_and_row() -> None:
    cell = np.array([row[1] for row in pulses()])
    cell[[20, 21]] = 66.535
    done = examine(log(V_2=cell))
    found = [(one.column, one.code, one.lines) for one in done.verdict.findings if one.weight is Weight.DOUBT]
    assert found == [("cell_voltage_2_volt", "impossible-value", ((21, 22),))]
    assert done.recording is not None
    assert done.recording.columns["cell_voltage_2_volt"][20] == 66.535


def test_read_log__column_of_text__is_refused() -> None:
    with pytest.raises(ExportMalformed, match="not numbers"):
        read_log(log(BMSProbeTempMax=["hot"] * 60), None)


def test_read_log__clock_with_a_zone__is_carried_as_utc_too() -> None:
    seconds = [1_600_000_000 + 10 * number for number in range(60)]
    zoned = pa.array(seconds, type=pa.timestamp("s", tz="Europe/Helsinki"))
    known, unknown = read_log(log(time=zoned), None), read_log(log(), None)
    assert known.columns["unix_time_second"].tolist() == seconds
    assert known.columns["test_time_second"].tolist() == [row[0] for row in pulses()]
    assert "unix_time_second" not in unknown.columns
    assert [one.code for one in unknown.findings] == ["time-zone-unknown"]


def test_read_log__column_twice__is_refused() -> None:
    table = pq.read_table(pa.BufferReader(log()))
    sink = pa.BufferOutputStream()
    pq.write_table(table.append_column("V_1", table.column("V_2")), sink)
    with pytest.raises(ExportMalformed, match="twice"):
        read_log(bytes(sink.getvalue()), None)


def test_read_log__few_bytes_that_unpack_to_many_cells__is_refused_unread() -> None:
    many = pa.table({f"V_{number}": pa.array(np.zeros(40_000)) for number in range(1500)})
    sink = pa.BufferOutputStream()
    pq.write_table(many, sink, compression="zstd")
    content = bytes(sink.getvalue())
    assert len(content) < 3_000_000
    with pytest.raises(ExportTooLarge, match="cells"):
        read_log(content, "vehicle-log")
