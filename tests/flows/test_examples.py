"""The examples are what their README says, and the script that made them drops nothing in silence."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from passport.battery.category import BatteryCategory
from passport.battery.product_types import ProductType
from passport.battery.products import fitting_version, read_payload
from passport.services.declaration import Declaration, ModelDeclaration, SuccessorDeclaration
from tests.flows.house import EXAMPLES, ROOT

SCRIPT = ROOT / "scripts" / "extract_example.py"
AGEING = EXAMPLES / "nasa_pcoe"


def test_examples__digests__are_the_files() -> None:
    report = json.loads((AGEING / "extraction.json").read_bytes())
    for name, digest in report["output_sha256"].items():
        assert hashlib.sha256((AGEING / name).read_bytes()).hexdigest() == digest


def test_examples__sum__below_300_kilobytes() -> None:
    assert sum(file.stat().st_size for file in EXAMPLES.rglob("*") if file.is_file()) < 300_000


def test_examples__pack__weakest_cell_of_each_test() -> None:
    def rows(name: str) -> list[dict[str, Any]]:
        loaded: list[dict[str, Any]] = json.loads((AGEING / name).read_bytes())["batteryChargingHistory"]
        return loaded

    cells = [rows(f"charging_history_{cell}.json") for cell in ("B0005", "B0006", "B0007")]
    pack = rows("charging_history_pack.json")
    assert len(pack) == 168
    for index, row in enumerate(pack):
        assert row["maxCapacity"] == min(cell[index]["maxCapacity"] for cell in cells)


def test_examples__every_history__may_be_published() -> None:
    for file in AGEING.glob("charging_history_*.json"):
        read_payload(ProductType.CHARGING_HISTORY, "1.0", json.loads(file.read_bytes()))


def test_examples__declaration__is_a_tree_of_six() -> None:
    declared = Declaration.model_validate_json((EXAMPLES / "demo_pack" / "pack.json").read_bytes())
    assert declared.category is BatteryCategory.LMT
    assert [battery.level.value for battery in declared.in_order()].count("cell") == 3
    assert len(declared.in_order()) == 6


OF_PACKS = sorted(
    [*(EXAMPLES / "ev_pack").glob("of_*/*.json"), *(EXAMPLES / "stationary_pack").glob("products/*.json")]
)


@pytest.mark.parametrize("file", OF_PACKS, ids=lambda file: f"{file.parent.parent.name}/{file.stem}")
def test_examples__products_of_the_packs__may_be_published_and_say_that_they_are_illustrative(file: Path) -> None:
    payload, kind = json.loads(file.read_bytes()), ProductType(file.stem)
    read_payload(kind, fitting_version(kind, payload), payload)
    assert "llustrative" in payload["remark"] or "On paper" in payload["remark"]


def test_examples__history_of_the_ev_pack__is_forty_strings_like_the_weakest_cell() -> None:
    rows = json.loads((EXAMPLES / "ev_pack/of_the_pack/ChargingHistory.json").read_bytes())["batteryChargingHistory"]
    measured = json.loads((AGEING / "charging_history_pack.json").read_bytes())["batteryChargingHistory"]
    expected = [{**row, "maxCapacity": round(40 * row["maxCapacity"], 3)} for row in measured]
    assert rows == expected


def test_examples__declarations_of_the_packs__fit_each_other() -> None:
    model = ModelDeclaration.model_validate_json((EXAMPLES / "ev_pack/model.json").read_bytes())
    declared = Declaration.model_validate_json((EXAMPLES / "ev_pack/pack.json").read_bytes())
    made = SuccessorDeclaration.model_validate_json((EXAMPLES / "stationary_pack/successor.json").read_bytes())
    pack = declared.in_order()[0]
    assert (pack.model, declared.category) == (model.identifier, model.category)
    assert made.category is BatteryCategory.STATIONARY
    assert made.rated is not None
    assert made.category.needs_passport(float(made.rated.nominal_energy_wh) / 1000)


def test_extract_example__aborted_discharges__dropped_with_reason_and_same_bytes_again(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    _write_source(source)
    done = _extract(source, "--output", str(target))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    dropped = [row for row in report["dropped"] if row["cell"] == "B0005"]
    assert [row["test_id"] for row in dropped] == [3, 5]
    assert all("aborted" in row["reason"] for row in dropped)
    history = json.loads((target / "charging_history_B0005.json").read_bytes())
    assert history["batteryChargingHistory"][0] == {
        "time": "2008-04-02T13:00:00+00:00",
        "operatingHours": 2.0,
        "cycleCount": 1,
        "maxCapacity": 1.8565,
    }
    assert history["totalCount"] == 2
    assert _extract(source, "--output", str(target), "--check").returncode == 0
    (target / "charging_history_B0005.json").write_text("{}")
    assert _extract(source, "--output", str(target), "--check").returncode == 1


def test_extract_example__no_source__exit_code_two(tmp_path: Path) -> None:
    assert _extract(tmp_path, "--output", str(tmp_path)).returncode == 2


def _extract(source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), str(source), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def _write_source(folder: Path) -> None:
    """Seven tests a cell, an hour each: charge and discharge in turn; the second and third discharge are aborted."""
    capacities = [None, 1.8564874, None, 0.0, None, math.nan, None, 1.75]
    start = dt.datetime(2008, 4, 2, 11, 0)  # noqa: DTZ001 the source has no offset
    tests = [
        {
            "cell_id": cell,
            "test_id": number,
            "kind": "discharge" if number % 2 else "charge",
            "start_time": start + dt.timedelta(hours=number),
            "capacity_Ah": capacity,
        }
        for cell in ("B0005", "B0006", "B0007")
        for number, capacity in enumerate(capacities)
    ]
    pq.write_table(pa.Table.from_pylist(tests), folder / "tests.parquet")
    series = [{"test_id": number, "time_s": at} for number in range(8) for at in (0.0, 3600.0)]
    for cell in ("B0005", "B0006", "B0007"):
        pq.write_table(pa.Table.from_pylist(series), folder / f"{cell}_timeseries.parquet")
