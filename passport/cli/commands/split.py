"""`passport split` and `passport repurpose`: take a battery apart, and make another out of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.commands.register import print_registered
from passport.cli.options import HomeOption, JsonOption, KeyOption, PassphraseFileOption, command
from passport.cli.output import err, out, print_json, table

if TYPE_CHECKING:
    from passport.cli.wiring import Opened
    from passport.identifiers import PassportId
    from passport.services.split import SplitComponent


@command
def split(
    holder: Annotated[str, typer.Option("--as", help="Who holds the battery, by its short name.")],
    components: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMPONENT", help="Identifiers or passport ids."),
    ] = None,
    all_of: Annotated[
        str | None,
        typer.Option("--all-of", metavar="PASSPORT", help="Take out every direct component of it."),
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take components out of a battery: each has custody, stage and status of its own from then on."""
    from passport.cli.wiring import opened
    from passport.services.split import split_all

    if bool(components) == bool(all_of):
        raise typer.BadParameter("name the components, or one battery with --all-of")
    with opened(home, passphrase_file) as at:
        chosen = _chosen(at, components or [], all_of)
        with err.status("splitting off") as shown:
            done = split_all(
                at.bench,
                at.party(holder),
                chosen,
                progress=lambda number, count: shown.update(f"splitting off: {number} of {count}"),
            )
    if as_json:
        print_json({"components": [_told(each) for each in done]})
    else:
        rows = [(each.passport_id, each.stage.label, each.status.label, each.block.number) for each in done]
        out.print(table(f"{len(done)} on their own", ("passport id", "stage", "status", "block"), rows))


@command
def repurpose(
    declaration: Annotated[Path, typer.Argument(help="JSON file: the battery that is made.")],
    predecessors: Annotated[
        list[str], typer.Option("--from", help="What it is made of: identifier or passport id; may be repeated.")
    ],
    operator: Annotated[str, typer.Option("--as", help="Who makes it and answers for it, by its short name.")],
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make another battery out of old ones: a new passport linked to those it closes (Article 77(7))."""
    from passport.cli.inputs import passport_named, read_model
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services.declaration import SuccessorDeclaration
    from passport.services.repurpose import repurpose as make

    declared = read_model(SuccessorDeclaration, declaration)
    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    with opened(home, passphrase_file) as at:
        made_of = [passport_named(at.bench.catalogue, text) for text in predecessors]
        done = make(at.bench, at.party(operator), declared, made_of, key=key)
    closed = [str(predecessor) for predecessor in done.predecessors]
    print_registered(
        done.entry, done.transaction, as_json=as_json, status=done.status.label, block=done.block.number, madeOf=closed
    )


def _chosen(at: Opened, components: list[str], all_of: str | None) -> list[PassportId]:
    from passport.cli.inputs import passport_named

    if all_of is None:
        return [passport_named(at.bench.catalogue, text) for text in components]
    whole = passport_named(at.bench.catalogue, all_of)
    return [entry.passport_id for entry in at.bench.catalogue.components(whole)]


def _told(done: SplitComponent) -> dict[str, object]:
    return {
        "passportId": str(done.passport_id),
        "parent": str(done.parent),
        "custodian": int(done.custodian),
        "stage": done.stage.label,
        "status": done.status.label,
        "transaction": str(done.transaction),
        "block": done.block.number,
    }
