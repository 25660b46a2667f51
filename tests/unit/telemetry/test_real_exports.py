"""The fourteen real exports get the verdict each deserves; what is wrong with four of them is found, never mended."""

from __future__ import annotations

import numpy as np
import pytest

from passport.telemetry import Examination, Weight, examine, read
from tests.unit.telemetry.exports import DATA, EXPECTED, Expected


def assert_as_expected(done: Examination, expected: Expected) -> None:
    heavy = {finding.code for finding in done.verdict.findings if finding.weight is not Weight.NOTE}
    assert (done.verdict.outcome, heavy) == (expected.outcome, expected.codes)
    assert done.verdict.unfit_columns == expected.unfit
    if expected.rows:
        assert done.recording is not None
        assert done.recording.table.name == expected.format


@pytest.mark.parametrize("name", EXPECTED)
def test_examine__excerpt_of_a_real_export__has_its_verdict(name: str) -> None:
    assert_as_expected(examine((DATA / name).read_bytes()), EXPECTED[name])


def test_read__clock_that_runs_back__keeps_the_rows_in_the_order_of_the_file() -> None:
    content = (DATA / "bdf_SINTEF_SLPBA_rate_neware_TIME_BUG.bdf.csv").read_bytes()
    recorded = read(content).columns["test_time_second"]
    assert recorded.tolist() == [float(line.split(b",")[0]) for line in content.splitlines()[1:]]
    (finding,) = [one for one in examine(content).verdict.findings if one.code == "clock-runs-back"]
    back = int(np.flatnonzero(np.diff(recorded) < 0)[0])
    assert finding.lines == ((back + 3, back + 3),), "the line that is earlier than the one before it"


def test_read__biologic_spectrum__turns_minus_imaginary_and_milliampere_into_ours() -> None:
    columns = read((DATA / "eis_biologic.mpt").read_bytes()).columns
    assert columns["frequency_hertz"][-1] == 1.6895540e-2
    assert columns["imaginary_impedance_ohm"][-1] == -2.3458567
    assert columns["current_ampere"][-1] == pytest.approx(-4.5939464e-5)


def test_read__gamry_spectrum__reads_the_table_of_impedances_and_no_other() -> None:
    recording = read((DATA / "eis_gamry_ABORTED.DTA").read_bytes())
    assert recording.columns["frequency_hertz"][0] == 200015.6
    assert recording.columns["imaginary_impedance_ohm"][0] == -1367.239
    assert recording.facts["last_frequency_hertz"] == "1.00000E-003"


def test_read__maccor_durations_and_novonix_hours__are_seconds() -> None:
    maccor = read((DATA / "maccor_4267-66-6519.041").read_bytes()).columns
    novonix = read((DATA / "novonix_sample.csv").read_bytes()).columns
    assert maccor["test_time_second"][10] == 10.0
    assert novonix["test_time_second"][1] == pytest.approx(0.0003556 * 3600.0)


def test_read__biologic_time_stamps__are_seconds_since_the_first_row() -> None:
    recording = read((DATA / "biologic_mb_timestamped.txt").read_bytes())
    assert recording.columns["test_time_second"][:2] == pytest.approx([0.0, 6.464])
    assert recording.columns["current_ampere"][1] == pytest.approx(0.44993811)
    assert "time-zone-unknown" in {finding.code for finding in recording.findings}


def test_examine__fault_that_the_values_do_not_show__is_listed_when_stated() -> None:
    content = (DATA / "arbin_TC_CONTACT_FAULT_CH33.csv").read_bytes()
    silent = examine(content).verdict
    stated = examine(content, stated_faults={"temperature_celsius": "thermocouple lost contact"}).verdict
    assert "temperature_celsius" not in silent.unfit_columns, "its values are smooth and plausible"
    assert "temperature_celsius" in stated.unfit_columns
