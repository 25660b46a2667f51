"""Parsers of what organisations exchange: presentations, shares, encryption keys, and passports of other formats."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from joserfc.jwk import OKPKey

from passport.adapters.vault.encryption_key import EncryptionKey
from passport.crosswalk import aas, consortium, gefeg, ioxio, linked_data, untp
from passport.identifiers import ChainId, ParticipantId
from passport.provenance import account_jws, encryption_key, share
from passport.provenance.canonical import canonical_bytes, read_json
from passport.provenance.content import cid_of
from passport.provenance.encryption_key import read_statement, state_key
from passport.provenance.letter import write_letter
from passport.provenance.presentation import present, read_presentation
from passport.provenance.sealed_product import fresh_key
from passport.provenance.share import Share, SharedKey, read_share, sign_share
from passport.provenance.signed_product import digest_of, read_product
from tests.fuzz.seeds import Seeds, compact
from tests.fuzz.target import SIGNER, Target
from tests.unit.crosswalk.every_product import full_content

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORMATS: dict[str, ModuleType] = {
    "AAS environment": aas,
    "Battery Pass 1.2": consortium,
    "GEFEG": gefeg,
    "IOXIO": ioxio,
    "JSON-LD": linked_data,
    "UNTP": untp,
}


def exchanged(seeds: Seeds) -> Iterator[Target]:
    """All of them."""
    content = seeds.evidence.products[0].content
    jwt, *_ = content.split(b"~")
    partial = present(content, [str(read_product(content).shown[0][0][0])])
    yield Target("presentation", read_presentation, [content, partial, jwt + b"~"])
    jwk = OKPKey.generate_key("X25519").as_dict(private=False)
    jwk = {name: jwk[name] for name in ("crv", "kty", "x")}
    statement = state_key(ParticipantId(1), jwk, NOW, SIGNER, ChainId(1))
    yield Target("statement of an encryption key", read_statement, [statement])
    yield Target(
        "words of such a statement",
        signed_anew(encryption_key.MEDIA_TYPE, read_statement),
        [account_jws.segments(statement)[1]],
        weight=0.5,
    )
    key = SharedKey(digest=digest_of(content), cid=cid_of(content), key=fresh_key())
    given = Share(
        chain_id=ChainId(1),
        giver=ParticipantId(1),
        reader=ParticipantId(2),
        issued_at=NOW,
        expires_at=NOW + timedelta(days=1),
        keys=(key,),
    )
    shared = sign_share(given, SIGNER)
    yield Target("share", read_share, [shared])
    mailbox = EncryptionKey(bytes(range(1, 33)))
    yield Target("letter", mailbox.open_letter, [write_letter(shared, mailbox.public_jwk)])
    words = account_jws.segments(shared)[1]
    yield Target("words of a share", signed_anew(share.MEDIA_TYPE, read_share), [words], weight=0.5)
    for name, format_ in FORMATS.items():
        document = compact(format_.export(full_content()).document)
        yield Target(f"passport in {name}", reader(format_), [document], weight=0.05)


def signed_anew(typ: str, read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Signs spoiled words rightly, so that they are looked at."""

    def run(content: bytes) -> None:
        words: Any = read_json(content)
        chain = 1
        with contextlib.suppress(LookupError, TypeError, ValueError):
            chain = int(words.get("chain", words.get("chain_id", 1))) if isinstance(words, dict) else 1
        read(account_jws.sign(canonical_bytes(words), SIGNER, ChainId(max(1, min(chain, 2**53 - 1))), typ))

    return run


def reader(format_: ModuleType) -> Callable[[bytes], None]:
    """The reader of a format; what is no object never gets there."""

    def run(content: bytes) -> None:
        document = read_json(content)
        if isinstance(document, dict):
            format_.read(document)

    return run
