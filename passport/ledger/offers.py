"""The words both parties of a handover sign (contracts/types/Passport.sol)."""

from __future__ import annotations

from dataclasses import dataclass

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.identifiers import Address, MerkleRoot, ParticipantId, Signature, SubjectId
from passport.ledger.abi import Uint32, Uint64
from passport.ledger.subjects import Subject, SubjectKind


@dataclass(frozen=True, slots=True)
class HandoverOffer:
    """The holder's signed words; the receiver signs the acceptance of exactly these."""

    kind: SubjectKind
    subject: SubjectId
    giver: ParticipantId
    """``from`` on chain."""
    receiver: ParticipantId
    """``to`` on chain."""
    receiver_role: Role
    target_stage: Stage
    evidence_root: MerkleRoot | None
    """Merkle root over the condition evidence both parties agree on."""
    sequence: Uint32
    """Must equal the subject's sequence number on chain."""
    deadline: Uint64
    """Last second (Unix time, block timestamp) at which it can be carried out."""

    @property
    def about(self) -> Subject:
        """What it moves."""
        return Subject(self.kind, self.subject)


@dataclass(frozen=True, slots=True)
class PartySignature:
    """A signature with the key (or ERC-1271 contract) that made it."""

    signer: Address
    signature: Signature


@dataclass(frozen=True, slots=True)
class SignedHandover:
    """An offer with both signatures: all a relayer needs."""

    offer: HandoverOffer
    holder: PartySignature
    receiver: PartySignature
