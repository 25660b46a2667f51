"""Kill the process at every step of a delivery, again in the recovery, and at random: each act is done exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.embedded_deployment import deploy_embedded
from passport.battery.roles import Role, RoleSet
from passport.ledger.acts import EnrolParticipant
from passport.ledger.delivery import IdempotencyKey, OutboxState
from tests.chaos import mortal
from tests.chaos.deeds import Home, deliver
from tests.gate import require
from tests.networks.engines import GOVERNOR, actor
from tests.networks.world import digest_of, fresh_database

pytestmark = [pytest.mark.chaos]

POINTS = ["queued", "nonce_reserved", "signed", "sent", "included", "final"]
RANDOM_KILLS = 60
SEED = 2023_1542
SENDERS = ("maker", "operator")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    root = tmp_path_factory.mktemp("chaos")
    chain = EmbeddedChain(root / "chain")
    deployment = deploy_embedded(chain, root / "deployment.json", GOVERNOR, 3600)
    fresh_database(root / "outbox.sqlite3").close()
    made = Home(root / "chain", root / "outbox.sqlite3", deployment)
    outbox = made.outbox()
    for name in SENDERS:
        key, address = IdempotencyKey(f"enrol {name}"), actor(name).address
        outbox.submit(
            key, EnrolParticipant(address, address, RoleSet.of(Role.OPERATOR), digest_of(name)), GOVERNOR.address
        )
        outbox.deliver(key)
    yield made
    chain.stop()


def assert_single(home: Home, names: list[str]) -> None:
    done, outbox = home.done(), home.outbox()
    assert {name: done[digest_of(name)] for name in names} == dict.fromkeys(names, 1)
    entries = [outbox.entry(IdempotencyKey(name)) for name in names]
    assert {entry.state for entry in entries if entry is not None} == {OutboxState.CONFIRMED}
    nonces = [(entry.sender, entry.nonce) for entry in entries if entry is not None]
    assert len(set(nonces)) == len(names)


@pytest.mark.parametrize("first", POINTS)
@pytest.mark.parametrize("second", POINTS)
def test_deliver__killed_at_a_step_and_again_in_the_recovery__is_done_once(home: Home, first: str, second: str) -> None:
    name = f"killed at {first}, then at {second}"
    assert not mortal.run(deliver, home, name, "maker", fault=f"outbox.{first}")
    # The second death comes only if that step is still ahead.
    mortal.run(deliver, home, name, "maker", fault=f"outbox.{second}")
    assert mortal.run(deliver, home, name, "maker")
    assert_single(home, [name])


def timed(deed: Callable[..., None], *arguments: object) -> float:
    """Seconds a deed takes on this machine under its present load, its process included."""
    started = time.monotonic()
    assert mortal.run(deed, *arguments)
    return time.monotonic() - started


def test_deliver__killed_at_random_instants__every_act_is_done_once(home: Home) -> None:
    rng = random.Random(SEED)
    whole = [f"undisturbed {number}" for number in range(3)]
    usual_s = min(timed(deliver, home, name, SENDERS[0]) for name in whole)
    names, deaths = [f"random {number}" for number in range(20)], 0
    for name in names:
        sender = rng.choice(SENDERS)
        for _ in range(RANDOM_KILLS // len(names)):
            deaths += not mortal.run(deliver, home, name, sender, kill_after_s=rng.uniform(0, 0.8 * usual_s))
        assert mortal.run(deliver, home, name, sender)
    assert_single(home, [*whole, *names])
    assert deaths > RANDOM_KILLS // 4, f"{deaths}: the kills came too late to mean anything"


def test_deliver__killed_and_left_while_another_act_follows__both_are_done_once(home: Home) -> None:
    """What a dead process left must not stop its sender; nobody delivers the first act again."""
    for point in POINTS[1:]:
        first, second = f"left at {point}", f"after the one left at {point}"
        assert not mortal.run(deliver, home, first, "operator", fault=f"outbox.{point}")
        assert mortal.run(deliver, home, second, "operator")
        done = home.done()
        assert done[digest_of(second)] == 1
        assert done[digest_of(first)] == 1
        assert mortal.run(deliver, home, first, "operator")
        assert_single(home, [first, second])


@pytest.mark.parametrize("point", POINTS)
def test_deliver__process_and_chain_killed_together__is_done_once(home: Home, point: str) -> None:
    name = f"with the chain at {point}"
    assert not mortal.run(deliver, home, name, "maker", fault=f"outbox.{point}")
    running = EmbeddedChain(home.chain).running()
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    assert mortal.run(deliver, home, name, "maker")
    assert_single(home, [name])


def test_deliver__chain_killed_under_a_living_process__is_done_once(home: Home) -> None:
    rng = random.Random(SEED)
    names = [f"under {number}" for number in range(8)]
    for name in names:
        running = EmbeddedChain(home.chain).ensure_running()
        wait = mortal.start(deliver, home, name, "maker")
        mortal.pause(rng.uniform(0.01, 0.3))
        os.kill(running.pid, signal.SIGKILL)
        if not wait():
            assert mortal.run(deliver, home, name, "maker")
    assert_single(home, names)
