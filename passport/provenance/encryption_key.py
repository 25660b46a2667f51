"""The statement of an encryption key: an organisation says, with a key the chain knows, which key to encrypt to.

A JWS of the signing account (`passport.provenance.account_jws`) over canonical JSON. Whether the signer is the
organisation's, and is so still, the chain says; a statement by a key that was rotated away counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from passport.errors import SignatureInvalid
from passport.identifiers import Address, ChainId, ParticipantId
from passport.provenance import account_jws
from passport.provenance.canonical import Json, canonical_bytes, read_canonical
from passport.provenance.letter import public_key

MEDIA_TYPE = "battery-passport-encryption-key+jwt"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """An organisation's encryption key, as a key of it stated."""

    participant: ParticipantId
    chain_id: ChainId
    jwk: dict[str, str]
    """Public X25519 key."""
    stated_at: datetime
    """UTC, whole seconds."""
    signer: Address
    """Who signed; whether the chain knows it as the organisation's, is for the caller to ask."""


def state_key(
    participant: ParticipantId,
    jwk: dict[str, str],
    stated_at: datetime,
    signer: account_jws.AccountSigner,
    chain_id: ChainId,
) -> bytes:
    """The signed statement, in ASCII. Raises SealMalformed if `jwk` is no X25519 key."""
    public_key(jwk)
    words: Json = {
        "chain": int(chain_id),
        "encryptionKey": jwk,
        "participant": int(participant),
        "statedAt": stated_at.astimezone(UTC).strftime(_TIME),
    }
    return account_jws.sign(canonical_bytes(words), signer, chain_id, MEDIA_TYPE)


def read_statement(statement: bytes) -> KeyStatement:
    """Reads a statement.

    Raises:
        SignatureInvalid: Another form, or a signature its key did not make.
        SealMalformed: The key stated is no X25519 key.
        CanonicalFormError: The words are not canonical JSON.
    """
    signer, kid, payload = account_jws.read(statement.strip(), MEDIA_TYPE)
    words = cast(dict[str, Any], read_canonical(payload, max_bytes=4096, max_depth=3))
    try:
        chain_id = ChainId(words["chain"])
        stated_at = datetime.strptime(words["statedAt"], _TIME).replace(tzinfo=UTC)
        found = KeyStatement(ParticipantId(words["participant"]), chain_id, words["encryptionKey"], stated_at, signer)
    except (KeyError, TypeError, ValueError) as error:
        raise SignatureInvalid("This is no statement of an encryption key: a member is missing or wrong.") from error
    if set(words) != {"chain", "encryptionKey", "participant", "statedAt"}:
        raise SignatureInvalid("A statement of an encryption key has other members.", members=sorted(words))
    account_jws.check_kid(kid, chain_id, signer)
    public_key(found.jwk)
    return found
