"""Make the charging histories in examples/ from the NASA ageing data. Same input, same bytes.

    python scripts/extract_example.py INPUT_DIR [--output examples/nasa_pcoe] [--check]

INPUT_DIR holds tests.parquet and <cell>_timeseries.parquet (see examples/nasa_pcoe/README.md for
source and licence). Needs pyarrow (the `test` extra). A discharge test that gives no capacity is
left out and *listed with its reason*; nothing is repaired. `--check` writes nothing and fails
when the files in the output folder differ from what the input gives.

Exit code 0: written (or identical). 1: `--check` found a difference. 2: the input is not what is expected.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track

CELLS = ("B0005", "B0006", "B0007")
RATED_CAPACITY_AH = 2.0
SMALLEST_CREDIBLE_CAPACITY_AH = 0.05 * RATED_CAPACITY_AH
"""Below this a discharge was broken off; the source writes 0, a few mAh or NaN for such tests."""


class InputError(Exception):
    """The input is not the data set this script was written for."""


@dataclass(frozen=True)
class Entry:
    """One line of an IOXIO ChargingHistory_v1.0 (h, Ah); `time` is the end of the measuring discharge."""

    time: str
    operatingHours: float  # noqa: N815  (the definition's own name)
    cycleCount: int  # noqa: N815
    maxCapacity: float  # noqa: N815


@dataclass(frozen=True)
class Dropped:
    """A discharge test that was left out, and why."""

    cell: str
    test_id: int
    capacity_ah: float | None
    reason: str


@dataclass(frozen=True)
class CellHistory:
    """What one cell's tests give."""

    cell: str
    entries: dict[int, Entry]
    dropped: list[Dropped]


def read_tests(path: Path, cell: str) -> list[dict[str, object]]:
    """Rows of one cell in the order of the tests; start times cut to microseconds."""
    table = pq.read_table(path)
    column = table.schema.get_field_index("start_time")
    table = table.set_column(column, "start_time", pc.cast(table["start_time"], pa.timestamp("us"), safe=False))
    rows: list[dict[str, object]] = table.filter(pc.equal(table["cell_id"], cell)).sort_by("test_id").to_pylist()
    if not rows:
        raise InputError(f"{path.name} has no tests of cell {cell}")
    return rows


def durations_s(path: Path) -> dict[int, float]:
    """Length of every charge and discharge test: `time_s` restarts at 0 in each."""
    table = pq.read_table(path, columns=["test_id", "time_s"])
    grouped = table.group_by("test_id").aggregate([("time_s", "max")])
    return {row["test_id"]: row["time_s_max"] for row in grouped.to_pylist()}


def refusal(capacity_ah: float | None) -> str | None:
    """Why a discharge gives no capacity, or None if it does."""
    if capacity_ah is None or math.isnan(capacity_ah):
        return "no capacity recorded: the discharge was aborted"
    if capacity_ah < SMALLEST_CREDIBLE_CAPACITY_AH:
        return f"capacity below {SMALLEST_CREDIBLE_CAPACITY_AH} Ah: the discharge was aborted"
    return None


def cell_history(source: Path, cell: str) -> CellHistory:
    """Fold a cell's tests into charging-history lines, keyed by the test that measured each."""
    lengths = durations_s(source / f"{cell}_timeseries.parquet")
    entries: dict[int, Entry] = {}
    dropped: list[Dropped] = []
    operating_s = 0.0
    for row in read_tests(source / "tests.parquet", cell):
        test_id, start = row["test_id"], row["start_time"]
        if not isinstance(test_id, int) or not isinstance(start, dt.datetime):
            raise InputError(f"cell {cell}: a test without id or start time")
        operating_s += lengths.get(test_id, 0.0)
        if row["kind"] != "discharge":
            continue
        capacity_ah = row["capacity_Ah"]
        if capacity_ah is not None and not isinstance(capacity_ah, float):
            raise InputError(f"cell {cell} test {test_id}: capacity {capacity_ah!r}")
        reason = refusal(capacity_ah)
        if reason is not None or capacity_ah is None:
            dropped.append(Dropped(cell, test_id, capacity_ah, reason or "no capacity"))
            continue
        ended = start + dt.timedelta(seconds=round(lengths[test_id]))
        # The source gives local laboratory time without an offset; +00:00 is our stated assumption.
        time = ended.replace(microsecond=0, tzinfo=dt.UTC).isoformat()
        entries[test_id] = Entry(time, round(operating_s / 3600, 2), len(entries) + 1, round(capacity_ah, 4))
    return CellHistory(cell, entries, dropped)


def series_pack(cells: list[CellHistory]) -> Iterator[Entry]:
    """A series pack can give what its weakest cell gives: minimum capacity over the cells of one test.

    Only tests that measured every cell count. The cells were cycled together, so hours and time
    are the latest of the three; the cycle count counts the lines of the pack.
    """
    shared = set.intersection(*(set(history.entries) for history in cells))
    for count, test_id in enumerate(sorted(shared), start=1):
        lines = [history.entries[test_id] for history in cells]
        yield Entry(
            max(line.time for line in lines),
            max(line.operatingHours for line in lines),
            count,
            min(line.maxCapacity for line in lines),
        )


def as_response(entries: list[Entry]) -> bytes:
    """The bytes of a ChargingHistoryResponse, one entry a line."""
    lines = ",\n  ".join(json.dumps(asdict(entry)) for entry in entries)
    text = f'{{"batteryChargingHistory": [\n  {lines}\n ],\n "totalCount": {len(entries)}}}\n'
    return text.encode()


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def extract(source: Path, console: Console) -> dict[str, bytes]:
    """File name -> bytes of everything this script writes."""
    histories = [cell_history(source, cell) for cell in track(CELLS, description="Cells", console=console)]
    pack = list(series_pack(histories))
    files = {
        f"charging_history_{history.cell}.json": as_response(list(history.entries.values())) for history in histories
    }
    files["charging_history_pack.json"] = as_response(pack)
    inputs = ["tests.parquet", *(f"{cell}_timeseries.parquet" for cell in CELLS)]
    report = {
        "input_sha256": {name: sha256_of(source / name) for name in inputs},
        "output_sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "lines": {name: content.count(b'"time"') for name, content in files.items()},
        "dropped": [asdict(row) for history in histories for row in history.dropped],
        "rule_drop": f"discharge tests without a capacity of at least {SMALLEST_CREDIBLE_CAPACITY_AH} Ah",
        "rule_pack": "series pack: capacity of the weakest cell in each test that measured every cell",
    }
    files["extraction.json"] = (json.dumps(report, indent=1) + "\n").encode()
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("input", type=Path)
    parser.add_argument("--output", type=Path, default=Path("examples/nasa_pcoe"))
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the files differ")
    options = parser.parse_args()
    console = Console(stderr=True)
    try:
        files = extract(options.input, console)
    except (InputError, OSError, pa.ArrowException) as error:
        console.print(f"[red]refused:[/red] {error}")
        return 2
    print(files["extraction.json"].decode(), end="")
    if options.check:
        changed = [name for name, content in files.items() if (options.output / name).read_bytes() != content]
        console.print(f"differs: {', '.join(changed)}" if changed else "identical")
        return 1 if changed else 0
    options.output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.output / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
