"""The book of custody: all subjects at one point of the chain, and who holds what through whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from passport.battery.lifecycle import Status
from passport.battery.roles import Role, RoleSet
from passport.errors import HistoryGap
from passport.identifiers import ParticipantId, PassportId
from passport.ledger.events import LedgerEvent, LogPosition
from passport.ledger.history.state import (
    ConsignmentState,
    LotState,
    PassportState,
    SubjectState,
    contradiction,
    gap,
)
from passport.ledger.history.values import HistoryEntry, PassportHistory, StandingWithdrawal
from passport.ledger.subjects import Subject, SubjectKind
from passport.ledger.transitions import Standing


class CustodyBook:
    """State while folding. `scope` limits which passports must be complete; None means all of them."""

    def __init__(self, scope: frozenset[PassportId] | None = None) -> None:
        self.scope = scope
        self.passports: dict[PassportId, PassportState] = {}
        self.lots: dict[int, LotState] = {}
        self.consignments: dict[int, ConsignmentState] = {}
        self.roles: dict[ParticipantId, RoleSet] = {}
        self.frozen_before_existence: set[PassportId] = set()
        self.position: LogPosition | None = None

    # ------------------------------------------------------------------ finding subjects
    def passport(self, event: LedgerEvent, passport_id: PassportId) -> PassportState | None:
        """The passport; None if it is out of scope. Raises HistoryGap if it should be known and is not."""
        state = self.passports.get(passport_id)
        if state is None and (self.scope is None or passport_id in self.scope):
            raise gap(event, f"passport {passport_id} was never registered, or that event is missing.")
        return state

    def lot(self, event: LedgerEvent, number: int) -> LotState:
        """The batch. Raises HistoryGap if its registration is missing."""
        if number not in self.lots:
            raise gap(event, f"batch {number} was never registered, or that event is missing.")
        return self.lots[number]

    def consignment(self, event: LedgerEvent, number: int) -> ConsignmentState:
        """The consignment. Raises HistoryGap if its opening is missing."""
        if number not in self.consignments:
            raise gap(event, f"consignment {number} was never opened, or that event is missing.")
        return self.consignments[number]

    def subject(self, event: LedgerEvent, subject: Subject) -> SubjectState | None:
        """Any kind of subject; None for a passport out of scope."""
        if subject.kind is SubjectKind.PASSPORT:
            return self.passport(event, subject.passport_id)
        if subject.kind is SubjectKind.LOT:
            return self.lot(event, subject.number)
        return self.consignment(event, subject.number)

    # ------------------------------------------------------------------ who holds what
    def root_of(self, state: PassportState) -> PassportState:
        """The passport itself, or what it is in the end built into."""
        while state.attached and state.parent is not None:
            state = self.passports[state.parent]
        return state

    def holding_of(self, state: PassportState) -> tuple[ParticipantId, Standing]:
        """Holder and standing now, through parent and consignment."""
        root = self.root_of(state)
        if root.consignment is None:
            return root.custodian, root.standing
        container = self.consignments[root.consignment]
        status = container.standing.status if container.sealed else root.standing.status
        seen = Standing(container.standing.stage, status, container.standing.repair_for)
        return container.custodian, seen

    def entries_of(self, state: PassportState) -> list[HistoryEntry]:
        """All that concerns the passport, what it follows now included."""
        entries = list(state.entries)
        if state.attached and state.parent is not None:
            entries += self.entries_of(self.passports[state.parent])[state.followed :]
        elif state.consignment is not None:
            followed = self.consignments[state.consignment].entries[state.followed :]
            entries += [_with_own_status(entry, state.standing.status) for entry in followed]
        return sorted(entries, key=lambda entry: entry.event.position)

    def settle(self, state: PassportState) -> None:
        """Ends following: what it had through parent or consignment becomes its own."""
        entries = self.entries_of(state)
        state.custodian, state.standing = self.holding_of(state)
        state.entries = entries
        state.attached, state.consignment = False, None

    # ------------------------------------------------------------------ rules shared by events
    def require_free(self, event: LedgerEvent, state: PassportState) -> None:
        """Raises HistoryContradiction for a passport that has no custody of its own, or on which nothing may happen."""
        if state.attached:
            raise contradiction(event, f"passport {state.passport_id} is a component and follows {state.parent}.")
        if state.consignment is not None:
            raise contradiction(event, f"passport {state.passport_id} is packed in {state.consignment}.")
        self.require_alive(event, state)

    def require_alive(self, event: LedgerEvent, state: PassportState) -> None:
        """Raises HistoryContradiction for a closed or frozen passport, or one built into such."""
        current: PassportState | None = state
        while current is not None:
            if current.successor is not None:
                raise contradiction(event, f"passport {current.passport_id} is closed.")
            if current.frozen:
                raise contradiction(event, f"passport {current.passport_id} is frozen.")
            current = self.passports[current.parent] if current.attached and current.parent is not None else None

    def acts_as_authority(self, participant: ParticipantId, manufacturer: ParticipantId | None) -> bool:
        """Whether a withdrawal is an authority's; the contract looks at that role first."""
        if participant in self.roles:
            return self.roles[participant].includes(Role.AUTHORITY)
        return participant != manufacturer

    # ------------------------------------------------------------------ answers
    def history(self, passport_id: PassportId) -> PassportHistory:
        """The history of a passport. Raises HistoryGap if no event registered it or brought it into existence."""
        state = self.passports.get(passport_id)
        if state is None:
            raise HistoryGap(
                f"No event brought passport {passport_id} into existence.",
                remedy="If it is still a leaf of a batch, ask for the history of its lot.",
                passport_id=passport_id,
            )
        custodian, standing = self.holding_of(state)
        return PassportHistory(
            passport_id=passport_id,
            manufacturer=state.manufacturer,
            batch=state.batch,
            custodian=custodian,
            stage=standing.stage,
            status=standing.status,
            sequence=state.sequence,
            parent=state.parent,
            attached=state.attached,
            consignment=self.root_of(state).consignment,
            repair_for=standing.repair_for,
            frozen=state.frozen,
            successor=state.successor,
            predecessors=tuple(state.predecessors),
            withdrawals=tuple(self.withdrawals_of(state)),
            entries=tuple(self.entries_of(state)),
        )

    def lazy_history(self, passport_id: PassportId, batch: int) -> PassportHistory:
        """The history of a passport that is still a leaf of `batch`: that of its lot, as if it existed now."""
        if passport_id in self.passports:
            return self.history(passport_id)
        lot = self.lots.get(batch)
        if lot is None:
            raise HistoryGap(f"No event registered batch {batch}.", batch=batch)
        return PassportHistory(
            passport_id=passport_id,
            manufacturer=lot.manufacturer,
            batch=batch,
            custodian=lot.custodian,
            stage=lot.standing.stage,
            status=lot.standing.status,
            sequence=lot.sequence,
            parent=None,
            attached=False,
            consignment=None,
            repair_for=lot.standing.repair_for,
            frozen=passport_id in self.frozen_before_existence,
            successor=None,
            predecessors=(),
            withdrawals=tuple(lot.withdrawals),
            entries=tuple(lot.entries),
        )

    def withdrawals_of(self, state: PassportState) -> Iterable[StandingWithdrawal]:
        """Recalls and safety stops that stand, those of what it is built into included."""
        yield from state.withdrawals
        if state.attached and state.parent is not None:
            yield from self.withdrawals_of(self.passports[state.parent])


def _with_own_status(entry: HistoryEntry, status: Status) -> HistoryEntry:
    """A move of a consignment that keeps the status of each passport in it, as this passport sees it."""
    if entry.custody is None or not entry.custody.keeps_status:
        return entry
    return replace(entry, custody=replace(entry.custody, status=status))
