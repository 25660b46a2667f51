"""Content keys of sealed products, and what keeps those keys closed at rest."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from passport.identifiers import Digest


class KeyState(Enum):
    """What a vault knows about a product's key."""

    UNKNOWN = "unknown"
    """There never was one here."""
    HELD = "held"
    DESTROYED = "destroyed"
    """It was erased; only that is remembered."""


class KeyVault(Protocol):
    """Content keys, by the digest of the product (or the sha2-256 of the attachment) they open.

    Crash: when `put` or `destroy` returns, it is durable; a `destroy` that was cut off is done to its end when it is
    repeated, and from its first durable step on the key is given to nobody. A destroyed key is gone for good: no call
    gives it back and the vault's own storage no longer holds it in any form. The vault remembers only that it existed.
    What backups of an earlier time hold is beyond a vault; see `rewrap`.
    """

    def put(self, product: Digest, key: bytes) -> None:
        """Keeps a key.

        Raises:
            KeyConflict: Another key is kept for the product. The same key again changes nothing.
            ContentKeyDestroyed: Its key was erased; it gets no new one.
        """
        ...

    def put_all(self, keys: Mapping[Digest, bytes]) -> None:
        """Keeps many keys, as `put` of each, in one go where that is faster."""
        ...

    def get(self, product: Digest) -> bytes:
        """The key. Raises KeyUnknown, or ContentKeyDestroyed if it was erased."""
        ...

    def state(self, product: Digest) -> KeyState:
        """What is known about the product's key; opens nothing."""
        ...

    def destroyed(self) -> frozenset[Digest]:
        """All that was erased."""
        ...

    def destroy(self, product: Digest) -> None:
        """Erases the key, and the product with it. Repeats change nothing. Raises KeyUnknown."""
        ...

    def rewrap(self) -> int:
        """Wraps every key anew that is not wrapped under the newest wrapping key; answers how many there were.

        Once the older wrapping key is gone too, copies of the vault made before are noise. Killed anywhere and
        repeated, every key is wrapped under the newest one.
        """
        ...


class KeyWrapper(Protocol):
    """Wraps content keys under a key that is not where they are kept: a file of its own, or a key management service.

    The wrapping key never leaves the wrapper. All methods raise SigningError when it cannot be used.
    """

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """The key, encrypted under the newest wrapping key and bound to `context`."""
        ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The key. Raises SigningError if it was wrapped elsewhere, for another context, or was changed."""
        ...

    def is_current(self, wrapped: bytes) -> bool:
        """Whether it is wrapped under the newest wrapping key."""
        ...
