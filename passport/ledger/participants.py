"""Organisations on chain, and which key could sign for them in which blocks (IParticipantRegistry)."""

from __future__ import annotations

from dataclasses import dataclass

from passport.battery.roles import RoleSet
from passport.identifiers import Address, Digest, ParticipantId
from passport.ledger.abi import Uint40


@dataclass(frozen=True, slots=True)
class ParticipantRecord:
    """What the chain keeps of an organisation."""

    controller: Address
    """Key or contract that manages the organisation's signers."""
    roles: RoleSet
    suspended: bool
    enrolled_at_block: Uint40
    did_document_digest: Digest
    """sha2-256 of the organisation's DID document."""


@dataclass(frozen=True, slots=True)
class SignerPeriod:
    """In which blocks a key could sign. The ends are exclusive; None means no end."""

    participant_id: ParticipantId
    valid_from: Uint40
    valid_until: Uint40 | None = None
    compromised_since: Uint40 | None = None

    def covers(self, block: int) -> bool:
        """Whether the key was a valid signer in `block` (as IParticipantRegistry.signerOf)."""
        ends = [end for end in (self.valid_until, self.compromised_since) if end is not None]
        return self.valid_from <= block and all(block < end for end in ends)
