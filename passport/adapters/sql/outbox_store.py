"""The outbox's memory: which act was asked for under which key, and what was signed for it.

Every method is one transaction. Written before anything is sent, it is what a killed process
finds when it comes back: an act is stored before it gets a nonce, a nonce before it is signed,
a signed transaction before it is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_once
from passport.adapters.sql.tables import outbox, outbox_attempts
from passport.errors import DatabaseError, DatabaseUnavailable, OutboxConflict
from passport.identifiers import Address, BlockHash, ChainId, Digest, TxHash
from passport.ledger.delivery import IdempotencyKey, OutboxState
from passport.ports import Clock

NONCE_RACES = 100
"""How often a nonce may be lost to another process before giving up; each loss is one winner."""


UNFINISHED = (OutboxState.PENDING, OutboxState.SENT)


@dataclass(frozen=True)
class Attempt:
    """One signed transaction for an act. A later attempt replaces it: same nonce, higher fee."""

    tx_hash: TxHash
    raw_transaction: bytes
    gas_limit: int
    max_fee_per_gas_wei: int
    """The gas price itself where the network knows no EIP-1559."""
    priority_fee_per_gas_wei: int | None
    """None where the network knows no EIP-1559."""


@dataclass(frozen=True)
class StoredEntry:
    """One act in the outbox, with all its attempts, oldest first."""

    key: IdempotencyKey
    sender: Address
    act_digest: Digest
    act: bytes
    state: OutboxState
    nonce: int | None
    block_number: int | None
    block_hash: BlockHash | None
    outcome: str | None
    attempts: tuple[Attempt, ...]
    created_at: dt.datetime
    updated_at: dt.datetime


class OutboxStore:
    """The outbox table of one chain."""

    def __init__(self, database: Database, chain_id: ChainId, clock: Clock) -> None:
        self._database = database
        self._chain_id = int(chain_id)
        self._clock = clock

    def insert_or_get(self, key: IdempotencyKey, act_digest: Digest, act: bytes, sender: Address) -> StoredEntry:
        """Store the act under its key, or return what is there already.

        Raises:
            OutboxConflict: the key stands for another act or another sender.
        """
        now = self._clock.now()
        values = {
            "chain_id": self._chain_id,
            "key": key,
            "sender": sender,
            "act_digest": bytes(act_digest),
            "act": act,
            "state": OutboxState.PENDING,
            "created_at": now,
            "updated_at": now,
        }
        with self._database.writing() as connection:
            insert_once(connection, outbox, values)
            entry = self._required(connection, key)
        if (entry.act_digest, entry.sender) != (act_digest, sender):
            raise OutboxConflict(
                f"Key {key} already stands for another act.", key=key, stored=entry.act_digest, asked=act_digest
            )
        return entry

    def reserve_nonce(self, key: IdempotencyKey, chain_nonce: int) -> int:
        """Give the act the sender's lowest free nonce, not below `chain_nonce`, once and for all.

        Asked again it answers the same nonce. Two processes never get the same one: the table's
        unique constraint decides, and the loser looks again.
        """
        for _ in range(NONCE_RACES):
            with self._database.writing() as connection:
                entry = self._locked(connection, key)
                if entry.nonce is not None:
                    return entry.nonce
                nonce = self._lowest_free(connection, entry.sender, chain_nonce)
                try:
                    with connection.begin_nested():
                        self._update(connection, key, nonce=nonce)
                except IntegrityError:
                    continue
                return nonce
        raise DatabaseUnavailable(f"Lost the race for a nonce {NONCE_RACES} times.", key=key)

    def release_nonce(self, key: IdempotencyKey) -> None:
        """Take the nonce back from an act that will never use it, so that the next act can.

        Raises:
            DatabaseError: a signed transaction with that nonce is stored; it might be out.
        """
        with self._database.writing() as connection:
            if self._locked(connection, key).attempts:
                raise DatabaseError(f"Act {key} has signed transactions; its nonce stays.", key=key)
            self._update(connection, key, nonce=None)

    def add_attempt(self, key: IdempotencyKey, attempt: Attempt) -> StoredEntry:
        """Store a signed transaction before it is sent; storing the same one again is harmless.

        An act that another process brought to its end meanwhile takes no more: it is returned as it is.
        """
        with self._database.writing() as connection:
            entry = self._locked(connection, key)
            known = entry.attempts
            if entry.state in UNFINISHED and attempt.tx_hash not in {stored.tx_hash for stored in known}:
                connection.execute(
                    insert(outbox_attempts).values(
                        chain_id=self._chain_id,
                        key=key,
                        number=len(known) + 1,
                        tx_hash=bytes(attempt.tx_hash),
                        raw_transaction=attempt.raw_transaction,
                        gas_limit=attempt.gas_limit,
                        max_fee_per_gas_wei=attempt.max_fee_per_gas_wei,
                        priority_fee_per_gas_wei=attempt.priority_fee_per_gas_wei,
                        created_at=self._clock.now(),
                    )
                )
                self._update(connection, key, state=OutboxState.SENT)
            return self._required(connection, key)

    def mark(
        self,
        key: IdempotencyKey,
        state: OutboxState,
        *,
        block_number: int | None = None,
        block_hash: BlockHash | None = None,
        outcome: str | None = None,
    ) -> StoredEntry:
        """Set state, block and outcome together; a block is forgotten when none is given (reorg).

        Raises:
            DatabaseError: the act is confirmed or refused already, and this would change that.
        """
        with self._database.writing() as connection:
            before = self._locked(connection, key).state
            if before not in UNFINISHED and before != state:
                raise DatabaseError(f"Act {key} is {before}; it does not become {state}.", key=key)
            self._update(
                connection,
                key,
                state=state,
                block_number=block_number,
                block_hash=None if block_hash is None else bytes(block_hash),
                outcome=outcome,
            )
            return self._required(connection, key)

    def get(self, key: IdempotencyKey) -> StoredEntry | None:
        """The entry under this key, or None."""
        with self._database.reading() as connection:
            found = self._select(connection, outbox.c.key == key)
        return found[0] if found else None

    def pending(self) -> list[StoredEntry]:
        """Every act that is neither confirmed nor refused, oldest first."""
        with self._database.reading() as connection:
            return self._select(connection, outbox.c.state.in_(UNFINISHED))

    def _required(self, connection: Connection, key: IdempotencyKey) -> StoredEntry:
        found = self._select(connection, outbox.c.key == key)
        if not found:
            raise DatabaseError(f"The outbox has no act under key {key}.", key=key)
        return found[0]

    def _locked(self, connection: Connection, key: IdempotencyKey) -> StoredEntry:
        """The entry, kept from other writers until the transaction ends (SQLite has one writer anyway)."""
        mine = (outbox.c.chain_id == self._chain_id) & (outbox.c.key == key)
        connection.execute(select(outbox.c.key).where(mine).with_for_update())
        return self._required(connection, key)

    def _update(self, connection: Connection, key: IdempotencyKey, **values: object) -> None:
        row = (outbox.c.chain_id == self._chain_id) & (outbox.c.key == key)
        connection.execute(update(outbox).where(row).values(updated_at=self._clock.now(), **values))

    def _lowest_free(self, connection: Connection, sender: Address, chain_nonce: int) -> int:
        mine = (outbox.c.chain_id == self._chain_id) & (outbox.c.sender == sender)
        taken = set(connection.scalars(select(outbox.c.nonce).where(mine & (outbox.c.nonce >= chain_nonce))))
        nonce = chain_nonce
        while nonce in taken:
            nonce += 1
        return nonce

    def _select(self, connection: Connection, which: ColumnElement[bool]) -> list[StoredEntry]:
        mine = (outbox.c.chain_id == self._chain_id) & which
        rows = connection.execute(select(outbox).where(mine).order_by(outbox.c.created_at, outbox.c.key)).all()
        return [_entry(row, self._attempts(connection, row.key)) for row in rows]

    def _attempts(self, connection: Connection, key: IdempotencyKey) -> Sequence[Row[Any]]:
        mine = (outbox_attempts.c.chain_id == self._chain_id) & (outbox_attempts.c.key == key)
        return connection.execute(select(outbox_attempts).where(mine).order_by(outbox_attempts.c.number)).all()


def _entry(row: Row[Any], attempts: Sequence[Row[Any]]) -> StoredEntry:
    return StoredEntry(
        key=IdempotencyKey(row.key),
        sender=Address(row.sender),
        act_digest=Digest(row.act_digest),
        act=row.act,
        state=OutboxState(row.state),
        nonce=row.nonce,
        block_number=row.block_number,
        block_hash=None if row.block_hash is None else BlockHash(row.block_hash),
        outcome=row.outcome,
        attempts=tuple(
            Attempt(
                tx_hash=TxHash(attempt.tx_hash),
                raw_transaction=attempt.raw_transaction,
                gas_limit=attempt.gas_limit,
                max_fee_per_gas_wei=attempt.max_fee_per_gas_wei,
                priority_fee_per_gas_wei=attempt.priority_fee_per_gas_wei,
            )
            for attempt in attempts
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
