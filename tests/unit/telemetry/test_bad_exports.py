"""Every way an export is known to go wrong is found and listed, with its lines; no value is changed."""

from __future__ import annotations

import numpy as np
import pytest

from passport.telemetry import Outcome, Verdict, examine, read
from passport.telemetry.errors import (
    ColumnMissing,
    ExportEmpty,
    ExportMalformed,
    ExportTooLarge,
    FormatUnknown,
    TelemetryError,
)
from passport.telemetry.text import refuse_size
from tests.unit.telemetry.exports import bdf, pulses

HEADER = "test_time_second,voltage_volt,current_ampere"
SPECTRUM = "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm"


def lines_of(verdict: Verdict, code: str) -> tuple[tuple[int, int], ...]:
    (found,) = [finding for finding in verdict.findings if finding.code == code]
    return found.lines


def spectrum(points: list[tuple[float, float, float]]) -> bytes:
    rows = ["\t".join(map(repr, point)) for point in points]
    return "\n".join(["EC-Lab ASCII FILE", "", SPECTRUM, *rows, ""]).encode()


ARC = [(10.0 ** (4 - k / 4), 1.0 + 0.1 * k, 0.05 * (k + 1)) for k in range(20)]


def test_examine__sound_pulses__are_accepted_with_nothing_found() -> None:
    assert examine(bdf(pulses())).verdict == Verdict(())


def test_examine__current_with_the_other_sign__is_refused() -> None:
    verdict = examine(bdf(pulses(sign=-1.0))).verdict
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.codes == {"sign-convention"}


def test_examine__steady_charge_with_the_other_sign__is_refused() -> None:
    charge = [[10.0 * k, 3.5 + 0.001 * k, -1.0] for k in range(40)]
    assert examine(bdf(charge)).verdict.codes == {"sign-convention"}


def test_examine__rest_only__says_that_the_sign_was_not_seen() -> None:
    verdict = examine(bdf([[10.0 * k, 3.5 + 0.0001 * k, 0.0] for k in range(40)])).verdict
    assert (verdict.outcome, verdict.codes) == (Outcome.ACCEPTED, {"sign-not-seen"})


@pytest.mark.parametrize(("factor", "found"), [(1.0, False), (1000.0, True), (0.001, True)])
def test_examine__current_against_its_own_charge_counter__finds_another_unit(factor: float, found: bool) -> None:
    rows = [[10.0 * k, 3.5 + 0.001 * k, 1.0 * factor, 10.0 * k / 3600.0] for k in range(40)]
    verdict = examine(bdf(rows, HEADER + ",charging_capacity_ah")).verdict
    assert (verdict.outcome is Outcome.REFUSED, "unit-contradiction" in verdict.codes) == (found, found)


def test_examine__power_in_milliwatt__is_refused() -> None:
    rows = [[*row, row[1] * row[2] * 1000.0] for row in pulses()]
    assert "unit-contradiction" in examine(bdf(rows, HEADER + ",power_watt")).verdict.codes


def test_examine__voltage_in_millivolt__is_refused() -> None:
    verdict = examine(bdf([[t, v * 1000.0, i] for t, v, i in pulses()])).verdict
    assert verdict.outcome is Outcome.REFUSED
    assert "impossible-value" in verdict.codes


def test_examine__some_rows_in_millivolt__are_listed_and_kept() -> None:
    rows = pulses()
    for index in (10, 11, 30):
        rows[index][1] *= 1000.0
    done = examine(bdf(rows))
    assert lines_of(done.verdict, "impossible-value") == ((12, 13), (32, 32))
    assert done.recording is not None
    assert done.recording.columns["voltage_volt"].tolist() == [row[1] for row in rows]


def test_examine__clock_runs_back__is_refused_and_keeps_the_order() -> None:
    rows = pulses()
    rows[20], rows[21] = rows[21], rows[20]
    done = examine(bdf(rows))
    assert done.verdict.outcome is Outcome.REFUSED
    assert lines_of(done.verdict, "clock-runs-back") == ((23, 23),)
    assert done.recording is not None
    assert done.recording.columns["test_time_second"].tolist() == [row[0] for row in rows]


