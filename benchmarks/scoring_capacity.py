"""Claim: counting charge to the stated cut-off gives the capacity the laboratory states; counting to the end does not.

Every discharge of the NASA cells (`saha2007`) is counted to 2.7 V and compared with its label. Naive is the integral
over all rows. The labels run to the first row below 2.7 V; the kernel interpolates the crossing, so the two differ by
at most the charge between two rows. Both are printed. Discharges without a value or without a label are listed.

    python benchmarks/scoring_capacity.py --data DIR [--json]

DIR (or PASSPORT_DATA_DIR) holds nasa_pcoe/<cell>_timeseries.parquet and nasa_pcoe/tests.parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.scoring.kernels.coulomb import Counted, CutOffs, count_discharge
from passport.scoring.kernels.signal_rows import Plausible

TARGET_PERCENT = 0.25
CUT_OFFS = CutOffs(upper_v=None, lower_v=2.7)
PLAUSIBLE = Plausible(lowest_v=0.5, highest_v=4.6, highest_a=10.0, rest_a=0.05, stuck_s=600.0)
LONGEST_GAP_S = 60.0
SMALLEST_LABEL_AH = 0.1
"""Below it the label is of an aborted discharge."""
COLUMNS = ("time_s", "voltage_V", "current_A")


class Test(NamedTuple):
    """One discharge: errors in percent of its label."""

    cell: str
    test: int
    reached: float
    to_row_below: float
    naive: float
    within_sampling: bool


class Excluded(NamedTuple):
    """A discharge that is in no mean."""

    cell: str
    test: int
    reason: str


def discharges(folder: Path, cell: str) -> Iterator[tuple[int, list[NDArray[np.float64]]]]:
    """Test id and its time, voltage and current."""
    table = pq.read_table(folder / f"{cell}_timeseries.parquet", filters=[("kind", "=", "discharge")])
    test = table["test_id"].to_numpy()
    columns = [table[name].to_numpy().astype(np.float64) for name in COLUMNS]
    bounds = [0, *(np.flatnonzero(np.diff(test)) + 1).tolist(), test.size]
    for begin, end in pairwise(bounds):
        yield int(test[begin]), [column[begin:end] for column in columns]


def measure(folder: Path) -> tuple[list[Test], list[Excluded]]:
    rows = pq.read_table(folder / "tests.parquet", columns=["cell_id", "test_id", "kind", "capacity_Ah"]).to_pylist()
    labels = {(row["cell_id"], row["test_id"]): row["capacity_Ah"] for row in rows if row["kind"] == "discharge"}
    tests: list[Test] = []
    excluded: list[Excluded] = []
    for cell in track(sorted({cell for cell, _ in labels}), "discharges", console=Console(stderr=True)):
        seen = set()
        for test, (time, voltage, current) in discharges(folder, cell):
            seen.add(test)
            label = labels[cell, test]
            counted = count_discharge(time, voltage, current, CUT_OFFS, PLAUSIBLE, LONGEST_GAP_S)
            reason = left_out(label, counted)
            if reason is not None:
                excluded.append(Excluded(cell, test, reason))
                continue
            naive_ah = float(-np.trapezoid(current, time) / 3600.0)
            tests.append(compared(cell, test, label, counted, naive_ah))
        excluded += [
            Excluded(cell, test, "label without rows") for of, test in labels if of == cell and test not in seen
        ]
    return tests, excluded


def left_out(label_ah: float | None, counted: Counted) -> str | None:
    if label_ah is None or not np.isfinite(label_ah):
        return "no label"
    if label_ah < SMALLEST_LABEL_AH:
        return f"label {label_ah:.4f} Ah: aborted discharge"
    return None if counted.refusal is None else f"refused: {counted.refusal} (label {label_ah:.4f} Ah)"


def compared(cell: str, test: int, label_ah: float, counted: Counted, naive_ah: float) -> Test:
    found = counted.discharge
    assert found is not None
    values_ah = (found.charge_ah, found.to_row_below_ah, naive_ah)
    reached, to_row_below, naive = (abs(value / label_ah - 1.0) * 100.0 for value in values_ah)
    within = abs(found.charge_ah - label_ah) <= found.resolution_ah + 1e-3 * label_ah
    return Test(cell, test, reached, to_row_below, naive, within)


def summary(name: str, tests: list[Test]) -> dict[str, object]:
    reached = [test.reached for test in tests]
    return {
        "cells": name,
        "discharges": len(tests),
        "target_mean_percent": TARGET_PERCENT,
        "naive_mean_percent": round(statistics.fmean(test.naive for test in tests), 3),
        "naive_worst_percent": round(max(test.naive for test in tests), 2),
        "reached_mean_percent": round(statistics.fmean(reached), 3),
        "reached_worst_percent": round(max(reached), 2),
        "as_labelled_mean_percent": round(statistics.fmean(test.to_row_below for test in tests), 3),
        "within_sampling_share": round(sum(test.within_sampling for test in tests) / len(tests), 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"), help="folder of the data sets"
    )
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    if options.data is None or not (Path(options.data) / "nasa_pcoe" / "tests.parquet").is_file():
        sys.stderr.write("not run: no nasa_pcoe/tests.parquet under --data or PASSPORT_DATA_DIR\n")
        return 0
    tests, excluded = measure(Path(options.data) / "nasa_pcoe")
    main_three = [test for test in tests if test.cell in {"B0005", "B0006", "B0007"}]
    rows = [summary(cell, [test for test in tests if test.cell == cell]) for cell in sorted({t.cell for t in tests})]
    rows += [summary("B0005/6/7", main_three), summary("all", tests)]
    if options.json:
        print(json.dumps({"claim": "scoring_capacity", "rows": rows, "excluded": [one._asdict() for one in excluded]}))
        return 0
    table = Table(
        *("cells", "n", "target", "naive mean", "worst", "reached mean", "worst", "as labelled", "within sampling"),
        title="coulomb capacity to 2.7 V against the label, % of the label",
    )
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console(width=120).print(table)
    for one in excluded:
        print(f"excluded {one.cell} test {one.test}: {one.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
