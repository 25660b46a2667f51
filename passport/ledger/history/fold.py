"""Folds events into custody, in chain order, applying the rules of the contracts again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from passport.errors import HistoryContradiction
from passport.identifiers import PassportId
from passport.ledger import events as ledger_events
from passport.ledger.events import LedgerEvent
from passport.ledger.history import composition, handovers, registration, supervision
from passport.ledger.history.book import CustodyBook
from passport.ledger.history.select import concerning, family_of
from passport.ledger.history.values import PassportHistory

_HANDLERS: Mapping[type[LedgerEvent], Callable[[CustodyBook, Any], None]] = {
    ledger_events.ParticipantEnrolled: registration.roles_given,
    ledger_events.RolesSet: registration.roles_given,
    ledger_events.PassportRegistered: registration.registered,
    ledger_events.BatchRegistered: registration.batch_registered,
    ledger_events.PassportBroughtIntoExistence: registration.brought_into_existence,
    ledger_events.HandoverOffered: handovers.offered,
    ledger_events.HandoverRejected: handovers.rejected,
    ledger_events.HandoverCancelled: handovers.cancelled,
    ledger_events.CustodyTransferred: handovers.transferred,
    ledger_events.CustodyMoved: handovers.moved_by_authority,
    ledger_events.PassportRecycled: handovers.recycled,
    ledger_events.ComponentSplitOff: composition.split_off,
    ledger_events.ConsignmentOpened: composition.consignment_opened,
    ledger_events.PassportPacked: composition.packed,
    ledger_events.PassportUnpacked: composition.unpacked,
    ledger_events.PassportSucceeded: composition.succeeded,
    ledger_events.PassportWithdrawn: supervision.withdrawn,
    ledger_events.WithdrawalLifted: supervision.lifted,
    ledger_events.DuplicateProved: supervision.duplicate_proved,
    ledger_events.FreezeResolved: supervision.freeze_resolved,
    ledger_events.CustodyMoveAnnounced: supervision.move_announced,
    ledger_events.CustodyMoveObjected: supervision.notice_ended,
    ledger_events.CustodyMoveCancelled: supervision.notice_ended,
}


def fold(
    events: Iterable[LedgerEvent], book: CustodyBook | None = None, scope: frozenset[PassportId] | None = None
) -> CustodyBook:
    """Reads events into a book of custody; with `book`, goes on where it stopped.

    Args:
        events: Events in chain order; those of other contracts may be among them.
        book: A book to go on with.
        scope: Passports whose events must be complete, for a new book; None means all.

    Raises:
        HistoryGap: an event is missing.
        HistoryContradiction: the events are out of order, exclude each other, or break a rule of the contracts.
    """
    book = CustodyBook(scope) if book is None else book
    for event in events:
        if book.position is not None and event.position <= book.position:
            raise HistoryContradiction(
                f"{type(event).__name__} at block {event.position.block_number}, log {event.position.log_index} "
                "is given twice or out of order.",
                event=type(event).__name__,
                block=event.position.block_number,
                log_index=event.position.log_index,
            )
        book.position = event.position
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(book, event)
    return book


def book_of(passport_id: PassportId, events: Iterable[LedgerEvent], batch: int | None = None) -> CustodyBook:
    """The book of all that concerns one passport, its lot and consignments included; arguments as `history_of`."""
    chosen = concerning(events, passport_id, batch)
    return fold(chosen, scope=family_of(chosen, passport_id))


def history_of(passport_id: PassportId, events: Iterable[LedgerEvent], batch: int | None = None) -> PassportHistory:
    """The history of one passport out of any events that include all that concern it.

    Args:
        passport_id: The passport.
        events: In chain order.
        batch: Its batch, if it may still be a leaf of one.

    Raises:
        HistoryGap, HistoryContradiction: as `fold`.
    """
    book = book_of(passport_id, events, batch)
    return book.history(passport_id) if batch is None else book.lazy_history(passport_id, batch)
