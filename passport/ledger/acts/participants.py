"""Calls of IParticipantRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.roles import RoleSet
from passport.identifiers import Address, Bytes32, Digest, ParticipantId
from passport.ledger.abi import Uint40
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract


@dataclass(frozen=True, slots=True)
class EnrolParticipant(Act):
    """Enrols an organisation (REGISTRAR)."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "enrol"

    controller: Address
    signer: Address
    roles: RoleSet
    did_document_digest: Digest


@dataclass(frozen=True, slots=True)
class SuspendParticipant(Act):
    """Stops a participant from acting (SUPERVISOR)."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "suspend"

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class ReinstateParticipant(Act):
    """Lets a suspended participant act again (SUPERVISOR)."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "reinstate"

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class SetRoles(Act):
    """Replaces the role set (REGISTRAR)."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "setRoles"

    participant_id: ParticipantId
    roles: RoleSet


@dataclass(frozen=True, slots=True)
class AnnounceContract(Act):
    """Names the address at which a contract stands (STEWARD); `name` is keccak256 of its name."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "announceContract"

    name: Bytes32
    location: Address


@dataclass(frozen=True, slots=True)
class RotateController(Act):
    """Hands control of the caller's organisation to another key."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "rotateController"

    new_controller: Address


@dataclass(frozen=True, slots=True)
class AddSigner(Act):
    """Adds a signing key to the caller's organisation, valid from this block."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "addSigner"

    signer: Address


@dataclass(frozen=True, slots=True)
class RevokeSigner(Act):
    """Ends a signing key from this block on; what it signed before stays valid."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "revokeSigner"

    signer: Address


@dataclass(frozen=True, slots=True)
class ReportCompromise(Act):
    """Declares that a key was in foreign hands from `since_block` on."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "reportCompromise"

    signer: Address
    since_block: Uint40


@dataclass(frozen=True, slots=True)
class ReportCompromiseFor(Act):
    """As `ReportCompromise`, for an organisation that lost its controller (SUPERVISOR)."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "reportCompromiseFor"

    signer: Address
    since_block: Uint40


@dataclass(frozen=True, slots=True)
class SetDidDocumentDigest(Act):
    """Replaces the digest of the caller's DID document."""

    contract: ClassVar[Contract] = Contract.PARTICIPANT_REGISTRY
    function: ClassVar[str] = "setDidDocumentDigest"

    digest: Digest
