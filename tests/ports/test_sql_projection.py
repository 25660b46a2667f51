"""The projection of events: nothing missed, nothing twice, reorganisations undone."""

from __future__ import annotations

import pytest

from passport.adapters.sql.engine import Database
from passport.adapters.sql.projection import EventProjection, StoredEvent
from passport.errors import DatabaseError
from passport.identifiers import BlockHash, BlockRef, ChainId, PassportId, TxHash
from tests.ports.conftest import SteppingClock

PASSPORT = PassportId(b"\x05" * 32)


def block(number: int, fork: int = 0) -> BlockRef:
    return BlockRef(number, BlockHash(bytes([fork]) * 28 + number.to_bytes(4)), 1_700_000_000 + number)


def event(number: int, log_index: int = 0, passport_id: PassportId | None = None) -> StoredEvent:
    return StoredEvent(number, log_index, block(number).hash, TxHash(bytes(32)), "Anchored", passport_id, "{}")


@pytest.fixture
def projection(database: Database, clock: SteppingClock) -> EventProjection:
    return EventProjection(database, ChainId(31337), clock)


def test_resume_point__nothing_read__is_none(projection: EventProjection) -> None:
    assert projection.resume_point() is None
    assert projection.events() == []


def test_append__events_of_some_blocks__are_kept_in_chain_order(projection: EventProjection) -> None:
    projection.append([event(2, 1), event(0), event(2, 0)], block(3))
    projection.append([event(4, 0, PASSPORT)], block(4))
    assert [(found.block_number, found.log_index) for found in projection.events()] == [
        (0, 0),
        (2, 0),
        (2, 1),
        (4, 0),
    ]
    assert projection.resume_point() == block(4)
    assert projection.events(PASSPORT) == [event(4, 0, PASSPORT)]


def test_append__the_same_blocks_again__is_refused_and_adds_nothing(projection: EventProjection) -> None:
    projection.append([event(1)], block(2))
    for again, up_to in (([event(1)], block(2)), ([event(2)], block(3)), ([event(4)], block(3))):
        with pytest.raises(DatabaseError):
            projection.append(again, up_to)
    assert projection.events() == [event(1)]
    assert projection.resume_point() == block(2)


def test_append__one_bad_event_among_good_ones__adds_none(projection: EventProjection) -> None:
    with pytest.raises(DatabaseError):
        projection.append([event(1), event(1)], block(2))
    assert projection.resume_point() is None
    assert projection.events() == []


def test_rewind__to_the_fork__forgets_what_came_after(projection: EventProjection) -> None:
    projection.append([event(number) for number in range(6)], block(5))
    projection.rewind(block(3))
    assert [found.block_number for found in projection.events()] == [0, 1, 2, 3]
    assert projection.resume_point() == block(3)
    projection.append([event(4)], block(6, fork=1))
    assert projection.resume_point() == block(6, fork=1)


def test_rewind__beyond_what_was_read__is_refused(projection: EventProjection) -> None:
    projection.append([], block(5))
    with pytest.raises(DatabaseError):
        projection.rewind(block(6))
    assert projection.resume_point() == block(5)


def test_projections__two_chains__do_not_mix(database: Database, clock: SteppingClock) -> None:
    here = EventProjection(database, ChainId(1), clock)
    there = EventProjection(database, ChainId(2), clock)
    here.append([event(1)], block(1))
    assert there.resume_point() is None
    there.append([event(1)], block(9))
    assert here.resume_point() == block(1)
    assert here.events() == there.events() == [event(1)]
