"""The chain's events as far as they were read, and where to read on.

Events and the block they were read up to change in one transaction: a killed reader neither
misses an event nor sees one twice. A reorganisation is answered by `rewind`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_once
from passport.adapters.sql.tables import events, projections
from passport.errors import DatabaseError
from passport.identifiers import BlockHash, BlockRef, ChainId, PassportId, TxHash
from passport.ports import Clock


@dataclass(frozen=True)
class StoredEvent:
    """One contract event as it was read; `payload` is its JSON form, and says everything."""

    block_number: int
    log_index: int
    block_hash: BlockHash
    tx_hash: TxHash
    name: str
    passport_id: PassportId | None
    payload: str


class EventProjection:
    """The events of one chain over SQL."""

    def __init__(self, database: Database, chain_id: ChainId, clock: Clock) -> None:
        self._database = database
        self._chain_id = int(chain_id)
        self._clock = clock

    def resume_point(self) -> BlockRef | None:
        """The last block whose events are all here; None before the first."""
        with self._database.reading() as connection:
            return self._resume_point(connection)

    def append(self, found: Iterable[StoredEvent], up_to: BlockRef) -> None:
        """Add the events of the blocks after the resume point, up to `up_to`, and move it there.

        Raises:
            DatabaseError: an event or `up_to` is not after the resume point, or an event is
                beyond `up_to`; nothing is added then. Another reader may have been faster.
        """
        with self._database.writing() as connection:
            before = self._locked_number(connection, up_to)
            rows = [self._values(event) for event in found]
            outside = [row for row in rows if not before < row["block_number"] <= up_to.number]
            if outside or up_to.number <= before:
                raise DatabaseError(
                    f"Events are read up to block {before}; these are not the ones up to {up_to.number}.",
                    resume_block=before,
                    up_to=up_to.number,
                )
            if rows:
                connection.execute(insert(events), rows)
            self._move(connection, up_to)

    def rewind(self, to: BlockRef) -> None:
        """Forget every event after this block: the chain was reorganised there."""
        with self._database.writing() as connection:
            if self._locked_number(connection, to) < to.number:
                raise DatabaseError(f"Events are not read up to block {to.number} yet.", to=to.number)
            mine = events.c.chain_id == self._chain_id
            connection.execute(delete(events).where(mine & (events.c.block_number > to.number)))
            self._move(connection, to)

    def events(self, passport_id: PassportId | None = None) -> Sequence[StoredEvent]:
        """Every event read so far in the chain's order; of one passport when one is named."""
        which = events.c.chain_id == self._chain_id
        if passport_id is not None:
            which &= events.c.passport_id == bytes(passport_id)
        statement = select(events).where(which).order_by(events.c.block_number, events.c.log_index)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(statement)]

    def _resume_point(self, connection: Connection) -> BlockRef | None:
        mine = projections.c.chain_id == self._chain_id
        row = connection.execute(select(projections).where(mine)).one_or_none()
        if row is None or row.block_number < 0:
            return None
        return BlockRef(row.block_number, BlockHash(row.block_hash), row.block_timestamp)

    def _locked_number(self, connection: Connection, block: BlockRef) -> int:
        """Number of the resume block (-1 before the first), kept from other readers of the chain."""
        start = {**self._position(block), "block_number": -1, "chain_id": self._chain_id}
        insert_once(connection, projections, start)
        mine = projections.c.chain_id == self._chain_id
        number = select(projections.c.block_number).where(mine).with_for_update()
        return int(connection.execute(number).scalar_one())

    def _move(self, connection: Connection, to: BlockRef) -> None:
        mine = projections.c.chain_id == self._chain_id
        connection.execute(projections.update().where(mine).values(**self._position(to)))

    def _position(self, block: BlockRef) -> dict[str, Any]:
        return {
            "block_number": block.number,
            "block_hash": bytes(block.hash),
            "block_timestamp": block.timestamp,
            "updated_at": self._clock.now(),
        }

    def _values(self, event: StoredEvent) -> dict[str, Any]:
        return {
            "chain_id": self._chain_id,
            "block_number": event.block_number,
            "log_index": event.log_index,
            "block_hash": bytes(event.block_hash),
            "tx_hash": bytes(event.tx_hash),
            "name": event.name,
            "passport_id": None if event.passport_id is None else bytes(event.passport_id),
            "payload": event.payload,
        }


def _event(row: Row[Any]) -> StoredEvent:
    return StoredEvent(
        block_number=row.block_number,
        log_index=row.log_index,
        block_hash=BlockHash(row.block_hash),
        tx_hash=TxHash(row.tx_hash),
        name=row.name,
        passport_id=None if row.passport_id is None else PassportId(row.passport_id),
        payload=row.payload,
    )
