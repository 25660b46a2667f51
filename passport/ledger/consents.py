"""Commitments of consents (IConsentRegistry). Only salted digests and participant ids are on chain."""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import Digest, ParticipantId
from passport.ledger.abi import Uint48, Uint64


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A recorded consent. Times are Unix seconds."""

    subject: ParticipantId
    """Whose data it is."""
    grantee: ParticipantId
    granted_at: Uint48
    expires_at: Uint48
    revoked_at: Uint48 | None

    def stands_at(self, timestamp: int) -> bool:
        """Whether it is neither revoked nor expired at this block time (as IConsentRegistry.isStanding)."""
        return self.revoked_at is None and timestamp < self.expires_at


@dataclass(frozen=True, slots=True)
class ConsentGrant:
    """The subject's signed words (EIP-712)."""

    consent_digest: Digest
    subject: ParticipantId
    grantee: ParticipantId
    expires_at: Uint48
    deadline: Uint64
    """Last second at which a relayer may submit it."""


@dataclass(frozen=True, slots=True)
class ConsentRevocation:
    """The subject's signed words (EIP-712)."""

    consent_digest: Digest
    subject: ParticipantId
