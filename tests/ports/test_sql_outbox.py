"""The outbox table: one key one act, one nonce one act, whatever races or dies."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from passport.adapters.sql.engine import Database
from passport.adapters.sql.outbox_store import Attempt, OutboxStore
from passport.errors import DatabaseError, OutboxConflict
from passport.identifiers import Address, BlockHash, ChainId, Digest, TxHash
from passport.ledger.delivery import IdempotencyKey, OutboxState
from tests.ports.conftest import SteppingClock

CHAIN = ChainId(31337)
ALICE = Address("0x" + "a1" * 20)
BOB = Address("0x" + "b0" * 20)
ACT = Digest(b"\x01" * 32)


def key(name: object) -> IdempotencyKey:
    return IdempotencyKey(f"register:{name}")


def attempt(number: int, fee_wei: int = 7) -> Attempt:
    return Attempt(TxHash(number.to_bytes(32)), b"\x02raw" + bytes([number]), 90_000, fee_wei, None)


@pytest.fixture
def store(database: Database, clock: SteppingClock) -> OutboxStore:
    return OutboxStore(database, CHAIN, clock)


def reserve_many(url: str, names: list[str]) -> list[int]:
    """Run in a process of its own: submit each act and take its nonce."""
    database = Database(url)
    store = OutboxStore(database, CHAIN, SteppingClock())
    nonces = []
    for name in names:
        store.insert_or_get(key(name), ACT, b"act", ALICE)
        nonces.append(store.reserve_nonce(key(name), 5))
    database.close()
    return nonces


def test_insert_or_get__same_act_again__is_the_same_entry(store: OutboxStore) -> None:
    first = store.insert_or_get(key(1), ACT, b"the act", ALICE)
    assert first == store.insert_or_get(key(1), ACT, b"the act", ALICE) == store.get(key(1))
    assert (first.state, first.act, first.sender) == (OutboxState.PENDING, b"the act", ALICE)
    assert (first.nonce, first.attempts) == (None, ())


def test_insert_or_get__another_act_or_sender__is_a_conflict_and_changes_nothing(store: OutboxStore) -> None:
    first = store.insert_or_get(key(1), ACT, b"the act", ALICE)
    with pytest.raises(OutboxConflict):
        store.insert_or_get(key(1), Digest(b"\x02" * 32), b"another", ALICE)
    with pytest.raises(OutboxConflict):
        store.insert_or_get(key(1), ACT, b"the act", BOB)
    assert store.get(key(1)) == first


def test_get__unknown_key__is_none(store: OutboxStore) -> None:
    assert store.get(key("never")) is None


def test_every_change__unknown_key__is_refused(store: OutboxStore) -> None:
    for change in (
        lambda: store.reserve_nonce(key(1), 0),
        lambda: store.release_nonce(key(1)),
        lambda: store.add_attempt(key(1), attempt(1)),
        lambda: store.mark(key(1), OutboxState.CONFIRMED),
    ):
        with pytest.raises(DatabaseError, match="no act"):
            change()


def test_reserve_nonce__asked_again__is_the_same(store: OutboxStore) -> None:
    store.insert_or_get(key(1), ACT, b"", ALICE)
    assert store.reserve_nonce(key(1), 5) == 5
    assert store.reserve_nonce(key(1), 9) == 5


def test_reserve_nonce__several_acts__fills_the_lowest_gap(store: OutboxStore) -> None:
    for name in range(4):
        store.insert_or_get(key(name), ACT, b"", ALICE)
    assert [store.reserve_nonce(key(name), 5) for name in range(3)] == [5, 6, 7]
    store.release_nonce(key(1))
    assert store.reserve_nonce(key(3), 5) == 6
    assert store.reserve_nonce(key(1), 5) == 8


def test_reserve_nonce__chain_moved_on__is_never_below_it(store: OutboxStore) -> None:
    store.insert_or_get(key(1), ACT, b"", ALICE)
    store.insert_or_get(key(2), ACT, b"", ALICE)
    assert store.reserve_nonce(key(1), 5) == 5
    assert store.reserve_nonce(key(2), 40) == 40


def test_reserve_nonce__other_sender_or_chain__counts_apart(database: Database, clock: SteppingClock) -> None:
    here, there = OutboxStore(database, CHAIN, clock), OutboxStore(database, ChainId(1), clock)
    here.insert_or_get(key(1), ACT, b"", ALICE)
    here.insert_or_get(key(2), ACT, b"", BOB)
    there.insert_or_get(key(1), ACT, b"", ALICE)
    assert here.reserve_nonce(key(1), 0) == 0
    assert here.reserve_nonce(key(2), 0) == 0
    assert there.reserve_nonce(key(1), 0) == 0
    assert len(here.pending()) == 2
    assert len(there.pending()) == 1


def test_release_nonce__something_was_signed__is_refused(store: OutboxStore) -> None:
    store.insert_or_get(key(1), ACT, b"", ALICE)
    store.reserve_nonce(key(1), 0)
    store.add_attempt(key(1), attempt(1))
    with pytest.raises(DatabaseError, match="stays"):
        store.release_nonce(key(1))


def test_add_attempt__replacement__keeps_both_in_order(store: OutboxStore) -> None:
    store.insert_or_get(key(1), ACT, b"", ALICE)
    store.add_attempt(key(1), attempt(1, fee_wei=2**200))
    store.add_attempt(key(1), attempt(1, fee_wei=2**200))
    entry = store.add_attempt(key(1), attempt(2, fee_wei=2**201))
    assert entry.attempts == (attempt(1, fee_wei=2**200), attempt(2, fee_wei=2**201))
    assert entry.state is OutboxState.SENT


def test_mark__confirmed__is_no_longer_pending_and_never_changes(store: OutboxStore) -> None:
    store.insert_or_get(key(1), ACT, b"", ALICE)
    block = BlockHash(b"\x0b" * 32)
    entry = store.mark(key(1), OutboxState.CONFIRMED, block_number=12, block_hash=block)
    assert (entry.block_number, entry.block_hash) == (12, block)
    assert store.pending() == []
    for other in (OutboxState.PENDING, OutboxState.SENT, OutboxState.REFUSED):
        with pytest.raises(DatabaseError, match="confirmed"):
            store.mark(key(1), other)
    assert store.mark(key(1), OutboxState.CONFIRMED, block_number=12, block_hash=block).state == entry.state


def test_pending__several__are_listed_oldest_first(store: OutboxStore) -> None:
    for name in ("c", "a", "b"):
        store.insert_or_get(key(name), ACT, b"", ALICE)
    store.mark(key("a"), OutboxState.REFUSED, outcome="NotCustodian")
    assert [entry.key for entry in store.pending()] == [key("c"), key("b")]


def test_two_processes__many_acts_of_one_sender__never_share_a_nonce(
    database_url: str, two_processes: ProcessPoolExecutor
) -> None:
    names = [[f"{process}-{number}" for number in range(25)] for process in range(2)]
    found = two_processes.map(reserve_many, [database_url] * 2, names)
    taken = [nonce for nonces in found for nonce in nonces]
    assert sorted(taken) == list(range(5, 55))


def test_two_processes__the_same_keys__agree_on_one_nonce_each(
    database_url: str, two_processes: ProcessPoolExecutor
) -> None:
    names = [str(number) for number in range(25)]
    first, second = two_processes.map(reserve_many, [database_url] * 2, [names] * 2)
    assert first == second
    assert sorted(first) == list(range(5, 30))


WRITER = """
import sys
from tests.ports.test_sql_outbox import ACT, ALICE, CHAIN, SteppingClock, attempt, key
from passport.adapters.sql.engine import Database
from passport.adapters.sql.outbox_store import OutboxStore
store = OutboxStore(Database(sys.argv[1]), CHAIN, SteppingClock())
for number in range(256):
    store.insert_or_get(key(number), ACT, b"act", ALICE)
    nonce = store.reserve_nonce(key(number), 0)
    store.add_attempt(key(number), attempt(number))
    print(number, nonce, flush=True)
"""


@pytest.mark.chaos
@pytest.mark.parametrize("acts", [1, 9])
def test_kill__at_any_line__what_was_answered_is_there(database_url: str, acts: int) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        answered = [writer.stdout.readline() for _ in range(acts)]
        writer.send_signal(signal.SIGKILL)
        answered += writer.stdout.readlines()
    database = Database(database_url)
    store = OutboxStore(database, CHAIN, SteppingClock())
    whole = [line.split() for line in answered if line.endswith("\n")]
    for number, nonce in whole:
        entry = store.get(key(number))
        assert entry is not None
        assert (entry.nonce, entry.attempts) == (int(nonce), (attempt(int(number)),))
    found = store.pending()
    assert len(whole) <= len(found) <= len(whole) + 1
    # Going on after the crash takes the nonces that are still free, without a gap.
    store.insert_or_get(key("after"), ACT, b"act", ALICE)
    store.reserve_nonce(key("after"), 0)
    nonces = sorted(entry.nonce for entry in store.pending() if entry.nonce is not None)
    assert nonces == list(range(len(nonces)))
    database.close()
