"""How one place keeps content, found out through the port alone."""

from __future__ import annotations

from typing import Protocol

from passport.errors import ContentCorrupt, ContentNotFound, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import ContentStore, Copy, CopyState


class PlaceSilent(StoreUnavailable):
    """A place did not answer at all; it will not answer the next call either."""


class Place(ContentStore, Protocol):
    """A store that says where it is."""

    place: str


def copy_in(store: Place, cid: Cid, *, thorough: bool) -> Copy:
    """The state of the content in one store; see `ContentStore.copies`."""
    try:
        return copy_of(store, cid, thorough=thorough)
    except StoreUnavailable:
        return Copy(store.place, CopyState.UNREACHABLE)


def copy_of(store: Place, cid: Cid, *, thorough: bool) -> Copy:
    """The state of the content in a store that answers. Raises StoreUnavailable."""
    try:
        if thorough:
            read_through(store, cid)
        return Copy(store.place, CopyState.KEPT if store.is_pinned(cid) else CopyState.UNPINNED)
    except ContentNotFound:
        return Copy(store.place, CopyState.MISSING)
    except ContentCorrupt:
        return Copy(store.place, CopyState.DAMAGED)


def is_whole(store: ContentStore, cid: Cid) -> bool:
    """Whether every block is there and intact. Raises StoreUnavailable."""
    try:
        read_through(store, cid)
    except (ContentNotFound, ContentCorrupt):
        return False
    return True


def read_through(store: ContentStore, cid: Cid) -> None:
    """Reads and checks the content without keeping it; raises what `ContentStore.stream` does."""
    for _ in store.stream(cid):
        pass
