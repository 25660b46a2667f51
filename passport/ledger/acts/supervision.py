"""Calls of IPassportRegistry about end of life, withdrawal and the authority path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.roles import Role
from passport.identifiers import Digest, ParticipantId, PassportId, SubjectId
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract
from passport.ledger.passports import LazyPassport
from passport.ledger.subjects import ReasonCode, SubjectKind


@dataclass(frozen=True, slots=True)
class DeclareRecycled(Act):
    """Declares a battery recycled (Article 77(8)), with the digest of the report."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "declareRecycled"

    passport_id: PassportId
    report_digest: Digest


@dataclass(frozen=True, slots=True)
class WithdrawPassport(Act):
    """Recall or safety stop, by the manufacturer or an authority."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "withdraw"

    kind: SubjectKind
    subject: SubjectId
    reason: ReasonCode
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class LiftWithdrawal(Act):
    """Ends a withdrawal."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "liftWithdrawal"

    kind: SubjectKind
    subject: SubjectId
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class ResolveFreeze(Act):
    """An authority unfreezes a passport."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "resolveFreeze"

    passport_id: PassportId
    lazy: LazyPassport
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class AnnounceCustodyMove(Act):
    """An authority announces that it will move custody."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "announceCustodyMove"

    passport_id: PassportId
    receiver: ParticipantId
    receiver_role: Role
    reason: ReasonCode
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class ObjectToCustodyMove(Act):
    """The custodian is not gone: voids the notice."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "objectToCustodyMove"

    passport_id: PassportId


@dataclass(frozen=True, slots=True)
class CancelCustodyMove(Act):
    """An authority takes its notice back."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "cancelCustodyMove"

    passport_id: PassportId


@dataclass(frozen=True, slots=True)
class ExecuteCustodyMove(Act):
    """An authority carries out a notice that is due."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "executeCustodyMove"

    passport_id: PassportId
