"""Keys of the home, opened when they are needed and no earlier."""

from __future__ import annotations

from passport.adapters.evm.keystore import Keystore, LocalSigner
from passport.cli.passphrase import PassphraseSource
from passport.identifiers import Address

GOVERNANCE = "governance"
"""Name of the key that governs an embedded chain."""


class Keyring:
    """The key store with the passphrases of one command.

    Args:
        keystore: The encrypted files.
        passphrases: Where passphrases come from.
    """

    def __init__(self, keystore: Keystore, passphrases: PassphraseSource) -> None:
        self._keystore = keystore
        self._passphrases = passphrases
        self._open: dict[str, LocalSigner] = {}

    def create(self, name: str) -> Address:
        """A new key, or the one of this name if a command that was cut off made it already."""
        if self._keystore.has(name):
            return self.named(name).address
        return self._keystore.create(name, self._passphrases.of(name, new=True))

    def named(self, name: str) -> LocalSigner:
        """Opens a key by name. Raises KeyUnknown, PassphraseWrong."""
        if name not in self._open:
            self._keystore.address(name)
            self._open[name] = self._keystore.unlock(name, self._passphrases.of(name))
        return self._open[name]

    def of(self, address: Address) -> LocalSigner:
        """Opens the key of an address. Raises KeyUnknown, PassphraseWrong."""
        return self.named(self._keystore.name_of(address))
