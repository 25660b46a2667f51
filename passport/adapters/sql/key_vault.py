"""Content keys, one a data product: kept wrapped, and erased to erase the product.

Keys are wrapped under a key that is not in the database, bound to the product they belong to. A destroyed key leaves a
tombstone: the product cannot come back under a new key. What is promised: after `destroy` no call gives the key back
and the row no longer holds it. What is not: backups, and PostgreSQL's pages and write-ahead log for a while, still hold
the wrapped form; `rewrap` and the end of the older wrapping key make that noise.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_once
from passport.adapters.sql.tables import content_keys
from passport.errors import ContentKeyDestroyed, KeyConflict, KeyUnknown
from passport.faults import fault_point
from passport.identifiers import Digest
from passport.ports import Clock, KeyState, KeyWrapper


class SqlKeyVault:
    """The key vault port over SQL.

    Args:
        wrapper: What the keys are wrapped with; without it the stored rows are noise.
    """

    def __init__(self, database: Database, clock: Clock, wrapper: KeyWrapper) -> None:
        self._database = database
        self._clock = clock
        self._wrapper = wrapper

    def put(self, product: Digest, key: bytes) -> None:
        """Keep the product's content key; the same key again is harmless.

        Raises:
            ContentKeyDestroyed: the product's key was erased; it gets no new one.
            KeyConflict: the product has another key already.
        """
        self.put_all({product: key})

    def put_all(self, keys: Mapping[Digest, bytes]) -> None:
        """Keep many products' keys in one transaction; the same keys again are harmless.

        Raises:
            ContentKeyDestroyed, KeyConflict: as `put`; then none of them was kept.
        """
        now = self._clock.now()
        # In one order, so that two writers never wait for each other; wrapped before the transaction is open.
        wrapped = {product: self._wrapper.wrap(keys[product], bytes(product)) for product in sorted(keys)}
        with self._database.writing() as connection:
            for product, ciphertext in wrapped.items():
                row = {"product_digest": bytes(product), "wrapped_key": ciphertext, "created_at": now}
                if not insert_once(connection, content_keys, row):
                    self._require_same(connection, product, keys[product])
        for product, ciphertext in wrapped.items():
            if not self._wrapper.is_current(ciphertext):
                # The wrapping key was rotated between our wrapping and our writing.
                self._exchange(bytes(product), ciphertext, self._wrapper.wrap(keys[product], bytes(product)))

    def get(self, product: Digest) -> bytes:
        """The product's content key.

        Raises:
            KeyUnknown: there never was one.
            ContentKeyDestroyed: it was erased.
            SigningError: it does not open under this wrapping key.
        """
        with self._database.reading() as connection:
            return self._kept(connection, product)

    def _require_same(self, connection: Connection, product: Digest, key: bytes) -> None:
        if not hmac.compare_digest(self._kept(connection, product), key):
            raise KeyConflict("The product has another content key already.", product=product)

    def _kept(self, connection: Connection, product: Digest) -> bytes:
        mine = content_keys.c.product_digest == bytes(product)
        row = connection.execute(select(content_keys).where(mine)).one_or_none()
        if row is None:
            raise KeyUnknown(
                "No content key for this product is kept here.",
                remedy="Ask a holder to share it: passport share.",
                product=product,
            )
        if row.wrapped_key is None:
            raise ContentKeyDestroyed(f"The content key was erased at {row.destroyed_at.isoformat()}.", product=product)
        return self._wrapper.unwrap(row.wrapped_key, bytes(product))

    def state(self, product: Digest) -> KeyState:
        """What is known about the product's key; opens nothing."""
        mine = content_keys.c.product_digest == bytes(product)
        with self._database.reading() as connection:
            row = connection.execute(select(content_keys.c.wrapped_key).where(mine)).one_or_none()
        if row is None:
            return KeyState.UNKNOWN
        return KeyState.DESTROYED if row.wrapped_key is None else KeyState.HELD

    def destroyed(self) -> frozenset[Digest]:
        """All that was erased."""
        gone = select(content_keys.c.product_digest).where(content_keys.c.wrapped_key.is_(None))
        with self._database.reading() as connection:
            return frozenset(Digest(digest) for digest in connection.scalars(gone))

    def destroy(self, product: Digest) -> None:
        """Erase the product's content key; erasing it again is harmless.

        Raises:
            KeyUnknown: there never was one.
        """
        mine = content_keys.c.product_digest == bytes(product)
        with self._database.writing() as connection:
            if connection.scalar(select(content_keys.c.product_digest).where(mine)) is None:
                raise KeyUnknown("No content key for this product is kept here.", product=product)
            connection.execute(
                update(content_keys)
                .where(mine & content_keys.c.wrapped_key.is_not(None))
                .values(wrapped_key=None, destroyed_at=self._clock.now())
            )
        fault_point("vault.tombstone")
        self._database.forget_overwritten()

    def rewrap(self) -> int:
        """Wrap every key anew that is not under the newest wrapping key; each in a transaction of its own."""
        with self._database.reading() as connection:
            held = select(content_keys).where(content_keys.c.wrapped_key.is_not(None))
            stale = [row for row in connection.execute(held) if not self._wrapper.is_current(row.wrapped_key)]
        for row in stale:
            context = bytes(row.product_digest)
            wrapped = self._wrapper.wrap(self._wrapper.unwrap(row.wrapped_key, context), context)
            self._exchange(context, row.wrapped_key, wrapped)
            fault_point("vault.rewrapped")
        self._database.forget_overwritten()
        return len(stale)

    def _exchange(self, product: bytes, old: bytes, new: bytes) -> None:
        """Put one wrapped form in the place of another; not if it was destroyed meanwhile: a key does not come back."""
        unchanged = (content_keys.c.product_digest == product) & (content_keys.c.wrapped_key == old)
        with self._database.writing() as connection:
            connection.execute(update(content_keys).where(unchanged).values(wrapped_key=new))
