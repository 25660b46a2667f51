"""The one statement two engines spell differently: insert rows unless their keys are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert the row, or leave the one with the same primary key alone; True when inserted.

    A racing insert of the same key is waited for, so afterwards the row can be read.
    """
    return connection.execute(_insert(connection, table), values).rowcount == 1


def insert_each_once(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one go, each unless its primary key is there; all have the same columns."""
    if rows:
        connection.execute(_insert(connection, table), rows)


def _insert(connection: Connection, table: Table) -> Insert:
    key = [*table.primary_key.columns]
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=key)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=key)
