"""Claim: a model of charges at one C-rate and temperature gives no number at another.

ESSL1, two LFP cells of 102 Ah: Cell1 charged at 1 C and about 44 degC, Cell4 at 0.5 C and about 56 degC. The model is
fitted on Cell1 and asked about Cell4: it must abstain on every charge. Naive is its answer if it is forced to give one.

In condition there is one cell only, so that no split by cell is possible: the figure given is for every second charge
of Cell1, foreseen by the others of the same cell. It is flattering and says nothing about another cell.

    python benchmarks/scoring_other_c_rate.py --data DIR [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from passport.scoring.kernels.partial_charge import (
    Cell,
    Model,
    NoWindow,
    OutsideDomain,
    estimate,
    fit,
    foresee,
    window_charges,
)
from passport.scoring.kernels.signal_rows import Plausible

RATED_AH, RIDGE = 102.0, 1e-4
EDGES = np.asarray([3.34, 3.38, 3.42])
PLAUSIBLE = Plausible(lowest_v=1.5, highest_v=4.0, highest_a=300.0, rest_a=1.0, stuck_s=3600.0)
LONGEST_GAP_S = 300.0
TARGET_PERCENT = 1.0
COLUMNS = ("time_s", "voltage_V", "current_A", "temperature_C")


class History(NamedTuple):
    """Charges of one cell with their windows."""

    cell: Cell
    c_rate: NDArray[np.float64]
    temperature_c: NDArray[np.float64]
    without: dict[str, int]


def history(folder: Path, number: int) -> History:
    """All labelled charges of a cell that have the window; why the others have none."""
    with (folder / f"Cell{number}_cycles.csv").open(encoding="utf-8") as file:
        labels_ah = {int(row["cycle"]): float(row["soh"]) * RATED_AH for row in csv.DictReader(file)}
    table = pq.read_table(folder / f"Cell{number}_charge.parquet")
    cycle = table["cycle"].to_numpy()
    signals = [table[name].to_numpy().astype(np.float64) for name in COLUMNS]
    windows, capacity_ah, c_rate, temperature_c = [], [], [], []
    without: Counter[str] = Counter()
    for begin, end in pairwise([0, *(np.flatnonzero(np.diff(cycle)) + 1).tolist(), cycle.size]):
        time, voltage, current, celsius = (signal[begin:end] for signal in signals)
        charge_a = float(np.median(current))
        found = window_charges(time, voltage, current, EDGES, charge_a, PLAUSIBLE, LONGEST_GAP_S)
        label_ah = labels_ah.get(int(cycle[begin]))
        if isinstance(found, NoWindow) or label_ah is None:
            without["no label" if label_ah is None else str(found)] += 1
            continue
        windows.append(found)
        capacity_ah.append(label_ah)
        c_rate.append(charge_a / RATED_AH)
        temperature_c.append(float(np.median(celsius)))
    change = (np.asarray(windows) - windows[0]) / capacity_ah[0]
    cell = Cell(change, np.asarray(capacity_ah) / capacity_ah[0])
    return History(cell, np.asarray(c_rate), np.asarray(temperature_c), dict(without))


def measure(folder: Path) -> dict[str, object]:
    known, other = history(folder, 1), history(folder, 4)
    model = Model(
        fit([known.cell], RIDGE),
        known.cell.change.min(axis=0),
        known.cell.change.max(axis=0),
        float(np.median(known.c_rate)),
        (float(known.temperature_c.min()), float(known.temperature_c.max())),
        radius=float("inf"),
        level=0.9,
    )
    asked = zip(other.cell.change, other.c_rate, other.temperature_c, strict=True)
    answers = [estimate(model, change, float(rate), float(celsius)) for change, rate, celsius in asked]
    reasons = Counter(str(answer) for answer in answers if isinstance(answer, OutsideDomain))
    forced = np.abs(foresee(model.coefficients, other.cell.change) - other.cell.share)
    odd = np.arange(known.cell.share.size) % 2 == 1
    half = fit([Cell(known.cell.change[~odd], known.cell.share[~odd])], RIDGE)
    same = np.abs(foresee(half, known.cell.change[odd]) - known.cell.share[odd])
    return {
        "asked": len(answers),
        "abstained": sum(reasons.values()),
        "reasons": dict(reasons),
        "naive_forced_mae_percent": round(float(forced.mean()) * 100.0, 2),
        "naive_forced_worst_percent": round(float(forced.max()) * 100.0, 2),
        "target_in_condition_percent": TARGET_PERCENT,
        "same_cell_mae_percent": round(float(same.mean()) * 100.0, 2),
        "left_out": {"Cell1": known.without, "Cell4": other.without},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"), help="folder with the sets")
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    if options.data is None or not (Path(options.data) / "essl1_lfp102ah" / "Cell1_charge.parquet").is_file():
        sys.stderr.write("not run: no essl1_lfp102ah/Cell1_charge.parquet under --data or PASSPORT_DATA_DIR\n")
        return 0
    row = measure(Path(options.data) / "essl1_lfp102ah")
    if options.json:
        print(json.dumps({"claim": "scoring_other_c_rate", "rows": [row]}))
        return 0
    table = Table("what", "", title="LFP cell at another C-rate and temperature than the model's")
    for name, value in row.items():
        table.add_row(name, str(value))
    Console(width=120).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
