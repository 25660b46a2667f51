"""Claim: rated energy and state of charge rank how much heat a cell gives off in thermal runaway.

Calorimetry of the Battery Failure Databank (`finegan2024`), one point a cell type and state of charge (median of its
tests). Naive is the stored electrical energy. Reached is rated energy times a heat yield at the state of charge, the
yield being the median over the *other* cell types (leave one cell type out). Tests without a number are listed.

    python benchmarks/scoring_severity.py --data DIR [--json]

DIR (or PASSPORT_DATA_DIR) holds nrel_failure_databank/*.csv.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from rich.console import Console
from rich.table import Table

from passport.scoring.safety.hazard import HEAT_YIELD

TARGET = 0.90
KJ_PER_WH = 3.6
HEAT, CHARGE, CELL = "Corrected-Total-Energy-Yield-kJ", "Pre-Test-State-of-Charge-%", "Cell-Description"


class Point(NamedTuple):
    """A cell type at a state of charge."""

    cell: str
    charge: float
    energy_wh: float
    heat_kj: float
    tests: int


def points(folder: Path) -> tuple[list[Point], list[str]]:
    """Points, and the tests that are in none with the reason."""
    with (folder / "cell_characteristics.csv").open(newline="", encoding="utf-8") as file:
        energy = {row[CELL]: float(row["Cell-Energy-Wh"]) for row in csv.DictReader(file)}
    groups: dict[tuple[str, float], list[float]] = {}
    excluded = []
    with (folder / "fractional_calorimetry.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                key, heat = (row[CELL], float(row[CHARGE]) / 100.0), float(row[HEAT])
            except ValueError:
                excluded.append(f"{row[CELL]} {row['Test-ID']}: no heat or state of charge")
                continue
            groups.setdefault(key, []).append(heat)
    found = [
        Point(cell, charge, energy[cell], statistics.median(heats), len(heats))
        for (cell, charge), heats in sorted(groups.items())
    ]
    return found, excluded


def heat_yield(of: list[Point]) -> dict[float, float]:
    """Median heat over rated energy at each state of charge, never falling with it."""
    charges = sorted({point.charge for point in of})
    medians = [
        statistics.median(p.heat_kj / (p.energy_wh * KJ_PER_WH) for p in of if p.charge == charge) for charge in charges
    ]
    return dict(zip(charges, np.maximum.accumulate(medians).tolist(), strict=True))


def spearman(one: list[float], other: list[float]) -> float:
    """Rank correlation, ties at their mean rank."""

    def ranks(values: list[float]) -> list[float]:
        _, place, count = np.unique(values, return_inverse=True, return_counts=True)
        last = np.cumsum(count)
        return [float(rank) for rank in ((last - count + 1 + last) / 2.0)[place]]

    return statistics.correlation(ranks(one), ranks(other))


def left_out(all_points: list[Point]) -> list[float]:
    """Heat of each point foreseen from the other cell types."""
    foreseen = []
    for point in all_points:
        known = heat_yield([other for other in all_points if other.cell != point.cell])
        foreseen.append(point.energy_wh * KJ_PER_WH * float(np.interp(point.charge, list(known), list(known.values()))))
    return foreseen


def main() -> int:
    parser = argparse.ArgumentParser(description="Rank of severity against calorimetry.")
    parser.add_argument("--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder = Path(arguments.data or ".") / "nrel_failure_databank"
    console = Console(stderr=arguments.json)
    if not (folder / "fractional_calorimetry.csv").is_file():
        console.print(f"Nothing measured: {folder} is not there. Give --data DIR or PASSPORT_DATA_DIR.")
        return 0
    found, excluded = points(folder)
    heat = [point.heat_kj for point in found]
    figures = {
        "target": TARGET,
        "naive_stored_energy": round(spearman([p.energy_wh * p.charge for p in found], heat), 3),
        "reached_leave_cell_out": round(spearman(left_out(found), heat), 3),
        "points": len(found),
        "cell_types": len({point.cell for point in found}),
        "tests": sum(point.tests for point in found),
        "excluded": excluded,
        "heat_yield_of_all": {str(charge): round(ratio, 3) for charge, ratio in heat_yield(found).items()},
        "heat_yield_in_code": {str(charge): ratio for charge, ratio in HEAT_YIELD},
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        table = Table("figure", "value", title="severity rank against calorimetry (Spearman)")
        for name, value in figures.items():
            table.add_row(name, str(value))
        console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
