"""Bytes by their name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from passport.identifiers import Cid


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Whether a content store can be used."""

    available: bool
    description: str
    """For people: which store, where, which version; or what is wrong."""


Progress: TypeAlias = Callable[[int], None]
"""Told how many bytes of the content are dealt with so far; the last call has its whole length."""


class CopyState(StrEnum):
    """How one place keeps content."""

    KEPT = "kept"
    """Pinned, and whole as far as was looked."""
    UNPINNED = "unpinned"
    """Whole, but the next collection may take it."""
    MISSING = "missing"
    """Not here, or not all of it."""
    DAMAGED = "damaged"
    """A block has other bytes than its CID says."""
    UNREACHABLE = "unreachable"
    """The place did not answer."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Content in one place."""

    place: str
    """For people: which store or node."""
    state: CopyState


class ContentStore(Protocol):
    """Bytes by their CID.

    Crash: when `put` returns, content and pin are durable. A crash before that leaves the content absent, or present
    and unpinned, never a CID that reads as other bytes. Repeats: every call may be repeated; the second time changes
    nothing. Trust: `get` and `stream` return only bytes that have the CID asked for.
    """

    copies_wanted: int
    """In how many places content must be kept before `put` returns."""

    def put(self, content: bytes) -> Cid:
        """Stores and pins content of any length. Raises StoreUnavailable."""
        ...

    def put_all(self, contents: Sequence[bytes]) -> tuple[Cid, ...]:
        """Stores and pins many contents, in one go where that is faster; as `put` of each. Raises StoreUnavailable."""
        ...

    def put_stream(self, chunks: Iterable[bytes], progress: Progress | None = None) -> Cid:
        """Stores and pins content too large for memory, given in pieces of any size. The CID is that of `put`.

        Crash: killed before it returns, blocks that were stored stay, unpinned; given the same content again, the
        beginning that is there is not sent or written a second time. Memory: a bounded number of blocks.

        Raises:
            StoreUnavailable: Also when a collection took blocks before they could be pinned; repeat.
            Whatever reading the pieces raises; nothing is pinned then.
        """
        ...

    def get(self, cid: Cid) -> bytes:
        """The content. Raises ContentNotFound, ContentCorrupt, StoreUnavailable."""
        ...

    def stream(self, cid: Cid) -> Iterator[bytes]:
        """The content in pieces, in order, each checked before it leaves; memory holds a bounded number of blocks.

        What came before an error is a true beginning of the content.

        Raises (when the next piece is asked for):
            ContentNotFound, ContentCorrupt, StoreUnavailable.
        """
        ...

    def has(self, cid: Cid) -> bool:
        """Whether the whole content is here, without asking other nodes."""
        ...

    def pin(self, cid: Cid) -> None:
        """Keeps the content from being collected; with several places, also brings it where it is missing or damaged.

        Raises:
            ContentNotFound, ContentCorrupt: It is nowhere whole.
            StoreUnavailable: It is kept in fewer than `copies_wanted` places, as others did not answer.
        """
        ...

    def unpin(self, cid: Cid) -> None:
        """Lets the content be collected; nothing happens if it was not pinned."""
        ...

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        ...

    def kept(self) -> Iterator[Cid]:
        """Everything that is pinned, in no order, each once; CIDs of another form than ours are left out.

        Raises (when the next is asked for):
            StoreUnavailable.
        """
        ...

    def copies(self, cid: Cid, *, thorough: bool) -> tuple[Copy, ...]:
        """How each place keeps the content; never raises.

        Args:
            cid: The content.
            thorough: Read every block and hash it. Otherwise only the pin is looked at: KEPT may then miss a
                block, and UNPINNED all of them.
        """
        ...

    def status(self) -> StoreStatus:
        """Whether the store can be used; never raises."""
        ...
