"""`passport crosswalk`: passports in other people's formats, out and in."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from passport.battery.category import BatteryCategory
from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import out, print_facts, print_json, table
from passport.cli.readers import EVERYBODY, ConsentedOption, ReaderOption, reader_of
from passport.services.crosswalk import Format

if TYPE_CHECKING:
    from passport.crosswalk.content import Note

app = typer.Typer(no_args_is_help=True, help="Passports in other people's formats (docs/crosswalk.md).")


@app.command("export")
@command
def export(
    passport: PassportArgument,
    target: Annotated[Format, typer.Option("--to", help="The format.")],
    out_file: Annotated[Path, typer.Option("--out", help="File to write.")],
    issuer: Annotated[
        str | None, typer.Option("--as", help="Who issues a UNTP credential, by its short name; it is not signed.")
    ] = None,
    reader: ReaderOption = EVERYBODY,
    consented: ConsentedOption = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a passport in another format for one reader; list what the format cannot carry and who may not see what.

    What is public is in it; more only for a reader you name.
    """
    from passport.cli.inputs import passport_named, write_file
    from passport.cli.wiring import opened
    from passport.crosswalk.untp import Issuer
    from passport.services.crosswalk import export_as
    from passport.services.readers import Showing

    with opened(home, passphrase_file) as at:
        known = None if issuer is None else at.home.participant(issuer)
        named = None if known is None else Issuer(known.did, known.title)
        showing = Showing(reader_of(at, reader), consented=consented)
        exported = export_as(at.bench, passport_named(at.bench.catalogue, passport), target, showing, named)
    write_file(out_file, _written(exported.document))
    _tell({"file": str(out_file), "format": target.value}, exported.notes, as_json=as_json)


@app.command("import")
@command
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document of the format.")],
    source: Annotated[Format, typer.Option("--from", help="The format.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder to write; it is not there yet, or empty.")],
    category: Annotated[
        BatteryCategory | None, typer.Option("--category", help="The battery's, where the document does not say it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a document of another format into payloads: products/TYPE.json, ready for passport publish --product.

    What a document says too little for stands in drafts/, what it says of the battery itself in passport.json.
    """
    from passport.cli.exits import InputError
    from passport.cli.inputs import read_object
    from passport.crosswalk.facts import RECORD, facts_of
    from passport.services.crosswalk import import_from

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty.", remedy="Name a new folder.", folder=str(folder))
    found = import_from(read_object(file), source, category)
    facts = facts_of(found.content)
    files = {"passport.json": facts.pop(RECORD)}
    files |= {f"products/{kind}.json": payload for kind, payload in facts.items()}
    files |= {f"drafts/{kind.value}.json": draft for kind, draft in found.drafts.items()}
    _write_folder(folder, {name: _written(content) for name, content in files.items()})
    document = {
        "folder": str(folder),
        "format": source.value,
        "identifier": found.content.identifier,
        "products": sorted(facts),
        "drafts": sorted(kind.value for kind in found.drafts),
    }
    _tell(document, found.notes, as_json=as_json)


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """All of the files or none: they are written beside, and the folder gets its name when they are."""
    from passport.cli.inputs import write_file

    unfinished = folder.parent / f".{folder.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, content in files.items():
        path = unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content)
    unfinished.replace(folder)


def _tell(document: dict[str, Any], notes: Sequence[Note], *, as_json: bool) -> None:
    listed = [
        {"kind": note.kind.value, "path": note.path, "text": note.text}
        | ({} if note.defect is None else {"defect": note.defect})
        for note in notes
    ]
    if as_json:
        print_json({**document, "notes": listed})
        return
    counted = Counter(note.kind.value for note in notes)
    print_facts("Crosswalk", {**document, **{kind: counted[kind] for kind in sorted(counted)}})
    if notes:
        rows = [(note.kind.value, escape(note.path), escape(note.text), note.defect or "") for note in notes]
        out.print(table("What to know about it", ("kind", "place", "what", "defect"), rows))


def _written(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
