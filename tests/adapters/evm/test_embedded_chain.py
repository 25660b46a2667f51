"""The embedded chain keeps what it recorded, whatever dies; and two processes share one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.chain_journal import ChainJournal, ChainJournalCorrupt, Genesis, JournalBlock
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.fees import Fees
from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.evm.rpc import JsonRpc, as_data, as_int
from passport.adapters.evm.transactions import Call, sign
from passport.errors import LedgerUnavailable
from passport.identifiers import Address, ChainId
from tests.gate import require

SENDER = LocalSigner(b"\x33" * 32)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[EmbeddedChain]:
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    embedded = EmbeddedChain(tmp_path / "chain")
    yield embedded
    embedded.stop()


def send(chain: EmbeddedChain, nonce: int) -> str:
    """One transaction, mined at once; its hash."""
    call = Call(ChainId(31971), nonce, Address("0x" + "22" * 20), b"%d" % nonce, 60_000, Fees(0, None))
    signed = sign(call, SENDER)
    rpc = JsonRpc(chain.ensure_running().url)
    assert rpc.call("eth_sendRawTransaction", as_data(signed.raw)) == signed.hash.hex0x
    while rpc.call("eth_getTransactionReceipt", signed.hash.hex0x) is None:
        pass
    return signed.hash.hex0x


def whole_chain(chain: EmbeddedChain) -> list[dict[str, object]]:
    rpc = JsonRpc(chain.ensure_running().url)
    head = as_int(rpc.call("eth_blockNumber"))
    return [rpc.call("eth_getBlockByNumber", hex(number), True) for number in range(head + 1)]


def kill(chain: EmbeddedChain) -> None:
    running = chain.running()
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)


def test_record__then_anvil_killed__the_same_blocks_receipts_and_states_are_there_again(chain: EmbeddedChain) -> None:
    hashes = [send(chain, nonce) for nonce in range(12)]
    assert chain.record() == 12
    before = whole_chain(chain)
    url = chain.ensure_running().url
    receipt = JsonRpc(url).call("eth_getTransactionReceipt", hashes[4])
    proof = JsonRpc(url).call("eth_getProof", SENDER.address, [], "0x5")

    kill(chain)
    rpc = JsonRpc(chain.ensure_running().url)

    assert whole_chain(chain) == before
    assert rpc.call("eth_getTransactionReceipt", hashes[4]) == receipt
    assert rpc.call("eth_getProof", SENDER.address, [], "0x5") == proof
    assert as_int(rpc.call("eth_getTransactionCount", SENDER.address, "0x5")) == 5


def test_record__blocks_with_several_transactions_and_chosen_times__are_made_again(chain: EmbeddedChain) -> None:
    rpc = JsonRpc(chain.ensure_running().url)
    rpc.call("evm_setAutomine", False)
    for nonce in range(3):
        call = Call(ChainId(31971), nonce, Address("0x" + "22" * 20), b"", 60_000, Fees(0, None))
        rpc.call("eth_sendRawTransaction", as_data(sign(call, SENDER).raw))
    rpc.call("evm_increaseTime", 86_400)
    rpc.call("evm_mine")
    rpc.call("evm_mine")
    chain.record()
    before = whole_chain(chain)
    assert len(before[1]["transactions"]) == 3  # type: ignore[arg-type]
    kill(chain)
    assert whole_chain(chain) == before


def test_anvil_killed__before_the_block_was_recorded__loses_that_block_only(chain: EmbeddedChain) -> None:
    send(chain, 0)
    chain.record()
    lost = send(chain, 1)
    kill(chain)
    rpc = JsonRpc(chain.ensure_running().url)
    assert as_int(rpc.call("eth_blockNumber")) == 1
    assert rpc.call("eth_getTransactionReceipt", lost) is None
    assert send(chain, 1) == lost


def test_stop__then_start__goes_on_at_the_same_port(chain: EmbeddedChain) -> None:
    send(chain, 0)
    port = chain.ensure_running().port
    chain.stop()
    assert chain.running() is None
    again = chain.ensure_running()
    assert again.port == port
    assert as_int(JsonRpc(again.url).call("eth_blockNumber")) == 1


def test_ensure_running__from_two_processes__is_one_chain(chain: EmbeddedChain, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from passport.adapters.evm.embedded_chain import EmbeddedChain; "
        "print(EmbeddedChain(Path(sys.argv[1])).ensure_running().pid)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "chain")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    pids = {process.communicate(timeout=60)[0].strip() for process in started}
    assert pids == {str(chain.ensure_running().pid)}


def test_running__record_names_another_program__is_seen_as_stale(chain: EmbeddedChain, tmp_path: Path) -> None:
    running = chain.ensure_running()
    kill(chain)
    # A process that lives and is not ours, at a port where nothing of ours answers.
    (tmp_path / "chain" / "process.json").write_text(json.dumps({"pid": os.getpid(), "port": running.port}))
    assert chain.running() is None
    assert chain.ensure_running().pid not in (os.getpid(), running.pid)


def test_connection__chain_killed_meanwhile__finds_it_again(chain: EmbeddedChain) -> None:
    connection = EvmConnection.to_embedded(chain)
    send(chain, 0)
    assert connection.final_head().number == 1
    kill(chain)
    assert connection.head().number == 1


def test_record__line_cut_off_by_a_power_cut__is_dropped_and_written_anew(chain: EmbeddedChain, tmp_path: Path) -> None:
    send(chain, 0)
    chain.record()
    send(chain, 1)
    chain.record()
    before = whole_chain(chain)
    kill(chain)
    path = tmp_path / "chain" / "blocks.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    fresh = EmbeddedChain(tmp_path / "chain")
    assert whole_chain(fresh) == before[:2]
    send(fresh, 1)
    assert fresh.record() == 2
    kill(fresh)
    assert len(whole_chain(fresh)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": 1},
        {"transactions": ["0x00"]},
        {"transactions": []},
        {"number": 2},
        {"parent": "0x00"},
        {"extra": 1},
    ],
)
def test_ensure_running__journal_was_changed__is_refused_and_kept(
    chain: EmbeddedChain, tmp_path: Path, change: dict[str, object]
) -> None:
    send(chain, 0)
    chain.record()
    kill(chain)
    path = tmp_path / "chain" / "blocks.jsonl"
    whole = path.read_text()
    genesis, block = whole.splitlines()
    changed = "\n".join([genesis, json.dumps({**json.loads(block), **change})]) + "\n"
    path.write_text(changed)
    with pytest.raises(ChainJournalCorrupt):
        EmbeddedChain(tmp_path / "chain").ensure_running()
    assert path.read_text() == changed
    path.write_text(whole)


def test_record__chain_was_rewound_below_what_is_recorded__is_refused(chain: EmbeddedChain) -> None:
    rpc = JsonRpc(chain.ensure_running().url)
    snapshot = rpc.call("evm_snapshot")
    send(chain, 0)
    chain.record()
    assert rpc.call("evm_revert", snapshot) is True
    with pytest.raises((ChainJournalCorrupt, LedgerUnavailable)):
        chain.record()
    kill(chain)


def test_journal__any_cut__reads_as_the_complete_lines_before_it(tmp_path: Path) -> None:
    path = tmp_path / "blocks.jsonl"
    journal = ChainJournal(path)
    journal.begin(Genesis(1, 2, "paris", 3, "1.7.1", "0x00"))
    blocks = [JournalBlock(at, f"0x{at:02}", f"0x{at - 1:02}", at, ("0xaa",)) for at in range(1, 4)]
    journal.append(blocks)
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    for cut in range(ends[0], len(whole) + 1):
        path.write_bytes(whole[:cut])
        complete = sum(1 for end in ends[1:] if end <= cut)
        assert list(ChainJournal(path).blocks()) == blocks[:complete]
        torn = ChainJournal(path)
        torn.append(blocks[complete : complete + 1])
        assert list(ChainJournal(path).blocks()) == blocks[: complete + 1]
