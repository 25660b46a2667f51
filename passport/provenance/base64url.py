"""Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), read in its only spelling."""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from passport.errors import ProvenanceError


class Base64urlError(ProvenanceError):
    """Not base64url, or not in its only spelling."""

    code = "provenance.base64url"
    default_clause = "RFC 7515 section 2"


def encoded(content: bytes) -> str:
    """The text of some bytes."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decoded(text: bytes) -> bytes:
    """The bytes of a text whose unused bits are zero and that has no padding. Raises Base64urlError."""
    try:
        content = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Base64urlError("This is not base64url.") from error
    if not hmac.compare_digest(encoded(content).encode("ascii"), text):
        raise Base64urlError("This is not base64url in its only form.", clause="RFC 4648 section 3.5")
    return content
