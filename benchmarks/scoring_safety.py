"""Claim: a weak cell is found against its own history in the pack, long before any limit is passed.

Faults are injected into single healthy cells of real packs (ev_pack_faults), one at a time: the voltage of a cell 20 mV
lower; its resistance 0.3 mohm higher; a tap that errs by 20 mV (one cell down, the next one up). The first half of a
log is the own history, windows of the second half are scored. AUROC is between injected cells and all cells left as
they are. Naive looks at the same window without a history: the cell's median distance to the pack's median.

Car 2 is used up to 2019-06-13, before its weak cell drifts visibly; that cell is left out. Cells are no independent
samples: each pack is given by itself. There is no figure for vehicles: two are too few. Rows left out are counted.

    python benchmarks/scoring_safety.py --data DIR [--json]

DIR (or PASSPORT_DATA_DIR) holds ev_pack_faults/car1.parquet and car2.parquet.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.scoring.kernels.safety_drift import moves_with_neighbour
from passport.scoring.safety.limits import default_limits
from passport.scoring.safety.own_history import OwnHistory, drift_v, own_history
from passport.scoring.safety.pack_log import PackLog, read_log

Floats = NDArray[np.float64]
SEED, CELLS_A_WINDOW = 0, 12
FAULT_V, FAULT_OHM = 0.020, 0.0003
TARGETS = {"-20 mV": 0.97, "+0.3 mohm": 0.90}


class Vehicle(NamedTuple):
    """A pack and which of its rows and cells are healthy."""

    name: str
    rated_ah: float
    """Not in the data: an assumption that only says what little and much current is."""
    window: int
    last_row: int | None
    weak_cells: tuple[int, ...]


VEHICLES = (
    Vehicle("car1", 180.0, 4000, None, ()),
    Vehicle("car2", 120.0, 1000, 5289, (81,)),
)


def healthy_log(folder: Path, vehicle: Vehicle) -> tuple[PackLog, dict[str, int]]:
    """The rows and cells without a known fault, and how many rows were left out and why."""
    table = pq.read_table(folder / f"{vehicle.name}.parquet")
    names = [name for name in table.column_names if name.startswith("V_")]
    cells = np.column_stack([table[name].to_numpy() for name in names])
    times = table["time"].to_numpy().astype("datetime64[s]").astype(np.float64)
    rows = slice(None, vehicle.last_row)
    signals = {
        "cell_voltage": np.delete(cells, vehicle.weak_cells, axis=1)[rows],
        "current": table["BMSBatteryCurrent"].to_numpy()[rows],
    }
    log = read_log(times[rows], signals, {"cell_voltage": "V", "current": "A discharge"}, default_limits("NMC"))
    whole = ~np.isnan(log.cell_voltage_v).any(axis=1)
    left_out = {
        "after the last healthy row": table.num_rows - log.rows_given,
        "repeated": log.rows_given - log.time_s.size,
        "a cell voltage that cannot be": int((~whole).sum()),
    }
    return part(log, np.flatnonzero(whole)), left_out


def part(log: PackLog, rows: NDArray[np.int64], cells: Floats | None = None) -> PackLog:
    """Some rows of a log, if wanted with other cell voltages."""
    return PackLog(
        time_s=log.time_s[rows],
        cell_voltage_v=log.cell_voltage_v[rows] if cells is None else cells,
        temperature_c=log.temperature_c[rows],
        current_a=log.current_a[rows],
        pack_voltage_v=log.pack_voltage_v[rows],
        insulation_ohm=log.insulation_ohm[rows],
        alarm_level=log.alarm_level[rows],
        given=log.given,
        rows_given=rows.size,
        rejected=(),
    )


def cell_scores(log: PackLog, start: OwnHistory, rated_ah: float) -> dict[str, Floats]:
    """By figure, a number a cell that is higher for a weaker cell; NaN where it is not known."""
    now = own_history(log, rated_ah)
    cells = log.cell_voltage_v.shape[1]
    moved = drift_v(now, start)
    deviation = log.cell_voltage_v - np.median(log.cell_voltage_v, axis=1).reshape(-1, 1)
    known = now.resistance_ohm is not None and start.resistance_ohm is not None
    unknown = np.full(cells, math.nan)
    return {
        "drift": unknown if moved is None else moved,
        "rise": np.subtract(now.resistance_ohm or 0.0, start.resistance_ohm or 0.0) if known else unknown,
        "naive": np.abs(np.median(deviation, axis=0)),
    }


def injected(log: PackLog, random: np.random.Generator) -> Iterator[tuple[str, int, Floats]]:
    """Fault, cell and the cell voltages with it."""
    for cell in random.choice(log.cell_voltage_v.shape[1] - 1, CELLS_A_WINDOW, replace=False).tolist():
        for fault in ("-20 mV", "+0.3 mohm", "tap 20 mV"):
            volts = log.cell_voltage_v.copy()
            volts[:, cell] += FAULT_OHM * log.current_a if fault == "+0.3 mohm" else -FAULT_V
            if fault == "tap 20 mV":
                volts[:, cell + 1] += FAULT_V
            yield fault, cell, volts


def auroc(faulty: list[float], healthy: list[float]) -> float:
    """Share of pairs in which the faulty cell has the higher number; ties count half."""
    ordered = np.sort(np.asarray(healthy))
    below = np.searchsorted(ordered, faulty, side="left") + np.searchsorted(ordered, faulty, side="right")
    return float(below.sum()) / (2.0 * ordered.size * len(faulty))


def measure(folder: Path, vehicle: Vehicle) -> dict[str, object]:
    """The figures of one pack."""
    log, left_out = healthy_log(folder, vehicle)
    windows = log.time_s.size // vehicle.window
    first = windows // 2
    start = own_history(part(log, np.arange(first * vehicle.window)), vehicle.rated_ah)
    random = np.random.default_rng(SEED)
    healthy: dict[str, list[float]] = {"drift": [], "rise": [], "naive": []}
    faulty: dict[tuple[str, str], list[float]] = {}
    told: dict[str, list[bool]] = {"-20 mV": [], "tap 20 mV": []}
    blind = 0
    for window in track(range(first, windows), description=vehicle.name, console=Console(stderr=True), transient=True):
        rows = np.arange(window * vehicle.window, (window + 1) * vehicle.window)
        sound = part(log, rows)
        scores = cell_scores(sound, start, vehicle.rated_ah)
        if np.isnan(scores["drift"]).any() or np.isnan(scores["rise"]).any():
            blind += 1
            continue
        for name, of in scores.items():
            healthy[name] += np.abs(of).tolist()
        for fault, cell, volts in injected(sound, random):
            scores = cell_scores(part(log, rows, volts), start, vehicle.rated_ah)
            for name, of in scores.items():
                faulty.setdefault((fault, name), []).append(abs(float(of[cell])))
            if fault in told:
                told[fault].append(moves_with_neighbour(scores["drift"], cell) == (fault == "tap 20 mV"))
    figures = {
        fault: {
            "target": target,
            "naive": round(auroc(faulty[fault, "naive"], healthy["naive"]), 3),
            "reached": round(auroc(faulty[fault, by], healthy[by]), 3),
        }
        for (fault, target), by in zip(TARGETS.items(), ("drift", "rise"), strict=True)
    }
    return {
        "figures": figures,
        "cell fault told as one": round(sum(told["-20 mV"]) / len(told["-20 mV"]), 3),
        "tap fault told as one": round(sum(told["tap 20 mV"]) / len(told["tap 20 mV"]), 3),
        "windows": windows - first - blind,
        "windows without a shared voltage or load": blind,
        "cells with a fault": len(faulty["-20 mV", "drift"]),
        "cells without": len(healthy["drift"]),
        "rows left out": left_out,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Injected cell faults on real packs.")
    parser.add_argument("--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder = Path(arguments.data or ".") / "ev_pack_faults"
    console = Console(stderr=arguments.json)
    if not all((folder / f"{vehicle.name}.parquet").is_file() for vehicle in VEHICLES):
        console.print(f"Nothing measured: {folder} is not there. Give --data DIR or PASSPORT_DATA_DIR.")
        return 0
    found = {vehicle.name: measure(folder, vehicle) for vehicle in VEHICLES}
    if arguments.json:
        print(json.dumps(found))
        return 0
    table = Table("pack", "fault", "target", "naive", "reached", title="cell-level AUROC, injected faults")
    for name, of in found.items():
        figures = of["figures"]
        assert isinstance(figures, dict)
        for fault, row in figures.items():
            table.add_row(name, fault, *(f"{row[key]:.3f}" for key in ("target", "naive", "reached")))
    console.print(table)
    for name, of in found.items():
        console.print(name, {key: value for key, value in of.items() if key != "figures"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
