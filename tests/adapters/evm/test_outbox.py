"""The outbox on a chain that stalls, rewinds and runs dry; and with others at the same nonces."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from passport.adapters.evm.fees import Fees, MarketFees, ZeroFees
from passport.adapters.evm.finality import Depth
from passport.adapters.evm.outbox import EvmOutbox, Patience
from passport.adapters.evm.refusals import SenderCannotPay
from passport.adapters.evm.rpc import JsonRpc, as_data, as_int
from passport.adapters.evm.transactions import Call, sign
from passport.adapters.sql.engine import Database
from passport.adapters.sql.outbox_store import OutboxStore, StoredEntry
from passport.adapters.system_clock import SystemClock
from passport.errors import LedgerError, LedgerRefused, LedgerUnavailable, NotFinal, OutboxConflict
from passport.identifiers import Digest
from passport.ledger.acts import SetDidDocumentDigest
from passport.ledger.delivery import IdempotencyKey, OutboxState
from passport.ledger.events import DidDocumentDigestSet
from tests.chaos import mortal
from tests.networks.engines import Engine, actor
from tests.networks.world import World, digest_of, outbox_on

IMPATIENT = Patience(total_s=20, stuck_s=0.3)


def key_of(name: object) -> IdempotencyKey:
    return IdempotencyKey(f"outbox test {name}")


def act_of(name: object) -> SetDidDocumentDigest:
    """An act that succeeds whenever its sender may act, so that doing it twice would show as two events."""
    return SetDidDocumentDigest(digest_of(str(name)))


def times_done(world: World, name: object) -> int:
    events = world.ledger.events(0, world.ledger.head().number)
    digest: Digest = digest_of(str(name))
    return sum(1 for event in events if isinstance(event, DidDocumentDigestSet) and event.digest == digest)


def wait_for(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def store(world: World) -> OutboxStore:
    return world.outbox._store


@pytest.fixture
def rpc(engine: Engine) -> JsonRpc:
    return JsonRpc(engine.url)


@contextmanager
def delivering(outbox: EvmOutbox, key: IdempotencyKey) -> Iterator[list[object]]:
    """Delivers beside the test; the list has the receipt or the error when the block ends."""
    outcome: list[object] = []

    def deliver() -> None:
        try:
            outcome.append(outbox.deliver(key))
        except LedgerError as error:
            outcome.append(error)

    thread = threading.Thread(target=deliver)
    thread.start()
    yield outcome
    thread.join(40)
    assert not thread.is_alive()


def stored(store: OutboxStore, key: IdempotencyKey) -> StoredEntry:
    entry = store.get(key)
    assert entry is not None
    return entry


def test_submit__same_key_other_act__is_a_conflict(world: World) -> None:
    sender = actor("maker").address
    first = world.outbox.submit(key_of("a"), act_of("a"), sender)
    assert world.outbox.submit(key_of("a"), act_of("a"), sender) == first
    with pytest.raises(OutboxConflict):
        world.outbox.submit(key_of("a"), act_of("b"), sender)
    with pytest.raises(OutboxConflict):
        world.outbox.submit(key_of("a"), act_of("a"), actor("operator").address)
    world.outbox.deliver(key_of("a"))
    assert times_done(world, "a") == 1
    assert world.outbox.submit(key_of("a"), act_of("a"), sender).state is OutboxState.CONFIRMED


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_submit__key_of_no_length_or_too_long__is_refused(world: World, key: str) -> None:
    with pytest.raises(LedgerError):
        world.outbox.submit(IdempotencyKey(key), act_of("k"), actor("maker").address)


def test_deliver__unknown_key__is_refused(world: World) -> None:
    with pytest.raises(LedgerError):
        world.outbox.deliver(key_of("never submitted"))


def test_entry__of_a_submitted_act__gives_the_act_back(world: World) -> None:
    entry = world.outbox.submit(key_of("shown"), act_of("shown"), actor("maker").address)
    assert (entry.act, entry.state, entry.nonce) == (act_of("shown"), OutboxState.PENDING, None)
    assert entry in list(world.outbox.pending())
    world.outbox.deliver(key_of("shown"))
    assert key_of("shown") not in {each.key for each in world.outbox.pending()}


def test_deliver__transaction_is_stuck__is_replaced_at_the_same_nonce_and_done_once(
    world: World, store: OutboxStore, rpc: JsonRpc
) -> None:
    outbox = outbox_on(world.engine, world.database, IMPATIENT)
    outbox.submit(key_of("stuck"), act_of("stuck"), actor("maker").address)
    rpc.call("evm_setAutomine", False)
    try:
        with delivering(outbox, key_of("stuck")) as outcome:
            wait_for(lambda: len(stored(store, key_of("stuck")).attempts) >= 3)
            rpc.call("evm_mine")
    finally:
        rpc.call("evm_setAutomine", True)
    entry = stored(store, key_of("stuck"))
    fees = [attempt.max_fee_per_gas_wei for attempt in entry.attempts]
    assert all(later >= earlier * 1.25 for earlier, later in itertools.pairwise(fees))
    assert entry.state is OutboxState.CONFIRMED
    receipts = [rpc.call("eth_getTransactionReceipt", attempt.tx_hash.hex0x) for attempt in entry.attempts]
    assert sum(receipt is not None for receipt in receipts) == 1
    assert outcome[0].tx_hash in {attempt.tx_hash for attempt in entry.attempts}  # type: ignore[attr-defined]
    assert times_done(world, "stuck") == 1


def test_deliver__no_block_comes__gives_up_for_now_and_goes_on_later(world: World, rpc: JsonRpc) -> None:
    outbox = outbox_on(world.engine, world.database, Patience(total_s=0.3, stuck_s=10))
    outbox.submit(key_of("later"), act_of("later"), actor("maker").address)
    rpc.call("evm_setAutomine", False)
    try:
        with pytest.raises(LedgerUnavailable):
            outbox.deliver(key_of("later"))
    finally:
        rpc.call("evm_setAutomine", True)
    rpc.call("evm_mine")
    world.outbox.deliver(key_of("later"))
    assert times_done(world, "later") == 1


def test_deliver__its_block_is_rewound__is_sent_again_and_done_once(
    world: World, store: OutboxStore, rpc: JsonRpc
) -> None:
    engine = replace(world.engine, finality=Depth(3))
    outbox = outbox_on(engine, world.database, IMPATIENT)
    outbox.submit(key_of("rewound"), act_of("rewound"), actor("maker").address)
    snapshot = rpc.call("evm_snapshot")
    with delivering(outbox, key_of("rewound")) as outcome:
        wait_for(lambda: stored(store, key_of("rewound")).block_number is not None)
        first = stored(store, key_of("rewound")).block_hash
        rpc.call("evm_revert", snapshot)
        # Another history takes the block's place: a different time makes a different hash.
        rpc.call("evm_increaseTime", 60)
        wait_for(lambda: stored(store, key_of("rewound")).block_hash not in (None, first))
        assert stored(store, key_of("rewound")).state is OutboxState.SENT
        for _ in range(3):
            rpc.call("evm_mine")
    assert stored(store, key_of("rewound")).state is OutboxState.CONFIRMED
    assert not isinstance(outcome[0], Exception)
    assert times_done(world, "rewound") == 1


def test_deliver__block_does_not_become_final__says_so_and_is_final_later(world: World, rpc: JsonRpc) -> None:
    engine = replace(world.engine, finality=Depth(2))
    outbox = outbox_on(engine, world.database, Patience(total_s=0.3, stuck_s=10))
    outbox.submit(key_of("deep"), act_of("deep"), actor("maker").address)
    with pytest.raises(NotFinal):
        outbox.deliver(key_of("deep"))
    for _ in range(2):
        rpc.call("evm_mine")
    assert outbox.deliver(key_of("deep")).block.number == as_int(rpc.call("eth_blockNumber")) - 2


def test_deliver__node_forgets_the_transaction__is_sent_again_at_once(
    world: World, store: OutboxStore, rpc: JsonRpc
) -> None:
    key = key_of("forgotten")
    outbox = outbox_on(world.engine, world.database, Patience(total_s=20, stuck_s=3_600))
    outbox.submit(key, act_of("forgotten"), actor("maker").address)
    rpc.call("evm_setAutomine", False)
    try:
        with delivering(outbox, key):
            wait_for(lambda: len(stored(store, key).attempts) == 1)
            tx_hash = stored(store, key).attempts[0].tx_hash.hex0x
            wait_for(lambda: rpc.call("eth_getTransactionByHash", tx_hash) is not None)
            rpc.call("anvil_dropTransaction", tx_hash)
            wait_for(lambda: rpc.call("eth_getTransactionByHash", tx_hash) is not None)
            rpc.call("evm_mine")
    finally:
        rpc.call("evm_setAutomine", True)
    assert len(stored(store, key).attempts) == 1
    assert times_done(world, "forgotten") == 1


def test_deliver__earlier_nonce_was_left_unsent__sends_that_one_first(world: World, store: OutboxStore) -> None:
    """A process took a nonce and died; the next act of the sender would wait for ever."""
    sender = actor("recycler").address
    connection = world.engine.connection()
    used = as_int(connection.ask("eth_getTransactionCount", sender, "latest"))
    world.outbox.submit(key_of("left"), act_of("left"), sender)
    assert store.reserve_nonce(key_of("left"), used) == used
    world.outbox.submit(key_of("next"), act_of("next"), sender)
    world.outbox.deliver(key_of("next"))
    assert (times_done(world, "left"), times_done(world, "next")) == (1, 1)
    assert [stored(store, key_of(name)).nonce for name in ("left", "next")] == [used, used + 1]
    world.outbox.deliver(key_of("left"))
    assert times_done(world, "left") == 1


def test_deliver__sender_has_no_money__says_so_and_goes_on_when_it_has(world: World, rpc: JsonRpc) -> None:
    poor = actor("operator").address
    had = rpc.call("eth_getBalance", poor, "latest")
    rpc.call("anvil_setBalance", poor, "0x0")
    world.outbox.submit(key_of("poor"), act_of("poor"), poor)
    with pytest.raises(SenderCannotPay):
        world.outbox.deliver(key_of("poor"))
    rpc.call("anvil_setBalance", poor, had)
    world.outbox.deliver(key_of("poor"))
    assert times_done(world, "poor") == 1


def test_deliver__nonce_was_used_from_elsewhere__is_refused_and_nothing_is_done(
    world: World, store: OutboxStore, rpc: JsonRpc
) -> None:
    signer = actor("reuser")
    used = as_int(rpc.call("eth_getTransactionCount", signer.address, "latest"))
    world.outbox.submit(key_of("taken"), act_of("taken"), signer.address)
    nonce = store.reserve_nonce(key_of("taken"), used)
    attempt = world.outbox._signed(stored(store, key_of("taken")), 100_000, MarketFees().first(rpc))
    store.add_attempt(key_of("taken"), attempt)
    fees = MarketFees().first(rpc)
    elsewhere = sign(Call(world.engine.deployment.chain_id, nonce, signer.address, b"", 21_000, fees), signer)
    rpc.call("eth_sendRawTransaction", as_data(elsewhere.raw))
    wait_for(lambda: as_int(rpc.call("eth_getTransactionCount", signer.address, "latest")) > nonce)
    with pytest.raises(LedgerRefused) as caught:
        world.outbox.deliver(key_of("taken"))
    assert "from elsewhere" in str(caught.value)
    assert times_done(world, "taken") == 0


class BehindStore(OutboxStore):
    """Reads once as if a moment ago: before another process stored a better-paid twin of the transaction."""

    behind = 0

    def get(self, key: IdempotencyKey) -> StoredEntry | None:
        entry = super().get(key)
        if entry is None or self.behind == 0:
            return entry
        self.behind -= 1
        return replace(entry, attempts=entry.attempts[:1])


def test_deliver__another_process_replaced_the_transaction_meanwhile__is_not_taken_for_lost(
    world: World, store: OutboxStore, rpc: JsonRpc
) -> None:
    key = key_of("twin")
    world.outbox.submit(key, act_of("twin"), actor("maker").address)
    rpc.call("evm_setAutomine", False)
    try:
        world.outbox._prepare(stored(store, key))
        world.outbox._replace(stored(store, key))
        rpc.call("evm_mine")
    finally:
        rpc.call("evm_setAutomine", True)
    assert len(stored(store, key).attempts) == 2
    late = outbox_on(world.engine, world.database, IMPATIENT)
    behind = BehindStore(world.database, world.engine.deployment.chain_id, SystemClock())
    behind.behind, late._store = 1, behind
    assert late.deliver(key).tx_hash == stored(store, key).attempts[1].tx_hash
    assert times_done(world, "twin") == 1


def deliver_all(engine: Engine, path: Path, names: list[str], sender: str) -> None:
    """Run in a process of its own."""
    outbox = outbox_on(engine, Database.at_path(path))
    for name in names:
        outbox.submit(key_of(name), act_of(name), actor(sender).address)
        outbox.deliver(key_of(name))


def test_deliver__two_processes_one_sender__every_act_is_done_once_without_a_gap(
    world: World, store: OutboxStore, home: Path
) -> None:
    before = as_int(world.engine.connection().ask("eth_getTransactionCount", actor("outsider").address, "latest"))
    shared = [f"race shared {number}" for number in range(6)]
    mine, yours = ([f"race {who} {number}" for number in range(6)] for who in ("mine", "yours"))
    lots = ([*mine, *shared], [*shared, *yours])
    waits = [mortal.start(deliver_all, world.engine, home / "outbox.sqlite3", lot, "outsider") for lot in lots]
    assert [wait() for wait in waits] == [True, True]
    everything = {*mine, *yours, *shared}
    assert {name: times_done(world, name) for name in everything} == dict.fromkeys(everything, 1)
    nonces = sorted(stored(store, key_of(name)).nonce or 0 for name in everything)
    assert nonces == list(range(before, before + len(everything)))


def test_deliver__node_does_not_answer__is_unavailable_and_nothing_is_lost(world: World) -> None:
    dead = replace(world.engine, url="http://127.0.0.1:9")
    world.outbox.submit(key_of("dead node"), act_of("dead node"), actor("maker").address)
    with pytest.raises(LedgerUnavailable):
        outbox_on(dead, world.database).deliver(key_of("dead node"))
    world.outbox.deliver(key_of("dead node"))
    assert times_done(world, "dead node") == 1


def test_market_fees__raised__clears_every_engines_threshold_and_stops_at_the_cap(rpc: JsonRpc) -> None:
    policy = MarketFees(cap_wei=10**12)
    offers = [policy.first(rpc)]
    while (better := policy.raised(offers[-1], rpc)) is not None:
        offers.append(better)
    for earlier, later in itertools.pairwise(offers):
        assert later.max_wei >= earlier.max_wei * 1.125
        assert (later.priority_wei or 0) >= (earlier.priority_wei or 0) * 1.1
    assert offers[-1].max_wei <= 10**12


def test_zero_fees__always__offer_nothing(rpc: JsonRpc) -> None:
    assert ZeroFees().first(rpc) == Fees(0, None)
    assert ZeroFees().raised(Fees(0, None), rpc) is None
