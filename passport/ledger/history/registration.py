"""How the fold reads events of registration."""

from __future__ import annotations

from dataclasses import replace

from passport.battery.lifecycle import Stage
from passport.ledger.events.custody import BatchRegistered, PassportBroughtIntoExistence, PassportRegistered
from passport.ledger.events.participants import ParticipantEnrolled, RolesSet
from passport.ledger.history.book import CustodyBook
from passport.ledger.history.state import NEW, LotState, PassportState, contradiction
from passport.ledger.history.values import CustodyCause, CustodyStep, HistoryEntry
from passport.ledger.subjects import Subject


def roles_given(book: CustodyBook, event: ParticipantEnrolled | RolesSet) -> None:
    """Remembers roles: they decide in whose name a participant withdraws."""
    book.roles[event.participant_id] = event.roles


def registered(book: CustodyBook, event: PassportRegistered) -> None:
    """A passport begins with its registrant, alone or built into a battery the registrant holds."""
    if event.passport_id in book.passports or event.passport_id in book.frozen_before_existence:
        raise contradiction(event, f"passport {event.passport_id} exists already, or is frozen.")
    state = PassportState(
        custodian=event.manufacturer,
        standing=NEW,
        passport_id=event.passport_id,
        manufacturer=event.manufacturer,
    )
    step = CustodyStep(
        event.manufacturer,
        event.position,
        NEW.stage,
        NEW.status,
        CustodyCause.REGISTRATION,
        Subject.passport(event.passport_id),
    )
    if event.parent is not None:
        parent = book.passport(event, event.parent)
        if parent is not None:
            holder, standing = book.holding_of(parent)
            if holder != event.manufacturer or standing.stage is Stage.RECYCLED:
                raise contradiction(event, f"its parent {event.parent} is held by {holder}, or is recycled.")
            book.require_alive(event, parent)
            state.parent, state.attached = event.parent, True
            state.followed = len(book.entries_of(parent))
            step = replace(step, stage=standing.stage, status=standing.status)
    state.entries.append(HistoryEntry(event, step))
    book.passports[event.passport_id] = state


def batch_registered(book: CustodyBook, event: BatchRegistered) -> None:
    """A lot begins with its manufacturer."""
    if event.batch in book.lots:
        raise contradiction(event, f"batch {event.batch} exists already.")
    lot = LotState(custodian=event.manufacturer, standing=NEW, manufacturer=event.manufacturer)
    step = CustodyStep(
        event.manufacturer,
        event.position,
        NEW.stage,
        NEW.status,
        CustodyCause.REGISTRATION,
        Subject.lot(event.batch),
    )
    lot.entries.append(HistoryEntry(event, step))
    book.lots[event.batch] = lot


def brought_into_existence(book: CustodyBook, event: PassportBroughtIntoExistence) -> None:
    """A leaf becomes a record in the state of its lot; a component follows its parent from the parent's birth on."""
    if event.passport_id in book.passports:
        raise contradiction(event, f"passport {event.passport_id} exists already.")
    lot = book.lot(event, event.batch)
    state = PassportState(
        custodian=lot.custodian,
        standing=lot.standing,
        sequence=lot.sequence,
        withdrawals=list(lot.withdrawals),
        entries=list(lot.entries),
        passport_id=event.passport_id,
        manufacturer=lot.manufacturer,
        batch=event.batch,
        frozen=event.passport_id in book.frozen_before_existence,
    )
    parent = None if event.parent is None else book.passport(event, event.parent)
    if parent is not None:
        _attach(book, event, state, parent)
    state.record(event)
    book.passports[event.passport_id] = state


def _attach(
    book: CustodyBook, event: PassportBroughtIntoExistence, state: PassportState, parent: PassportState
) -> None:
    if parent.batch == event.batch:
        state.entries = []
    else:
        holder, standing = book.holding_of(parent)
        if holder != state.custodian or standing.stage is not state.standing.stage:
            raise contradiction(event, f"its parent {parent.passport_id} is elsewhere than its lot.")
        book.require_alive(event, parent)
        state.followed = len(book.entries_of(parent))
    state.parent, state.attached = parent.passport_id, True
