"""`passport car`: passports as archives of blocks, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import print_facts, print_json

app = typer.Typer(no_args_is_help=True, help="Passports as archives of blocks (CAR version 1), as IPFS nodes exchange.")
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


@app.command("export")
@command
def export(
    passport: PassportArgument,
    file: FileArgument,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write all about a passport, its components and model as stored: sealed stays sealed, no key is exported."""
    from passport.cli.inputs import passport_named
    from passport.cli.progress import byte_bar
    from passport.cli.wiring import opened
    from passport.services.export_archive import export_archive

    with opened(home, passphrase_file) as at, byte_bar("writing", None) as progress:
        done = export_archive(at.bench, passport_named(at.bench.catalogue, passport), file, progress)
    _print(
        {
            "file": str(file),
            "roots": len(done.roots),
            "blocks": done.blocks,
            "withoutAttachmentsOf": list(done.unopened),
        },
        as_json=as_json,
    )


@app.command("import")
@command
def import_(
    file: FileArgument,
    with_unanchored: Annotated[
        bool, typer.Option("--with-unanchored", help="Also keep content that nothing anchored names.")
    ] = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store what an archive holds and learn the passports in it; nothing, unless all of it is right and anchored."""
    from passport.cli.progress import byte_bar
    from passport.cli.wiring import opened
    from passport.services.files import size_bytes
    from passport.services.import_archive import import_archive

    with opened(home, passphrase_file) as at, byte_bar("checking", size_bytes(file)) as progress:
        done = import_archive(at.bench, file, with_unanchored=with_unanchored, progress=progress)
    _print(
        {
            "roots": len(done.roots),
            "blocks": done.blocks,
            "passports": done.learned.passports,
            "products": done.learned.products,
        },
        as_json=as_json,
    )


def _print(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        print_facts("Archive", facts)
