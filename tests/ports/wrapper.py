"""Wrapping keys for the tests of vaults: real files, cheap to open."""

from __future__ import annotations

from pathlib import Path

from passport.adapters.vault.secret_files import SecretFiles
from passport.adapters.vault.wrapping import LocalKeyWrapper

PASSPHRASE = "correct horse battery"
CHEAP = 2**12


def wrapper_in(folder: Path, passphrase: str = PASSPHRASE) -> LocalKeyWrapper:
    """A wrapper over the wrapping keys of a folder."""
    return LocalKeyWrapper(SecretFiles(folder, CHEAP), lambda _name, _new: passphrase)
