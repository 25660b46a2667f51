"""The key vault port over a folder: one file a key, wrapped, and one a tombstone.

A key's file is named by the product's digest. A tombstone is written before the key's file is overwritten and removed,
and outlives it, so that a key which was being destroyed when the machine died is given to nobody afterwards.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path

from passport.adapters.vault.durable_files import replace, shred, write_new
from passport.errors import ContentKeyDestroyed, KeyConflict, KeyUnknown, SigningError
from passport.faults import fault_point
from passport.identifiers import Digest
from passport.ports import Clock, KeyState, KeyWrapper


class FileKeyVault:
    """The key vault port over files.

    Args:
        folder: Made, for its owner only, when the first key is kept.
        clock: Dates the tombstones.
        wrapper: What the keys are wrapped with; without it the files are noise.
    """

    def __init__(self, folder: Path, clock: Clock, wrapper: KeyWrapper) -> None:
        self._folder = folder
        self._clock = clock
        self._wrapper = wrapper

    def put(self, product: Digest, key: bytes) -> None:
        """Keeps a key; the same again changes nothing. Raises KeyConflict, ContentKeyDestroyed."""
        self._refuse_destroyed(product)
        wrapped = self._wrapper.wrap(key, bytes(product))
        try:
            with _wrapped(self._folder):
                write_new(self._key(product), wrapped)
                if not self._wrapper.is_current(wrapped):
                    # The wrapping key was rotated between our wrapping and our writing.
                    replace(self._key(product), self._wrapper.wrap(key, bytes(product)))
        except FileExistsError:
            if not hmac.compare_digest(self.get(product), key):
                raise KeyConflict("The product has another content key already.", product=product) from None
        # Destroyed by another process between the first look and the write: then it does not come back.
        if self._tombstone(product).exists():
            self.destroy(product)
            self._refuse_destroyed(product)

    def put_all(self, keys: Mapping[Digest, bytes]) -> None:
        """Keeps many keys, one after the other."""
        for product, key in keys.items():
            self.put(product, key)

    def get(self, product: Digest) -> bytes:
        """The key. Raises KeyUnknown, ContentKeyDestroyed, SigningError."""
        self._refuse_destroyed(product)
        try:
            with _wrapped(self._folder):
                wrapped = self._key(product).read_bytes()
        except FileNotFoundError:
            raise KeyUnknown(
                "No content key for this product is kept here.",
                remedy="Ask a holder to share it: passport share.",
                product=product,
            ) from None
        return self._wrapper.unwrap(wrapped, bytes(product))

    def state(self, product: Digest) -> KeyState:
        """What is known about the product's key; opens nothing."""
        if self._tombstone(product).exists():
            return KeyState.DESTROYED
        return KeyState.HELD if self._key(product).exists() else KeyState.UNKNOWN

    def destroyed(self) -> frozenset[Digest]:
        """All that was erased."""
        return frozenset(Digest(bytes.fromhex(path.stem)) for path in self._folder.glob("[0-9a-f]*.destroyed"))

    def destroy(self, product: Digest) -> None:
        """Erases the key; repeats change nothing, or end what was cut off. Raises KeyUnknown."""
        if self.state(product) is KeyState.UNKNOWN:
            raise KeyUnknown("No content key for this product is kept here.", product=product)
        with _wrapped(self._folder):
            with suppress(FileExistsError):  # an earlier destruction, perhaps cut off after this
                write_new(self._tombstone(product), self._clock.now().astimezone(UTC).isoformat().encode())
            fault_point("vault.tombstone")
            shred(self._key(product))
            for left in self._folder.glob(f".{self._key(product).name}.*"):
                shred(left)

    def rewrap(self) -> int:
        """Wraps every key anew that is not under the newest wrapping key."""
        changed = 0
        with _wrapped(self._folder):
            for path in sorted(self._folder.glob("*.key")):
                wrapped, context = path.read_bytes(), bytes.fromhex(path.stem)
                if not self._wrapper.is_current(wrapped):
                    replace(path, self._wrapper.wrap(self._wrapper.unwrap(wrapped, context), context))
                    fault_point("vault.rewrapped")
                    changed += 1
            for left in self._folder.glob(".*"):
                shred(left)
        return changed

    def _refuse_destroyed(self, product: Digest) -> None:
        try:
            since = self._tombstone(product).read_text()
        except FileNotFoundError:
            return
        raise ContentKeyDestroyed(f"The content key was erased at {since}.", product=product)

    def _key(self, product: Digest) -> Path:
        return self._folder / f"{bytes(product).hex()}.key"

    def _tombstone(self, product: Digest) -> Path:
        return self._folder / f"{bytes(product).hex()}.destroyed"


@contextmanager
def _wrapped(folder: Path) -> Iterator[None]:
    """Lets no error of the file system out, but the two that mean something here."""
    try:
        yield
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError as failed:
        raise SigningError(f"The key vault at {folder} failed: {failed.strerror}.", folder=str(folder)) from failed
