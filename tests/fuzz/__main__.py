"""`make fuzz`: every parser, as many inputs as asked for, with a line that says how far it is.

    python -m tests.fuzz [--inputs N] [--seed N] [--only NAME] [--json]

N is for a parser of weight 1; the sum is printed. An input that crashes is kept in .cache/fuzz. Ends with 1 if any did.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.fuzz.campaign import Crash, Outcome, run
from tests.fuzz.seeds import seeds_on
from tests.fuzz.targets import targets

KEPT = Path(__file__).resolve().parents[2] / ".cache" / "fuzz"


def main() -> int:
    """Runs the campaign and prints it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000, help="inputs for a parser of weight 1")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed makes the same inputs")
    parser.add_argument("--only", default="", help="parsers with this in their name")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as home, seeds_on(Path(home)) as seeds:
        chosen = [target for target in targets(seeds) if asked.only in target.name]
        wanted = {target.name: max(1, int(asked.inputs * target.weight)) for target in chosen}
        columns = (TextColumn("{task.description:36.36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        outcomes = []
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("", total=sum(wanted.values()))
            for number, target in enumerate(chosen):
                before = progress.tasks[0].completed

                def told(outcome: Outcome, before: float = before) -> None:
                    progress.update(task, description=outcome.target, completed=before + outcome.inputs)

                outcomes.append(run(target, wanted[target.name], asked.seed + number, alarm=True, told=told))
    for outcome in outcomes:
        for crash in outcome.crashes:
            keep(crash)
    show(outcomes, seed=asked.seed, took_s=time.monotonic() - start, as_json=asked.json)
    return 1 if any(outcome.crashes for outcome in outcomes) else 0


def keep(crash: Crash) -> None:
    """Writes the input down, so that it can become a test."""
    KEPT.mkdir(parents=True, exist_ok=True)
    name = f"{crash.target.replace(' ', '-')}-{hashlib.sha256(crash.content).hexdigest()[:12]}"
    (KEPT / name).write_bytes(crash.content)


def show(outcomes: list[Outcome], *, seed: int, took_s: float, as_json: bool) -> None:
    """The table, or JSON."""
    rows: list[dict[str, Any]] = [
        {
            "parser": outcome.target,
            "inputs": outcome.inputs,
            "refused": outcome.refused,
            "taken": outcome.taken,
            "slowest_ms": round(outcome.slowest_s * 1000, 1),
            "crashes": sorted({f"{crash.where} {crash.error}" for crash in outcome.crashes}),
        }
        for outcome in outcomes
    ]
    total = sum(outcome.inputs for outcome in outcomes)
    if as_json:
        print(json.dumps({"seed": seed, "took_s": round(took_s), "inputs": total, "rows": rows}, indent=2))
        return
    table = Table(
        "parser", "inputs", "refused", "taken", "slowest ms", "crashes", title=f"{total:,} inputs, seed {seed}"
    )
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("parser", "inputs", "refused", "taken", "slowest_ms")),
                      "\n".join(row["crashes"]) or "none")  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
