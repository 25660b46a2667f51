"""Custom errors of IPassportRegistry about the standing of a passport: frozen, withdrawn, packed, attached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import ParticipantId, PassportId, SubjectId
from passport.ledger.abi import Uint32, Uint64
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class PassportIsFrozen(ContractRefusal):
    """The identity of passport `passport_id` is in dispute; it is frozen."""

    sentence: ClassVar[str] = "The identity of passport {passport_id} is in dispute; it is frozen."
    default_remedy: ClassVar[str | None] = "An authority must decide which identity counts."

    passport_id: PassportId


@dataclass(eq=False)
class PassportIsClosed(ContractRefusal):
    """Passport `passport_id` is closed; another follows it."""

    sentence: ClassVar[str] = "Passport {passport_id} is closed; another follows it."
    default_remedy: ClassVar[str | None] = "Act on its successor."

    passport_id: PassportId


@dataclass(eq=False)
class SubjectIsWithdrawn(ContractRefusal):
    """`subject` is withdrawn; it goes to a recycler or a service only."""

    sentence: ClassVar[str] = "{subject} is withdrawn; it goes to a recycler or a service only."

    subject: SubjectId


@dataclass(eq=False)
class NotWithdrawn(ContractRefusal):
    """`subject` is not withdrawn by the caller, or not at all."""

    sentence: ClassVar[str] = "{subject} is not withdrawn by the caller, or not at all."

    subject: SubjectId


@dataclass(eq=False)
class PassportIsPacked(ContractRefusal):
    """Passport `passport_id` is packed in consignment `consignment`."""

    sentence: ClassVar[str] = "Passport {passport_id} is packed in consignment {consignment}."
    default_remedy: ClassVar[str | None] = "Unpack it first, or hand over the consignment."

    passport_id: PassportId
    consignment: Uint32


@dataclass(eq=False)
class PassportNotPacked(ContractRefusal):
    """Passport `passport_id` is not packed in this consignment."""

    sentence: ClassVar[str] = "Passport {passport_id} is not packed in this consignment."

    passport_id: PassportId


@dataclass(eq=False)
class PassportIsAttached(ContractRefusal):
    """Passport `passport_id` is a component of `parent` and follows it."""

    sentence: ClassVar[str] = "Passport {passport_id} is a component of {parent} and follows it."
    default_remedy: ClassVar[str | None] = "Split it off first."

    passport_id: PassportId
    parent: PassportId


@dataclass(eq=False)
class PassportNotAttached(ContractRefusal):
    """Passport `passport_id` is not attached to a parent."""

    sentence: ClassVar[str] = "Passport {passport_id} is not attached to a parent."

    passport_id: PassportId


@dataclass(eq=False)
class PassportIsRecycled(ContractRefusal):
    """Passport `passport_id` is recycled; nothing happens to it any more."""

    sentence: ClassVar[str] = "Passport {passport_id} is recycled; nothing happens to it any more."

    passport_id: PassportId


@dataclass(eq=False)
class StageNotAllowed(ContractRefusal):
    """Passport `passport_id` is in stage `stage`, which does not allow this."""

    sentence: ClassVar[str] = "Passport {passport_id} is in stage {stage}, which does not allow this."

    passport_id: PassportId
    stage: Stage


@dataclass(eq=False)
class ConsignmentUnknown(ContractRefusal):
    """There is no consignment `consignment`."""

    sentence: ClassVar[str] = "There is no consignment {consignment}."

    consignment: Uint32


@dataclass(eq=False)
class ConsignmentMixesStages(ContractRefusal):
    """Consignment `consignment` holds stage `stage`; a battery in stage `given` cannot join."""

    sentence: ClassVar[str] = "Consignment {consignment} holds stage {stage}; a battery in stage {given} cannot join."

    consignment: Uint32
    stage: Stage
    given: Stage


@dataclass(eq=False)
class ConsignmentMixesOwners(ContractRefusal):
    """Consignment `consignment` goes back to `owner` after repair; this battery goes back to `given`."""

    sentence: ClassVar[str] = (
        "Consignment {consignment} goes back to {owner} after repair; this battery goes back to {given}."
    )

    consignment: Uint32
    owner: ParticipantId | None
    given: ParticipantId | None


@dataclass(eq=False)
class ConsignmentIsSealed(ContractRefusal):
    """Consignment `consignment` is sealed until it is empty: a handover set the status of all in it."""

    sentence: ClassVar[str] = (
        "Consignment {consignment} is sealed until it is empty: a handover set the status of all in it."
    )

    consignment: Uint32


@dataclass(eq=False)
class FreezeAlreadyResolved(ContractRefusal):
    """An authority has already decided on the identity of passport `passport_id`."""

    sentence: ClassVar[str] = "An authority has already decided on the identity of passport {passport_id}."

    passport_id: PassportId


@dataclass(eq=False)
class SuccessorStatusInvalid(ContractRefusal):
    """A successor cannot begin with the status `status`."""

    sentence: ClassVar[str] = "A successor cannot begin with the status {status}."
    default_remedy: ClassVar[str | None] = "Use repurposed or remanufactured."

    status: Status


@dataclass(eq=False)
class NoticeUnknown(ContractRefusal):
    """No custody move of passport `passport_id` is announced."""

    sentence: ClassVar[str] = "No custody move of passport {passport_id} is announced."

    passport_id: PassportId


@dataclass(eq=False)
class NoticeNotDue(ContractRefusal):
    """The custody move of passport `passport_id` is due at `effective_from` (Unix seconds)."""

    sentence: ClassVar[str] = "The custody move of passport {passport_id} is due at {effective_from} (Unix seconds)."

    passport_id: PassportId
    effective_from: Uint64


@dataclass(eq=False)
class NoticeVoid(ContractRefusal):
    """The announced custody move of passport `passport_id` is void: its holder acted."""

    sentence: ClassVar[str] = "The announced custody move of passport {passport_id} is void: its holder acted."

    passport_id: PassportId
