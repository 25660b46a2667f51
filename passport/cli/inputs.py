"""Reading what a person names on the command line: files, passports, products."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from passport.cli.exits import InputError, NotHereError
from passport.errors import CanonicalFormError
from passport.identifiers import BatteryIdentifier, Cid, PassportId
from passport.ports import Catalogue
from passport.provenance.canonical import read_json
from passport.provenance.records import ProductEntry

Model = TypeVar("Model", bound=BaseModel)


MAX_FILE_BYTES = 64 * 1024 * 1024
"""Longest file a command reads whole, unless its kind has another bound."""


def read_file(file: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """The file's bytes.

    Raises:
        InputError: It cannot be read, or is longer than `limit`; a device or pipe that never ends is, too.
    """
    content = read_at_most(file, limit + 1)
    if len(content) > limit:
        raise InputError(f"{file} has more than {limit:,} bytes.", file=str(file), limit_bytes=limit)
    return content


def read_at_most(file: Path, limit: int) -> bytes:
    """The first `limit` bytes of a file, for readers that judge by themselves what is too long; raises InputError."""
    try:
        with file.open("rb") as opened:
            return opened.read(limit)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.", file=str(file)) from error


def write_file(file: Path, content: bytes) -> None:
    """Writes a file; raises InputError."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.", file=str(file)) from error


def read_model(kind: type[Model], file: Path) -> Model:
    """Reads a JSON file strictly as `kind`; raises InputError naming the first member that is wrong."""
    try:
        return kind.model_validate(read_json(read_file(file)))
    except CanonicalFormError as error:
        raise InputError(f"{file}: {error.message}", clause=error.clause, file=str(file)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole document"
        raise InputError(f"{file}: {where}: {first['msg']}.", file=str(file), path=where) from error


def read_object(file: Path) -> dict[str, Any]:
    """Reads a JSON object strictly; raises InputError."""
    try:
        value = read_json(read_file(file))
    except CanonicalFormError as error:
        raise InputError(f"{file}: {error.message}", clause=error.clause, file=str(file)) from error
    if not isinstance(value, dict):
        raise InputError(f"{file} is not a JSON object.", file=str(file))
    return value


def passport_named(catalogue: Catalogue, text: str) -> PassportId:
    """The passport a person means by an identifier or a passport id.

    Raises:
        NotHereError: This home knows no passport of that identifier, or several.
    """
    if text.startswith("0x"):
        return PassportId.from_hex(text)
    found = catalogue.passports(BatteryIdentifier.parse(text))
    if len(found) != 1:
        ids = ", ".join(entry.passport_id.hex0x for entry in found)
        raise NotHereError(
            f"{len(found) or 'No'} passports of {text} are known here.",
            remedy=f"Name the passport id: {ids}" if found else "Register it here, or name its passport id (0x...).",
            identifier=text,
        )
    return found[0].passport_id


def products_named(catalogue: Catalogue, passport_id: PassportId, cids: list[str] | None) -> list[ProductEntry]:
    """The products with these CIDs about a passport; raises NotHereError."""
    known = {entry.cid: entry for entry in catalogue.products(passport_id)}
    named = [Cid(text) for text in cids or []]
    for cid in named:
        if cid not in known:
            raise NotHereError(f"No product {cid} about this passport is known here.", cid=cid)
    return [known[cid] for cid in named]
