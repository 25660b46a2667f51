"""Reads of IParticipantRegistry."""

from __future__ import annotations

from typing import ClassVar

from passport.adapters.evm.contracts.view import ContractView
from passport.identifiers import Address, Bytes32, ParticipantId
from passport.ledger.deployment import Contract
from passport.ledger.participants import ParticipantRecord, SignerPeriod
from passport.ledger.refusals import ParticipantUnknown


class ParticipantRegistry(ContractView):
    """Who may act."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    def participant(self, participant_id: ParticipantId) -> ParticipantRecord | None:
        """The organisation, or None if it was never enrolled."""
        try:
            return self._record("participant(uint32)", [int(participant_id)], ParticipantRecord)
        except ParticipantUnknown:
            return None

    def signer_of(self, signer: Address, at_block: int) -> ParticipantId | None:
        """The organisation the key could sign for in a block."""
        (number,) = self._values("signerOf(address,uint256)", [signer, at_block], ["uint32"])
        return ParticipantId(number) if number else None

    def signer_period(self, signer: Address) -> SignerPeriod | None:
        """When the key could sign, or None if it never could."""
        return self._record("signerPeriod(address)", [signer], SignerPeriod)

    def controller_of(self, controller: Address) -> ParticipantId | None:
        """The organisation the address controls."""
        (number,) = self._values("controllerOf(address)", [controller], ["uint32"])
        return ParticipantId(number) if number else None

    def participant_count(self) -> int:
        """How many organisations were enrolled."""
        (count,) = self._values("participantCount()", [], ["uint32"])
        return int(count)

    def contract_at(self, name: Bytes32) -> Address | None:
        """Where a contract of this ledger stands, by keccak256 of its name."""
        (location,) = self._values("contractAt(bytes32)", [bytes(name)], ["address"])
        return Address(location) if int(location, 16) else None
