"""Opening the database: the settings every connection gets, and the two kinds of transaction.

SQLite runs in WAL mode with `synchronous=FULL` (a committed row survives a power cut) and every
writer starts with BEGIN IMMEDIATE, so that it waits for its turn instead of failing half-way.
PostgreSQL runs at READ COMMITTED; what must be unique is guarded by unique constraints.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from passport.errors import DatabaseError, DatabaseUnavailable

BUSY_TIMEOUT_S = 30
"""How long a writer waits for another before it gives up."""


class Database:
    """A pool of connections to one database; safe to share between threads.

    Args:
        url: SQLAlchemy URL (`sqlite:///path`, `postgresql+psycopg://user@host/name`).

    Raises:
        DatabaseError: the URL names no database this project supports.
    """

    def __init__(self, url: str | URL) -> None:
        try:
            self.url = make_url(url)
            self.engine = _create_engine(self.url)
        except ArgumentError as malformed:
            raise DatabaseError(f"That is not a database URL: {malformed}") from malformed

    @classmethod
    def at_path(cls, path: Path) -> Database:
        """The embedded default: one SQLite file, created on first use."""
        return cls(URL.create("sqlite+pysqlite", database=str(path)))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; sees one state of the database throughout."""
        with _wrapped(self.url), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits at the end of the block, or leaves nothing behind."""
        with _wrapped(self.url), self.engine.connect() as connection:
            connection.execution_options(passport_writes=True)
            with connection.begin():
                yield connection

    def forget_overwritten(self) -> None:
        """Empty SQLite's write-ahead log, so that no earlier form of a page survives in it.

        The rows themselves were overwritten with zeros already (`secure_delete`). PostgreSQL
        clears dead rows by VACUUM on its own time; nothing is done there.

        Raises:
            DatabaseUnavailable: somebody kept reading for BUSY_TIMEOUT_S; repeat.
        """
        if self.engine.dialect.name == "sqlite":
            with _wrapped(self.url), self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if raw is None:
                    return
                busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if busy:
                    place = self.url.render_as_string(hide_password=True)
                    raise DatabaseUnavailable(
                        f"{place} is being read, so its log could not be emptied.",
                        remedy="Repeat when nothing else reads it: it is done, its traces are still there.",
                        database=place,
                    )

    def close(self) -> None:
        """Give every connection back; the database itself is not touched."""
        self.engine.dispose()


def _create_engine(url: URL) -> Engine:
    name = url.get_backend_name()
    if name == "sqlite":
        return _sqlite(url)
    if name == "postgresql":
        bare = url.drivername == "postgresql"
        return create_engine(
            url.set(drivername="postgresql+psycopg") if bare else url,
            pool_pre_ping=True,
            # A dead server is told apart from a slow one; nothing here runs for minutes.
            connect_args={
                "connect_timeout": 10,
                "options": f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_S}s",
            },
        )
    raise DatabaseError(f"{name} is not supported; use SQLite or PostgreSQL.", backend=name)


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise DatabaseError("SQLite in memory keeps nothing; name a file.", backend="sqlite")
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Transactions are begun below, by name; the driver's own guesses are switched off.
        connection.isolation_level = None
        _write_ahead(connection)
        for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("passport_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn WAL mode on, waiting for the one other process that may be turning it on just now.

    The change needs the file to itself, and SQLite refuses it at once with SQLITE_BUSY, without
    asking its busy handler, when two connections that both read the file want it: waiting there
    would be a deadlock. Each gives its lock back by failing, so trying again is enough.
    """
    give_up = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _wrapped(url: URL) -> Iterator[None]:
    """Let no exception of the driver out: unavailable when repeating helps, else DatabaseError."""
    place = url.render_as_string(hide_password=True)
    try:
        yield
    except (OperationalError, InterfaceError) as failed:
        raise DatabaseUnavailable(f"{place} did not answer: {_reason(failed)}", database=place) from failed
    except SQLAlchemyError as failed:
        raise DatabaseError(
            f"{place} refused: {_reason(failed)}",
            remedy="If it is damaged, restore it from a backup; chain and content store are not touched.",
            database=place,
        ) from failed


def _reason(failed: SQLAlchemyError) -> str:
    """The engine's own sentence, without values: SQLAlchemy adds the statement's, PostgreSQL the row's."""
    if not isinstance(failed, DBAPIError):
        return type(failed).__name__
    told = getattr(failed.orig, "diag", None)
    return str((told and told.message_primary) or failed.orig)
