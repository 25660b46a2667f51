"""Events of IConsentRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Digest, ParticipantId
from passport.ledger.abi import Uint48
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent


@dataclass(frozen=True, slots=True)
class ConsentGranted(LedgerEvent):
    """A consent was recorded."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY

    consent_digest: Digest
    subject: ParticipantId
    grantee: ParticipantId
    expires_at: Uint48


@dataclass(frozen=True, slots=True)
class ConsentRevoked(LedgerEvent):
    """A consent ended."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY

    consent_digest: Digest
    subject: ParticipantId
