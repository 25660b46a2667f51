"""The main job on example data, from nothing to an offline proof, in about half a minute.

    python scripts/demo.py [--home .demo] [--json]

Five organisations with keys of their own enrol on an embedded chain. A manufacturer registers the model of a traction
battery and a pack of it with modules and cells; what is true of the model is published once, how the pack and its cells
aged is published by the operator, and a laboratory scores the pack. The pack is graded against the Commission's data
points and goes to a second-life operator, who takes it apart and makes a stationary battery of the modules, with a
passport of its own, graded too, that ends at the recycler. Each change of hands is signed by both. One evidence file of
all that is written, and verified with the network cut off. Every run starts afresh in --home.

Exit code 0: everything worked, the evidence verified and no mandatory data point is missing. 1: something did not, and
it says what. 2: wrong use.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from passport.adapters.evm.embedded_chain import EmbeddedChain  # noqa: E402 (the path above comes first)
from passport.cli.commands.components import told_roll_up  # noqa: E402
from passport.cli.commands.init import connect, make  # noqa: E402
from passport.cli.commands.show import print_timeline, told  # noqa: E402
from passport.cli.commands.verify import print_report  # noqa: E402
from passport.cli.home import Home, KeySettings, Settings  # noqa: E402
from passport.cli.output import out, print_facts, print_json, table  # noqa: E402
from passport.cli.wiring import opened  # noqa: E402
from passport.errors import PassportError  # noqa: E402
from passport.services.read import history  # noqa: E402
from scripts.demo_story import STEPS, DemoFailed, Tale  # noqa: E402

MARK = "made-by-demo"
"""A home with this file may be thrown away by the next run."""
GRADED = ("pack", "store")
"""Short names of the two batteries whose lives are told."""
DEMO_SCRYPT_WORK_FACTOR = 2**12
"""These keys guard nothing; a real home takes 2^18 and a second a key."""


def prepare(place: Home, passphrase_file: Path) -> None:
    """An empty home with an embedded chain; what an earlier demo left is thrown away."""
    if place.root.exists():
        if not (place.root / MARK).exists():
            raise DemoFailed(
                f"{place.root} is there and was not made by the demo.", remedy="Name another place with --home."
            )
        EmbeddedChain(place.chain).stop()
        shutil.rmtree(place.root)
    make(place, Settings(keys=KeySettings(scrypt_work_factor=DEMO_SCRYPT_WORK_FACTOR)))
    (place.root / MARK).touch()
    passphrase_file.touch(mode=0o600)
    passphrase_file.write_text(secrets.token_urlsafe(24) + "\n")
    connect(place, None, passphrase_file, progress=lambda _step: None)


def verify_offline(place: Home) -> tuple[str, dict[str, Any]]:
    """Runs `passport verify` where no network is, and says how that was made sure."""
    arguments = ["verify", str(place.root / "evidence.json"), "--trust", str(place.trust_root), "--json"]
    for prefix in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if _succeeds([*prefix, "true"]):
            command = [*prefix, sys.executable, "-m", "passport.cli", *arguments]
            return f"network cut off by the kernel ({' '.join(prefix)})", _report_of(command)
    blocked = (
        "import socket\n"
        "def refuse(*_, **__): raise OSError('no network here')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
        "from passport.cli import main; main()"
    )
    return "sockets blocked inside the process; unshare is not permitted here", _report_of(
        [sys.executable, "-c", blocked, *arguments]
    )


def _succeeds(command: list[str]) -> bool:
    found = shutil.which(command[0]) is not None
    return found and subprocess.run(command, capture_output=True, check=False).returncode == 0


def _report_of(command: list[str]) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300, check=False)
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise DemoFailed(f"`passport verify` gave no report: {done.stderr.strip()[-500:]}") from error
    report["exitCode"] = done.returncode
    return report


@contextmanager
def telling(console: Console, total: int) -> Iterator[Callable[[str], Callable[[str], None]]]:
    """A bar where there is a terminal, one line a step where there is none."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=total)

        def begin(what: str) -> Callable[[str], None]:
            bar.update(task, description=what)
            started = time.monotonic()

            def done(result: str) -> None:
                bar.advance(task)
                console.print(
                    f"  {time.monotonic() - started:5.1f} s  {what}: {result}", highlight=False, soft_wrap=True
                )

            return done

        yield begin


