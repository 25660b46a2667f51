"""`passport participant`: enrol organisations, rotate their keys, show them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, RoleName, command
from passport.cli.output import out, print_facts, print_json, table

if TYPE_CHECKING:
    from passport.cli.home import KnownParticipant
    from passport.cli.wiring import Opened

app = typer.Typer(no_args_is_help=True, help="Organisations: enrol, rotate-key, encryption-key, show.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Short name in this home's address book.")]


@app.command("enrol")
@command
def enrol(
    name: NameArgument,
    roles: Annotated[list[RoleName], typer.Option("--role", help="What it may act as; may be repeated.")],
    title: Annotated[str | None, typer.Option("--title", help="Its full name.")] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make keys for an organisation and enrol it with the governance key of this home."""
    from passport.battery.roles import RoleSet
    from passport.cli.home import KnownParticipant, check_name
    from passport.cli.keyring import GOVERNANCE
    from passport.cli.wiring import opened
    from passport.services.enrol import Applicant
    from passport.services.enrol import enrol as enrol_on_chain

    check_name(name)
    with opened(home, passphrase_file) as at:
        # First, so that a mistyped passphrase is noticed before new keys are locked with it.
        registrar = at.keyring.named(GOVERNANCE).address
        controller_key, signer_key = f"{name}.controller", f"{name}.signer"
        controller, signer = at.keyring.create(controller_key), at.keyring.create(signer_key)
        applicant = Applicant(title or name, RoleSet.of(*(role.role for role in roles)), controller, signer)
        enrolled = enrol_on_chain(at.bench, applicant, registrar)
        known = KnownParticipant(
            name=name,
            title=applicant.title,
            participant_id=enrolled.participant_id,
            did=enrolled.did,
            signer=signer,
            controller=controller,
            signer_key=signer_key,
            controller_key=controller_key,
        )
        # An organisation that is known already may have rotated its key since: enrolling it again changes nothing.
        if known.participant_id not in at.known_by_id():
            at.home.remember(known)
        at.state_encryption_key(name)
        _print(at, at.home.participant(name), as_json=as_json)


@app.command("rotate-key")
@command
def rotate_key(
    name: NameArgument,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an organisation a new signing key, and end the old one. What the old one signed stays valid."""
    from passport.cli.wiring import opened
    from passport.services.rotate_key import rotate_key as rotate_on_chain

    with opened(home, passphrase_file) as at:
        known = at.home.participant(name)
        at.keyring.named(known.controller_key)
        new_key = _next_key(known.signer_key)
        new = at.keyring.create(new_key)
        rotated = rotate_on_chain(at.bench, known.controller, known.signer, new)
        at.home.remember(known.model_copy(update={"signer": new, "signer_key": new_key}))
        # What the old key stated counts no more.
        at.state_encryption_key(name)
        document = {
            "participant": name,
            "oldSigner": str(rotated.old),
            "newSigner": str(rotated.new),
            "oldValidUntilBlock": rotated.valid_until_block,
            "transactions": [str(tx) for tx in rotated.transactions],
        }
        if as_json:
            print_json(document)
        else:
            print_facts(f"{known.title}: new signing key", document)


@app.command("encryption-key")
@command
def encryption_key(
    name: NameArgument,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write the signed statement here, for whoever shares with you.")
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """State the key others encrypt to for this organisation, signed with its present signing key. It is not secret."""
    from passport.cli.inputs import write_file
    from passport.cli.wiring import opened
    from passport.provenance.encryption_key import read_statement

    with opened(home, passphrase_file) as at:
        statement = at.state_encryption_key(name)
    if out_file is not None:
        write_file(out_file, statement + b"\n")
    stated = read_statement(statement)
    document: dict[str, object] = {
        "participant": int(stated.participant),
        "encryptionKey": stated.jwk,
        "signer": str(stated.signer),
        "statedAt": stated.stated_at.isoformat(),
        "file": None if out_file is None else str(out_file),
    }
    if as_json:
        print_json(document)
    else:
        print_facts(f"Encryption key of {name}", document)


@app.command("show")
@command
def show(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One organisation; else all.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the organisations this home knows, as the chain has them."""
    from passport.cli.wiring import opened

    with opened(home, None) as at:
        if name is not None:
            _print(at, at.home.participant(name), as_json=as_json)
            return
        documents = [_document(at, known) for known in at.home.participants_known()]
        if as_json:
            print_json({"participants": documents})
            return
        rows = [
            (d["id"], d["name"], d["title"], ", ".join(_texts(d["roles"])), d["signer"], _standing(d))
            for d in documents
        ]
        out.print(table("Participants", ("id", "name", "title", "roles", "signer", "standing"), rows))


def _print(at: Opened, known: KnownParticipant, *, as_json: bool) -> None:
    document = _document(at, known)
    if as_json:
        print_json(document)
    else:
        print_facts(known.title, {**document, "roles": ", ".join(_texts(document["roles"]))})


def _document(at: Opened, known: KnownParticipant) -> dict[str, object]:
    """An organisation: what the home knows, and what the chain says."""
    snapshot = at.bench.ledger.snapshot()
    record = snapshot.participant(known.participant_id)
    period = snapshot.signer(known.signer)
    return {
        "name": known.name,
        "id": int(known.participant_id),
        "title": known.title,
        "did": known.did,
        "roles": [] if record is None else [role.label for role in record.roles.roles],
        "suspended": None if record is None else record.suspended,
        "controller": None if record is None else str(record.controller),
        "signer": str(known.signer),
        "signerValidFromBlock": None if period is None else period.valid_from,
        "block": snapshot.block.number,
    }


def _standing(document: dict[str, object]) -> str:
    if document["suspended"] is None:
        return "unknown to the chain"
    return "suspended" if document["suspended"] else "active"


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _next_key(name: str) -> str:
    """``acme.signer`` -> ``acme.signer-2`` -> ...: the same name again until the address book moves on."""
    stem, _, number = name.rpartition("-")
    return f"{stem}-{int(number) + 1}" if stem and number.isdigit() else f"{name}-2"
