"""Large files on this machine: read in pieces, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from passport.errors import PassportError
from passport.faults import fault_point
from passport.ports import Progress

PIECE_BYTES = 1 << 20
"""Read from a file at once."""
STALE_AFTER_S = 3600
"""An unfinished file this old belongs to a process that died."""


class FileFailed(PassportError):
    """A file on this machine cannot be read or written, or changed while it was read."""

    code = "file"


def size_bytes(file: Path) -> int:
    """Length of a file. Raises FileFailed."""
    with failing_as("read", file):
        return file.stat().st_size


def read_pieces(file: Path, progress: Progress | None = None) -> Iterator[bytes]:
    """Yield a file in pieces of PIECE_BYTES. Raises FileFailed."""
    with failing_as("read", file), file.open("rb") as stream:
        done = 0
        while piece := stream.read(PIECE_BYTES):
            yield piece
            done += len(piece)
            if progress is not None:
                progress(done)


@contextmanager
def written(file: Path) -> Iterator[GrowingFile]:
    """A file that appears under its name, on disk, when the block ends well; otherwise nothing is left.

    A kill leaves a hidden file beside it, which the next run removes when it is older than STALE_AFTER_S.
    """
    with failing_as("written", file):
        file.parent.mkdir(parents=True, exist_ok=True)
        _sweep(file)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        growing = GrowingFile(descriptor, file)
        yield growing
        with failing_as("written", file):
            os.fsync(descriptor)
            fault_point("file.written")
            Path(name).replace(file)
            _sync_folder(file.parent)
    finally:
        os.close(descriptor)
        Path(name).unlink(missing_ok=True)


class GrowingFile:
    """A file being written."""

    def __init__(self, descriptor: int, file: Path) -> None:
        self._descriptor = descriptor
        self._file = file

    def write(self, content: bytes) -> None:
        """Adds the bytes; raises FileFailed."""
        with failing_as("written", self._file):
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(file: Path) -> None:
    for left in file.parent.glob(f".{file.name}.*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > STALE_AFTER_S:
                left.unlink()


@contextmanager
def failing_as(what: str, file: Path) -> Iterator[None]:
    """Turns an error of the file system into FileFailed."""
    try:
        yield
    except OSError as failed:
        raise FileFailed(f"{file} cannot be {what}: {failed.strerror}.", file=str(file)) from failed
