"""The embedded chain's memory: an append-only file of blocks, each line one block with its raw transactions.

Anvil keeps its chain in memory and writes it out on a clean end only. Its blocks are a function of the genesis, the
transactions and the times of the blocks, so these three are kept here and the chain is made again from them, block
by block with the same hashes. A line that was being written when the machine stopped has no end and is cut off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from passport.errors import LedgerError

FORMAT = 1
T = TypeVar("T")


class ChainJournalCorrupt(LedgerError):
    """The embedded chain's file does not say what a chain journal says, or does not lead to the chain it names."""

    code = "ledger.chain_journal"
    default_remedy = "Restore the file chain/blocks.jsonl from a copy, or start a new home with `passport init`."


@dataclass(frozen=True)
class Genesis:
    """What the embedded chain starts from. `program` is the Anvil release that made the blocks."""

    chain_id: int
    timestamp: int
    hardfork: str
    gas_limit: int
    program: str
    hash: str


@dataclass(frozen=True)
class JournalBlock:
    """One block: enough to make it again and to see that it is the same."""

    number: int
    hash: str
    parent: str
    timestamp: int
    transactions: tuple[str, ...]
    """Raw signed transactions, 0x hex, in their order."""


@dataclass(frozen=True)
class _Tail:
    """Where the file's complete part ends, and which block is the last in it."""

    end: int
    number: int
    hash: str


class ChainJournal:
    """The file. One writer at a time: `EmbeddedChain` holds its lock around every call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: _Tail | None = None

    def exists(self) -> bool:
        """Whether a chain was begun here (a first line that was never finished does not count)."""
        return next(self._lines(0), None) is not None

    def begin(self, genesis: Genesis) -> None:
        """Starts the file over with a genesis."""
        with self._path.open("wb") as file:
            _write_durably(file.fileno(), _encode({"format": FORMAT, **asdict(genesis)}))
        _sync_directory(self._path.parent)
        self._known = None

    def genesis(self) -> Genesis:
        """The first line. Raises ChainJournalCorrupt."""
        first = next(self._lines(0), None)
        if first is None:
            raise ChainJournalCorrupt("The embedded chain's file is empty.")
        values = _decode(first[1])
        if values.pop("format", None) != FORMAT:
            raise ChainJournalCorrupt("The embedded chain's file is of another format.", wanted=FORMAT)
        return _build(Genesis, values)

    def blocks(self) -> Iterator[JournalBlock]:
        """All blocks after the genesis, each following the one before. Raises ChainJournalCorrupt."""
        self._known = None
        for _, block in self._blocks_after(self._start()):
            yield block

    def head(self) -> tuple[int, str]:
        """Number and hash of the last block that is safe on disk."""
        tail = self._tail()
        return tail.number, tail.hash

    def append(self, blocks: Sequence[JournalBlock]) -> None:
        """Adds blocks; when it returns they survive a power cut."""
        if not blocks:
            return
        content = b"".join(_encode(asdict(block)) for block in blocks)
        end = self._tail().end
        with self._path.open("r+b") as file:
            file.truncate(end)
            file.seek(end)
            _write_durably(file.fileno(), content)
        self._known = _Tail(end + len(content), blocks[-1].number, blocks[-1].hash)

    def _start(self) -> _Tail:
        first = next(self._lines(0), None)
        return _Tail(first[0] if first else 0, 0, self.genesis().hash)

    def _tail(self) -> _Tail:
        """Reads only what came since the last look."""
        tail = self._known or self._start()
        for end, block in self._blocks_after(tail):
            tail = _Tail(end, block.number, block.hash)
        self._known = tail
        return tail

    def _blocks_after(self, tail: _Tail) -> Iterator[tuple[int, JournalBlock]]:
        number, parent = tail.number, tail.hash
        for end, line in self._lines(tail.end):
            values = _decode(line)
            transactions = values.get("transactions")
            if not isinstance(transactions, list):
                raise ChainJournalCorrupt("The embedded chain's file has a block without its transactions.")
            block = _build(JournalBlock, {**values, "transactions": tuple(transactions)})
            number += 1
            if block.number != number or block.parent != parent:
                raise ChainJournalCorrupt(f"A block does not follow block {number - 1}.", block=number)
            parent = block.hash
            yield end, block

    def _lines(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Complete lines from an offset on, each with the offset after it."""
        if not self._path.exists():
            return
        end = start
        with self._path.open("rb") as file:
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                end += len(line)
                yield end, line


def _encode(values: dict[str, object]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _decode(line: bytes) -> dict[str, object]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise ChainJournalCorrupt("The embedded chain's file has a line that is no JSON.") from error
    if not isinstance(values, dict):
        raise ChainJournalCorrupt("The embedded chain's file has a line that is no object.")
    return values


def _build(kind: Callable[..., T], values: dict[str, object]) -> T:
    try:
        return kind(**values)
    except TypeError as error:
        raise ChainJournalCorrupt("The embedded chain's file has a line that is incomplete.") from error


def _write_durably(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
    os.fsync(descriptor)


def _sync_directory(directory: Path) -> None:
    """Makes a new file's name survive a power cut, where directories can be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
