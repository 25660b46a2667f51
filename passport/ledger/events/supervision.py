"""Events of IPassportRegistry about withdrawals and what authorities do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import Digest, ParticipantId, PassportId, SubjectId
from passport.ledger.abi import Uint32, Uint64
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent
from passport.ledger.subjects import ReasonCode, SubjectKind


@dataclass(frozen=True, slots=True)
class PassportWithdrawn(LedgerEvent):
    """Recall or safety stop."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    kind: SubjectKind
    subject: SubjectId
    by: ParticipantId
    reason: ReasonCode
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class WithdrawalLifted(LedgerEvent):
    """A recall or safety stop ended."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    kind: SubjectKind
    subject: SubjectId
    by: ParticipantId
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class DuplicateProved(LedgerEvent):
    """One passport id stands in two leaves; it is frozen."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    manufacturer: ParticipantId
    first_batch: Uint32 | None
    second_batch: Uint32 | None


@dataclass(frozen=True, slots=True)
class FreezeResolved(LedgerEvent):
    """An authority decided which identity counts."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    authority: ParticipantId
    batch: Uint32 | None
    evidence_digest: Digest


@dataclass(frozen=True, slots=True)
class CustodyMoveAnnounced(LedgerEvent):
    """An authority will move custody."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    authority: ParticipantId
    receiver: ParticipantId
    receiver_role: Role
    reason: ReasonCode
    evidence_digest: Digest
    effective_from: Uint64


@dataclass(frozen=True, slots=True)
class CustodyMoveObjected(LedgerEvent):
    """The custodian is not gone."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    custodian: ParticipantId


@dataclass(frozen=True, slots=True)
class CustodyMoveCancelled(LedgerEvent):
    """The authority took its notice back."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    authority: ParticipantId


@dataclass(frozen=True, slots=True)
class CustodyMoved(LedgerEvent):
    """An authority moved custody."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    giver: ParticipantId
    receiver: ParticipantId
    stage: Stage
    status: Status
    receiver_role: Role
    reason: ReasonCode
    authority: ParticipantId
