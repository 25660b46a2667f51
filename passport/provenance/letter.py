"""A letter: bytes encrypted to an organisation's encryption key, for nobody else to read.

The form is a compact JWE (RFC 7516), `alg` ECDH-ES+A256KW over X25519 (RFC 8037), `enc` A256GCM, whose header names the
key it is for by its thumbprint (RFC 7638). Opening says nothing about who wrote it; what is inside is signed for that.
"""

from __future__ import annotations

import hmac
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from passport.errors import CanonicalFormError, ProvenanceError
from passport.provenance.base64url import Base64urlError, decoded
from passport.provenance.canonical import Json, read_json
from passport.provenance.sealed_product import SealBroken, SealMalformed

MAX_LETTER_BYTES = 4 * 1024 * 1024
_ALGORITHMS = ("ECDH-ES+A256KW", "A256GCM")
_MEMBERS = {"alg", "cty", "enc", "epk", "kid"}


class LetterForAnother(ProvenanceError):
    """A letter to another key."""

    code = "provenance.letter_for_another"
    default_clause = "RFC 7516 section 4.1.6"
    default_remedy = "Give it to the organisation it was made for, or ask for one made for your present key."


class _Registry(jwe.JWERegistry):
    """Longer letters than the library's default bound."""

    max_ciphertext_length = MAX_LETTER_BYTES


_REGISTRY = _Registry(algorithms=list(_ALGORITHMS))


def public_key(jwk: Json) -> OKPKey:
    """An X25519 public key with exactly kty, crv and x. Raises SealMalformed."""
    if not isinstance(jwk, dict) or set(jwk) != {"crv", "kty", "x"} or (jwk["kty"], jwk["crv"]) != ("OKP", "X25519"):
        raise SealMalformed("An encryption key is a public X25519 key: kty, crv, x.", clause="RFC 8037 section 2")
    try:
        if len(decoded(str(jwk["x"]).encode())) != 32:
            raise SealMalformed("`x` has 32 bytes.", clause="RFC 8037 section 2")
        return OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": str(jwk["x"])})
    except (JoseError, Base64urlError, ValueError) as error:
        raise SealMalformed("`x` is no X25519 point.", clause="RFC 8037 section 2") from error


def thumbprint(jwk: Json) -> str:
    """RFC 7638 thumbprint of an encryption key. Raises SealMalformed."""
    return public_key(jwk).thumbprint()


def write_letter(content: bytes, jwk: Json) -> bytes:
    """Encrypts a signed JWT to a public key. Raises SealMalformed if it is too long or the key is none."""
    if len(content) > MAX_LETTER_BYTES // 2:
        raise SealMalformed("This is too long for a letter.", length=len(content))
    key = public_key(jwk)
    header = {"alg": _ALGORITHMS[0], "cty": "JWT", "enc": _ALGORITHMS[1], "kid": key.thumbprint()}
    try:
        return jwe.encrypt_compact(header, content, key, registry=_REGISTRY).encode("ascii")
    except (JoseError, ValueError) as error:
        raise SealMalformed("Nothing can be encrypted to this key.", clause="RFC 7748 section 6.1") from error


def open_letter(letter: bytes, private: OKPKey) -> bytes:
    """Decrypts a letter.

    Args:
        letter: The compact JWE.
        private: The X25519 key.

    Raises:
        SealMalformed: Not exactly the form above; nothing was decrypted.
        LetterForAnother: It is for another key.
        SealBroken: It was changed since.
    """
    header = _header(letter)
    mine = private.thumbprint()
    if not hmac.compare_digest(str(header["kid"]).encode(), mine.encode()):
        raise LetterForAnother("This was encrypted to another key.", kid=header["kid"], mine=mine)
    try:
        content = jwe.decrypt_compact(letter, private, registry=_REGISTRY).plaintext
    except (JoseError, ValueError, AssertionError) as error:
        raise SealBroken("The letter does not open: it was changed.") from error
    if content is None:
        raise SealBroken("The letter does not open.")
    return content


def _header(letter: bytes) -> dict[str, Any]:
    if len(letter) > MAX_LETTER_BYTES:
        raise SealMalformed("A letter is not this long.", length=len(letter))
    parts = letter.split(b".")
    if len(parts) != 5:
        raise SealMalformed("A compact JWE has five parts.", parts=len(parts))
    try:
        for part in parts:
            decoded(part)
        header = read_json(decoded(parts[0]), max_bytes=1024, max_depth=2)
    except (Base64urlError, CanonicalFormError) as error:
        raise SealMalformed(f"The letter cannot be read: {error}") from error
    if not isinstance(header, dict) or set(header) != _MEMBERS:
        raise SealMalformed("The header of a letter has exactly alg, cty, enc, epk and kid.")
    if (header["alg"], header["enc"], header["cty"]) != (*_ALGORITHMS, "JWT"):
        raise SealMalformed(f"A letter uses {' and '.join(_ALGORITHMS)}.", clause="RFC 8725 section 3.1")
    public_key(header["epk"])
    return header
