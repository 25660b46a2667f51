"""What every use case works with."""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import ParticipantId
from passport.ports import Catalogue, Clock, ContentStore, Journal, KeyVault, Outbox, PassportLedger, Signer


@dataclass(frozen=True, slots=True)
class Workbench:
    """The ports, together."""

    ledger: PassportLedger
    outbox: Outbox
    store: ContentStore
    journal: Journal
    catalogue: Catalogue
    clock: Clock
    vault: KeyVault


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that acts, with the key it acts with."""

    participant_id: ParticipantId
    did: str
    """Decentralised identifier its products name as issuer."""
    signer: Signer
