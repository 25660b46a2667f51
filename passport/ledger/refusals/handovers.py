"""Custom errors of IPassportRegistry about custody and its change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.identifiers import Address, Digest, ParticipantId, SubjectId
from passport.ledger.abi import Uint32, Uint64, Uint256
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class NotHolder(ContractRefusal):
    """`subject` is held by `holder`, not by `claimed`."""

    sentence: ClassVar[str] = "{subject} is held by {holder}, not by {claimed}."
    default_remedy: ClassVar[str | None] = "Only the holder can give it away."

    subject: SubjectId
    holder: ParticipantId | None
    claimed: ParticipantId | None


@dataclass(eq=False)
class NotReceiver(ContractRefusal):
    """`subject` was offered to `receiver`, not to `claimed`."""

    sentence: ClassVar[str] = "{subject} was offered to {receiver}, not to {claimed}."

    subject: SubjectId
    receiver: ParticipantId | None
    claimed: ParticipantId | None


@dataclass(eq=False)
class ReceiverIsHolder(ContractRefusal):
    """Participant `participant_id` cannot hand over to itself."""

    sentence: ClassVar[str] = "Participant {participant_id} cannot hand over to itself."

    participant_id: ParticipantId | None


@dataclass(eq=False)
class ReceiverRoleMissing(ContractRefusal):
    """The receiver `receiver` does not have the role `role` in which it would take it."""

    sentence: ClassVar[str] = "The receiver {receiver} does not have the role {role} in which it would take it."
    default_remedy: ClassVar[str | None] = "Offer it in a role the receiver has, or have the registrar give the role."

    receiver: ParticipantId | None
    role: Role


@dataclass(eq=False)
class TransitionNotAllowed(ContractRefusal):
    """A battery in stage `stage` cannot go to a receiver in the role `receiver_role`."""

    sentence: ClassVar[str] = "A battery in stage {stage} cannot go to a receiver in the role {receiver_role}."
    default_remedy: ClassVar[str | None] = "See the table in docs/contracts.md."

    stage: Stage
    receiver_role: Role


@dataclass(eq=False)
class TargetStageMismatch(ContractRefusal):
    """The handover leads to stage `expected`; the signed words say `given`."""

    sentence: ClassVar[str] = "The handover leads to stage {expected}; the signed words say {given}."
    default_remedy: ClassVar[str | None] = "Sign words with the stage the table gives."

    expected: Stage
    given: Stage


@dataclass(eq=False)
class RepairReturnsToOwner(ContractRefusal):
    """The battery is in repair and goes back to `owner`, not to `given`."""

    sentence: ClassVar[str] = "The battery is in repair and goes back to {owner}, not to {given}."

    owner: ParticipantId | None
    given: ParticipantId | None


@dataclass(eq=False)
class OfferExpired(ContractRefusal):
    """The offer ended at `deadline`; the block has `timestamp` (Unix seconds)."""

    sentence: ClassVar[str] = "The offer ended at {deadline}; the block has {timestamp} (Unix seconds)."
    default_remedy: ClassVar[str | None] = "Sign a new offer with a later deadline."

    deadline: Uint64
    timestamp: Uint256


@dataclass(eq=False)
class OfferSequenceMismatch(ContractRefusal):
    """The sequence of `subject` is `expected`; the signed words say `given`."""

    sentence: ClassVar[str] = "The sequence of {subject} is {expected}; the signed words say {given}."
    default_remedy: ClassVar[str | None] = "Something happened to it since the offer was signed; sign a new one."

    subject: SubjectId
    expected: Uint32
    given: Uint32


@dataclass(eq=False)
class OfferNotOpen(ContractRefusal):
    """Offer `offer_digest` is not open on chain."""

    sentence: ClassVar[str] = "Offer {offer_digest} is not open on chain."

    offer_digest: Digest


@dataclass(eq=False)
class OfferVoid(ContractRefusal):
    """Offer `offer_digest` was rejected and is void."""

    sentence: ClassVar[str] = "Offer {offer_digest} was rejected and is void."
    default_remedy: ClassVar[str | None] = "Sign a new offer."

    offer_digest: Digest


@dataclass(eq=False)
class SignatureInvalid(ContractRefusal):
    """The signature of `signer` does not fit the words, this contract or this chain."""

    sentence: ClassVar[str] = "The signature of {signer} does not fit the words, this contract or this chain."
    default_remedy: ClassVar[str | None] = "Sign exactly these words for this chain and contract."

    signer: Address
