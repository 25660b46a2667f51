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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from passport.adapters.copies import copy_in, is_whole, read_through
from passport.adapters.ipfs.damage import damaged_blocks
from passport.errors import ContentNotFound, StoreUnavailable
from passport.faults import fault_point
from passport.identifiers import Cid
from passport.ports import Copy, Progress, StoreStatus
from passport.provenance.content import MAX_CONTENT_BYTES, Block, assemble, stream_blocks, stream_content

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

    copies_wanted = 1

    def __init__(self, folder: Path, max_bytes: int = MAX_CONTENT_BYTES) -> None:
        self._folder = folder
        self.place = f"blocks in {folder}"
        self._blocks, self._pins, self._incoming = (folder / name for name in ("blocks", "pins", "incoming"))
        self._max_bytes = max_bytes
        with _wrapped(folder):
            for made in (self._blocks, self._pins, self._incoming):
                made.mkdir(parents=True, exist_ok=True)
            _sync_folder(folder)
            self._sweep()

    def put(self, content: bytes) -> Cid:
        """Store and pin the content; durable when it returns."""
        return self.put_all([content])[0]

    def put_all(self, contents: Sequence[bytes]) -> tuple[Cid, ...]:
        """Store and pin many contents, syncing each folder once; durable when it returns."""
        shards: set[Path] = set()
        roots = tuple(self._write_blocks(stream_blocks(content), shards) for content in contents)
        self._keep(roots, shards)
        return roots

    def put_stream(self, chunks: Iterable[bytes], progress: Progress | None = None) -> Cid:
        """Store and pin content given in pieces; a block that is there and intact is not written again."""
        shards: set[Path] = set()
        root = self._write_blocks(stream_blocks(chunks), shards, progress)
        self._keep((root,), shards)
        return root

    def get(self, cid: Cid) -> bytes:
        """The content, every block checked; raises ContentNotFound or ContentCorrupt."""
        return assemble(cid, self.block, max_bytes=self._max_bytes)

    def stream(self, cid: Cid) -> Iterator[bytes]:
        """The content leaf by leaf, each checked before it leaves."""
        return stream_content(cid, self.block)

    def block(self, cid: Cid) -> bytes:
        """One block as it lies on disk, unchecked; raises ContentNotFound."""
        with _wrapped(self._folder):
            return self._read(cid)

    def discard_damaged(self, cid: Cid) -> None:
        """Take out the blocks of this content that are damaged, so that they count as missing."""
        for damaged in damaged_blocks(cid, self.block):
            with _wrapped(self._folder):
                self._place(damaged).unlink(missing_ok=True)

    def has(self, cid: Cid) -> bool:
        """Whether every block of the content is here and intact."""
        return is_whole(self, cid)

    def pin(self, cid: Cid) -> None:
        """Keep the content; raises ContentNotFound or ContentCorrupt when it is not all here."""
        read_through(self, cid)
        with _wrapped(self._folder):
            self._set_pin(cid)
            _sync_folder(self._pins)

    def unpin(self, cid: Cid) -> None:
        """No longer keep the content; its blocks stay until somebody collects them."""
        with _wrapped(self._folder):
            (self._pins / cid).unlink(missing_ok=True)
            _sync_folder(self._pins)

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        with _wrapped(self._folder):
            return (self._pins / cid).exists()

    def kept(self) -> Iterator[Cid]:
        """Every content that is pinned."""
        with _wrapped(self._folder):
            names = [path.name for path in self._pins.iterdir()]
        yield from map(Cid, names)

    def copies(self, cid: Cid, *, thorough: bool) -> tuple[Copy, ...]:
        """The one copy here."""
        return (copy_in(self, cid, thorough=thorough),)

    def status(self) -> StoreStatus:
        """Whether a file can be written here."""
        try:
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            os.close(descriptor)
            Path(name).unlink()
        except OSError as failed:
            return StoreStatus(False, f"local block store at {self._folder}: {failed.strerror}")
        return StoreStatus(True, f"local block store at {self._folder}")

    def _write_blocks(self, blocks: Iterable[Block], shards: set[Path], progress: Progress | None = None) -> Cid:
        """Write what is not there; the last block is the root. Errors of whoever gives the blocks pass unchanged."""
        stored_bytes, root = 0, None
        for root, block in blocks:
            with _wrapped(self._folder):
                place = self._place(root)
                shards.add(place.parent)
                if not _holds(place, block):
                    self._write(place, block)
                    fault_point("store.block_written")
            if progress is not None and root.codec == "raw":
                stored_bytes += len(block)
                progress(stored_bytes)
        assert root is not None  # noqa: S101 (empty content is one empty block)
        return root

    def _keep(self, roots: Sequence[Cid], shards: set[Path]) -> None:
        """Make the blocks durable, then the pins."""
        with _wrapped(self._folder):
            # Also when every block was there: another process may have renamed and not synced yet.
            for shard in shards:
                _sync_folder(shard)
            _sync_folder(self._blocks)
            fault_point("store.blocks_durable")
            for root in roots:
                self._set_pin(root)
            _sync_folder(self._pins)

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
