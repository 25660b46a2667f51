"""Claim: how early the drift of a cell shows in car 2 of ev_pack_faults, against how often healthy days would alert.

Each day with enough rows is compared with the own history (car 2: first 21 days; car 1: first half of the log). The
largest drift of a cell alerts at a threshold. Alerts on healthy days (car 2 before 2019-06-14, car 1) are given per
1000 pack-days; the lead is that of the first alert from 2019-06-14 on with cell 82 in front, before its steep growth
(2019-07-12, labels.json). One faulty and two healthy stretches: a curve of this pack, no promise. The first days of a
sudden runaway are not in it at all.

    python benchmarks/scoring_lead_time.py --data DIR [--json]

DIR (or PASSPORT_DATA_DIR) holds ev_pack_faults/car1.parquet and car2.parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from passport.scoring.safety.limits import default_limits
from passport.scoring.safety.own_history import drift_v, own_history
from passport.scoring.safety.pack_log import PackLog, read_log

THRESHOLDS_MV = (5, 10, 15, 20, 25, 30, 40, 50)
WEAK_CELL = 82
FIRST_DRIFT, STEEP = np.datetime64("2019-06-14"), np.datetime64("2019-07-12")
FEWEST_ROWS = 60
RATED_AH = {"car1": 180.0, "car2": 120.0}
"""Not in the data: assumptions that only say what little current is."""


class Day(NamedTuple):
    """One day of a pack against its own history."""

    day: np.datetime64
    drift_mv: float
    cell: int


def days(folder: Path, car: str) -> tuple[list[Day], int]:
    """Days that can be compared, and the number that cannot: too few rows, or no voltage shared with the history."""
    table = pq.read_table(folder / f"{car}.parquet")
    times: NDArray[np.datetime64] = table["time"].to_numpy()
    cells = np.column_stack([table[name].to_numpy() for name in table.column_names if name.startswith("V_")])
    current = table["BMSBatteryCurrent"].to_numpy()

    def log(rows: NDArray[np.bool_]) -> PackLog:
        signals = {"cell_voltage": cells[rows], "current": current[rows]}
        seconds = times[rows].astype("datetime64[s]").astype(np.float64)
        return read_log(seconds, signals, {"cell_voltage": "V", "current": "A discharge"}, default_limits("NMC"))

    end = times[times.size // 2] if car == "car1" else times[0] + np.timedelta64(21, "D")
    start = own_history(log(times < end), RATED_AH[car])
    later = times[times >= end].astype("datetime64[D]")
    found, left_out = [], 0
    for day in np.unique(later):
        rows = (times >= end) & (times.astype("datetime64[D]") == day)
        moved = drift_v(own_history(log(rows), RATED_AH[car]), start) if int(rows.sum()) >= FEWEST_ROWS else None
        if moved is None:
            left_out += 1
        else:
            cell = int(np.argmax(np.abs(moved)))
            found.append(Day(day, float(abs(moved[cell])) * 1000.0, cell + 1))
    return found, left_out


def lead_days(of: list[Day], threshold_mv: float) -> int | None:
    """Days before the steep growth of the first alert with the weak cell in front; None if there is none before it."""
    alerts = [day.day for day in of if day.drift_mv >= threshold_mv and day.cell == WEAK_CELL]
    before = [day for day in alerts if FIRST_DRIFT <= day < STEEP]
    return int((STEEP - min(before)).astype(int)) if before else None


def main() -> int:
    parser = argparse.ArgumentParser(description="Lead time against alerts per 1000 pack-days.")
    parser.add_argument("--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder = Path(arguments.data or ".") / "ev_pack_faults"
    console = Console(stderr=arguments.json)
    if not all((folder / f"{car}.parquet").is_file() for car in RATED_AH):
        console.print(f"Nothing measured: {folder} is not there. Give --data DIR or PASSPORT_DATA_DIR.")
        return 0
    (first, first_out), (second, second_out) = days(folder, "car1"), days(folder, "car2")
    healthy = [*first, *(day for day in second if day.day < FIRST_DRIFT)]
    curve = [
        {
            "threshold_mv": threshold,
            "alerts_per_1000_pack_days": round(
                1000.0 * sum(day.drift_mv >= threshold for day in healthy) / len(healthy), 1
            ),
            "lead_days": lead_days(second, threshold),
            "days_alerting_after_steep_growth": sum(
                bool(day.drift_mv >= threshold and day.cell == WEAK_CELL) for day in second if day.day >= STEEP
            ),
        }
        for threshold in THRESHOLDS_MV
    ]
    result = {
        "healthy_pack_days": len(healthy),
        "days_after_steep_growth": sum(bool(day.day >= STEEP) for day in second),
        "days_left_out": first_out + second_out,
        "curve": curve,
    }
    if arguments.json:
        print(json.dumps(result))
        return 0
    table = Table(*curve[0], title=f"car 2, cell {WEAK_CELL}; {len(healthy)} healthy pack-days")
    for row in curve:
        table.add_row(*(str(value) for value in row.values()))
    console.print(table, {name: value for name, value in result.items() if name != "curve"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
