"""The key vault in SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from passport.adapters.sql.engine import Database
from passport.adapters.sql.key_vault import SqlKeyVault
from passport.adapters.sql.tables import content_keys
from passport.errors import SigningError
from tests.ports.conftest import SteppingClock
from tests.ports.key_vault import CONTENT_KEY, OTHER_PRODUCT, PRODUCT, KeyVaultSuite

WRAPPING_KEY = b"w" * 32


@pytest.fixture
def key_vault(database: Database, clock: SteppingClock) -> SqlKeyVault:
    return SqlKeyVault(database, clock, WRAPPING_KEY)


class TestSqlKeyVault(KeyVaultSuite):
    """Every promise of the port, on each engine."""


def test_get__other_wrapping_key__does_not_open(
    key_vault: SqlKeyVault, database: Database, clock: SteppingClock
) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    with pytest.raises(SigningError, match="does not open"):
        SqlKeyVault(database, clock, b"x" * 32).get(PRODUCT)


def test_get__row_moved_to_another_product__does_not_open(key_vault: SqlKeyVault, database: Database) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    with database.writing() as connection:
        connection.execute(update(content_keys).values(product_digest=bytes(OTHER_PRODUCT)))
    with pytest.raises(SigningError, match="does not open"):
        key_vault.get(OTHER_PRODUCT)


def test_put__stored_form__never_holds_the_key(key_vault: SqlKeyVault, database: Database) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    with database.reading() as connection:
        wrapped = connection.execute(select(content_keys.c.wrapped_key)).scalar_one()
    assert CONTENT_KEY not in wrapped


def test_destroy__sqlite__no_file_holds_the_wrapped_key_any_more(
    tmp_path: Path, clock: SteppingClock, sqlite_template: Path
) -> None:
    path = tmp_path / "vault.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.at_path(path)
    vault = SqlKeyVault(database, clock, WRAPPING_KEY)
    vault.put(PRODUCT, CONTENT_KEY)
    with database.reading() as connection:
        wrapped = connection.execute(select(content_keys.c.wrapped_key)).scalar_one()
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    vault.destroy(PRODUCT)
    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    database.close()


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_vault__wrapping_key_of_another_length__is_refused(
    database: Database, clock: SteppingClock, length: int
) -> None:
    with pytest.raises(SigningError):
        SqlKeyVault(database, clock, bytes(length))
