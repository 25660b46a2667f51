"""`passport attach` and `passport fetch`: files too large for a product, into the content store and out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import print_facts, print_json

if TYPE_CHECKING:
    from passport.cli.wiring import Opened

MEDIA_TYPES = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv", ".json": "application/json"}
MediaTypeOption = Annotated[
    str | None, typer.Option("--media-type", help="What the file is. [default: by its name's ending]")
]


@command
def attach(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file, of any size.")],
    media_type: MediaTypeOption = None,
    public: Annotated[
        bool, typer.Option("--public", help="Store it in clear, for products of disclosure class 1.")
    ] = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store a large file, sealed unless public; put what is printed into a payload as `attachment`.

    Killed or cut off, the same command goes on; what is stored already is not sent again.
    """
    from passport.cli.wiring import opened

    with opened(home, passphrase_file) as at:
        stored = attached(at, file, media_type, sealed=not public)
    if as_json:
        print_json(stored)
    else:
        print_facts(f"{file} is stored", stored)


@command
def fetch(
    passport: PassportArgument,
    product: Annotated[str, typer.Option("--product", help="CID of the product that names the attachment.")],
    file: Annotated[Path, typer.Option("--to", help="File to write.")],
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch a product's attachment, opened and checked against what the product signed; all of it or nothing."""
    from passport.cli.exits import NotHereError
    from passport.cli.inputs import passport_named, products_named
    from passport.cli.progress import byte_bar
    from passport.cli.wiring import opened
    from passport.services.attachments import attachment_of
    from passport.services.attachments import fetch as fetch_attachment
    from passport.services.read import product as read_product

    with opened(home, passphrase_file) as at:
        (entry,) = products_named(at.bench.catalogue, passport_named(at.bench.catalogue, passport), [product])
        attachment = attachment_of(read_product(at.bench, entry).product)
        if attachment is None:
            raise NotHereError(f"Product {product} names no attachment.", cid=product)
        with byte_bar("fetching", attachment.length_bytes) as progress:
            fetch_attachment(at.bench, attachment, file, progress)
    facts = {"file": str(file), **attachment.model_dump(mode="json", by_alias=True)}
    if as_json:
        print_json(facts)
    else:
        print_facts("Fetched and checked", facts)


def attached(at: Opened, file: Path, media_type: str | None, *, sealed: bool) -> dict[str, Any]:
    """The file in the store, as JSON for a payload; bars show reading and storing."""
    from passport.cli.progress import byte_bar
    from passport.services.attachments import attach as attach_file
    from passport.services.attachments import measure
    from passport.services.files import size_bytes

    kind = media_type or MEDIA_TYPES.get(file.suffix.lower(), "application/octet-stream")
    size = size_bytes(file)
    with byte_bar("reading", size) as progress:
        known = measure(file, progress)
    with byte_bar("storing", None if sealed else size) as progress:
        stored = attach_file(
            at.bench, file, kind, sealed=sealed, working=at.home.outgoing, known=known, progress=progress
        )
    document: dict[str, Any] = stored.model_dump(mode="json", by_alias=True)
    return document
