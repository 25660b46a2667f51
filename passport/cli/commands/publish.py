"""`passport publish`: sign, store and anchor data products."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import (
    HomeOption,
    JsonOption,
    KeyOption,
    PassphraseFileOption,
    PassportArgument,
    command,
)
from passport.cli.output import out, print_json, table

if TYPE_CHECKING:
    from passport.cli.wiring import Opened
    from passport.identifiers import PassportId
    from passport.services.publish import ProductDraft


@command
def publish(
    passport: PassportArgument,
    products: Annotated[
        list[str],
        typer.Option(
            "--product",
            help="TYPE=FILE, for example ProductDataSheet=sheet.json, or a folder of files named TYPE.json; "
            "may be repeated.",
        ),
    ],
    issuer: Annotated[str, typer.Option("--as", help="The issuer, by its short name.")],
    schema: Annotated[
        str | None, typer.Option("--schema", help="Schema id of the payloads. [default: the type's own]")
    ] = None,
    attachment: Annotated[
        Path | None,
        typer.Option("--attachment", help="A file of any size, kept beside the one product; sealed as the product is."),
    ] = None,
    schema_version: Annotated[
        str | None,
        typer.Option("--schema-version", help="Version of that schema. [default: the newest the payload fits]"),
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish statements about a battery: each a signed file with a CID, all anchored with one transaction."""
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services.publish import publish as publish_products

    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    payloads = [product for text in products for product in _products(text)]
    if attachment is not None and len(payloads) != 1:
        raise typer.BadParameter("name the one product it belongs to with --product", param_hint="--attachment")
    with opened(home, passphrase_file) as at:
        subject = passport_named(at.bench.catalogue, passport)
        drafts = [_draft(subject, kind, file, schema, schema_version) for kind, file in payloads]
        if attachment is not None:
            drafts = [_with_attachment(at, drafts[0], attachment)]
        done = publish_products(at.bench, at.party(issuer), drafts, key=key)
    if as_json:
        print_json(
            {
                "root": str(done.root),
                "transaction": str(done.transaction),
                "block": done.block.number,
                "manifest": done.manifest,
                "products": [
                    {"type": entry.product_type, "cid": entry.cid, "digest": str(entry.digest)}
                    for entry in done.products
                ],
            }
        )
        return
    rows = [(entry.product_type, entry.cid) for entry in done.products]
    out.print(table(f"anchored in block {done.block.number}", ("type", "CID"), rows))


def _products(text: str) -> list[tuple[str, Path]]:
    if "=" not in text and Path(text).is_dir():
        return [(file.stem, file) for file in sorted(Path(text).glob("*.json"))]
    return [_product(text)]


def _product(text: str) -> tuple[str, Path]:
    kind, separator, file = text.partition("=")
    if not separator or not kind or not file:
        raise typer.BadParameter(f"{text!r} is neither TYPE=FILE nor a folder", param_hint="--product")
    return kind, Path(file)


def _with_attachment(at: Opened, draft: ProductDraft, file: Path) -> ProductDraft:
    from dataclasses import replace

    from passport.battery.product_types import PRODUCT_RULES
    from passport.cli.commands.attach import attached

    sealed = not PRODUCT_RULES[draft.kind].disclosure.is_public
    return replace(draft, payload={**draft.payload, "attachment": attached(at, file, None, sealed=sealed)})


def _draft(subject: PassportId, kind: str, file: Path, schema: str | None, version: str | None) -> ProductDraft:
    from passport.battery.product_types import product_type
    from passport.battery.products import fitting_version
    from passport.cli.inputs import read_object
    from passport.services.publish import ProductDraft
    from passport.services.schemas import schema_of

    known, payload = product_type(kind), read_object(file)
    version = version or fitting_version(known, payload)
    return ProductDraft(subject, known, payload, schema or schema_of(known, version), version)
