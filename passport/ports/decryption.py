"""Keys that open what was encrypted to an organisation."""

from __future__ import annotations

from typing import Protocol


class Decrypter(Protocol):
    """One private encryption key. It never leaves the decrypter, which may be a key management service."""

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key: kty OKP, crv X25519, x (RFC 8037)."""
        ...

    def open_letter(self, letter: bytes) -> bytes:
        """What is in a letter to this key (`passport.provenance.letter`). Raises LetterForAnother, SealBroken."""
        ...
