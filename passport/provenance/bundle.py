"""The evidence bundle: one canonical JSON file.

::

    {"manifest": {"<name>": "0x<sha2-256 of the piece>", ...},
     "mediaType": "application/vnd.battery-passport.evidence+json",
     "pieces": {"<name>": {...}, ...},
     "version": 2}

The manifest names every piece and nothing else, so a changed, dropped or added piece shows before anything
is verified. Whoever writes a new manifest over a changed bundle has written another bundle: what that one
claims is then checked against the chain, piece by piece.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from passport.errors import BundleMalformed, CanonicalFormError
from passport.provenance.canonical import Json, canonical_bytes, read_canonical
from passport.provenance.evidence import (
    ChainPiece,
    Evidence,
    HeaderPiece,
    PassportPiece,
    Piece,
    ProductPiece,
    StatePiece,
    TransactionPiece,
)

MEDIA_TYPE = "application/vnd.battery-passport.evidence+json"
VERSION = 2
"""Version 1 had no products in part and no content keys."""

MAX_BUNDLE_BYTES = 256 * 1024 * 1024

_KINDS: Mapping[str, type[Piece]] = {
    cls.kind: cls for cls in (ChainPiece, HeaderPiece, TransactionPiece, StatePiece, PassportPiece, ProductPiece)
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read."""

    evidence: Evidence
    mismatched: tuple[str, ...]
    """Names of pieces whose digest in the manifest is another one."""


def build_bundle(evidence: Evidence) -> bytes:
    """Writes the bundle file.

    Raises:
        BundleMalformed: Two pieces have one name.
    """
    pieces: dict[str, Json] = {}
    for piece in evidence.pieces:
        if piece.name in pieces:
            raise BundleMalformed(f"The piece {piece.name} is there twice.", piece=piece.name)
        pieces[piece.name] = cast(Json, piece.model_dump(mode="json"))
    return canonical_bytes(
        {
            "manifest": {name: _digest(name, body) for name, body in pieces.items()},
            "mediaType": MEDIA_TYPE,
            "pieces": pieces,
            "version": VERSION,
        }
    )


def read_bundle(content: bytes) -> Bundle:
    """Reads a bundle file; believes nothing in it.

    Raises:
        BundleMalformed: Not canonical JSON, another type or version, a piece without a line in the manifest
        or a line
            without its piece, or a piece that is not of its kind in its only form.
    """
    try:
        document = read_canonical(content, max_bytes=MAX_BUNDLE_BYTES)
    except CanonicalFormError as error:
        path, rule = error.values.get("path"), error.values.get("rule")
        raise BundleMalformed(f"The bundle is not canonical JSON: {error}", path=path, rule=rule) from error
    manifest, bodies = _parts(document)
    pieces = [_piece(name, body) for name, body in bodies.items()]
    mismatched = tuple(
        name
        for name, body in bodies.items()
        if not hmac.compare_digest(_digest(name, body).encode(), str(manifest[name]).encode())
    )
    return Bundle(_evidence(pieces), mismatched)


def _parts(document: Json) -> tuple[dict[str, Json], dict[str, Json]]:
    if not isinstance(document, dict) or set(document) != {"manifest", "mediaType", "pieces", "version"}:
        raise BundleMalformed("A bundle has exactly manifest, mediaType, pieces and version.")
    if document["mediaType"] != MEDIA_TYPE or document["version"] != VERSION or document["version"] is True:
        raise BundleMalformed(
            f"This is not {MEDIA_TYPE} version {VERSION}.",
            remedy="Use the release of `passport` that wrote it.",
        )
    manifest, bodies = document["manifest"], document["pieces"]
    if not isinstance(manifest, dict) or not isinstance(bodies, dict):
        raise BundleMalformed("manifest and pieces are objects.")
    if set(manifest) != set(bodies):
        lone = sorted(set(manifest) ^ set(bodies))
        raise BundleMalformed(f"The manifest and the pieces differ: {lone[0]}.", pieces=lone)
    return cast(dict[str, Json], manifest), cast(dict[str, Json], bodies)


def _piece(name: str, body: Json) -> Piece:
    cls = _KINDS.get(name.split("/", 1)[0])
    if cls is None:
        raise BundleMalformed(f"There is no such kind of piece: {name[:80]}.", piece=name[:80])
    try:
        piece = cls.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = "/".join(str(part) for part in first["loc"])
        raise BundleMalformed(f"The piece {name} is malformed at {path}.", piece=name, path=path) from error
    if piece.name != name or canonical_bytes(piece.model_dump(mode="json")) != canonical_bytes(body):
        raise BundleMalformed(f"The piece {name} is not in its only form.", piece=name)
    return piece


def _evidence(pieces: list[Piece]) -> Evidence:
    def of(cls: type[Piece]) -> list[Any]:
        return [piece for piece in pieces if isinstance(piece, cls)]

    chains = of(ChainPiece)
    if not chains:
        raise BundleMalformed("The bundle does not say which chain it speaks of.")
    if not of(PassportPiece):
        raise BundleMalformed("The bundle is about no passport.")
    return Evidence(
        chain=chains[0],
        headers=tuple(of(HeaderPiece)),
        transactions=tuple(of(TransactionPiece)),
        states=tuple(of(StatePiece)),
        passports=tuple(of(PassportPiece)),
        products=tuple(of(ProductPiece)),
    )


def _digest(name: str, body: Json) -> str:
    """sha2-256 of the piece with its name, as canonical JSON."""
    return "0x" + hashlib.sha256(canonical_bytes({name: body})).hexdigest()
