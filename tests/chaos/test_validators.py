"""Deliveries on three real validators: the process, its validator or most of them die. Each act is done once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from passport.adapters.evm.outbox import Patience
from passport.errors import LedgerUnavailable, NotFinal
from passport.ledger.acts import SetDidDocumentDigest
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import DidDocumentDigestSet
from tests.chaos import mortal
from tests.chaos.deeds import deliver_on
from tests.gate import require
from tests.networks.clique import CliqueNetwork
from tests.networks.engines import Engine, actor, clique_engine
from tests.networks.processes import geth_binary
from tests.networks.world import World, digest_of, fresh_database, outbox_on

pytestmark = [pytest.mark.chaos, pytest.mark.clique, pytest.mark.slow]


@dataclass(frozen=True)
class Validators:
    """The network with what its tests share."""

    network: CliqueNetwork
    world: World
    database: Path

    @property
    def engine(self) -> Engine:
        return self.world.engine

    def times_done(self, name: str) -> int:
        self.network.wait_for_blocks(2)
        events = self.world.ledger.events(0, self.world.ledger.final_head().number)
        sought = digest_of(name)
        return sum(1 for event in events if isinstance(event, DidDocumentDigestSet) and event.digest == sought)


@pytest.fixture(scope="module")
def validators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validators]:
    geth = require("clique", geth_binary(), "run make nodes, or set PASSPORT_GETH_BIN")
    home = tmp_path_factory.mktemp("validators")
    with clique_engine(geth, home) as (engine, network):
        world = World(engine, fresh_database(home / "outbox.sqlite3"))
        world.enrol()
        yield Validators(network, world, home / "outbox.sqlite3")


@pytest.mark.parametrize("point", ["queued", "nonce_reserved", "signed", "sent", "included", "final"])
def test_deliver__killed_at_a_step_on_a_zero_gas_network__is_done_once(validators: Validators, point: str) -> None:
    name = f"killed at {point}"
    engine, database = validators.engine, validators.database
    assert not mortal.run(deliver_on, engine, database, name, "maker", fault=f"outbox.{point}")
    assert mortal.run(deliver_on, engine, database, name, "maker")
    assert validators.times_done(name) == 1


def test_deliver__its_validator_is_killed_and_comes_back__is_done_once(validators: Validators) -> None:
    name = "validator killed"
    engine, database = validators.engine, validators.database
    assert not mortal.run(deliver_on, engine, database, name, "operator", fault="outbox.sent")
    validators.network.kill_node(0)
    with pytest.raises(LedgerUnavailable):
        outbox_on(engine, validators.world.database).deliver(IdempotencyKey(name))
    validators.network.wait_for_blocks(2, index=1)
    validators.network.start_node(0)
    validators.network.wait_for_blocks(2)
    assert mortal.run(deliver_on, engine, database, name, "operator")
    assert validators.times_done(name) == 1


def test_deliver__goes_on_through_another_validator__is_done_once(validators: Validators) -> None:
    name = "through another"
    engine, database = validators.engine, validators.database
    assert not mortal.run(deliver_on, engine, database, name, "reuser", fault="outbox.sent")
    other = replace(engine, url=validators.network.urls[2])
    assert mortal.run(deliver_on, other, database, name, "reuser")
    assert validators.times_done(name) == 1


def test_deliver__most_validators_are_dead__waits_and_is_done_once_when_they_are_back(validators: Validators) -> None:
    name = IdempotencyKey("no majority")
    outbox = outbox_on(validators.engine, validators.world.database, Patience(total_s=4, stuck_s=1))
    outbox.submit(name, SetDidDocumentDigest(digest_of(name)), actor("recycler").address)
    validators.network.kill_node(1)
    validators.network.kill_node(2)
    with pytest.raises((LedgerUnavailable, NotFinal)):
        outbox.deliver(name)
    validators.network.start_node(1)
    validators.network.start_node(2)
    validators.network.wait_for_blocks(1)
    validators.world.outbox.deliver(name)
    assert validators.times_done(name) == 1
