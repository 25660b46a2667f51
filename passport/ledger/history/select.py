"""Which events concern one passport: what an evidence bundle has to carry."""

from __future__ import annotations

from collections.abc import Iterable

from passport.identifiers import PassportId
from passport.ledger.events import LedgerEvent
from passport.ledger.events.composition import (
    ComponentSplitOff,
    ConsignmentOpened,
    PassportPacked,
    PassportSucceeded,
    PassportUnpacked,
)
from passport.ledger.events.custody import (
    BatchRegistered,
    CustodyTransferred,
    HandoverCancelled,
    HandoverOffered,
    HandoverRejected,
    PassportBroughtIntoExistence,
    PassportRegistered,
)
from passport.ledger.events.supervision import PassportWithdrawn, WithdrawalLifted
from passport.ledger.subjects import SubjectKind

_AboutSubject = CustodyTransferred | HandoverCancelled | HandoverOffered | PassportWithdrawn | WithdrawalLifted


def family_of(events: Iterable[LedgerEvent], passport_id: PassportId) -> frozenset[PassportId]:
    """The passport and everything it was ever built into, as far as the events say."""
    parents = {
        event.passport_id: event.parent
        for event in events
        if isinstance(event, PassportRegistered | PassportBroughtIntoExistence) and event.parent is not None
    }
    family = {passport_id}
    current = passport_id
    while current in parents and parents[current] not in family:
        current = parents[current]
        family.add(current)
    return frozenset(family)


def taken_out_of(
    events: Iterable[LedgerEvent], family: frozenset[PassportId]
) -> tuple[list[ComponentSplitOff], set[PassportId]]:
    """Components taken out of a member of the family, however deep they were built in.

    Returns:
        The events, and the passports on the way from the component to the family: their births tell what was built
        into what.
    """
    parent_of: dict[PassportId, PassportId] = {}
    taken: list[ComponentSplitOff] = []
    way: set[PassportId] = set()
    for event in events:
        if isinstance(event, PassportRegistered | PassportBroughtIntoExistence) and event.parent is not None:
            parent_of[event.passport_id] = event.parent
        if isinstance(event, ComponentSplitOff):
            steps = [event.passport_id]
            while steps[-1] in parent_of and steps[-1] not in steps[:-1]:
                steps.append(parent_of[steps[-1]])
            if not family.isdisjoint(steps[1:]):
                taken.append(event)
                way.update(steps)
            parent_of.pop(event.passport_id, None)
    return taken, way - family


def concerning(
    events: Iterable[LedgerEvent], passport_id: PassportId, batch: int | None = None
) -> tuple[LedgerEvent, ...]:
    """The events that the history of one passport needs, in the order given.

    Those of the passport and what it was built into, of their lots and consignments, what was taken out of them, and
    the birth of a successor. Of other passports in the same consignment only their packing and unpacking.
    """
    known = tuple(events)
    family = family_of(known, passport_id)
    taken_out, relatives = taken_out_of(known, family)
    births = relatives | {e.successor for e in known if isinstance(e, PassportSucceeded) and e.passport_id in family}
    born = family | relatives
    batches = {e.batch for e in known if isinstance(e, PassportBroughtIntoExistence) and e.passport_id in born}
    batches |= set() if batch is None else {batch}
    consignments = {e.consignment for e in known if isinstance(e, PassportPacked) and e.passport_id in family}
    subjects: dict[SubjectKind, set[bytes]] = {
        SubjectKind.PASSPORT: set(family),
        SubjectKind.LOT: {number.to_bytes(32, "big") for number in batches},
        SubjectKind.CONSIGNMENT: {number.to_bytes(32, "big") for number in consignments},
    }

    def wanted(event: LedgerEvent) -> bool:
        if isinstance(event, _AboutSubject):
            return event.subject in subjects[event.kind]
        if isinstance(event, HandoverRejected):
            return event.subject in subjects[SubjectKind.PASSPORT]
        if isinstance(event, BatchRegistered):
            return event.batch in batches
        if isinstance(event, ConsignmentOpened | PassportPacked | PassportUnpacked):
            return event.consignment in consignments
        if isinstance(event, PassportSucceeded):
            return event.passport_id in family or event.successor in family
        if isinstance(event, PassportRegistered | PassportBroughtIntoExistence) and event.passport_id in births:
            return True
        return getattr(event, "passport_id", None) in family or event in taken_out

    return tuple(event for event in known if wanted(event))
