"""Custom errors of IPassportRegistry about what exists and what was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.roles import Role
from passport.identifiers import Digest, ParticipantId, PassportId
from passport.ledger.abi import Uint32, Uint256
from passport.ledger.refusals.base import ContractRefusal
from passport.ledger.subjects import SubjectKind


@dataclass(eq=False)
class PassportUnknown(ContractRefusal):
    """Passport `passport_id` does not exist as a record."""

    sentence: ClassVar[str] = "Passport {passport_id} does not exist as a record."
    default_remedy: ClassVar[str | None] = "If it is a leaf of a batch, bring it into existence with its proof."

    passport_id: PassportId


@dataclass(eq=False)
class PassportExists(ContractRefusal):
    """Passport `passport_id` exists already."""

    sentence: ClassVar[str] = "Passport {passport_id} exists already."

    passport_id: PassportId


@dataclass(eq=False)
class BatchUnknown(ContractRefusal):
    """There is no batch `batch`."""

    sentence: ClassVar[str] = "There is no batch {batch}."

    batch: Uint32


@dataclass(eq=False)
class BatchCountOutOfRange(ContractRefusal):
    """A batch of `count` passports is out of range (1 to 1,048,576)."""

    sentence: ClassVar[str] = "A batch of {count} passports is out of range (1 to 1,048,576)."

    count: Uint256


@dataclass(eq=False)
class BatchRootEmpty(ContractRefusal):
    """The root of a batch is zero."""

    sentence: ClassVar[str] = "The root of a batch is zero."


@dataclass(eq=False)
class BatchProofInvalid(ContractRefusal):
    """The proof does not lead from leaf `leaf` to the root of batch `batch`."""

    sentence: ClassVar[str] = "The proof does not lead from leaf {leaf} to the root of batch {batch}."

    batch: Uint32
    leaf: Digest


@dataclass(eq=False)
class ParentUnknown(ContractRefusal):
    """The parent `parent` does not exist as a record."""

    sentence: ClassVar[str] = "The parent {parent} does not exist as a record."
    default_remedy: ClassVar[str | None] = "Register the parent, or bring it into existence, first."

    parent: PassportId


@dataclass(eq=False)
class ParentTooDeep(ContractRefusal):
    """Component `parent` is too deep in its tree to be a parent."""

    sentence: ClassVar[str] = "Component {parent} is too deep in its tree to be a parent."
    default_remedy: ClassVar[str | None] = "A battery has packs, modules and cells."

    parent: PassportId


@dataclass(eq=False)
class ParentNotHeld(ContractRefusal):
    """The parent `parent` is held by `custodian`, not by `caller`."""

    sentence: ClassVar[str] = "The parent {parent} is held by {custodian}, not by {caller}."

    parent: PassportId
    custodian: ParticipantId | None
    caller: ParticipantId | None


@dataclass(eq=False)
class NothingGiven(ContractRefusal):
    """The list is empty."""

    sentence: ClassVar[str] = "The list is empty."


@dataclass(eq=False)
class CallerRoleMissing(ContractRefusal):
    """Participant `caller` does not have the role `role` this call needs."""

    sentence: ClassVar[str] = "Participant {caller} does not have the role {role} this call needs."
    default_remedy: ClassVar[str | None] = "A registrar must give the role first."

    caller: ParticipantId | None
    role: Role


@dataclass(eq=False)
class DigestMissing(ContractRefusal):
    """A digest is zero where evidence is needed."""

    sentence: ClassVar[str] = "A digest is zero where evidence is needed."


@dataclass(eq=False)
class NotDuplicate(ContractRefusal):
    """These leaves do not prove a duplicate of passport `passport_id`."""

    sentence: ClassVar[str] = "These leaves do not prove a duplicate of passport {passport_id}."

    passport_id: PassportId


@dataclass(eq=False)
class NotFrozen(ContractRefusal):
    """Passport `passport_id` is not frozen."""

    sentence: ClassVar[str] = "Passport {passport_id} is not frozen."

    passport_id: PassportId


@dataclass(eq=False)
class SubjectKindInvalid(ContractRefusal):
    """A `kind` cannot be the subject of this call."""

    sentence: ClassVar[str] = "A {kind} cannot be the subject of this call."

    kind: SubjectKind
