"""Ports kept in memory, for tests and trials: they pass their ports' whole suites, and forget when the process ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from threading import Lock
from types import MappingProxyType

from passport.adapters.copies import copy_in, is_whole, read_through
from passport.errors import (
    ContentKeyDestroyed,
    ContentNotFound,
    JournalConflict,
    KeyConflict,
    KeyUnknown,
)
from passport.identifiers import Cid, Digest
from passport.ledger.delivery import IdempotencyKey
from passport.ports import Copy, JournalEntry, KeyState, Progress, StoreStatus
from passport.provenance.content import assemble, stream_blocks, stream_content


class MemoryClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The time it stands at, UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Moves it forward."""
        self._now += by


class MemoryContentStore:
    """Blocks by their CID, in a dictionary."""

    place = "memory"
    copies_wanted = 1

    def __init__(self) -> None:
        self.blocks: dict[Cid, bytes] = {}
        self._pins: set[Cid] = set()
        self._lock = Lock()

    def put(self, content: bytes) -> Cid:
        """Stores and pins content of any length."""
        return self.put_stream([content])

    def put_all(self, contents: Sequence[bytes]) -> tuple[Cid, ...]:
        """Stores and pins many contents."""
        return tuple(self.put(content) for content in contents)

    def put_stream(self, chunks: Iterable[bytes], progress: Progress | None = None) -> Cid:
        """Stores and pins content given in pieces; the memory is that of the blocks."""
        stored_bytes = 0
        root = None
        for root, block in stream_blocks(chunks):
            with self._lock:
                self.blocks[root] = block
            if progress is not None and root.codec == "raw":
                stored_bytes += len(block)
                progress(stored_bytes)
        assert root is not None  # noqa: S101 (empty content is one empty block)
        with self._lock:
            self._pins.add(root)
        return root

    def get(self, cid: Cid) -> bytes:
        """The content. Raises ContentNotFound, ContentCorrupt."""
        return assemble(cid, self._block)

    def stream(self, cid: Cid) -> Iterator[bytes]:
        """The content leaf by leaf, each checked before it leaves."""
        return stream_content(cid, self._block)

    def has(self, cid: Cid) -> bool:
        """Whether the whole content is here and intact."""
        return is_whole(self, cid)

    def pin(self, cid: Cid) -> None:
        """Keeps the content. Raises ContentNotFound, ContentCorrupt."""
        read_through(self, cid)
        with self._lock:
            self._pins.add(cid)

    def unpin(self, cid: Cid) -> None:
        """Lets the content go; nothing happens if it was not pinned."""
        with self._lock:
            self._pins.discard(cid)

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        return cid in self._pins

    def kept(self) -> Iterator[Cid]:
        """Every content that is pinned."""
        with self._lock:
            pins = list(self._pins)
        yield from pins

    def copies(self, cid: Cid, *, thorough: bool) -> tuple[Copy, ...]:
        """The one copy here."""
        return (copy_in(self, cid, thorough=thorough),)

    def status(self) -> StoreStatus:
        """Always available."""
        return StoreStatus(True, f"in memory, {len(self.blocks)} blocks, forgotten when the process ends")

    def _block(self, cid: Cid) -> bytes:
        block = self.blocks.get(cid)
        if block is None:
            raise ContentNotFound(f"Content {cid} is not in this store.", cid=cid)
        return block


class MemoryKeyVault:
    """Content keys in a dictionary; None where one was destroyed."""

    def __init__(self) -> None:
        self._keys: dict[Digest, bytes | None] = {}
        self._lock = Lock()

    def put(self, product: Digest, key: bytes) -> None:
        """Keeps a key. Raises KeyConflict, ContentKeyDestroyed."""
        self.put_all({product: key})

    def put_all(self, keys: Mapping[Digest, bytes]) -> None:
        """Keeps many keys, or none. Raises KeyConflict, ContentKeyDestroyed."""
        with self._lock:
            for product, key in keys.items():
                if product in self._keys and not compare_digest(self._known(product), key):
                    raise KeyConflict("Another key is kept for this product.", product=product)
            self._keys.update({product: bytes(key) for product, key in keys.items()})

    def get(self, product: Digest) -> bytes:
        """The key. Raises KeyUnknown, ContentKeyDestroyed."""
        with self._lock:
            return self._known(product)

    def state(self, product: Digest) -> KeyState:
        """What is known about the product's key."""
        with self._lock:
            if product not in self._keys:
                return KeyState.UNKNOWN
            return KeyState.DESTROYED if self._keys[product] is None else KeyState.HELD

    def destroyed(self) -> frozenset[Digest]:
        """All that was erased."""
        with self._lock:
            return frozenset(product for product, key in self._keys.items() if key is None)

    def rewrap(self) -> int:
        """Nothing is wrapped here."""
        return 0

    def destroy(self, product: Digest) -> None:
        """Erases the key; repeats change nothing. Raises KeyUnknown."""
        with self._lock:
            if product not in self._keys:
                raise KeyUnknown("No key is kept for this product.", product=product)
            self._keys[product] = None

    def _known(self, product: Digest) -> bytes:
        if product not in self._keys:
            raise KeyUnknown("No key is kept for this product.", product=product)
        key = self._keys[product]
        if key is None:
            raise ContentKeyDestroyed("The key of this product was erased.", product=product)
        return key


class MemoryJournal:
    """Entries in a dictionary, in the order they were begun."""

    def __init__(self) -> None:
        self._entries: dict[IdempotencyKey, JournalEntry] = {}
        self._lock = Lock()

    def begin(self, key: IdempotencyKey, request: Digest) -> JournalEntry:
        """Opens the entry, or returns it as it is. Raises JournalConflict for another request."""
        with self._lock:
            entry = self._entries.setdefault(key, JournalEntry(key, request, MappingProxyType({})))
        if entry.request != request:
            raise JournalConflict(f"Key {key} already stands for another request.", key=key)
        return entry

    def record(self, key: IdempotencyKey, step: str, value: str) -> JournalEntry:
        """Remembers a step's result for ever. Raises JournalConflict for another value, or if never begun."""
        with self._lock:
            entry = self._begun(key)
            if entry.steps.get(step, value) != value:
                raise JournalConflict(f"Step {step} of {key} has another result already.", key=key, step=step)
            self._entries[key] = replace(entry, steps=MappingProxyType({**entry.steps, step: value}))
            return self._entries[key]

    def forget(self, key: IdempotencyKey, step: str) -> JournalEntry:
        """Empties a step's result; repeats change nothing. Raises JournalConflict if never begun or never recorded."""
        with self._lock:
            entry = self._begun(key)
            if step not in entry.steps:
                raise JournalConflict(f"Step {step} of {key} has no result to forget.", key=key, step=step)
            self._entries[key] = replace(entry, steps=MappingProxyType({**entry.steps, step: ""}))
            return self._entries[key]

    def finish(self, key: IdempotencyKey) -> JournalEntry:
        """Marks the entry as done; repeats change nothing. Raises JournalConflict if never begun."""
        with self._lock:
            self._entries[key] = replace(self._begun(key), done=True)
            return self._entries[key]

    def entry(self, key: IdempotencyKey) -> JournalEntry | None:
        """The entry, or None if never begun."""
        return self._entries.get(key)

    def unfinished(self) -> Sequence[JournalEntry]:
        """Entries that were begun and not finished, oldest first."""
        with self._lock:
            return [entry for entry in self._entries.values() if not entry.done]

    def _begun(self, key: IdempotencyKey) -> JournalEntry:
        if key not in self._entries:
            raise JournalConflict(f"Nothing was begun under key {key}.", key=key)
        return self._entries[key]
