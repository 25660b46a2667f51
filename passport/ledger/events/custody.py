"""Events of IPassportRegistry on the way of a passport through its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import Digest, MerkleRoot, ParticipantId, PassportId, SubjectId
from passport.ledger.abi import Uint32
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent
from passport.ledger.offers import HandoverOffer
from passport.ledger.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class PassportRegistered(LedgerEvent):
    """A passport was registered eagerly."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    manufacturer: ParticipantId
    parent: PassportId | None
    identifier_hash: Digest
    digest: Digest


@dataclass(frozen=True, slots=True)
class BatchRegistered(LedgerEvent):
    """A batch of passports was registered with one root."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    batch: Uint32
    manufacturer: ParticipantId
    root: MerkleRoot
    count: Uint32
    manifest_digest: Digest


@dataclass(frozen=True, slots=True)
class PassportBroughtIntoExistence(LedgerEvent):
    """A passport of a batch became a record."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    batch: Uint32
    parent: PassportId | None
    identifier_hash: Digest
    digest: Digest


@dataclass(frozen=True, slots=True)
class HandoverOffered(LedgerEvent):
    """The holder opened an offer on chain."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    kind: SubjectKind
    subject: SubjectId
    giver: ParticipantId
    receiver: ParticipantId
    offer_digest: Digest
    offer: HandoverOffer


@dataclass(frozen=True, slots=True)
class HandoverRejected(LedgerEvent):
    """The receiver refused exactly these words."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    subject: SubjectId
    offer_digest: Digest


@dataclass(frozen=True, slots=True)
class HandoverCancelled(LedgerEvent):
    """The holder voided its open offers; `sequence` is the new one."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    kind: SubjectKind
    subject: SubjectId
    sequence: Uint32


@dataclass(frozen=True, slots=True)
class CustodyTransferred(LedgerEvent):
    """Holder and receiver carried out a handover."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    kind: SubjectKind
    subject: SubjectId
    giver: ParticipantId
    receiver: ParticipantId
    stage: Stage
    status: Status
    receiver_role: Role
    sequence: Uint32
    evidence_root: MerkleRoot | None
    offer_digest: Digest


@dataclass(frozen=True, slots=True)
class PassportRecycled(LedgerEvent):
    """The recycler that holds it declared it recycled (Article 77(8))."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    recycler: ParticipantId
    report_digest: Digest
