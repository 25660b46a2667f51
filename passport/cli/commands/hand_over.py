"""`passport hand-over`: both signatures, one transaction."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from passport.cli.commands.offers import intended, print_handover
from passport.cli.options import (
    DaysOption,
    EvidenceOption,
    HomeOption,
    JsonOption,
    KeyOption,
    PassphraseFileOption,
    RoleName,
    command,
)


@command
def hand_over(
    passport: Annotated[
        str | None, typer.Argument(metavar="[PASSPORT]", help="Identifier or passport id; not with --file.")
    ] = None,
    giver: Annotated[str | None, typer.Option("--from", help="The holder, whose key is in this home.")] = None,
    receiver: Annotated[str | None, typer.Option("--to", help="The receiver, whose key is in this home.")] = None,
    role: Annotated[RoleName | None, typer.Option("--role", help="Role in which the receiver takes it.")] = None,
    evidence: EvidenceOption = None,
    days: DaysOption = 14,
    file: Annotated[Path | None, typer.Option("--file", help="A handover with both signatures, to be relayed.")] = None,
    relayer: Annotated[str | None, typer.Option("--as", help="With --file: who sends the transaction.")] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand a battery over in one transaction: sign for both sides here, or relay what both have signed."""
    from passport.cli.inputs import read_file
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services import hand_over as service
    from passport.services.offers import read_signed_handover

    if file is not None:
        if relayer is None:
            raise typer.BadParameter("say who relays it", param_hint="--as")
        with opened(home, passphrase_file) as at:
            signed = read_signed_handover(read_file(file))
            done = service.relay(at.bench, signed, at.party(relayer).signer.address)
        print_handover(done, as_json=as_json)
        return
    if passport is None or giver is None or receiver is None or role is None:
        raise typer.BadParameter("name PASSPORT, --from, --to and --role, or give --file")
    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    with opened(home, passphrase_file) as at:
        intention = intended(at, passport, giver, receiver, role.role, evidence)
        done = service.hand_over(
            at.bench, intention, at.party(giver), at.party(receiver), valid_for=timedelta(days=days), key=key
        )
    print_handover(done, as_json=as_json)
