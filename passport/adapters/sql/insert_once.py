"""The one statement two engines spell differently: insert a row unless its key is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert the row, or leave the one with the same primary key alone; True when inserted.

    A racing insert of the same key is waited for, so afterwards the row can be read.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values)
    done = connection.execute(statement.on_conflict_do_nothing(index_elements=[*table.primary_key.columns]))
    return done.rowcount == 1
