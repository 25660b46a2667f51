"""Key binding (RFC 9901 section 4.3): who presents, to whom, and in answer to what.

A key binding JWT (`typ` kb+jwt) signs the digest of a presentation together with an audience and a nonce, so that it is
of no use to anybody it is shown to next. A product is about a battery, not about its holder; so unless the product
names a key of its own (`cnf`), the presenter signs with a participant's key, and the chain says whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from passport.errors import CanonicalFormError, ProvenanceError, SignatureInvalid
from passport.identifiers import Address, ChainId
from passport.provenance import account_jws
from passport.provenance.account_jws import AccountSigner
from passport.provenance.base64url import encoded
from passport.provenance.canonical import Json, canonical_bytes, read_json

MEDIA_TYPE = "kb+jwt"
MAX_TEXT = 512
"""Longest audience or nonce, in characters."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much the presenter's clock and the verifier's may differ."""

_ALGORITHMS = {"secp256k1": ("ES256K",), "P-256": ("ES256",), "Ed25519": ("Ed25519", "EdDSA")}
"""Names of the one algorithm of a curve; EdDSA is the older name (RFC 9864)."""


class KeyBindingRefused(ProvenanceError):
    """A key binding that is not of this presentation, not of the right key, or not for this verifier."""

    code = "provenance.key_binding"
    default_clause = "RFC 9901 section 7.3"


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """A key binding whose signature is right and that is of this presentation."""

    audience: str
    nonce: str
    issued_at: int
    """Seconds since 1970."""
    signer: Address | None
    """Account of the participant's key; None if the key is the one the product names."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a verifier asked for."""

    audience: str
    """The verifier's own name."""
    nonce: str
    """The number it gave, for this one answer."""
    max_age: timedelta = timedelta(hours=1)

    def refusal(self, binding: KeyBinding, now: datetime) -> str | None:
        """Why a presentation is not an answer to this; None if it is one."""
        if not hmac.compare_digest(binding.audience.encode(), self.audience.encode()):
            return "audience"
        if not hmac.compare_digest(binding.nonce.encode(), self.nonce.encode()):
            return "nonce"
        age = now - datetime.fromtimestamp(binding.issued_at, UTC)
        if age > self.max_age:
            return "too old"
        return "in the future" if age < -CLOCKS_DIFFER else None


def binding_payload(presentation: bytes, audience: str, nonce: str, at: datetime) -> bytes:
    """What a key binding signs: canonical JSON over the presentation up to its last tilde.

    Raises:
        KeyBindingRefused: Audience or nonce are empty or too long.
    """
    _check_text(audience, nonce)
    return canonical_bytes(
        {"aud": audience, "iat": int(at.timestamp()), "nonce": nonce, "sd_hash": _hash_of(presentation)}
    )


def bound(
    presentation: bytes, signer: AccountSigner, chain_id: ChainId, audience: str, nonce: str, at: datetime
) -> bytes:
    """The presentation with a key binding by a participant's key after its last tilde."""
    payload = binding_payload(presentation, audience, nonce, at)
    return presentation + account_jws.sign(payload, signer, chain_id, MEDIA_TYPE)


def read_key_binding(
    presentation: bytes, jwt: bytes, chain_id: ChainId, holder_key: Mapping[str, str] | None
) -> KeyBinding:
    """Reads a key binding and checks its form, signature and that it is of this presentation.

    Args:
        presentation: The SD-JWT up to and with its last tilde.
        jwt: What follows.
        chain_id: Chain the product speaks of.
        holder_key: The key the product names, if it names one.

    Raises:
        KeyBindingRefused, SignatureInvalid: It is not.
    """
    if holder_key is None:
        signer, kid, payload = account_jws.read(jwt, MEDIA_TYPE)
        account_jws.check_kid(kid, chain_id, signer)
        return _binding(presentation, payload, signer)
    return _binding(presentation, _signed_by_holder(jwt, holder_key), None)


def _signed_by_holder(jwt: bytes, holder_key: Mapping[str, str]) -> bytes:
    header_bytes, payload = account_jws.segments(jwt)
    header = account_jws.header_members(header_bytes, {"alg", "typ"})
    algorithms = _ALGORITHMS[holder_key["crv"]]
    if header["typ"] != MEDIA_TYPE or header["alg"] not in algorithms:
        raise SignatureInvalid(f"This is a {MEDIA_TYPE} signed with {algorithms[0]}.", clause="RFC 9901 section 4.3")
    kind = OKPKey if holder_key["kty"] == "OKP" else ECKey
    try:
        key = kind.import_key(dict(holder_key))
    except (JoseError, ValueError) as error:
        raise SignatureInvalid("The key in `cnf` is no key.", clause="RFC 7800 section 3.2") from error
    account_jws.verify_signature(jwt, key, jws.JWSRegistry(algorithms=list(algorithms)))
    return payload


def _binding(presentation: bytes, payload: bytes, signer: Address | None) -> KeyBinding:
    try:
        claims: Json = read_json(payload, max_bytes=8 * MAX_TEXT, max_depth=2)
    except CanonicalFormError as error:
        raise KeyBindingRefused(f"The key binding cannot be read: {error.message}") from error
    if not isinstance(claims, dict) or set(claims) != {"aud", "iat", "nonce", "sd_hash"}:
        raise KeyBindingRefused("A key binding has exactly aud, iat, nonce and sd_hash.")
    audience, nonce, issued_at = claims["aud"], claims["nonce"], claims["iat"]
    _check_text(audience, nonce)
    if type(issued_at) is not int or not 0 <= issued_at < 2**33:
        raise KeyBindingRefused("`iat` is a whole number of seconds since 1970.")
    if not hmac.compare_digest(str(claims["sd_hash"]).encode(), _hash_of(presentation).encode()):
        raise KeyBindingRefused("The key binding is of another presentation: what is shown was changed.")
    return KeyBinding(str(audience), str(nonce), issued_at, signer)


def _check_text(audience: Any, nonce: Any) -> None:
    if not all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT for text in (audience, nonce)):
        raise KeyBindingRefused(f"Audience and nonce are texts of 1 to {MAX_TEXT} characters.")


def _hash_of(presentation: bytes) -> str:
    return encoded(hashlib.sha256(presentation).digest())
