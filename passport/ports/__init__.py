"""What the use cases need from the world.

Each port states its promises about crashes and repeats; the suite in ``tests/ports/`` tests exactly those, and every
adapter passes it. All calls are synchronous. Foreign exceptions never leave an adapter: only `passport.errors` do.
"""

from __future__ import annotations

from passport.ports.catalogue import Catalogue
from passport.ports.content import ContentStore, Copy, CopyState, Progress, StoreStatus
from passport.ports.decryption import Decrypter
from passport.ports.delivery import Journal, JournalEntry, Outbox
from passport.ports.ledger import LazyState, LedgerSnapshot, PassportLedger, ProofSource
from passport.ports.signing import Signer
from passport.ports.time import Clock
from passport.ports.vault import KeyState, KeyVault, KeyWrapper

__all__ = [
    "Catalogue",
    "Clock",
    "ContentStore",
    "Copy",
    "CopyState",
    "Decrypter",
    "Journal",
    "JournalEntry",
    "KeyState",
    "KeyVault",
    "KeyWrapper",
    "LazyState",
    "LedgerSnapshot",
    "Outbox",
    "PassportLedger",
    "Progress",
    "ProofSource",
    "Signer",
    "StoreStatus",
]
