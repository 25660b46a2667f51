"""Claim: every whole real export gets its verdict, and no current of a real cell is called turned around.

Needs the data sets, which are not in this repository: the fourteen exports (import_formats), the two packs
(ev_pack_faults) and the NASA cells (nasa_pcoe). Excerpts of the exports and of the packs are judged by the unit tests.

    python benchmarks/telemetry_imports.py --data DIR [--json]

Exit code 1 when a claim does not hold; 0 when all hold, and, with a sentence, where the data are not there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.telemetry import Recording, Weight, check, examine
from passport.telemetry.formats.cyclers import BDF
from tests.unit.telemetry.exports import EXPECTED

NAMES = {
    "test_time_second": "time_s",
    "voltage_volt": "voltage_V",
    "current_ampere": "current_A",
    "temperature_celsius": "temperature_C",
}
RAW = "vehicle-log-raw-probes"
FOUND_AT_LEAST = 0.98
"""Share of turned-around currents that must be found; some charges rest and show no sign."""


class Claim(NamedTuple):
    """One thing that must hold, and what was found."""

    what: str
    found: str
    holds: bool


def exports(folder: Path) -> Iterator[Claim]:
    for name, expected in EXPECTED.items():
        done = examine((folder / name).read_bytes())
        heavy = {finding.code for finding in done.verdict.findings if finding.weight is not Weight.NOTE}
        rows = done.recording.row_count if done.recording else 0
        found = (done.verdict.outcome, heavy, done.verdict.unfit_columns, rows)
        holds = found == (expected.outcome, set(expected.codes), expected.unfit, expected.rows)
        yield Claim(name, f"{done.verdict.outcome.value}, {rows} rows {' '.join(sorted(heavy))}", holds)


def packs(folder: Path) -> Iterator[Claim]:
    car1 = examine((folder / "car1.parquet").read_bytes()).verdict
    overflows = [one for one in car1.findings if one.code == "impossible-value" and "66.535" in one.text]
    count = sum(one.count for one in overflows if (one.column or "")[13:14].isdigit())
    yield Claim("car 1: readings of 66.5 V, all listed", str(count), count == 1537)
    yield Claim("car 1: sign of the current", "kept", "sign-convention" not in car1.codes)
    content = (folder / "car2.parquet").read_bytes()
    wanted, codes = {"probe-offset", "duplicate-row", "gap"}, examine(content).verdict.codes
    yield Claim("car 2: probe offset, duplicates, gaps", " ".join(sorted(wanted & codes)), wanted <= codes)
    wrong = {"probe-offset", "sign-convention"} & examine(content, RAW).verdict.codes
    yield Claim("car 2 as raw probes: nothing wrong left", " ".join(sorted(wrong)) or "none", not wrong)


def signs(folder: Path) -> Iterator[Claim]:
    counted: Counter[str] = Counter()
    for file in track(sorted(folder.glob("B*_timeseries.parquet")), "cells", console=Console(stderr=True)):
        for recording in recordings_of(file):
            current = -recording.columns["current_ampere"]
            turned = replace(recording, columns={**recording.columns, "current_ampere": current})
            counted["tests"] += 1
            counted["refused"] += "sign-convention" in check(recording).codes
            counted["found"] += "sign-convention" in check(turned).codes
    yield Claim("NASA: charges and discharges", str(counted["tests"]), counted["tests"] > 2000)
    yield Claim("NASA: wrongly refused", str(counted["refused"]), counted["refused"] == 0)
    share = counted["found"] / max(counted["tests"], 1)
    yield Claim(f"NASA: found when turned around (>= {FOUND_AT_LEAST:.0%})", f"{share:.2%}", share > FOUND_AT_LEAST)


def recordings_of(file: Path) -> Iterator[Recording]:
    """Each charge and each discharge of a cell; the source's current is positive while charging."""
    table = pq.read_table(file)
    ids = table.column("test_id").to_numpy()
    columns = {ours: table.column(theirs).to_numpy().astype(np.float64) for ours, theirs in NAMES.items()}
    edges = [0, *(np.flatnonzero(np.diff(ids)) + 1).tolist(), ids.size]
    for first, end in pairwise(edges):
        cut = {name: values[first:end] for name, values in columns.items()}
        yield Recording(BDF, cut, np.arange(end - first) + 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("PASSPORT_DATA_DIR"), help="folder of the data sets"
    )
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    sets = {"import_formats": exports, "ev_pack_faults": packs, "nasa_pcoe": signs}
    missing = [name for name in sets if options.data is None or not (Path(options.data) / name).is_dir()]
    if missing:
        sys.stderr.write(f"not run: no {', '.join(missing)} under --data or PASSPORT_DATA_DIR\n")
        return 0
    claims = [claim for name, judge in sets.items() for claim in judge(Path(options.data) / name)]
    if options.json:
        print(json.dumps({"claim": "telemetry_imports", "rows": [claim._asdict() for claim in claims]}))
    else:
        table = Table("what", "found", "holds", title="imports of whole files")
        for claim in claims:
            table.add_row(claim.what, claim.found, "yes" if claim.holds else "NO")
        Console(width=140).print(table)
    return 0 if all(claim.holds for claim in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
