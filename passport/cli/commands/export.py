"""`passport export`: write an evidence bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import err, print_facts, print_json


@command
def export(
    passport: PassportArgument,
    out_file: Annotated[Path, typer.Option("--out", help="Bundle file to write.")] = Path("evidence.json"),
    trust_root: Annotated[
        Path | None,
        typer.Option("--trust-root", help="Also write a trust root that believes this home's chain and block."),
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one file that proves a battery's life without network: passports, products, handovers, chain proofs."""
    from rich.progress import Progress

    from passport.cli.inputs import passport_named, write_file
    from passport.cli.wiring import opened
    from passport.provenance.verification import TrustRoot
    from passport.services.export_evidence import export_evidence

    with opened(home, passphrase_file) as at, Progress(console=err, transient=True) as bars:
        tasks = {name: bars.add_task(name, total=None) for name in ("transactions", "headers", "state")}
        done = export_evidence(
            at.bench,
            at.proofs,
            passport_named(at.bench.catalogue, passport),
            progress=lambda what, count, total: bars.update(tasks[what], completed=count, total=total),
        )
        write_file(out_file, done.bundle)
        if trust_root is not None:
            write_file(trust_root, TrustRoot.of(at.bench.ledger.deployment, done.block).write())
    document: dict[str, object] = {
        "bundle": str(out_file),
        "bytes": len(done.bundle),
        "passports": done.passports,
        "products": done.products,
        "transactions": done.transactions,
        "block": done.block.number,
        "blockHash": str(done.block.hash),
        "trustRoot": trust_root and str(trust_root),
    }
    if as_json:
        print_json(document)
    else:
        print_facts("Evidence bundle", document)
