"""Custom errors of IParticipantRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, ParticipantId
from passport.ledger.abi import Uint16, Uint40, Uint256
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class ParticipantUnknown(ContractRefusal):
    """Participant `participant_id` is not enrolled."""

    sentence: ClassVar[str] = "Participant {participant_id} is not enrolled."

    participant_id: ParticipantId | None


@dataclass(eq=False)
class ParticipantIsSuspended(ContractRefusal):
    """Participant `participant_id` is suspended and changes nothing."""

    sentence: ClassVar[str] = "Participant {participant_id} is suspended and changes nothing."
    default_remedy: ClassVar[str | None] = "A supervisor must reinstate the participant first."

    participant_id: ParticipantId | None


@dataclass(eq=False)
class NotController(ContractRefusal):
    """Address `caller` does not control participant `participant_id`."""

    sentence: ClassVar[str] = "Address {caller} does not control participant {participant_id}."
    default_remedy: ClassVar[str | None] = "Use the organisation's controller key."

    caller: Address
    participant_id: ParticipantId | None


@dataclass(eq=False)
class NotSigner(ContractRefusal):
    """Address `caller` is no valid signer of any participant."""

    sentence: ClassVar[str] = "Address {caller} is no valid signer of any participant."
    default_remedy: ClassVar[str | None] = "Use a key that the organisation has added and not revoked."

    caller: Address


@dataclass(eq=False)
class ControllerAlreadyBound(ContractRefusal):
    """Address `controller` already controls participant `participant_id`."""

    sentence: ClassVar[str] = "Address {controller} already controls participant {participant_id}."
    default_remedy: ClassVar[str | None] = "Use a fresh key; an address serves one participant for ever."

    controller: Address
    participant_id: ParticipantId | None


@dataclass(eq=False)
class SignerAlreadyBound(ContractRefusal):
    """Address `signer` is or was already a signer of participant `participant_id`."""

    sentence: ClassVar[str] = "Address {signer} is or was already a signer of participant {participant_id}."
    default_remedy: ClassVar[str | None] = "Use a fresh key; an address serves one participant for ever."

    signer: Address
    participant_id: ParticipantId | None


@dataclass(eq=False)
class SignerNotActive(ContractRefusal):
    """Address `signer` is no active signer of participant `participant_id`."""

    sentence: ClassVar[str] = "Address {signer} is no active signer of participant {participant_id}."

    signer: Address
    participant_id: ParticipantId | None


@dataclass(eq=False)
class RolesInvalid(ContractRefusal):
    """The role set `roles` is empty or has unknown bits."""

    sentence: ClassVar[str] = "The role set {roles} is empty or has unknown bits."

    roles: Uint16


@dataclass(eq=False)
class ZeroAddress(ContractRefusal):
    """The zero address was given."""

    sentence: ClassVar[str] = "The zero address was given."


@dataclass(eq=False)
class BlockInFuture(ContractRefusal):
    """Block `at_block` is in the future."""

    sentence: ClassVar[str] = "Block {at_block} is in the future."

    at_block: Uint256


@dataclass(eq=False)
class CompromiseNotEarlier(ContractRefusal):
    """A compromise of `signer` from block `given` on is not earlier than the recorded one, `compromised_since`."""

    sentence: ClassVar[str] = (
        "A compromise of {signer} from block {given} on is not earlier than the recorded one, {compromised_since}."
    )

    signer: Address
    compromised_since: Uint40
    given: Uint40
