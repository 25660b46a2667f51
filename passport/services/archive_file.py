"""An archive of blocks on this machine: every block hashed, every root's tree walked, nothing else in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from passport.errors import ContentNotFound
from passport.identifiers import Cid
from passport.ports import Progress
from passport.provenance.car import CarMalformed, read_car
from passport.provenance.content import stream_content
from passport.services.files import failing_as

MAX_UNPACKED_BYTES = 1 << 30
"""A root's content may be larger than the archive (blocks that repeat are stored once), but not than this too."""
_JWT_END = b"~"


@dataclass(frozen=True, slots=True)
class Root:
    """A root whose whole tree is in the archive."""

    cid: Cid
    length_bytes: int
    digests: frozenset[bytes]
    """sha2-256 of the content, and of its part before the first ``~``: what is anchored of a signed product."""


@dataclass(frozen=True)
class Archive:
    """An open archive that was read through once."""

    roots: tuple[Root, ...]
    blocks: int
    content_of: _ContentOf

    def content(self, root: Root) -> Iterator[bytes]:
        """The content under a root, every block hashed again. Raises ContentCorrupt, FileFailed."""
        return self.content_of(root.cid)


@contextmanager
def opened_archive(file: Path, progress: Progress | None = None) -> Iterator[Archive]:
    """Opens an archive and checks all of it; blocks stay in the file.

    Args:
        file: The archive.
        progress: Told how many bytes were read.

    Raises:
        CarMalformed: Cut off, too large, of another form, with a root that is not whole or blocks of no root.
        ContentCorrupt: A block does not have its CID, or a tree is not the one its content has.
        FileFailed: The file cannot be read.
    """
    with failing_as("read", file), file.open("rb") as stream:
        named, sections = read_car(stream.read)
        places: dict[Cid, tuple[int, int]] = {}
        for section in sections:
            places[section.cid] = (section.offset, len(section.content))
            if progress is not None:
                progress(section.offset + len(section.content))
        if not named or len(set(named)) != len(named):
            raise CarMalformed("The archive names no root, or one twice.")
        content_of = _ContentOf(stream, places)
        reached: set[Cid] = set()
        roots = tuple(_walked(content_of, cid, reached) for cid in named)
        strays = places.keys() - reached
        if strays:
            raise CarMalformed(
                f"{len(strays)} blocks belong to none of the archive's roots, for example {min(strays)}.",
                remedy="Export it again; `ipfs dag export` writes what belongs to the root and no more.",
            )
        yield Archive(roots, len(places), content_of)


class _ContentOf:
    """Content out of an open archive."""

    def __init__(self, stream: BinaryIO, places: dict[Cid, tuple[int, int]]) -> None:
        self._stream = stream
        self._places = places
        self._max_bytes = max(MAX_UNPACKED_BYTES, stream.tell())

    def __call__(self, root: Cid, reached: set[Cid] | None = None) -> Iterator[bytes]:
        def block(cid: Cid) -> bytes:
            if cid not in self._places:
                raise ContentNotFound(f"Block {cid} is not in the archive.", cid=cid)
            if reached is not None:
                reached.add(cid)
            offset, length = self._places[cid]
            self._stream.seek(offset)
            return self._stream.read(length)

        return stream_content(root, block, max_bytes=self._max_bytes)


def _walked(content_of: _ContentOf, cid: Cid, reached: set[Cid]) -> Root:
    whole, before_end = hashlib.sha256(), hashlib.sha256()
    length, ended = 0, False
    try:
        for piece in content_of(cid, reached):
            whole.update(piece)
            length += len(piece)
            if not ended:
                head, end, _ = piece.partition(_JWT_END)
                before_end.update(head)
                ended = bool(end)
    except ContentNotFound as missing:
        raise CarMalformed(f"The archive is not whole under {cid}: {missing.message}", cid=cid) from missing
    return Root(cid, length, frozenset((whole.digest(), before_end.digest())))
