"""Content keys, one a data product: kept wrapped, and erased to erase the product.

Keys are wrapped with AES-256-GCM under a key that is not in the database, bound to the product
they belong to. A destroyed key leaves a tombstone: the product cannot come back under a new key.
What is promised: after `destroy` no call gives the key back and the row no longer holds it.
What is not: backups, and pages PostgreSQL has not vacuumed yet, still hold the wrapped form.
"""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, update

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_once
from passport.adapters.sql.tables import content_keys
from passport.errors import ContentKeyDestroyed, KeyConflict, KeyUnknown, SigningError
from passport.identifiers import Digest
from passport.ports import Clock

_NONCE_BYTES = 12


class SqlKeyVault:
    """The key vault port over SQL.

    Args:
        wrapping_key: 32 bytes from outside the database; without it the stored keys are noise.
    """

    def __init__(self, database: Database, clock: Clock, wrapping_key: bytes) -> None:
        if len(wrapping_key) != 32:
            raise SigningError(f"The wrapping key has {len(wrapping_key)} bytes; 32 are needed.")
        self._database = database
        self._clock = clock
        self._cipher = AESGCM(wrapping_key)

    def put(self, product: Digest, key: bytes) -> None:
        """Keep the product's content key; the same key again is harmless.

        Raises:
            ContentKeyDestroyed: the product's key was erased; it gets no new one.
            KeyConflict: the product has another key already.
        """
        nonce = os.urandom(_NONCE_BYTES)
        wrapped = nonce + self._cipher.encrypt(nonce, key, bytes(product))
        values = {
            "product_digest": bytes(product),
            "wrapped_key": wrapped,
            "created_at": self._clock.now(),
        }
        with self._database.writing() as connection:
            inserted = insert_once(connection, content_keys, values)
        if not inserted and not hmac.compare_digest(self.get(product), key):
            raise KeyConflict("The product has another content key already.", product=product)

    def get(self, product: Digest) -> bytes:
        """The product's content key.

        Raises:
            KeyUnknown: there never was one.
            ContentKeyDestroyed: it was erased.
            SigningError: it does not open under this wrapping key.
        """
        mine = content_keys.c.product_digest == bytes(product)
        with self._database.reading() as connection:
            row = connection.execute(select(content_keys).where(mine)).one_or_none()
        if row is None:
            raise KeyUnknown("No content key for this product.", product=product)
        if row.wrapped_key is None:
            raise ContentKeyDestroyed(f"The content key was erased at {row.destroyed_at.isoformat()}.", product=product)
        nonce, sealed = row.wrapped_key[:_NONCE_BYTES], row.wrapped_key[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, sealed, bytes(product))
        except InvalidTag as failed:
            raise SigningError("The content key does not open under this wrapping key.", product=product) from failed

    def destroy(self, product: Digest) -> None:
        """Erase the product's content key; erasing it again is harmless.

        Raises:
            KeyUnknown: there never was one.
        """
        mine = content_keys.c.product_digest == bytes(product)
        with self._database.writing() as connection:
            if connection.scalar(select(content_keys.c.product_digest).where(mine)) is None:
                raise KeyUnknown("No content key for this product.", product=product)
            connection.execute(
                update(content_keys)
                .where(mine & content_keys.c.wrapped_key.is_not(None))
                .values(wrapped_key=None, destroyed_at=self._clock.now())
            )
        self._database.forget_overwritten()
