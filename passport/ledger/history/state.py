"""What the fold remembers while it reads: the twins of the contract's records. Internal to this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.errors import HistoryContradiction, HistoryError, HistoryGap
from passport.identifiers import ParticipantId, PassportId, TxHash
from passport.ledger.events import LedgerEvent
from passport.ledger.events.supervision import CustodyMoveAnnounced
from passport.ledger.history.values import HistoryEntry, StandingWithdrawal
from passport.ledger.transitions import Standing

Located = TypeVar("Located", bound=HistoryError)


def contradiction(event: LedgerEvent, reason: str) -> HistoryContradiction:
    """The error for an event that cannot follow what came before it."""
    return _located(HistoryContradiction(f"{_place(event)}: {reason}"), event)


def gap(event: LedgerEvent, reason: str) -> HistoryGap:
    """The error for an event whose predecessor is missing."""
    return _located(HistoryGap(f"{_place(event)}: {reason}"), event)


def _place(event: LedgerEvent) -> str:
    position = event.position
    return f"{type(event).__name__} at block {position.block_number}, log {position.log_index}"


def _located(error: Located, event: LedgerEvent) -> Located:
    position = event.position
    error.values = {
        "event": type(event).__name__,
        "block": position.block_number,
        "log_index": position.log_index,
        "transaction": position.tx_hash,
    }
    return error


@dataclass(kw_only=True)
class SubjectState:
    """What passports, lots and consignments have in common: they have a holder and can change hands."""

    custodian: ParticipantId
    standing: Standing
    sequence: int = 0
    slack: int = 0
    """By how much the sequence on chain may exceed `sequence`: packing several times in one transaction counts once
    a call, and calls leave no event of their own."""
    withdrawals: list[StandingWithdrawal] = field(default_factory=list)
    entries: list[HistoryEntry] = field(default_factory=list)

    def advance_to(self, event: LedgerEvent, sequence: int) -> None:
        """Takes the sequence an event carries. Raises HistoryGap or HistoryContradiction if it is not the next."""
        lowest, highest = self.sequence + 1, self.sequence + 1 + self.slack
        if sequence < lowest:
            raise contradiction(event, f"its sequence {sequence} was used before; the next is {lowest}.")
        if sequence > highest:
            raise gap(event, f"its sequence is {sequence}, the next would be {lowest}: acts are missing.")
        self.sequence, self.slack = sequence, 0

    def record(self, event: LedgerEvent) -> None:
        """Remembers an event that begins no custody."""
        self.entries.append(HistoryEntry(event))


@dataclass(kw_only=True)
class LotState(SubjectState):
    """A registration batch."""

    manufacturer: ParticipantId


@dataclass(kw_only=True)
class ConsignmentState(SubjectState):
    """A container.

    While all that was packed into it is out of scope, its standing is not `known`, and its moves are taken as they are.
    """

    size: int = 0
    sealed: bool = False
    known: bool = False
    last_packed_in: TxHash | None = None


@dataclass(kw_only=True)
class PassportState(SubjectState):
    """A passport that exists as a record."""

    passport_id: PassportId
    manufacturer: ParticipantId
    batch: int | None = None
    parent: PassportId | None = None
    attached: bool = False
    followed: int = 0
    """How many entries the parent (while attached) or the consignment (while packed) had when following began."""
    consignment: int | None = None
    frozen: bool = False
    successor: PassportId | None = None
    predecessors: list[PassportId] = field(default_factory=list)
    notice: CustodyMoveAnnounced | None = None
    notice_sequence: int = 0


WITHDRAWN_MAY_GO_TO = frozenset({Role.RECYCLER, Role.SERVICE})
"""A withdrawn battery goes only where it is treated."""

NEW = Standing(Stage.REGISTERED, Status.ORIGINAL)
"""How a registration begins."""
