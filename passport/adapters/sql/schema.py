"""The schema's version: migrate to this release's tables, or tell that they are others.

The scripts travel inside the package. A migration is one transaction on both engines, and two
processes that migrate at once take turns.
"""

from __future__ import annotations

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from passport.adapters.sql.engine import Database
from passport.errors import SchemaMismatch

_ADVISORY_LOCK = 0x70617373706F7274  # "passport" in ASCII; PostgreSQL wants a 64-bit number


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`, creating them when there are none.

    Raises:
        SchemaMismatch: the database was made by a newer release.
    """
    _migrate(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Bring the tables back to `revision` (`base`: none). What the newer tables held is gone."""
    _migrate(database, lambda config: command.downgrade(config, revision))


def current_revision(database: Database) -> str | None:
    """The revision the database is at; None when it has no tables of ours."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The revision this release is written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return str(head)


def require_current(database: Database) -> None:
    """Raise SchemaMismatch unless the tables are those of this release."""
    found, wanted = current_revision(database), head_revision()
    if found != wanted:
        raise SchemaMismatch(
            f"The database is at revision {found}, this release needs {wanted}.", found=found, wanted=wanted
        )


def _migrate(database: Database, run: Callable[[Config], None]) -> None:
    with database.writing() as connection:
        _take_turns(connection)
        config = _config()
        config.attributes["connection"] = connection
        try:
            run(config)
        except CommandError as failed:
            raise SchemaMismatch(f"The database cannot be migrated: {failed}.") from failed


def _take_turns(connection: Connection) -> None:
    """SQLite: BEGIN IMMEDIATE already did. PostgreSQL: a lock that ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "passport.adapters.sql:migrations")
    config.set_main_option("path_separator", "os")
    return config
