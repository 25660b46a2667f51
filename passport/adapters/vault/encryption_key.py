"""An organisation's private encryption key in memory: X25519, from 32 bytes of an encrypted file."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64encode

from passport.provenance.letter import open_letter


class EncryptionKey:
    """A private key in memory. Implements `passport.ports.Decrypter`."""

    def __init__(self, secret: bytes) -> None:
        public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        self._public = {"crv": "X25519", "kty": "OKP", "x": urlsafe_b64encode(public).decode()}
        self._key = OKPKey.import_key({**self._public, "d": urlsafe_b64encode(secret).decode()})

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key."""
        return dict(self._public)

    def open_letter(self, letter: bytes) -> bytes:
        """What is in a letter to this key. Raises LetterForAnother, SealBroken, SealMalformed."""
        return open_letter(letter, self._key)

    def __repr__(self) -> str:
        return f"EncryptionKey({self._public['x']})"
