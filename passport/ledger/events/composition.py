"""Events of IPassportRegistry about components, consignments and successors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import ParticipantId, PassportId
from passport.ledger.abi import Uint32
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent


@dataclass(frozen=True, slots=True)
class ComponentSplitOff(LedgerEvent):
    """A component has custody of its own from here on."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    parent: PassportId
    custodian: ParticipantId


@dataclass(frozen=True, slots=True)
class ConsignmentOpened(LedgerEvent):
    """An empty consignment was opened."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    consignment: Uint32
    custodian: ParticipantId


@dataclass(frozen=True, slots=True)
class PassportPacked(LedgerEvent):
    """A passport went into a consignment."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    consignment: Uint32


@dataclass(frozen=True, slots=True)
class PassportUnpacked(LedgerEvent):
    """A passport came out of a consignment."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    consignment: Uint32
    custodian: ParticipantId
    stage: Stage
    status: Status


@dataclass(frozen=True, slots=True)
class PassportSucceeded(LedgerEvent):
    """A passport was closed; another follows it (Article 77(7))."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    passport_id: PassportId
    successor: PassportId
    operator: ParticipantId
    status: Status
