"""Wrapping of content keys with a key of this home: 32 bytes in an encrypted file, unlocked by a passphrase.

A wrapped key is 8 bytes that name the wrapping key, a nonce of 12 bytes, and AES-256-GCM over the content key, with the
name and the context (the product's digest) authenticated. A row moved to another product does not open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from passport.adapters.vault.secret_files import SECRET_BYTES, SecretFiles
from passport.errors import SigningError

_NAME_BYTES, _NONCE_BYTES = 8, 12
_DOMAIN = b"battery-passport content key 1"
_LOST = "Restore the file from your backup; without it the products sealed until then cannot be read."

Passphrases = Callable[[str, bool], str]
"""Gives the passphrase of a named secret; told whether the secret is new."""


class LocalKeyWrapper:
    """The key wrapper port over wrapping keys in `SecretFiles`, each opened when it is first needed.

    Without any wrapping key the first use makes one. The newest (highest number in the name) wraps; every one opens.
    """

    def __init__(self, files: SecretFiles, passphrases: Passphrases) -> None:
        self._files = files
        self._passphrases = passphrases
        self._open: dict[str, AESGCM] = {}

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypts a content key under the newest wrapping key."""
        name = self._newest() or self.make_wrapping_key()
        mark, nonce = _mark_of(name), os.urandom(_NONCE_BYTES)
        return mark + nonce + self._cipher(name).encrypt(nonce, key, _DOMAIN + mark + context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypts a content key.

        Raises:
            SigningError: Its wrapping key is not here, or it does not open: changed, or of another context.
            PassphraseWrong: The passphrase does not open the wrapping key.
        """
        mark, nonce = wrapped[:_NAME_BYTES], wrapped[_NAME_BYTES : _NAME_BYTES + _NONCE_BYTES]
        name = next((name for name in self._names() if _mark_of(name) == mark), None)
        if name is None:
            raise SigningError(
                f"The wrapping key {mark.hex()} is not in {self._files.folder}.", remedy=_LOST, wrapping_key=mark.hex()
            )
        sealed = wrapped[_NAME_BYTES + _NONCE_BYTES :]
        try:
            return self._cipher(name).decrypt(nonce, sealed, _DOMAIN + mark + context)
        except (InvalidTag, ValueError) as failed:
            raise SigningError("The content key does not open under its wrapping key.") from failed

    def is_current(self, wrapped: bytes) -> bool:
        """Whether it is wrapped under the newest wrapping key."""
        newest = self._newest()
        return newest is not None and wrapped[:_NAME_BYTES] == _mark_of(newest)

    def ensure(self) -> None:
        """Makes the first wrapping key if there is none."""
        if self._newest() is None:
            self.make_wrapping_key()

    def make_wrapping_key(self) -> str:
        """Makes a wrapping key that is the newest from now on; its name.

        Its name ends with the first bytes of its own hash, so that two made at once do not fight for one name.
        """
        names = self._names()
        number = 1 + (_number_of(names[-1]) if names else 0)
        secret = secrets.token_bytes(SECRET_BYTES)
        mark = hashlib.sha256(_DOMAIN + secret).hexdigest()[: 2 * _NAME_BYTES]
        name = f"vault-{number:04d}-{mark}"
        self._files.add(name, secret, self._passphrases(name, True))
        return name

    def older(self) -> list[str]:
        """Names of the wrapping keys that only open, oldest first."""
        return self._names()[:-1]

    def remove(self, name: str) -> None:
        """Destroys a wrapping key; what is still wrapped under it is lost."""
        self._open.pop(name, None)
        self._files.remove(name)

    def _names(self) -> list[str]:
        return [name for name in self._files.names() if name.startswith("vault-")]

    def _newest(self) -> str | None:
        names = self._names()
        return names[-1] if names else None

    def _cipher(self, name: str) -> AESGCM:
        if name not in self._open:
            self._open[name] = AESGCM(self._files.unlock(name, self._passphrases(name, False)))
        return self._open[name]


def _mark_of(name: str) -> bytes:
    """The wrapping key's name inside a wrapped key."""
    return bytes.fromhex(name.rsplit("-", 1)[1])


def _number_of(name: str) -> int:
    return int(name.split("-")[1])
