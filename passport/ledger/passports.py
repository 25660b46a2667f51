"""Passports, batches and consignments on chain (contracts/types/Passport.sol)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import Digest, ParticipantId, PassportId
from passport.ledger.abi import Uint8, Uint24, Uint32, Uint40, Uint64


class PassportFlags(IntFlag):
    """Bits of a passport, batch or consignment record (contracts/libraries/PassportFlags.sol)."""

    WITHDRAWN_BY_MANUFACTURER = 1
    WITHDRAWN_BY_AUTHORITY = 2
    FROZEN = 4
    """A duplicate identity was proved; nothing moves until an authority decides."""
    FREEZE_RESOLVED = 8
    CLOSED = 16
    """A successor passport took its place (Article 77(7))."""
    ATTACHED = 32
    """A component that follows its parent."""
    SEALED = 64
    """Of a consignment: a handover set the status of all that is in it, so nothing may be added until it is empty."""


@dataclass(frozen=True, slots=True)
class PassportRecord:
    """What the chain keeps of a passport that exists as a record."""

    custodian: ParticipantId | None
    """Meaningless while it is packed or an attached component: then it is the consignment's or the parent's."""
    stage: Stage
    status: Status
    flags: PassportFlags
    sequence: Uint32
    """Counts custody acts; an offer is valid for exactly one value."""
    manufacturer: ParticipantId
    batch: Uint32 | None
    """Registration batch it was proved from; None if it was registered eagerly."""
    consignment: Uint32 | None
    repair_for: ParticipantId | None
    """While in repair: whom it goes back to."""
    created_at_block: Uint40

    @property
    def is_attached(self) -> bool:
        """Whether it is a component whose custody and stage are its parent's."""
        return PassportFlags.ATTACHED in self.flags

    @property
    def is_frozen(self) -> bool:
        """Whether its identity is in dispute."""
        return PassportFlags.FROZEN in self.flags

    @property
    def is_closed(self) -> bool:
        """Whether another passport follows it (Article 77(7))."""
        return PassportFlags.CLOSED in self.flags

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is under recall or safety stop."""
        return bool(self.flags & (PassportFlags.WITHDRAWN_BY_MANUFACTURER | PassportFlags.WITHDRAWN_BY_AUTHORITY))


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A registration batch, seen as a lot: everything in it that has not been brought into existence."""

    manufacturer: ParticipantId
    custodian: ParticipantId
    stage: Stage
    status: Status
    flags: PassportFlags
    sequence: Uint32
    count: Uint24
    repair_for: ParticipantId | None
    registered_at_block: Uint40


@dataclass(frozen=True, slots=True)
class ConsignmentRecord:
    """A container of passports that changes hands as one."""

    custodian: ParticipantId
    stage: Stage
    status: Status
    """Status of all that is packed, if the flag SEALED is set; else each passport keeps its own."""
    flags: PassportFlags
    sequence: Uint32
    size: Uint32
    repair_for: ParticipantId | None
    created_at_block: Uint40


@dataclass(frozen=True, slots=True)
class CustodyNotice:
    """A custody move that an authority has announced."""

    authority: ParticipantId
    receiver: ParticipantId
    receiver_role: Role
    reason: Uint8
    sequence: Uint32
    effective_from: Uint64
    """Unix time from which it can be carried out."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One passport to be registered eagerly."""

    identifier_hash: Digest
    """keccak256 of the identifier URI's bytes."""
    parent: PassportId | None
    digest: Digest
    """sha2-256 of the first version of the passport."""


@dataclass(frozen=True, slots=True)
class LazyPassport:
    """A leaf of a registration batch with its inclusion proof."""

    batch: Uint32
    identifier_hash: Digest
    parent: PassportId | None
    digest: Digest
    proof: tuple[Digest, ...]
    """keccak256 siblings from the leaf up (OpenZeppelin MerkleProof)."""