def test_examine__row_without_a_time__is_refused() -> None:
    rows: list[list[object]] = [list(row) for row in pulses()]
    rows[7][0] = ""
    verdict = examine(bdf(rows)).verdict
    assert verdict.outcome is Outcome.REFUSED
    assert lines_of(verdict, "clock-missing") == ((9, 9),)


def test_examine__duplicates__are_told_from_other_values_at_the_same_time() -> None:
    rows = pulses()
    other = [rows[40][0], rows[40][1] + 0.001, rows[40][2]]
    verdict = examine(bdf([*rows[:11], rows[10], *rows[11:41], other, *rows[41:]])).verdict
    assert verdict.outcome is Outcome.ACCEPTED_WITH_FINDINGS
    assert lines_of(verdict, "duplicate-row") == ((13, 13),)
    assert lines_of(verdict, "repeated-time") == ((44, 44),)


def test_examine__gap__names_the_first_line_after_it() -> None:
    rows = pulses()
    shifted = [*rows[:30], *([t + 5000.0, v, i] for t, v, i in rows[30:])]
    assert lines_of(examine(bdf(shifted)).verdict, "gap") == ((32, 32),)


def test_examine__temperature_that_never_moves__is_unfit() -> None:
    rows = [[*row, 25.0] for row in pulses()]
    verdict = examine(bdf(rows, HEADER + ",surface_temperature_celsius")).verdict
    assert verdict.unfit_columns == ("surface_temperature_celsius",)
    assert verdict.codes == {"stuck-sensor"}


def test_examine__voltage_that_freezes_under_changing_current__is_found() -> None:
    rows = pulses(600)
    for row in rows[100:]:
        row[1] = 3.7
    assert "stuck-sensor" in examine(bdf(rows)).verdict.codes


def test_examine__open_thermocouple__is_impossible() -> None:
    rows = [[*row, -327.67] for row in pulses()]
    verdict = examine(bdf(rows, HEADER + ",temperature_t1_celsius")).verdict
    assert {"impossible-value", "stuck-sensor"} <= verdict.codes
    assert verdict.unfit_columns == ("temperature_t1_celsius",)


@pytest.mark.parametrize("cell", ["NaN", "", "null"])
def test_examine__absent_value__is_listed_and_stays_absent(cell: str) -> None:
    rows: list[list[object]] = [list(row) for row in pulses()]
    rows[5][1] = cell
    done = examine(bdf(rows))
    assert lines_of(done.verdict, "missing-value") == ((7, 7),)
    assert done.recording is not None
    assert np.isnan(done.recording.columns["voltage_volt"][5])


@pytest.mark.parametrize("cell", ["OVERFLOW", "inf", "1_000", "3.7V", "0x10", "1e999", "3.6.1", "--1"])
def test_examine__cell_that_is_no_number__is_listed_and_stays_absent(cell: str) -> None:
    rows: list[list[object]] = [list(row) for row in pulses()]
    rows[5][1] = cell
    done = examine(bdf(rows))
    assert lines_of(done.verdict, "unreadable-value") == ((7, 7),)
    assert done.recording is not None
    assert np.isnan(done.recording.columns["voltage_volt"][5])


def test_read__decimal_commas_between_semicolons__are_the_same_numbers() -> None:
    points = bdf(pulses())
    commas = points.replace(b",", b";").replace(b".", b",")
    one, other = read(points), read(commas)
    assert all(np.array_equal(one.columns[name], other.columns[name]) for name in one.columns)
    assert {finding.code for finding in other.findings} == {"decimal-comma"}


def test_examine__commas_and_points_in_one_column__are_not_guessed() -> None:
    rows = bdf(pulses()).replace(b",", b";").replace(b"3.7", b"3,7", 1)
    assert "unreadable-value" in examine(rows).verdict.codes


