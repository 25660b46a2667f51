"""The embedded content store: one file a block, named by its CID, in a folder of our own.

    blocks/<shard>/<cid>    the bytes of the block; shard: next-to-last two characters, as Kubo's
    pins/<cid>              an empty file: this content is kept
    incoming/               files being written; what a crash leaves here is swept later

A file appears under its name only when its bytes are on disk (write, fsync, rename, fsync the
folder), and content is pinned only when all its blocks are there. Any number of processes may
share the folder: a block has one possible content, so writers cannot disagree.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from passport.errors import ContentCorrupt, ContentNotFound, StoreUnavailable
from passport.faults import fault_point
from passport.identifiers import Cid
from passport.ports import StoreStatus
from passport.provenance.content import MAX_CONTENT_BYTES, assemble, stream_blocks

STALE_AFTER_S = 3600
"""An unfinished file this old belongs to a process that died."""


class BlockStore:
    """The content store port over a folder.

    Args:
        folder: Where to keep everything; created when missing.
        max_bytes: Largest content `get` puts together.

    Raises:
        StoreUnavailable: the folder cannot be created or written.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_CONTENT_BYTES) -> None:
        self._folder = folder
        self._blocks, self._pins, self._incoming = (folder / name for name in ("blocks", "pins", "incoming"))
        self._max_bytes = max_bytes
        with _wrapped(folder):
            for made in (self._blocks, self._pins, self._incoming):
                made.mkdir(parents=True, exist_ok=True)
            _sync_folder(folder)
            self._sweep()

    def put(self, content: bytes) -> Cid:
        """Store and pin the content; durable when it returns."""
        with _wrapped(self._folder):
            shards = set()
            for cid, block in stream_blocks(content):
                place = self._place(cid)
                shards.add(place.parent)
                if not _holds(place, block):
                    self._write(place, block)
                    fault_point("store.block_written")
            # Also when every block was there: another process may have renamed and not synced yet.
            for shard in shards:
                _sync_folder(shard)
            _sync_folder(self._blocks)
            fault_point("store.blocks_durable")
            self._set_pin(cid)
        return cid

    def get(self, cid: Cid) -> bytes:
        """The content, every block checked; raises ContentNotFound or ContentCorrupt."""
        with _wrapped(self._folder):
            return assemble(cid, self._read, max_bytes=self._max_bytes)

    def has(self, cid: Cid) -> bool:
        """Whether every block of the content is here and intact."""
        try:
            self.get(cid)
        except (ContentNotFound, ContentCorrupt):
            return False
        return True

    def pin(self, cid: Cid) -> None:
        """Keep the content; raises ContentNotFound or ContentCorrupt when it is not all here."""
        self.get(cid)
        with _wrapped(self._folder):
            self._set_pin(cid)

    def unpin(self, cid: Cid) -> None:
        """No longer keep the content; its blocks stay until somebody collects them."""
        with _wrapped(self._folder):
            (self._pins / cid).unlink(missing_ok=True)
            _sync_folder(self._pins)

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        with _wrapped(self._folder):
            return (self._pins / cid).exists()

    def status(self) -> StoreStatus:
        """Whether a file can be written here."""
        try:
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            os.close(descriptor)
            Path(name).unlink()
        except OSError as failed:
            return StoreStatus(False, f"local block store at {self._folder}: {failed.strerror}")
        return StoreStatus(True, f"local block store at {self._folder}")

    def _place(self, cid: Cid) -> Path:
        return self._blocks / cid[-3:-1] / cid

    def _read(self, cid: Cid) -> bytes:
        try:
            return self._place(cid).read_bytes()
        except FileNotFoundError:
            raise ContentNotFound(f"Block {cid} is not in the local store.", cid=cid) from None

    def _write(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as incoming:
            incoming.write(content)
            incoming.flush()
            os.fsync(incoming.fileno())
        Path(incoming.name).replace(place)

    def _set_pin(self, cid: Cid) -> None:
        (self._pins / cid).touch()  # empty, so syncing the folder makes all of it durable
        _sync_folder(self._pins)

    def _sweep(self) -> None:
        for left in self._incoming.iterdir():
            try:
                if time.time() - left.stat().st_mtime > STALE_AFTER_S:
                    left.unlink()
            except FileNotFoundError:
                continue  # its writer finished, or somebody else swept


def _holds(place: Path, content: bytes) -> bool:
    """Whether the file has exactly this content; a damaged block is written anew."""
    try:
        return place.read_bytes() == content
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Make renames and removals in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _wrapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        raise StoreUnavailable(f"The block store at {folder} failed: {failed}", folder=str(folder)) from failed