def run(place: Home, console: Console, *, as_json: bool) -> int:
    passphrase_file = place.root / "passphrase"
    with telling(console, len(STEPS) + 2) as begin:
        done = begin("start the embedded chain and put the contracts on it")
        prepare(place, passphrase_file)
        done(f"in {place.root}")
        with opened(place.root, passphrase_file) as at:
            tale = Tale(at)
            for what, step in STEPS:
                done = begin(what)
                done(step(tale))
            lives = {name: history(at.bench, tale.battery(name)) for name in GRADED}
            names = at.known_by_id()
        done = begin("verify the evidence offline")
        how, report = verify_offline(place)
        done(f"{report['verdict']}; {how}")
    if as_json:
        print_json(
            {
                "histories": {name: told(life, names) for name, life in lives.items()},
                "weakest": tale.weakest and told_roll_up(tale.weakest),
                "grades": tale.grades,
                "verification": report,
                "offline": how,
            }
        )
    else:
        for name, life in lives.items():
            print_timeline(life, names, tale.identifiers[name])
        print_score(tale)
        print_report(report)
        print_grades(tale)
        passport = Path(sys.executable).with_name("passport")
        console.print(
            f"Try next: {_short(passport)} components {tale.identifiers['store']} --home {_short(place.root)} "
            f"--passphrase-file {_short(passphrase_file)}",
            soft_wrap=True,
        )
    complete = all(graded["verdict"] == "complete" for graded in tale.grades.values())
    return 0 if complete and report["verdict"] == "verified" and report["exitCode"] == 0 else 1


def print_grades(tale: Tale) -> None:
    """Each battery's points by outcome; `passport check` lists them one by one."""
    rows = [
        (
            graded["identifier"],
            graded["category"],
            graded["verdict"],
            graded["counts"].get("present", 0),
            graded["counts"].get("missing", 0),
            graded["counts"].get("pending", 0) + graded["counts"].get("not yet required", 0),
            graded["counts"].get("left out", 0) + graded["counts"].get("not applicable", 0),
        )
        for graded in tale.grades.values()
    ]
    columns = ("battery", "category", "grade", "present", "missing", "not yet required", "not for this battery")
    of_day = next(iter(tale.grades.values()))["on"]
    out.print(table(f"Data points of the Commission's guidance, requirements of {of_day}", columns, rows))


def print_score(tale: Tale) -> None:
    if tale.score is not None:
        measures = {measure.name: f"{measure.value:.2f} {measure.unit}" for measure in tale.score.measures}
        interval = tale.score.interval
        within = f" ({interval.lower:.1f} to {interval.upper:.1f} at {interval.level:.0%})" if interval else ""
        value = "abstained" if tale.score.value is None else f"{tale.score.value:.1f} {tale.score.unit}{within}"
        print_facts("State of health", {"state of health": value, **measures, "minimum": tale.score.threshold})
    if tale.weakest is not None:
        weakest, rolled = tale.weakest.component, tale.weakest
        out.print(
            f"Weakest cell: {weakest}, {rolled.quantity.name} {rolled.value} {rolled.quantity.unit}", soft_wrap=True
        )


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=ROOT / ".demo", help="where everything goes; thrown away each run")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    options = parser.parse_args()
    # Keys, evidence and database are their owner's alone, as in every home (passport.cli does the same).
    os.umask(0o077)
    console = Console(stderr=True)
    place = Home(options.home.absolute())
    started = time.monotonic()
    try:
        code = run(place, console, as_json=options.json)
    except PassportError as error:
        console.print(f"[red]the demo stopped[/] ({error.code}): {error.message}", highlight=False, soft_wrap=True)
        console.print(error.remedy or "", highlight=False, soft_wrap=True)
        return 1
    finally:
        EmbeddedChain(place.chain).stop()
    console.print(f"  {time.monotonic() - started:5.1f} s  in all", highlight=False)
    return code


if __name__ == "__main__":
    sys.exit(main())
