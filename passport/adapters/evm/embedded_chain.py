"""The embedded chain: an Anvil process started and kept by us on loopback, its blocks kept in a journal.

What is promised: a block that `record` has returned survives the end of Anvil, of the caller and of the machine at
any instant, with its number, hash, receipts and proofs. A block that was mined but not yet recorded may be lost with
Anvil; the outbox calls an act final only when its block is recorded, and sends it again if it is gone. Blocks are
sealed on demand, one a transaction, and gas costs nothing, as on the permissioned networks this stands for.

Several processes may share one chain: whoever needs it first starts it, under a lock file; a record of a process
that is gone or is another program's by now is seen as such.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from passport.adapters.evm.anvil_binary import anvil_release, require_anvil
from passport.adapters.evm.anvil_process import end, is_anvil_at
from passport.adapters.evm.chain_journal import ChainJournal, ChainJournalCorrupt, Genesis, JournalBlock
from passport.adapters.evm.rpc import JsonRpc, RpcError, as_int, quantity
from passport.errors import LedgerUnavailable
from passport.identifiers import ChainId

EMBEDDED_CHAIN_ID = ChainId(31971)
"""Neither Anvil's nor Ganache's default, so that a transaction for it is good nowhere else."""
HARDFORK = "paris"
BLOCK_GAS_LIMIT = 1_000_000_000
"""So large that no block is more than half full and the base fee of EIP-1559 stays zero."""
LOCK_TIMEOUT_S = 60.0
START_TIMEOUT_S = 30.0
_POLL_S = 0.02


@dataclass(frozen=True)
class RunningChain:
    """A live process of this chain."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Where its JSON-RPC answers."""
        return f"http://127.0.0.1:{self.port}"


