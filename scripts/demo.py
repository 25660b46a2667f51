"""The main job on real data, from nothing to an offline proof, in about half a minute.

    python scripts/demo.py [--home .demo] [--json]

Five organisations with keys of their own enrol on an embedded chain; a manufacturer registers a pack with its modules
and cells; data sheet, footprint and charging histories are published as signed products; the pack goes manufacturer ->
operator -> second-life operator -> recycler, each time signed by both; a laboratory scores its state of health; one
evidence file is written, and verified with the network cut off. Every run starts afresh in --home.

Exit code 0: everything worked and the evidence verified. 1: something did not, and it says what. 2: wrong use.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from passport.adapters.evm.embedded_chain import EmbeddedChain  # noqa: E402 (the path above comes first)
from passport.battery.product_types import ProductType  # noqa: E402
from passport.battery.roles import Role, RoleSet  # noqa: E402
from passport.cli.commands.init import connect, make  # noqa: E402
from passport.cli.commands.show import print_timeline, told  # noqa: E402
from passport.cli.commands.verify import print_report  # noqa: E402
from passport.cli.home import Home, KeySettings, KnownParticipant, Settings  # noqa: E402
from passport.cli.inputs import read_model, read_object  # noqa: E402
from passport.cli.keyring import GOVERNANCE  # noqa: E402
from passport.cli.output import print_facts, print_json  # noqa: E402
from passport.cli.wiring import Opened, opened  # noqa: E402
from passport.errors import PassportError  # noqa: E402
from passport.identifiers import PassportId  # noqa: E402
from passport.provenance.records import ProductEntry  # noqa: E402
from passport.provenance.verification import TrustRoot  # noqa: E402
from passport.scoring.score import Score  # noqa: E402
from passport.services.declaration import Declaration  # noqa: E402
from passport.services.enrol import Applicant, enrol  # noqa: E402
from passport.services.export_evidence import export_evidence  # noqa: E402
from passport.services.hand_over import hand_over  # noqa: E402
from passport.services.offers import Intention, evidence_root  # noqa: E402
from passport.services.publish import ProductDraft, publish  # noqa: E402
from passport.services.read import history  # noqa: E402
from passport.services.register import register  # noqa: E402
from passport.services.schemas import schema_of  # noqa: E402
from passport.services.score import score  # noqa: E402

PACK = ROOT / "examples" / "demo_pack"
CELLS = ROOT / "examples" / "nasa_pcoe"
MARK = "made-by-demo"
"""A home with this file may be thrown away by the next run."""
DEMO_SCRYPT_WORK_FACTOR = 2**12
"""These keys guard nothing; a real home takes 2^18 and a second a key."""


class DemoFailed(PassportError):
    """The demo did not come to its end."""

    code = "demo.failed"


@dataclass(frozen=True)
class Organisation:
    """One of the five."""

    name: str
    title: str
    role: Role


MAKER = Organisation("cell-works", "Demonstration Cell Works", Role.MANUFACTURER)
OPERATOR = Organisation("city-bikes", "City Bikes", Role.OPERATOR)
SECOND_LIFE = Organisation("sun-store", "Sun Store", Role.SECOND_LIFE_OPERATOR)
RECYCLER = Organisation("black-mass", "Black Mass Recycling", Role.RECYCLER)
LABORATORY = Organisation("cell-lab", "Cell Laboratory", Role.SERVICE)
ORGANISATIONS = (MAKER, OPERATOR, SECOND_LIFE, RECYCLER, LABORATORY)


@dataclass
class Tale:
    """What has happened so far."""

    at: Opened
    pack: PassportId | None = None
    batteries: dict[str, PassportId] = field(default_factory=dict)
    score: Score | None = None
    score_product: ProductEntry | None = None

    @property
    def subject(self) -> PassportId:
        """The pack."""
        if self.pack is None:
            raise DemoFailed("The pack is not registered yet.")
        return self.pack


Step = tuple[str, Callable[[Tale], str]]


def enrolment(organisation: Organisation) -> Step:
    def run(tale: Tale) -> str:
        at, name = tale.at, organisation.name
        controller, signer = at.keyring.create(f"{name}.controller"), at.keyring.create(f"{name}.signer")
        applicant = Applicant(organisation.title, RoleSet.of(organisation.role), controller, signer)
        done = enrol(at.bench, applicant, at.keyring.named(GOVERNANCE).address)
        at.home.remember(
            KnownParticipant(
                name=name,
                title=organisation.title,
                participant_id=done.participant_id,
                did=done.did,
                signer=signer,
                controller=controller,
                signer_key=f"{name}.signer",
                controller_key=f"{name}.controller",
            )
        )
        return f"participant {done.participant_id}, {organisation.role.label}"

    return f"enrol {organisation.title}", run


def registration(tale: Tale) -> str:
    declaration = read_model(Declaration, PACK / "pack.json")
    done = register(tale.at.bench, tale.at.party(MAKER.name), declaration, lazy=True)
    tale.pack = done.passports[0].passport_id
    tale.batteries = {entry.identifier.rpartition("/")[2]: entry.passport_id for entry in done.passports}
    return f"{len(done.passports)} passports under one root, batch {done.batch}"


def publication(issuer: Organisation, what: str, files: tuple[tuple[ProductType, str, Path], ...]) -> Step:
    def run(tale: Tale) -> str:
        drafts = [
            ProductDraft(
                tale.batteries[battery] if battery else tale.subject, kind, read_object(file), schema_of(kind), "1.0"
            )
            for kind, battery, file in files
        ]
        done = publish(tale.at.bench, tale.at.party(issuer.name), drafts)
        return f"{len(done.products)} products, anchored in block {done.block.number}"

    return f"publish {what}", run


def handover(giver: Organisation, receiver: Organisation) -> Step:
    def run(tale: Tale) -> str:
        at = tale.at
        evidence = [tale.score_product] if tale.score_product else []
        intention = Intention(
            tale.subject,
            at.home.participant(giver.name).participant_id,
            at.home.participant(receiver.name).participant_id,
            receiver.role,
            evidence_root(evidence),
        )
        done = hand_over(at.bench, intention, at.party(giver.name), at.party(receiver.name))
        return f"{done.stage.label}, {done.status.label}; {done.gas_used:,} gas"

    return f"hand over {giver.title} -> {receiver.title}", run


def scoring(tale: Tale) -> str:
    done = score(tale.at.bench, tale.at.party(LABORATORY.name), tale.subject)
    tale.score, tale.score_product = done.score, done.published.products[0]
    interval = done.score.interval
    if done.score.value is None or interval is None:
        return "abstained"
    return f"{done.score.value:.1f} % ({interval.lower:.1f} to {interval.upper:.1f})"


def export(tale: Tale) -> str:
    at = tale.at
    done = export_evidence(at.bench, at.proofs, tale.subject)
    (at.home.root / "evidence.json").write_bytes(done.bundle)
    at.home.trust_root.write_bytes(TrustRoot.of(at.bench.ledger.deployment, done.block).write())
    return f"{len(done.bundle):,} bytes, {done.passports} passports, {done.products} products"


CELL_HISTORIES = tuple(
    (ProductType.CHARGING_HISTORY, cell, CELLS / f"charging_history_{cell}.json")
    for cell in ("B0005", "B0006", "B0007")
)
STEPS: tuple[Step, ...] = (
    *(enrolment(organisation) for organisation in ORGANISATIONS),
    ("register the pack, its modules and cells", registration),
    publication(
        MAKER,
        "data sheet and footprint",
        (
            (ProductType.PRODUCT_DATA_SHEET, "", PACK / "product_data_sheet.json"),
            (ProductType.ENVIRONMENTAL_FOOTPRINT, "", PACK / "environmental_footprint.json"),
        ),
    ),
    handover(MAKER, OPERATOR),
    publication(
        OPERATOR,
        "charging histories",
        ((ProductType.CHARGING_HISTORY, "", CELLS / "charging_history_pack.json"), *CELL_HISTORIES),
    ),
    ("score the state of health", scoring),
    handover(OPERATOR, SECOND_LIFE),
    handover(SECOND_LIFE, RECYCLER),
    ("write the evidence bundle", export),
)


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
            life, names = history(at.bench, tale.subject), at.known_by_id()
        done = begin("verify the evidence offline")
        how, report = verify_offline(place)
        done(f"{report['verdict']}; {how}")
    if as_json:
        print_json({"history": told(life, names), "verification": report, "offline": how})
    else:
        print_timeline(life, names)
        print_score(tale)
        print_report(report)
        passport = Path(sys.executable).with_name("passport")
        console.print(
            f"Try next: {_short(passport)} show {life_name(tale)} --home {_short(place.root)}", soft_wrap=True
        )
    return 0 if report["verdict"] == "verified" and report["exitCode"] == 0 else 1


def print_score(tale: Tale) -> None:
    if tale.score is not None:
        measures = {measure.name: f"{measure.value:.2f} {measure.unit}" for measure in tale.score.measures}
        interval = tale.score.interval
        within = f" ({interval.lower:.1f} to {interval.upper:.1f} at {interval.level:.0%})" if interval else ""
        value = "abstained" if tale.score.value is None else f"{tale.score.value:.1f} {tale.score.unit}{within}"
        print_facts("State of health", {"state of health": value, **measures, "minimum": tale.score.threshold})


def life_name(tale: Tale) -> str:
    return next(f"https://example.org/battery/{name}" for name, key in tale.batteries.items() if key == tale.pack)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=ROOT / ".demo", help="where everything goes; thrown away each run")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    options = parser.parse_args()
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
