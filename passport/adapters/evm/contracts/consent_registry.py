"""Reads of IConsentRegistry."""

from __future__ import annotations

from typing import ClassVar

from passport.adapters.evm.contracts.view import ContractView
from passport.identifiers import Digest, ParticipantId
from passport.ledger.consents import ConsentRecord
from passport.ledger.deployment import Contract


class ConsentRegistry(ContractView):
    """Commitments of consents."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY

    def consent_of(self, subject: ParticipantId, digest: Digest) -> ConsentRecord | None:
        """A consent the subject recorded."""
        return self._record("consentOf(uint32,bytes32)", [int(subject), bytes(digest)], ConsentRecord)

    def is_standing(self, subject: ParticipantId, digest: Digest) -> bool:
        """Whether the subject recorded it, has not revoked it, and it has not expired at the block's time."""
        (standing,) = self._values("isStanding(uint32,bytes32)", [int(subject), bytes(digest)], ["bool"])
        return bool(standing)
