"""Events of IParticipantRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.roles import RoleSet
from passport.identifiers import Address, Bytes32, Digest, ParticipantId
from passport.ledger.abi import Uint40
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent


@dataclass(frozen=True, slots=True)
class ParticipantEnrolled(LedgerEvent):
    """An organisation got its number."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    controller: Address
    roles: RoleSet
    did_document_digest: Digest


@dataclass(frozen=True, slots=True)
class ParticipantSuspended(LedgerEvent):
    """It can no longer act."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class ParticipantReinstated(LedgerEvent):
    """It can act again."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class RolesSet(LedgerEvent):
    """Its role set was replaced."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    previous_roles: RoleSet
    roles: RoleSet


@dataclass(frozen=True, slots=True)
class ControllerRotated(LedgerEvent):
    """Another key manages its signers."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    previous_controller: Address
    controller: Address


@dataclass(frozen=True, slots=True)
class SignerAdded(LedgerEvent):
    """A key can sign for it from a block on."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    signer: Address
    valid_from: Uint40


@dataclass(frozen=True, slots=True)
class SignerRevoked(LedgerEvent):
    """A key can no longer sign from a block on."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    signer: Address
    valid_until: Uint40


@dataclass(frozen=True, slots=True)
class SignerCompromised(LedgerEvent):
    """What a key signed from a block on is void."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    signer: Address
    compromised_since: Uint40


@dataclass(frozen=True, slots=True)
class DidDocumentDigestSet(LedgerEvent):
    """Its DID document was replaced."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    participant_id: ParticipantId
    digest: Digest


@dataclass(frozen=True, slots=True)
class ContractAnnounced(LedgerEvent):
    """A contract of this ledger stands at an address."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY

    name: Bytes32
    location: Address
    previous_location: Address | None
