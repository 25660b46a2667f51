"""The history of one passport, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import Digest, MerkleRoot, ParticipantId, PassportId
from passport.ledger.events import LedgerEvent, LogPosition
from passport.ledger.subjects import ReasonCode, Subject


class CustodyCause(StrEnum):
    """Why a holder holds."""

    REGISTRATION = "registration"
    """It registered the passport."""
    SUCCESSION = "succession"
    """It made this battery out of others and answers for it (Article 77(7))."""
    HANDOVER = "handover"
    """Giver and receiver signed the same words."""
    AUTHORITY = "authority"
    """An authority moved it after its notice."""


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """From here on this participant holds it, in this stage and status."""

    holder: ParticipantId
    since: LogPosition
    stage: Stage
    status: Status
    cause: CustodyCause
    via: Subject
    """What changed hands: the passport itself, its lot, its consignment, or the battery it is built into."""
    giver: ParticipantId | None = None
    role: Role | None = None
    """In which role the holder took it; None for a registration."""
    evidence_root: MerkleRoot | None = None
    offer_digest: Digest | None = None
    keeps_status: bool = False
    """Of a consignment: whether each passport in it kept the status it had."""


@dataclass(frozen=True, slots=True)
class StandingWithdrawal:
    """A recall or safety stop that has not been lifted."""

    by: ParticipantId
    in_authority: bool
    """Whether it was made as an authority, and not as the manufacturer."""
    reason: ReasonCode
    evidence_digest: Digest
    since: LogPosition


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event that concerns the passport, and the custody that begins with it, if one does."""

    event: LedgerEvent
    custody: CustodyStep | None = None


@dataclass(frozen=True, slots=True)
class PassportHistory:
    """Everything the chain says about one passport, as of the newest event folded."""

    passport_id: PassportId
    manufacturer: ParticipantId
    """Who registered it and answers for its passport."""
    batch: int | None
    """Registration batch it came from; None if it was registered alone."""
    custodian: ParticipantId
    stage: Stage
    status: Status
    sequence: int
    parent: PassportId | None
    """The battery it is or was a component of."""
    attached: bool
    """Whether it still is, and so follows it."""
    consignment: int | None
    """The consignment it, or the battery it is built into, is packed in."""
    repair_for: ParticipantId | None
    frozen: bool
    successor: PassportId | None
    predecessors: tuple[PassportId, ...]
    withdrawals: tuple[StandingWithdrawal, ...]
    entries: tuple[HistoryEntry, ...]
    """In chain order, those of its lot, consignments and parents included while it followed them."""

    @property
    def custody(self) -> tuple[CustodyStep, ...]:
        """The chain of custody, first holder first."""
        return tuple(entry.custody for entry in self.entries if entry.custody is not None)

    @property
    def events(self) -> tuple[LedgerEvent, ...]:
        """The events behind it, in chain order."""
        return tuple(entry.event for entry in self.entries)

    @property
    def closed(self) -> bool:
        """Whether another passport follows it."""
        return self.successor is not None

    @property
    def withdrawn(self) -> bool:
        """Whether a recall or safety stop stands."""
        return bool(self.withdrawals)