def test_examine__decimal_commas_between_commas__is_refused() -> None:
    content = bdf(pulses()).replace(b".", b",")
    with pytest.raises(ExportMalformed, match="number of cells"):
        read(content)
    assert examine(content).verdict.outcome is Outcome.REFUSED


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_read__byte_order_mark__changes_no_number(encoding: str) -> None:
    content = bdf(pulses())
    marked = read(content.decode().encode(encoding))
    assert marked.columns["voltage_volt"].tolist() == read(content).columns["voltage_volt"].tolist()
    assert [finding.code for finding in marked.findings] == ["byte-order-mark"]


def test_examine__row_cut_off__is_left_out_and_listed() -> None:
    content = bdf(pulses()).rstrip().rsplit(b",", 1)[0]
    done = examine(content)
    assert lines_of(done.verdict, "ragged-row") == ((61, 61),)
    assert done.recording is not None
    assert done.recording.row_count == 59


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ExportEmpty),
        (b" \n\n ", ExportEmpty),
        (HEADER.encode() + b"\n\n", ExportEmpty),
        (b"hello,world\n1,2\n", FormatUnknown),
        (b"\x00\x01\x02", ExportMalformed),
        (b"\xff\xfe\x00", ExportMalformed),
        (b"PAR1 and then nothing", ExportMalformed),
        (b"test_time_second,voltage_volt\n1,2\n", ColumnMissing),
        (b"test_time_second,voltage_volt,voltage_volt,current_ampere\n1,2,3,4\n", ExportMalformed),
        (b"EC-Lab ASCII FILE\nno header follows\n", ExportMalformed),
        ((HEADER + ",x" * 2000).encode() + b"\n1,2,3\n", ExportTooLarge),
    ],
)
def test_read__what_is_no_export__raises_its_own_error_and_is_refused(
    content: bytes, error: type[TelemetryError]
) -> None:
    with pytest.raises(error):
        read(content)
    done = examine(content)
    assert (done.verdict.outcome, done.recording) == (Outcome.REFUSED, None)


def test_refuse_size__too_many_bytes__is_refused_before_reading() -> None:
    with pytest.raises(ExportTooLarge):
        refuse_size(65 * 1024 * 1024)


def test_examine__spectrum_with_minus_the_imaginary_part__is_refused() -> None:
    assert examine(spectrum(ARC)).verdict.outcome is Outcome.ACCEPTED
    turned = examine(spectrum([(f, re, -im) for f, re, im in ARC])).verdict
    assert (turned.outcome, turned.codes) == (Outcome.REFUSED, {"sign-convention"})


def test_examine__spectrum_of_few_or_broken_points__is_refused() -> None:
    assert examine(spectrum(ARC[:4])).verdict.codes == {"too-few-points"}
    assert "frequency-not-positive" in examine(spectrum([*ARC, (-1.0, 2.0, 0.1)])).verdict.codes
    nothing = examine(spectrum(ARC).replace(repr(ARC[3][1]).encode(), b"---", 1)).verdict
    assert (nothing.outcome, "missing-point" in nothing.codes) == (Outcome.REFUSED, True)


def test_examine__two_sweeps_in_one_file__are_told() -> None:
    verdict = examine(spectrum([*ARC, *ARC])).verdict
    assert (verdict.outcome, verdict.codes) == (Outcome.ACCEPTED_WITH_FINDINGS, {"frequency-order"})


def test_examine__unsigned_current_in_an_unknown_state__is_not_given_a_direction() -> None:
    head = "Today's Date 1/1/2020\nRec#\tTestTime\tAmps\tVolts\tState"
    states = ["C"] * 10 + ["D"] * 10 + ["?"] * 2
    rows = [f"{k}\t  0d 00:{k:02}:00.0000\t1.0\t{3.6 + 0.001 * k}\t{state}" for k, state in enumerate(states)]
    done = examine("\n".join([head, *rows]).encode())
    assert done.recording is not None
    assert done.recording.columns["current_ampere"][:20].tolist() == [1.0] * 10 + [-1.0] * 10
    assert np.isnan(done.recording.columns["current_ampere"][20:]).all()
    assert lines_of(done.verdict, "direction-unknown") == ((23, 24),)
