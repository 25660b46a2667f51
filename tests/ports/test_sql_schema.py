"""The tables: migrations lead to them, and back, on both engines."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from passport.adapters.sql import schema
from passport.adapters.sql.engine import Database
from passport.adapters.sql.tables import metadata
from passport.errors import SchemaMismatch


def migrate(url: str) -> str | None:
    database = Database(url)
    schema.upgrade(database)
    found = schema.current_revision(database)
    database.close()
    return found


def test_migrations__up_down_up__tables_come_and_go(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database)
    assert set(inspect(database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    schema.downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    schema.upgrade(database)
    schema.require_current(database)
    database.close()


def test_migrations__at_head__give_exactly_the_tables_of_the_code(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database)
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    database.close()
    assert differences == []


def test_migrations__two_processes_at_once__both_find_the_head(
    empty_url: str, two_processes: ProcessPoolExecutor
) -> None:
    found = list(two_processes.map(migrate, [empty_url, empty_url]))
    assert found == [schema.head_revision()] * 2


def test_opening__while_another_process_writes_a_file_not_yet_in_wal_mode__waits_for_it(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "state.sqlite3", check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database.at_path(tmp_path / "state.sqlite3")
    release = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    release.start()
    with database.writing() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    release.join()
    database.close()
    other.close()


def test_require_current__no_tables__says_which_revision_is_needed(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(SchemaMismatch, match=schema.head_revision()):
        schema.require_current(database)
    database.close()


def test_upgrade__database_of_a_newer_release__is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match="9999"):
        schema.upgrade(database)
    with pytest.raises(SchemaMismatch, match="9999"):
        schema.require_current(database)