class EmbeddedChain:
    """One chain in one directory.

    Args:
        directory: Its home; made if it is not there.
        chain_id: Only read when the chain is begun.
    """

    def __init__(self, directory: Path, chain_id: ChainId = EMBEDDED_CHAIN_ID) -> None:
        self._directory = directory
        self._chain_id = chain_id
        self._journal = ChainJournal(directory / "blocks.jsonl")
        self._process_file = directory / "process.json"
        self._starting_file = directory / "starting"
        self._lock = FileLock(directory / "lock", timeout=LOCK_TIMEOUT_S)

    def ensure_running(self) -> RunningChain:
        """The live chain, started (and made again from its journal) if it does not run.

        Raises:
            LedgerUnavailable: Anvil is not there or does not start.
            ChainJournalCorrupt: The journal does not lead to the chain it names.
        """
        with self._locked():
            running = self._running()
            return running if running else self._start()

    def running(self) -> RunningChain | None:
        """The live chain, or None. Starts nothing."""
        if not self._directory.exists():
            return None
        with self._locked():
            return self._running()

    def record(self) -> int:
        """Writes every block that is not in the journal yet to disk; returns the number of the last safe block.

        Raises:
            LedgerUnavailable: The chain does not run.
            ChainJournalCorrupt: The running chain has left the recorded one (somebody rewound it).
        """
        with self._locked():
            running = self._running()
            if running is None:
                raise LedgerUnavailable("The embedded chain does not run.")
            rpc = JsonRpc(running.url)
            number, block_hash = self._journal.head()
            head = as_int(rpc.call("eth_blockNumber"))
            if _block(rpc, number).hash != block_hash:
                raise ChainJournalCorrupt(f"The running chain has another block {number} than the recorded one.")
            self._journal.append([_block(rpc, new) for new in range(number + 1, head + 1)])
            return head

    def stop(self) -> None:
        """Records what is not recorded yet and ends the process. Nothing happens if none runs.

        The port stays noted, so that the next start takes it again if it can.
        """
        running = self.running()
        if running is None:
            return
        self.record()
        with self._locked():
            end(running.pid)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._directory.mkdir(parents=True, exist_ok=True)
        try:
            with self._lock:
                yield
        except Timeout as error:
            raise LedgerUnavailable("Another process holds the embedded chain's lock.") from error

    def _running(self) -> RunningChain | None:
        """What process.json names, if it lives and is this chain. Raises LedgerUnavailable if it lives and is mute."""
        try:
            values = json.loads(self._process_file.read_text())
            running = RunningChain(int(values["pid"]), int(values["port"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not self._journal.exists():
            return None
        deadline = time.monotonic() + START_TIMEOUT_S
        while is_anvil_at(running.pid, running.port):
            try:
                genesis = _block(JsonRpc(running.url), 0)
            except LedgerUnavailable:
                # It may be about to die; a second one beside it must not be started.
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL_S)
            else:
                return running if genesis.hash == self._journal.genesis().hash else None
        return None

    def _start(self) -> RunningChain:
        binary = require_anvil()
        release = anvil_release(binary)
        self._end_leftover()
        begun = self._journal.exists()
        if begun:
            genesis = self._journal.genesis()
        else:
            genesis = Genesis(self._chain_id, int(time.time()), HARDFORK, BLOCK_GAS_LIMIT, release, "")
        running = self._spawn(binary, genesis)
        try:
            self._settle(JsonRpc(running.url), genesis, begun=begun, release=release)
        except RpcError as error:
            end(running.pid)
            raise ChainJournalCorrupt(f"Anvil refuses what the journal says: {error}.") from error
        except BaseException:
            end(running.pid)
            raise
        self._note(running)
        self._starting_file.unlink(missing_ok=True)
        return running

    def _end_leftover(self) -> None:
        """Ends what a process started that was killed before it could note it."""
        try:
            pid, port = (int(word) for word in self._starting_file.read_text().split())
        except (OSError, ValueError):
            return
        if is_anvil_at(pid, port):
            end(pid)

    def _spawn(self, binary: Path, genesis: Genesis) -> RunningChain:
        port = self._choose_port()
        command = [str(binary), "--host", "127.0.0.1", "--port", str(port), "--quiet", "--no-cors"]
        command += ["--chain-id", str(genesis.chain_id), "--hardfork", genesis.hardfork]
        command += ["--timestamp", str(genesis.timestamp), "--gas-limit", str(genesis.gas_limit)]
        command += ["--accounts", "0", "--gas-price", "0", "--base-fee", "0", "--disable-min-priority-fee"]
        command += ["--enable-tx-gas-limit", "--order", "fifo"]
        # The shell writes its process number down and then becomes Anvil: whoever dies here leaves no unknown process.
        noted = ["/bin/sh", "-c", f'echo "$$ {port}" > "$0" && exec "$@"', str(self._starting_file), *command]
        with (self._directory / "anvil.log").open("ab") as log:
            process = subprocess.Popen(noted, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        running = RunningChain(process.pid, port)
        rpc = JsonRpc(running.url, timeout_s=5)
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and process.poll() is None:
            try:
                rpc.call("eth_chainId")
                return running
            except LedgerUnavailable:
                time.sleep(_POLL_S)
        process.kill()
        process.wait()
        raise LedgerUnavailable(f"Anvil did not start; its output is in {self._directory / 'anvil.log'}.")

    def _settle(self, rpc: JsonRpc, genesis: Genesis, *, begun: bool, release: str) -> None:
        """Makes the recorded blocks again, or begins the record; then lets the chain's clock be the wall clock."""
        first = _block(rpc, 0)
        if not begun:
            self._journal.begin(Genesis(**{**vars(genesis), "hash": first.hash}))
        elif first.hash != genesis.hash:
            raise _drifted(0, genesis, release)
        rpc.call("evm_setAutomine", False)
        last = genesis.timestamp
        for block in self._journal.blocks():
            for transaction in block.transactions:
                rpc.call("eth_sendRawTransaction", transaction)
            rpc.call("evm_setNextBlockTimestamp", block.timestamp)
            rpc.call("evm_mine")
            if _block(rpc, block.number).hash != block.hash:
                raise _drifted(block.number, genesis, release)
            last = block.timestamp
        rpc.call("evm_setAutomine", True)
        rpc.call("evm_setTime", max(int(time.time()), last))

    def _choose_port(self) -> int:
        """The port of the last time if it is free, so that clients that wait find the chain again."""
        try:
            wanted = int(json.loads(self._process_file.read_text())["port"])
        except (OSError, ValueError, KeyError, TypeError):
            wanted = 0
        for port in (wanted, 0):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return int(probe.getsockname()[1])
        raise LedgerUnavailable("No port is free on the loopback interface.")

    def _note(self, running: RunningChain) -> None:
        temporary = self._process_file.with_suffix(".new")
        temporary.write_text(json.dumps({"pid": running.pid, "port": running.port}))
        temporary.replace(self._process_file)


def _block(rpc: JsonRpc, number: int) -> JournalBlock:
    """One block of the running chain as the journal keeps it."""
    answer = rpc.call("eth_getBlockByNumber", quantity(number), False)
    if not isinstance(answer, dict):
        raise LedgerUnavailable(f"The embedded chain has no block {number}.", block=number)
    transactions = tuple(str(rpc.call("eth_getRawTransactionByHash", each)) for each in answer["transactions"])
    return JournalBlock(
        number, str(answer["hash"]), str(answer["parentHash"]), as_int(answer["timestamp"]), transactions
    )


def _drifted(number: int, genesis: Genesis, release: str) -> ChainJournalCorrupt:
    return ChainJournalCorrupt(
        f"Anvil {release} makes another block {number} from the journal than Anvil {genesis.program} did.",
        remedy=f"Use Anvil {genesis.program} for this home, or start a new home with `passport init`.",
        block=number,
    )
