"""`passport doctor`: what is wrong here, in words, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.exits import ExitCode
from passport.cli.options import HomeOption, JsonOption, command
from passport.cli.output import out, print_json, table

if TYPE_CHECKING:
    from passport.cli.home import Home
    from passport.ports import PassportLedger
    from passport.services.doctor import Finding
    from passport.services.replication import Replica


@command
def doctor(
    replication: Annotated[bool, typer.Option("--replication", help="Also list where each content is pinned.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at chain, contracts, clock, content store and copies, database and keys. Exit code 3 if one is ill."""
    from passport.cli.home import find_home

    place = find_home(home).require()
    found: list[Replica] = []
    findings = list(_findings(place, found))
    well = all(finding.ok for finding in findings)
    if as_json:
        print_json(
            {
                "well": well,
                "findings": [{"part": f.part, "ok": f.ok, "says": f.says, "remedy": f.remedy} for f in findings],
                "replication": [_plain(replica) for replica in found],
            }
        )
    else:
        rows = [(f.part, "well" if f.ok else "ILL", f.says, f.remedy or "") for f in findings]
        out.print(table("Examination", ("part", "", "what was found", "what helps"), rows))
        if replication:
            copies = [(replica.content.what, replica.content.cid, _places(replica)) for replica in found]
            out.print(table("Where each content is pinned", ("what", "CID", "places"), copies))
    if not well:
        raise typer.Exit(ExitCode.UNAVAILABLE)


def _findings(place: Home, found: list[Replica]) -> Iterator[Finding]:
    from passport.adapters.evm.deployment import load_deployment
    from passport.adapters.evm.ledger import EvmLedger
    from passport.adapters.sql.journal import SqlJournal
    from passport.adapters.sql.schema import require_current
    from passport.adapters.system_clock import SystemClock
    from passport.cli import wiring
    from passport.services import doctor as look
    from passport.services import replication as copied

    settings = place.settings()
    clock = SystemClock()

    def ledger() -> PassportLedger:
        return EvmLedger(wiring.open_connection(place, settings), load_deployment(place.deployment))

    yield look.examine("chain", lambda: look.chain(ledger()))
    yield look.examine("contracts", lambda: look.contracts(ledger()))
    yield look.examine("clock", lambda: look.clock(ledger(), clock))
    yield look.examine("content store", lambda: look.store(wiring.open_store(place, settings)))

    def database() -> Finding:
        opened = wiring.open_database(place, settings)
        try:
            require_current(opened)
            return look.database(SqlJournal(opened, clock))
        finally:
            opened.close()

    def outbox() -> Finding:
        with wiring.opened(place.root, None) as at:
            return look.outbox(at.bench.outbox)

    def replication() -> Finding:
        with wiring.opened(place.root, None) as at:
            found.extend(copied.replicas(at.bench.store, at.bench.catalogue, at.bench.vault))
            return copied.finding(at.bench.store, found)

    yield look.examine("replication", replication)
    yield look.examine("database", database)
    yield look.examine("outbox", outbox)
    yield look.examine("keys", lambda: _keys(place))
    yield look.examine("wrapping keys", lambda: _wrapping_keys(place))


def _wrapping_keys(place: Home) -> Finding:
    """How many keys wrap content keys; the files are not opened."""
    from passport.services.doctor import Finding

    names = sorted(path.stem for path in place.wrapping_keys.glob("vault-*.json"))
    if not names:
        return Finding("wrapping keys", ok=True, says="none yet; the first product that is not public makes one")
    if len(names) > 1:
        return Finding(
            "wrapping keys",
            ok=False,
            says=f"a rotation was cut off: {len(names)} are here",
            remedy="Run `passport vault rotate` again.",
        )
    return Finding(
        "wrapping keys", ok=True, says=f"{names[0]}; without its file nothing that is not public can be read"
    )


def _plain(replica: Replica) -> dict[str, object]:
    passport_id = replica.content.passport_id
    return {
        "what": replica.content.what,
        "cid": replica.content.cid,
        "passport": None if passport_id is None else passport_id.hex0x,
        "copies": replica.kept,
        "places": {copy.place: copy.state for copy in replica.copies},
    }


def _places(replica: Replica) -> str:
    return f"{replica.kept}: " + "; ".join(f"{copy.place} {copy.state}" for copy in replica.copies)


def _keys(place: Home) -> Finding:
    from passport.cli import wiring
    from passport.services.doctor import Finding

    addresses = wiring.open_keystore(place, place.settings()).addresses()
    missing = [known.name for known in place.participants_known() if addresses.get(known.signer_key) != known.signer]
    if missing:
        return Finding(
            "keys",
            ok=False,
            says=f"no signing key of: {', '.join(missing)}",
            remedy="Restore the files of keystore/ from your backup, or rotate the keys.",
        )
    return Finding("keys", ok=True, says=f"{len(addresses)} encrypted key files; every known signer is here")
