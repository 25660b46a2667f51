"""Bytes by their name, and the keys of those that are encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from passport.identifiers import (
    Cid,
    Digest,
)


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Whether a content store can be used."""

    available: bool
    description: str
    """For people: which store, where, which version; or what is wrong."""


class ContentStore(Protocol):
    """Bytes by their CID.

    Crash: when `put` returns, content and pin are durable. A crash before that leaves the content absent, or present
    and unpinned, never a CID that reads as other bytes. Repeats: every call may be repeated; the second time changes
    nothing. Trust: `get` returns only bytes that have the CID asked for.
    """

    def put(self, content: bytes) -> Cid:
        """Stores and pins content of any length. Raises StoreUnavailable."""
        ...

    def get(self, cid: Cid) -> bytes:
        """The content. Raises ContentNotFound, ContentCorrupt, StoreUnavailable."""
        ...

    def has(self, cid: Cid) -> bool:
        """Whether the whole content is here, without asking other nodes."""
        ...

    def pin(self, cid: Cid) -> None:
        """Keeps the content from being collected. Raises ContentNotFound if it is not here."""
        ...

    def unpin(self, cid: Cid) -> None:
        """Lets the content be collected; nothing happens if it was not pinned."""
        ...

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        ...

    def status(self) -> StoreStatus:
        """Whether the store can be used; never raises."""
        ...


class KeyVault(Protocol):
    """Content keys of encrypted products, by the digest of the product.

    Crash: when `put` or `destroy` returns, it is durable. A destroyed key is gone for good, also from its own
    backups' next generation; the vault remembers only that it existed.
    """

    def put(self, product: Digest, key: bytes) -> None:
        """Keeps a key. The same key again changes nothing; another key for the product raises KeyConflict."""
        ...

    def get(self, product: Digest) -> bytes:
        """The key. Raises KeyUnknown, or ContentKeyDestroyed if it was erased."""
        ...

    def destroy(self, product: Digest) -> None:
        """Erases the key, and the product with it. Repeats change nothing. Raises KeyUnknown."""
        ...
