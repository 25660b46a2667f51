"""The outbox on both databases: several processes, one sender, deaths among them; every act is done once."""

from __future__ import annotations

import pytest

from passport.adapters.sql.engine import Database
from passport.identifiers import Digest
from passport.ledger.acts import SetDidDocumentDigest
from passport.ledger.delivery import IdempotencyKey, OutboxState
from passport.ledger.events import DidDocumentDigestSet
from tests.chaos import mortal
from tests.networks.engines import Engine, actor
from tests.networks.world import World, digest_of, outbox_on

pytestmark = [pytest.mark.chaos, pytest.mark.parametrize("engine", ["anvil"], indirect=True)]


def deliver_all(engine: Engine, url: str, names: list[str]) -> None:
    """Run in a process of its own."""
    outbox = outbox_on(engine, Database(url))
    for name in names:
        key = IdempotencyKey(name)
        outbox.submit(key, SetDidDocumentDigest(digest_of(name)), actor("outsider").address)
        outbox.deliver(key)


def times_done(world: World, digest: Digest) -> int:
    events = world.ledger.events(0, world.ledger.head().number)
    return sum(1 for event in events if isinstance(event, DidDocumentDigestSet) and event.digest == digest)


def test_deliver__processes_that_race_and_die__every_act_is_done_once(
    world: World, database: Database, database_url: str
) -> None:
    tag = database.engine.dialect.name
    shared = [f"{tag} shared {number}" for number in range(3)]
    lots = [[f"{tag} {who} {number}" for number in range(3)] + shared for who in ("one", "two")]
    for point in ("nonce_reserved", "signed", "sent", "included"):
        assert not mortal.run(deliver_all, world.engine, database_url, lots[0], fault=f"outbox.{point}")
    waits = [mortal.start(deliver_all, world.engine, database_url, lot) for lot in lots]
    assert [wait() for wait in waits] == [True, True]
    outbox = outbox_on(world.engine, database)
    everything = {*lots[0], *lots[1]}
    assert {name: times_done(world, digest_of(name)) for name in everything} == dict.fromkeys(everything, 1)
    entries = [outbox.entry(IdempotencyKey(name)) for name in everything]
    assert {entry.state for entry in entries if entry is not None} == {OutboxState.CONFIRMED}
    assert len({entry.nonce for entry in entries if entry is not None}) == len(everything)
