"""Ways to change a bundle, with and without writing a new manifest over the change."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from passport.provenance.canonical import canonical_bytes
from passport.provenance.evidence import (
    ChainPiece,
    HeaderPiece,
    PassportPiece,
    Piece,
    ProductPiece,
    StatePiece,
    TransactionPiece,
)
from passport.provenance.verification import Report

Path = tuple[str | int, ...]
KINDS: dict[str, type[Piece]] = {
    cls.kind: cls for cls in (ChainPiece, HeaderPiece, TransactionPiece, StatePiece, PassportPiece, ProductPiece)
}


SHOWS_IN: dict[tuple[str, str], set[int]] = {
    ("chain", "chain_id"): {1},
    ("chain", "contracts"): {1},
    ("chain", "state_block"): {5},
    ("header", "number"): {5, 6},
    ("header", "rlp"): {5, 6},
    ("transaction", "block"): {5, 7},
    ("transaction", "index"): {5},
    ("transaction", "transaction"): {5},
    ("transaction", "transaction_proof"): {5},
    ("transaction", "receipt"): {5},
    ("transaction", "receipt_proof"): {5},
    ("state", "contract"): {5},
    ("state", "address"): {5},
    ("state", "account_proof"): {5},
    ("state", "slots"): {5},
    ("state", "nodes"): {5},
    ("passport", "registrant"): {3, 5},
    ("passport", "identifier"): {3, 5},
    ("passport", "parent"): {4, 5},
    ("passport", "digest"): {2},
    ("passport", "batch"): {5},
    ("passport", "proof"): {4},
    ("passport", "document"): {2, 3},
    ("product", "cid"): {2},
    ("product", "content"): {2, 3},
    ("product", "content_key"): {3},
    ("product", "issuer"): {3},
    ("product", "root"): {4, 5},
    ("product", "proof"): {4},
    ("product", "standing"): {8},
}
"""Which steps look at a field: one of them must fail when it is changed."""


def flipped(content: bytes, bit: int) -> bytes:
    """One bit of the content turned over."""
    changed = bytearray(content)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


def pieces_of(bundle: bytes) -> dict[str, Any]:
    """The pieces by name, as JSON that may be changed."""
    pieces: dict[str, Any] = json.loads(bundle)["pieces"]
    return pieces


def sealed(pieces: dict[str, Any]) -> bytes:
    """A bundle of these pieces with names and a manifest of its own: what a skilled forger would write."""
    document = json.loads('{"mediaType": "application/vnd.battery-passport.evidence+json", "version": 2}')
    document["pieces"] = {_name_of(name, body): body for name, body in pieces.items()}
    document["manifest"] = {
        name: "0x" + hashlib.sha256(canonical_bytes({name: body})).hexdigest()
        for name, body in document["pieces"].items()
    }
    return canonical_bytes(document)


def _name_of(name: str, body: Any) -> str:
    """The name that belongs to the content, or the old one when the content has no form at all."""
    try:
        return KINDS[name.partition("/")[0]].model_validate(body).name
    except (ValidationError, ValueError):
        return name


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where the values without members are."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def lists(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where lists of two or more are."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from lists(member, (*path, name))
    elif isinstance(value, list):
        if len(value) > 1:
            yield path
        for index, item in enumerate(value):
            yield from lists(item, (*path, index))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def replaced(pieces: dict[str, Any], path: Path, new: Any) -> dict[str, Any]:
    """The pieces with another value at one place."""
    changed = copy.deepcopy(pieces)
    at(changed, path[:-1])[path[-1]] = new
    return changed


def altered(value: Any, salt: int) -> Any:
    """Another value of the same kind, one bit away where the kind has bits."""
    if value is None:
        return "0x" + hashlib.sha256(b"none").hexdigest()
    if isinstance(value, int):
        return value ^ (1 << salt % 20)
    if isinstance(value, list):
        return ["0x" + hashlib.sha256(b"empty").hexdigest()]
    if value.startswith("0x"):
        return "0x" + flipped(bytes.fromhex(value[2:]), salt).hex() if len(value) > 2 else "0x00"
    if value in ("stands", "withdrawn", "superseded"):
        others = [other for other in ("stands", "superseded", "withdrawn") if other != value]
        return others[salt % 2]
    if len(value) > 300:
        return base64.b64encode(flipped(base64.b64decode(value), salt)).decode("ascii")
    return flipped(value.encode("ascii"), salt * 8).decode("latin-1")


def is_malformed(report: Report) -> bool:
    """Whether the file was refused as a whole, in step 2."""
    return [finding.code for finding in report.step(2).faults()] == ["bundle-malformed"]


def concerns(path: tuple[Any, ...], kind: str, field: str) -> bool:
    """Whether a path leads into this field of this kind of piece."""
    return path[0].partition("/")[0] == kind and path[1] == field
