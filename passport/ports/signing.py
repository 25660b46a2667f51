"""Keys that sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from passport.identifiers import (
    Address,
    Signature,
)


class Signer(Protocol):
    """One key. It never leaves the signer."""

    @property
    def address(self) -> Address:
        """The key's address."""
        ...

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key: kty, crv, x, y (RFC 7517, RFC 8812)."""
        ...

    def sign_digest(self, digest: bytes) -> Signature:
        """65 bytes r || s || v (v 27 or 28, low s) over a 32-byte digest."""
        ...

    def sign_jws(self, header: Mapping[str, object], payload: bytes) -> str:
        """A compact JWS (ES256K) over exactly these bytes; `header` is the protected header, ``alg`` added."""
        ...
