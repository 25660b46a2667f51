"""Encryption keys of the home's organisations: what others encrypt to, opened when something is received."""

from __future__ import annotations

import secrets
from pathlib import Path

from passport.adapters.vault.encryption_key import EncryptionKey
from passport.adapters.vault.secret_files import SECRET_BYTES, SecretFiles
from passport.cli.home import check_name, write_atomically
from passport.cli.passphrase import PassphraseSource
from passport.errors import KeyUnknown


class EncryptionKeys:
    """The private keys in encrypted files, and the statements of their public parts beside them.

    Args:
        files: The encrypted files.
        passphrases: Where passphrases come from.
    """

    def __init__(self, files: SecretFiles, passphrases: PassphraseSource) -> None:
        self._files = files
        self._passphrases = passphrases

    def ensured(self, name: str) -> EncryptionKey:
        """The key of an organisation, made now if there is none."""
        check_name(name)
        if name not in self._files.names():
            self._files.add(
                name, secrets.token_bytes(SECRET_BYTES), self._passphrases.of(f"{name}.encryption", new=True)
            )
        return self.named(name)

    def named(self, name: str) -> EncryptionKey:
        """Opens the key of an organisation. Raises KeyUnknown, PassphraseWrong."""
        if name not in self._files.names():
            raise KeyUnknown(
                f"{name} has no encryption key here.",
                remedy=f"Make one: passport participant encryption-key {name}.",
                name=name,
            )
        return EncryptionKey(self._files.unlock(name, self._passphrases.of(f"{name}.encryption")))

    def remember(self, name: str, statement: bytes) -> None:
        """Keeps the newest statement of a key."""
        write_atomically(self._place(name), statement)

    def statement(self, name: str) -> bytes:
        """The newest statement of an organisation of this home. Raises KeyUnknown."""
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyUnknown(
                f"{name} has no encryption key here.",
                remedy=f"Make one: passport participant encryption-key {name}, or name the file of a statement.",
                name=name,
            ) from error

    def _place(self, name: str) -> Path:
        return self._files.folder / f"{check_name(name)}.statement"
