"""The sealed product: a signed product that is not public, encrypted before it gets a CID (RFC 7516).

The form is a compact JWE whose protected header is exactly `{"alg":"dir","enc":"A256GCM"}`: one fresh 32-byte content
key a product, used directly and once. Erasing the key erases the product; the digest that is anchored is of the signed
bytes inside, so the seal can be taken off and the proof still holds.

Opening says: whoever sealed this had the key, and nothing was changed since. Who signed what is inside, and whether it
is the product one looks for, `passport.provenance.signed_product` and the digest say.
"""

from __future__ import annotations

import hmac
import secrets

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.util import urlsafe_b64encode

from passport.errors import ProvenanceError

KEY_BYTES = 32
"""Length of a content key."""

MAX_CONTENT_BYTES = 32 * 1024 * 1024
"""Longest content sealed in one piece, in bytes; longer content is sealed chunk by chunk, as an attachment."""

_HEADER = {"alg": "dir", "enc": "A256GCM"}
_PROTECTED = urlsafe_b64encode(b'{"alg":"dir","enc":"A256GCM"}')
_PREFIX = _PROTECTED + b".."
"""Every sealed product begins so: the one header, and no encrypted key."""

_IV_LENGTH, _TAG_LENGTH = 16, 22
"""12 and 16 bytes in base64url."""
_MAX_CIPHERTEXT_LENGTH = -(-MAX_CONTENT_BYTES * 4 // 3)


class SealMalformed(ProvenanceError):
    """Not a sealed product: another header, another number of parts, or a part of a wrong length."""

    code = "provenance.seal_form"
    default_clause = "RFC 7516 section 7.1"


class SealBroken(ProvenanceError):
    """The seal does not open with this key: another product's key, or bytes changed on the way."""

    code = "provenance.seal"
    default_clause = "RFC 7516 section 5.2"
    default_remedy = "Fetch the product again by its CID, and the key from whoever shared it."


class _Registry(jwe.JWERegistry):
    """Content longer than the library's default bound, which is that of a login token."""

    max_ciphertext_length = _MAX_CIPHERTEXT_LENGTH


_REGISTRY = _Registry(algorithms=list(_HEADER.values()))


def fresh_key() -> bytes:
    """A content key nobody else has: 32 bytes from the operating system's generator."""
    return secrets.token_bytes(KEY_BYTES)


def seal(content: bytes, key: bytes) -> bytes:
    """Encrypts a signed product.

    Args:
        content: The signed product as it would be stored, at most MAX_CONTENT_BYTES.
        key: Its content key, made for it by `fresh_key` and never used for anything else.

    Returns:
        The compact JWE in ASCII. Sealing again gives other bytes: the nonce is fresh.

    Raises:
        SealMalformed: The content is too long, or the key has another length.
    """
    if len(content) > MAX_CONTENT_BYTES:
        raise SealMalformed(
            f"{len(content)} bytes are more than the {MAX_CONTENT_BYTES} sealed in one piece.",
            remedy="Publish it as an attachment: passport attach.",
            length=len(content),
        )
    return jwe.encrypt_compact(_HEADER, content, _oct_key(key), registry=_REGISTRY).encode("ascii")


def unseal(sealed: bytes, key: bytes) -> bytes:
    """Decrypts a sealed product.

    Args:
        sealed: The bytes as they are stored.
        key: Its content key.

    Raises:
        SealMalformed: Not exactly the form above; nothing was decrypted.
        SealBroken: The key is not this product's, or the bytes were changed.
    """
    opened_with = _oct_key(key)
    _check_form(sealed)
    try:
        content = jwe.decrypt_compact(sealed, opened_with, registry=_REGISTRY).plaintext
    except (JoseError, ValueError) as error:
        raise SealBroken("The seal does not open with this key.") from error
    if content is None:
        raise SealBroken("The seal does not open with this key.")
    return content


def is_sealed(content: bytes) -> bool:
    """Whether stored bytes begin as a sealed product; whether they are one, `unseal` says."""
    return hmac.compare_digest(content[: len(_PREFIX)], _PREFIX)


def _check_form(sealed: bytes) -> None:
    """Refuses everything but the one header, no encrypted key, and parts of the right length, before any decryption."""
    if len(sealed) > len(_PREFIX) + _IV_LENGTH + _MAX_CIPHERTEXT_LENGTH + _TAG_LENGTH + 2:
        raise SealMalformed("A sealed product is not this long.", length=len(sealed))
    if not is_sealed(sealed):
        raise SealMalformed(
            "A sealed product has exactly the protected header alg dir, enc A256GCM, and no encrypted key.",
            clause="RFC 8725 section 3.1",
            remedy="Leave out zip, crit and every other member: what is not understood is not opened.",
        )
    parts = sealed[len(_PREFIX) :].split(b".")
    if len(parts) != 3 or len(parts[0]) != _IV_LENGTH or len(parts[2]) != _TAG_LENGTH:
        raise SealMalformed("A sealed product has a nonce of 12 bytes, the ciphertext and a tag of 16 bytes.")


def _oct_key(key: bytes) -> OctKey:
    if len(key) != KEY_BYTES:
        raise SealMalformed(
            f"A content key has {KEY_BYTES} bytes, not {len(key)}.", clause="RFC 7518 section 4.5", length=len(key)
        )
    return OctKey.import_key(key)
