"""Secrets of 32 bytes in encrypted files (Web3 Secret Storage version 3: scrypt, AES-128-CTR, a MAC).

eth-account makes and opens them, as it does the signing keys. These sign nothing, so their files name no address.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from eth_account import Account

from passport.adapters.vault.durable_files import shred, write_new
from passport.errors import KeyUnknown, PassphraseWrong, SigningError

SECRET_BYTES = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")


class SecretFiles:
    """A folder of encrypted secrets, one file each.

    Args:
        folder: Made, for its owner only, when the first secret is written.
        work_factor: scrypt's N for files written from now on; a power of two.
    """

    def __init__(self, folder: Path, work_factor: int) -> None:
        self.folder = folder
        self._work_factor = work_factor

    def add(self, name: str, secret: bytes, passphrase: str) -> None:
        """Keeps a secret. The file is complete or not there, and never overwritten.

        Raises:
            SigningError: The name is taken or malformed, or the secret has another length.
        """
        if len(secret) != SECRET_BYTES:
            raise SigningError(f"A secret has {SECRET_BYTES} bytes, not {len(secret)}.", length=len(secret))
        encrypted = dict(Account.encrypt(secret, passphrase, kdf="scrypt", iterations=self._work_factor))
        encrypted.pop("address", None)
        try:
            write_new(self._path(name), json.dumps(encrypted).encode())
        except FileExistsError as error:
            raise SigningError(f"There is already a secret named {name}.", name=name) from error

    def names(self) -> list[str]:
        """Every secret's name, sorted; nothing is decrypted."""
        return sorted(path.stem for path in self.folder.glob("[a-z0-9]*.json"))

    def unlock(self, name: str, passphrase: str) -> bytes:
        """Opens a secret. Raises KeyUnknown, PassphraseWrong, SigningError."""
        try:
            content = self._path(name).read_text()
        except FileNotFoundError as error:
            raise KeyUnknown(f"There is no secret named {name} here.", name=name) from error
        try:
            return bytes(Account.decrypt(content, passphrase))
        except json.JSONDecodeError as error:
            raise SigningError(f"The file of {name} is no encrypted secret.", name=name) from error
        except ValueError as error:
            raise PassphraseWrong(f"The passphrase does not open {name}.", name=name) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise SigningError(f"The file of {name} is no encrypted secret.", name=name) from error

    def remove(self, name: str) -> None:
        """Overwrites and removes a secret's file, and files a killed process left half made. Repeats change nothing."""
        shred(self._path(name))
        for left in self.folder.glob(".*.json.*"):
            shred(left)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SigningError("A secret's name has a-z, 0-9, dot, hyphen, underscore only.", name=name)
        return self.folder / f"{name}.json"
