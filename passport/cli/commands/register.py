"""`passport register` and `passport register-model`: batteries, and the model they are of, from a declaration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, KeyOption, PassphraseFileOption, command
from passport.cli.output import out, print_facts, print_json, table

if TYPE_CHECKING:
    from passport.identifiers import TxHash
    from passport.provenance.records import PassportEntry


@command
def register(
    declaration: Annotated[Path, typer.Argument(help="JSON file: the batteries and what they are built into.")],
    maker: Annotated[str, typer.Option("--as", help="The manufacturer, by its short name.")],
    lazy: Annotated[
        bool,
        typer.Option(
            "--lazy/--eager",
            help="One Merkle root for all of them, or a record on chain for each.",
        ),
    ] = True,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Register a pack with its modules and cells: signed first versions, stored, their digests on chain."""
    from passport.cli.inputs import read_model
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services.declaration import Declaration
    from passport.services.register import register as register_on_chain

    declared = read_model(Declaration, declaration)
    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    with opened(home, passphrase_file) as at:
        done = register_on_chain(at.bench, at.party(maker), declared, lazy=lazy, key=key)
    if as_json:
        print_json(
            {
                "batch": done.batch,
                "root": done.root and str(done.root),
                "manifest": done.manifest,
                "transactions": [str(tx) for tx in done.transactions],
                "passports": [
                    {
                        "passportId": str(entry.passport_id),
                        "identifier": entry.identifier,
                        "parent": entry.parent and str(entry.parent),
                        "digest": str(entry.digest),
                        "cid": entry.cid,
                    }
                    for entry in done.passports
                ],
            }
        )
        return
    rows = [(entry.identifier, entry.passport_id, entry.cid) for entry in done.passports]
    how = f"registered lazily as batch {done.batch}" if lazy else "registered, one record each"
    out.print(table(f"{len(rows)} passports {how}", ("battery", "passport id", "first version"), rows))


@command
def register_model(
    declaration: Annotated[Path, typer.Argument(help="JSON file: the battery model.")],
    maker: Annotated[str, typer.Option("--as", help="The manufacturer, by its short name.")],
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Register a battery model once; publish about it what is true of every battery that names it."""
    from passport.cli.inputs import read_model
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services.declaration import ModelDeclaration
    from passport.services.model import register_model as register_on_chain

    declared = read_model(ModelDeclaration, declaration)
    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    with opened(home, passphrase_file) as at:
        done = register_on_chain(at.bench, at.party(maker), declared, key=key)
    print_registered(done.entry, done.transaction, as_json=as_json)


def print_registered(entry: PassportEntry, transaction: TxHash, *, as_json: bool, **more: object) -> None:
    """One passport that was just registered."""
    facts = {
        "passportId": str(entry.passport_id),
        "identifier": entry.identifier,
        "digest": str(entry.digest),
        "cid": entry.cid,
        "transaction": str(transaction),
        **more,
    }
    if as_json:
        print_json(facts)
    else:
        print_facts(str(entry.identifier), facts)
