"""`passport share`, `passport receive` and `passport erase`: who can read what is not public."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import print_facts, print_json

if TYPE_CHECKING:
    from passport.cli.wiring import Opened
    from passport.provenance.records import ProductEntry

ProductsOption = Annotated[
    list[str] | None, typer.Option("--product", help="CID of a product about it; may be repeated.")
]


@command
def share(
    passport: PassportArgument,
    reader: Annotated[
        str,
        typer.Option(
            "--with", help="Who may read: a short name of this home, or a file with the reader's key statement."
        ),
    ],
    giver: Annotated[str, typer.Option("--as", help="Who shares, by its short name.")],
    out_file: Annotated[Path, typer.Option("--out", help="File to write; only the reader can open it.")],
    products: ProductsOption = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Every product of this type about it; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="How long the reader may take it.")] = 30,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let another organisation read products that are not public: their keys, wrapped to its key, in a file."""
    from passport.cli.inputs import write_file
    from passport.cli.wiring import opened
    from passport.services.share import share as wrap

    if not products and not types:
        raise typer.BadParameter("say what is shared, with --product or --type", param_hint="--product")
    with opened(home, passphrase_file) as at:
        entries = _named(at, passport, products, types)
        shared = wrap(at.bench, at.party(giver), _statement(at, reader), entries, valid_for=timedelta(days=days))
        write_file(out_file, shared.letter + b"\n")
    document: dict[str, object] = {
        "file": str(out_file),
        "reader": int(shared.reader),
        "products": [str(digest) for digest in shared.products],
        "attachments": shared.attachments,
    }
    if as_json:
        print_json(document)
    else:
        print_facts("Shared", document)


@command
def receive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What a giver wrote with `passport share`.")],
    reader: Annotated[str, typer.Option("--as", help="Who receives, by its short name.")],
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take what was shared: check it, and keep the keys. `passport learn` finds the products themselves."""
    from passport.cli.inputs import read_file
    from passport.cli.wiring import opened
    from passport.services.receive import receive as take

    with opened(home, passphrase_file) as at:
        party = at.home.participant(reader)
        done = take(at.bench, party.participant_id, at.encryption.named(reader), read_file(file).strip())
    document: dict[str, object] = {
        "giver": int(done.giver),
        "products": [
            {"type": one.product.product_type, "passport": str(one.product.passport_id), "digest": str(one.digest)}
            for one in done.products
        ],
        "attachments": done.attachments,
    }
    if as_json:
        print_json(document)
    else:
        types = ", ".join(one.product.product_type for one in done.products)
        print_facts("Received", {**document, "products": types})


@command
def erase(
    passport: PassportArgument,
    product: Annotated[str, typer.Option("--product", help="CID of the product.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask: erasing cannot be undone.")] = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Destroy the key of a product that is not public, and with it the product. Its anchor stays, and says nothing."""
    from passport.cli.wiring import opened
    from passport.services.erase import erase as destroy

    with opened(home, passphrase_file) as at:
        (entry,) = _named(at, passport, [product], None)
        _confirm(f"Erase the {entry.product_type} {product} for ever?", sure=sure, as_json=as_json)
        done = destroy(at.bench, entry)
    document: dict[str, object] = {
        "erased": done.entry.cid,
        "type": done.entry.product_type,
        "digest": str(done.entry.digest),
        "attachments": done.attachments,
    }
    if as_json:
        print_json(document)
    else:
        print_facts("Erased", document)


def _confirm(question: str, *, sure: bool, as_json: bool) -> None:
    """Asks a person; who cannot be asked must have said --yes."""
    from passport.cli.exits import InputError

    if sure:
        return
    if as_json or not sys.stdin.isatty():
        raise InputError(question, remedy="Nobody can be asked here: repeat with --yes.")
    if not typer.confirm(question, err=True):
        raise typer.Abort


def _named(at: Opened, passport: str, cids: list[str] | None, types: list[str] | None) -> list[ProductEntry]:
    """The products of these CIDs, and all of these types."""
    from passport.battery.product_types import product_type
    from passport.cli.exits import NotHereError
    from passport.cli.inputs import passport_named, products_named

    subject = passport_named(at.bench.catalogue, passport)
    entries = {entry.cid: entry for entry in products_named(at.bench.catalogue, subject, cids)}
    for name in types or []:
        kind = product_type(name).value
        found = [entry for entry in at.bench.catalogue.products(subject) if entry.product_type == kind]
        if not found:
            raise NotHereError(f"No {kind} about this passport is known here.", product_type=kind)
        entries.update({entry.cid: entry for entry in found})
    return list(entries.values())


def _statement(at: Opened, reader: str) -> bytes:
    """The reader's key statement: of a file, or of an organisation of this home."""
    from passport.cli.inputs import read_file

    file = Path(reader)
    if file.is_file():
        return read_file(file)
    return at.encryption.statement(at.home.participant(reader).name)
