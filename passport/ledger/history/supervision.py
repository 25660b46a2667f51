"""How the fold reads withdrawals and what authorities do."""

from __future__ import annotations

from passport.battery.lifecycle import Stage
from passport.identifiers import ParticipantId
from passport.ledger.events.supervision import (
    CustodyMoveAnnounced,
    CustodyMoveCancelled,
    CustodyMoveObjected,
    DuplicateProved,
    FreezeResolved,
    PassportWithdrawn,
    WithdrawalLifted,
)
from passport.ledger.history.book import CustodyBook
from passport.ledger.history.state import LotState, PassportState, SubjectState, contradiction, gap
from passport.ledger.history.values import StandingWithdrawal
from passport.ledger.subjects import Subject, SubjectKind


def withdrawn(book: CustodyBook, event: PassportWithdrawn) -> None:
    """Recall or safety stop."""
    state = _withdrawable(book, event)
    if state is None:
        return
    if state.standing.stage is Stage.RECYCLED:
        raise contradiction(event, "it is recycled.")
    if isinstance(state, PassportState) and state.consignment is not None:
        raise contradiction(event, f"it is still packed in {state.consignment}.")
    in_authority = book.acts_as_authority(event.by, _manufacturer(state))
    state.withdrawals.append(
        StandingWithdrawal(event.by, in_authority, event.reason, event.evidence_digest, event.position)
    )
    state.record(event)


def lifted(book: CustodyBook, event: WithdrawalLifted) -> None:
    """The manufacturer ends its own withdrawals, an authority all.

    Where its roles are not known, a manufacturer that ends what is not its own must have acted as an authority: the
    contract lets nobody else.
    """
    state = _withdrawable(book, event)
    if state is None:
        return
    own = any(not entry.in_authority for entry in state.withdrawals)
    in_authority = book.acts_as_authority(event.by, _manufacturer(state)) or (event.by not in book.roles and not own)
    kept = [entry for entry in state.withdrawals if entry.in_authority and not in_authority]
    if len(kept) == len(state.withdrawals):
        raise contradiction(event, f"participant {event.by} has no withdrawal to end.")
    state.withdrawals = kept
    state.record(event)


def _withdrawable(book: CustodyBook, event: PassportWithdrawn | WithdrawalLifted) -> SubjectState | None:
    if event.kind is SubjectKind.CONSIGNMENT:
        raise contradiction(event, "a consignment cannot be withdrawn.")
    return book.subject(event, Subject(event.kind, event.subject))


def _manufacturer(state: SubjectState) -> ParticipantId | None:
    return state.manufacturer if isinstance(state, PassportState | LotState) else None


def duplicate_proved(book: CustodyBook, event: DuplicateProved) -> None:
    """Freezes the passport, also one that does not exist as a record yet."""
    state = book.passports.get(event.passport_id)
    if state is None:
        book.frozen_before_existence.add(event.passport_id)
        return
    if state.frozen or state.consignment is not None:
        raise contradiction(event, f"passport {event.passport_id} is frozen already, or still packed.")
    state.frozen = True
    state.record(event)


def freeze_resolved(book: CustodyBook, event: FreezeResolved) -> None:
    """An authority decided which identity counts."""
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    if not state.frozen:
        raise gap(event, f"passport {event.passport_id} is not frozen, or that event is missing.")
    state.frozen = False
    book.frozen_before_existence.discard(event.passport_id)
    state.record(event)


def move_announced(book: CustodyBook, event: CustodyMoveAnnounced) -> None:
    """A notice stands until it is carried out, objected to, cancelled, or the holder acts."""
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    book.require_free(event, state)
    state.notice, state.notice_sequence = event, state.sequence
    state.record(event)


def notice_ended(book: CustodyBook, event: CustodyMoveObjected | CustodyMoveCancelled) -> None:
    """The holder objected, or the authority took its notice back."""
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    if state.notice is None:
        raise gap(event, "no custody move was announced, or that event is missing.")
    holder, _ = book.holding_of(state)
    if isinstance(event, CustodyMoveObjected) and event.custodian != holder:
        raise contradiction(event, f"participant {holder} holds it, not {event.custodian}.")
    state.notice = None
    state.record(event)
