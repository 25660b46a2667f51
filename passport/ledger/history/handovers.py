"""How the fold reads events that change custody, or try to."""

from __future__ import annotations

from dataclasses import replace

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.errors import LedgerRefused
from passport.identifiers import ParticipantId, PassportId
from passport.ledger.events import LedgerEvent
from passport.ledger.events.custody import (
    CustodyTransferred,
    HandoverCancelled,
    HandoverOffered,
    HandoverRejected,
    PassportRecycled,
)
from passport.ledger.events.supervision import CustodyMoved
from passport.ledger.history.book import CustodyBook
from passport.ledger.history.state import (
    WITHDRAWN_MAY_GO_TO,
    ConsignmentState,
    PassportState,
    SubjectState,
    contradiction,
    gap,
)
from passport.ledger.history.values import CustodyCause, CustodyStep, HistoryEntry
from passport.ledger.subjects import Subject
from passport.ledger.transitions import TRANSITIONS, Standing, after_handover


def transferred(book: CustodyBook, event: CustodyTransferred) -> None:
    """Holder and receiver signed the same words: the rules of the contract are applied again."""
    subject = Subject(event.kind, event.subject)
    state = book.subject(event, subject)
    if state is None:
        return
    if isinstance(state, PassportState):
        book.require_free(event, state)
    _require_holder(event, state, event.giver)
    if event.receiver == event.giver:
        raise contradiction(event, f"participant {event.giver} hands over to itself.")
    after = _next_standing(event, state, state.standing)
    state.advance_to(event, event.sequence)
    step = CustodyStep(
        event.receiver,
        event.position,
        event.stage,
        event.status,
        CustodyCause.HANDOVER,
        subject,
        giver=event.giver,
        role=event.receiver_role,
        evidence_root=event.evidence_root,
        offer_digest=event.offer_digest,
    )
    _take(state, event, after, step)


def moved_by_authority(book: CustodyBook, event: CustodyMoved) -> None:
    """An authority moves custody after its notice; every repair claim ends with it."""
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    book.require_free(event, state)
    notice = state.notice
    if notice is None:
        raise gap(event, "no custody move was announced, or that event is missing.")
    if (notice.receiver, notice.receiver_role) != (event.receiver, event.receiver_role):
        raise contradiction(event, f"the notice was for participant {notice.receiver}, {notice.receiver_role.label}.")
    if state.notice_sequence != state.sequence:
        raise contradiction(event, "the holder acted after the notice, which voids it.")
    if event.position.timestamp < notice.effective_from:
        raise contradiction(event, f"the notice is due at {notice.effective_from} only.")
    _require_holder(event, state, event.giver)
    claim = state.standing.repair_for if event.receiver == state.standing.repair_for else None
    before = Standing(state.standing.stage, state.standing.status, claim)
    after = _next_standing(event, state, before)
    state.advance_to(event, state.sequence + 1)
    state.notice = None
    step = CustodyStep(
        event.receiver,
        event.position,
        event.stage,
        event.status,
        CustodyCause.AUTHORITY,
        Subject.passport(event.passport_id),
        giver=event.giver,
        role=event.receiver_role,
    )
    _take(state, event, Standing(after.stage, after.status), step)


def cancelled(book: CustodyBook, event: HandoverCancelled) -> None:
    """The holder voided its offers: the sequence rises."""
    state = book.subject(event, Subject(event.kind, event.subject))
    if state is not None:
        if isinstance(state, PassportState):
            book.require_free(event, state)
        state.advance_to(event, event.sequence)
        state.record(event)


def offered(book: CustodyBook, event: HandoverOffered) -> None:
    """An offer on chain: shown in the history, changes nothing."""
    state = book.subject(event, Subject(event.kind, event.subject))
    if state is not None:
        if isinstance(state, PassportState):
            book.require_free(event, state)
        _require_holder(event, state, event.giver)
        state.record(event)


def rejected(book: CustodyBook, event: HandoverRejected) -> None:
    """A refusal: shown in the history of the passport if it is one; changes nothing."""
    state = book.passports.get(PassportId(event.subject))
    if state is not None:
        state.record(event)


def recycled(book: CustodyBook, event: PassportRecycled) -> None:
    """The recycler that holds it declared it recycled: the end."""
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    book.require_free(event, state)
    _require_holder(event, state, event.recycler)
    if state.standing.stage is not Stage.END_OF_LIFE:
        raise contradiction(event, f"the battery is {state.standing.stage.label}, not at its end of life.")
    state.sequence += 1
    state.standing = Standing(Stage.RECYCLED, state.standing.status, state.standing.repair_for)
    state.record(event)


def _next_standing(event: CustodyTransferred | CustodyMoved, state: SubjectState, before: Standing) -> Standing:
    role = event.receiver_role
    if state.withdrawals and role not in WITHDRAWN_MAY_GO_TO:
        raise contradiction(event, f"it is withdrawn and cannot go to a receiver in the role {role.label}.")
    if isinstance(state, ConsignmentState) and state.last_packed_in is not None and not state.known:
        return Standing(event.stage, event.status)
    try:
        after = after_handover(before, event.giver, event.receiver, role)
    except LedgerRefused as refusal:
        raise contradiction(event, refusal.message) from refusal
    if (after.stage, after.status) != (event.stage, event.status):
        raise contradiction(
            event,
            f"it says {event.stage.label}, {event.status.label}; "
            f"the rules give {after.stage.label}, {after.status.label}.",
        )
    return after


def _take(state: SubjectState, event: CustodyTransferred | CustodyMoved, after: Standing, step: CustodyStep) -> None:
    if isinstance(state, ConsignmentState):
        state.sealed = state.sealed or _sets_status(state.standing, event.receiver_role)
        step = replace(step, keeps_status=not state.sealed)
    state.custodian, state.standing = event.receiver, after
    state.entries.append(HistoryEntry(event, step))


def _sets_status(before: Standing, role: Role) -> bool:
    """Whether the table sets the status of everything in the consignment, and does not merely keep it."""
    if before.repair_for is not None and role is not Role.RECYCLER:
        return False
    transition = TRANSITIONS.get((before.stage, role))
    return transition is not None and transition.status is not None


def _require_holder(event: LedgerEvent, state: SubjectState, giver: ParticipantId) -> None:
    if state.custodian != giver:
        raise contradiction(event, f"participant {giver} gives, but participant {state.custodian} holds it.")
