"""The crash-safe memory of a use case: what it was asked, and which steps it has finished.

A use case begins under a key, records each step's result before it takes the next one, and
after a crash begins again under the same key: what is recorded is not done twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select, update

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_once
from passport.adapters.sql.tables import journal, journal_steps
from passport.errors import JournalConflict
from passport.identifiers import Digest
from passport.ledger.delivery import IdempotencyKey
from passport.ports import Clock, JournalEntry


class SqlJournal:
    """The journal port over SQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, key: IdempotencyKey, request: Digest) -> JournalEntry:
        """Open the entry, or return it as it is; raises JournalConflict for another request."""
        values = {"key": key, "request_digest": bytes(request), "created_at": self._clock.now()}
        with self._database.writing() as connection:
            insert_once(connection, journal, values)
            entry = self._locked(connection, key)
        if entry.request != request:
            raise JournalConflict(f"Key {key} already stands for another request.", key=key)
        return entry

    def record(self, key: IdempotencyKey, step: str, value: str) -> JournalEntry:
        """Remember a step's result for ever; the same value again changes nothing.

        Raises:
            JournalConflict: the step has another result, or nothing was begun under this key.
        """
        with self._database.writing() as connection:
            entry = self._locked(connection, key)
            if entry.steps.get(step, value) != value:
                raise JournalConflict(f"Step {step} of {key} has another result already.", key=key, step=step)
            values = {
                "key": key,
                "step": step,
                "number": len(entry.steps),
                "value": value,
                "recorded_at": self._clock.now(),
            }
            insert_once(connection, journal_steps, values)
            return self._locked(connection, key)

    def forget(self, key: IdempotencyKey, step: str) -> JournalEntry:
        """Empty a step's result; repeats change nothing. Raises JournalConflict if there is no such step."""
        mine = (journal_steps.c.key == key) & (journal_steps.c.step == step)
        with self._database.writing() as connection:
            if step not in self._locked(connection, key).steps:
                raise JournalConflict(f"Step {step} of {key} has no result to forget.", key=key, step=step)
            connection.execute(update(journal_steps).where(mine).values(value=""))
            return self._locked(connection, key)

    def finish(self, key: IdempotencyKey) -> JournalEntry:
        """Mark the entry as done; repeats change nothing. Raises JournalConflict if never begun."""
        mine = (journal.c.key == key) & journal.c.finished_at.is_(None)
        with self._database.writing() as connection:
            self._locked(connection, key)
            connection.execute(update(journal).where(mine).values(finished_at=self._clock.now()))
            return self._locked(connection, key)

    def entry(self, key: IdempotencyKey) -> JournalEntry | None:
        """The entry under this key, its steps in the order they were recorded; None if never begun."""
        with self._database.reading() as connection:
            found = _entries(connection, journal.c.key == key)
        return found[0] if found else None

    def unfinished(self) -> Sequence[JournalEntry]:
        """Entries that were begun and not finished, oldest first."""
        with self._database.reading() as connection:
            return _entries(connection, journal.c.finished_at.is_(None))

    def _locked(self, connection: Connection, key: IdempotencyKey) -> JournalEntry:
        """The entry, kept from other writers until the transaction ends."""
        mine = journal.c.key == key
        connection.execute(select(journal.c.key).where(mine).with_for_update())
        found = _entries(connection, mine)
        if not found:
            raise JournalConflict(f"Nothing was begun under key {key}.", key=key)
        return found[0]


def _entries(connection: Connection, which: ColumnElement[bool]) -> list[JournalEntry]:
    rows = connection.execute(select(journal).where(which).order_by(journal.c.created_at, journal.c.key))
    return [
        JournalEntry(
            key=IdempotencyKey(row.key),
            request=Digest(row.request_digest),
            steps=_steps(connection, row.key),
            done=row.finished_at is not None,
        )
        for row in rows.all()
    ]


def _steps(connection: Connection, key: str) -> dict[str, str]:
    mine = journal_steps.c.key == key
    rows = connection.execute(select(journal_steps).where(mine).order_by(journal_steps.c.number))
    return {row.step: row.value for row in rows}
