"""How the fold reads events about components, consignments and successors."""

from __future__ import annotations

from dataclasses import replace

from passport.battery.lifecycle import Stage
from passport.ledger.events.composition import (
    ComponentSplitOff,
    ConsignmentOpened,
    PassportPacked,
    PassportSucceeded,
    PassportUnpacked,
)
from passport.ledger.events.custody import PassportRegistered
from passport.ledger.history.book import CustodyBook
from passport.ledger.history.state import NEW, ConsignmentState, PassportState, contradiction
from passport.ledger.history.values import CustodyCause, HistoryEntry
from passport.ledger.transitions import Standing

MAY_BE_SUCCEEDED = frozenset({Stage.IN_SERVICE, Stage.SECOND_LIFE})
"""Stages in which a battery may be made into another."""


def split_off(book: CustodyBook, event: ComponentSplitOff) -> None:
    """A component gets custody of its own, with the holder, stage, status and safety stops of the whole.

    Words signed for the whole are void from here on, its content being another: its sequence rises too.
    """
    state = book.passport(event, event.passport_id)
    if state is None:
        return
    if not state.attached or state.parent != event.parent:
        raise contradiction(event, f"passport {event.passport_id} is no component of {event.parent}.")
    book.require_alive(event, state)
    holder, _ = book.holding_of(state)
    whole = book.root_of(state)
    if holder != event.custodian or whole.consignment is not None:
        raise contradiction(event, f"the whole is held by {holder}, or packed.")
    state.withdrawals = list(book.withdrawals_of(state))
    book.settle(state)
    for changed in (state, whole):
        changed.sequence += 1
        changed.record(event)


def consignment_opened(book: CustodyBook, event: ConsignmentOpened) -> None:
    """An empty container."""
    if event.consignment in book.consignments:
        raise contradiction(event, f"consignment {event.consignment} is open already.")
    empty = Standing(Stage.NONE, NEW.status)
    book.consignments[event.consignment] = ConsignmentState(custodian=event.custodian, standing=empty)


def packed(book: CustodyBook, event: PassportPacked) -> None:
    """A passport's custody goes to the container; all in it are of one stage and one owner."""
    container = book.consignment(event, event.consignment)
    state = book.passport(event, event.passport_id)
    if container.size == 0:
        container.known = container.sealed = False
    if container.sealed:
        raise contradiction(event, f"consignment {event.consignment} is sealed.")
    if state is not None:
        _join(book, event, state, container)
    if container.last_packed_in == event.position.tx_hash:
        container.slack += 1
    else:
        container.sequence += 1
    container.last_packed_in = event.position.tx_hash
    container.size += 1


def _join(book: CustodyBook, event: PassportPacked, state: PassportState, container: ConsignmentState) -> None:
    book.require_free(event, state)
    if state.custodian != container.custodian or state.withdrawals:
        raise contradiction(event, "the passport is held by another than the consignment, or withdrawn.")
    if not container.known:
        container.known = True
        container.standing = replace(
            container.standing, stage=state.standing.stage, repair_for=state.standing.repair_for
        )
    same = (state.standing.stage, state.standing.repair_for)
    if same != (container.standing.stage, container.standing.repair_for):
        raise contradiction(event, "the passport is of another stage or owner than the consignment.")
    state.sequence += 1
    state.record(event)
    state.consignment = event.consignment
    state.followed = len(container.entries)


def unpacked(book: CustodyBook, event: PassportUnpacked) -> None:
    """A passport leaves the container with what it had through it."""
    container = book.consignment(event, event.consignment)
    state = book.passport(event, event.passport_id)
    if state is not None:
        if state.consignment != event.consignment:
            raise contradiction(event, f"passport {event.passport_id} is not in consignment {event.consignment}.")
        holder, standing = book.holding_of(state)
        if (holder, standing.stage, standing.status) != (event.custodian, event.stage, event.status):
            raise contradiction(event, f"it would be with {holder}, {standing.stage.label}, {standing.status.label}.")
        book.settle(state)
        state.sequence += 1
        state.record(event)
    if container.size == 0:
        raise contradiction(event, f"consignment {event.consignment} is empty.")
    container.size -= 1
    container.sequence += 1


def succeeded(book: CustodyBook, event: PassportSucceeded) -> None:
    """A passport is closed; the one that follows it begins in its second life (Article 77(7))."""
    state = book.passport(event, event.passport_id)
    successor = book.passport(event, event.successor)
    if successor is not None:
        _begin_second_life(event, successor)
    if state is None:
        return
    book.require_free(event, state)
    if state.custodian != event.operator:
        raise contradiction(event, f"participant {state.custodian} holds it, not {event.operator}.")
    if state.standing.stage not in MAY_BE_SUCCEEDED or event.successor == event.passport_id:
        raise contradiction(event, f"a battery {state.standing.stage.label} cannot become this other one.")
    if state.withdrawals or state.standing.repair_for is not None:
        raise contradiction(event, "it is withdrawn, or in repair for another.")
    state.successor = event.successor
    state.sequence += 1
    state.record(event)


def _begin_second_life(event: PassportSucceeded, successor: PassportState) -> None:
    registration = successor.entries[0]
    second_life = Standing(Stage.SECOND_LIFE, event.status)
    born_here = (
        isinstance(registration.event, PassportRegistered)
        and registration.event.position.tx_hash == event.position.tx_hash
        and registration.event.parent is None
        and successor.manufacturer == event.operator
    )
    expected = second_life if successor.predecessors else NEW
    if not born_here or registration.custody is None or successor.standing != expected:
        raise contradiction(event, f"its successor {event.successor} was not registered with it.")
    successor.predecessors.append(event.passport_id)
    successor.standing = second_life
    step = replace(registration.custody, stage=Stage.SECOND_LIFE, status=event.status, cause=CustodyCause.SUCCESSION)
    successor.entries[0] = HistoryEntry(registration.event, step)
    successor.record(event)
