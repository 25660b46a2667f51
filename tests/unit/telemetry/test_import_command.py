"""`passport telemetry import`: what it writes, what it prints, how it ends."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from passport.telemetry import examine
from passport.telemetry.parquet import written
from tests.flows.command_line import within
from tests.unit.telemetry.exports import DATA

DEAD = DATA / "bdf_SINTEF_LiGrR2032_landt.bdf.csv"
BROKEN = DATA / "bdf_SINTEF_SLPBA_rate_neware_TIME_BUG.bdf.csv"


def test_import__export_with_findings__is_written_and_lists_them(tmp_path: Path) -> None:
    answer = within("telemetry", "import", DEAD, "--out", tmp_path / "out.parquet", "--json", home=tmp_path)
    assert answer.code == 0
    assert answer.document["verdict"]["outcome"] == "accepted with findings"
    assert answer.document["rows"] == pq.read_metadata(tmp_path / "out.parquet").num_rows
    done = examine(DEAD.read_bytes())
    assert done.recording is not None
    assert (tmp_path / "out.parquet").read_bytes() == written(done.recording, done.verdict, DEAD.read_bytes())
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_import__refused_export__ends_with_one_and_touches_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "out.parquet"
    kept.write_bytes(b"an earlier one")
    answer = within("telemetry", "import", BROKEN, "--out", kept, "--json", home=tmp_path)
    assert (answer.code, answer.document["out"]) == (1, None)
    assert answer.document["verdict"]["findings"][0]["code"] == "clock-runs-back"
    assert kept.read_bytes() == b"an earlier one"


def test_import__for_a_person__names_weight_and_lines(tmp_path: Path) -> None:
    answer = within("telemetry", "import", BROKEN, "--out", tmp_path / "out.parquet", home=tmp_path)
    assert answer.code == 1
    assert all(word in answer.out for word in ("refused", "clock-runs-back", "35"))


def test_import__stated_fault__marks_the_column(tmp_path: Path) -> None:
    told = ("--fault", "voltage_volt=sense wire loose")
    answer = within("telemetry", "import", DEAD, "--out", tmp_path / "o.parquet", *told, "--json", home=tmp_path)
    assert "voltage_volt" in answer.document["verdict"]["unfitColumns"]
    wrong = within("telemetry", "import", DEAD, "--out", tmp_path / "p.parquet", "--fault", "loose", home=tmp_path)
    assert wrong.code == 2


def test_import__unknown_format_or_no_such_file__is_refused(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "o.parquet")
    unknown = within("telemetry", "import", DEAD, *out, "--format", "xlsx", "--json", home=tmp_path)
    assert (unknown.code, unknown.document["verdict"]["findings"][0]["code"]) == (1, "format")
    missing = within("telemetry", "import", tmp_path / "none.csv", *out, "--json", home=tmp_path)
    assert (missing.code, missing.error) == (1, "cli.input")
    assert not list(tmp_path.iterdir())
