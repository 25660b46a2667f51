"""The key vault in SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from passport.adapters.sql import engine
from passport.adapters.sql.engine import Database
from passport.adapters.sql.key_vault import SqlKeyVault
from passport.adapters.sql.tables import content_keys
from passport.errors import ContentKeyDestroyed, DatabaseUnavailable, SigningError
from tests.ports.conftest import SteppingClock
from tests.ports.key_vault import CONTENT_KEY, OTHER_PRODUCT, PRODUCT, KeyVaultSuite
from tests.ports.wrapper import wrapper_in


@pytest.fixture
def key_vault(database: Database, clock: SteppingClock, tmp_path: Path) -> SqlKeyVault:
    return SqlKeyVault(database, clock, wrapper_in(tmp_path / "keys"))


class TestSqlKeyVault(KeyVaultSuite):
    """Every promise of the port, on each engine."""


def test_get__other_wrapping_key__says_which_file_is_missing(
    key_vault: SqlKeyVault, database: Database, clock: SteppingClock, tmp_path: Path
) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    with pytest.raises(SigningError, match="The wrapping key"):
        SqlKeyVault(database, clock, wrapper_in(tmp_path / "others")).get(PRODUCT)


def test_get__row_moved_to_another_product__does_not_open(key_vault: SqlKeyVault, database: Database) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    with database.writing() as connection:
        connection.execute(update(content_keys).values(product_digest=bytes(OTHER_PRODUCT)))
    with pytest.raises(SigningError, match="does not open"):
        key_vault.get(OTHER_PRODUCT)


def test_put__stored_form__never_holds_the_key(key_vault: SqlKeyVault, database: Database) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    assert CONTENT_KEY not in _wrapped(database)


def test_rewrap__newer_wrapping_key__the_older_one_is_needed_no_more(
    key_vault: SqlKeyVault, database: Database, clock: SteppingClock, tmp_path: Path
) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    key_vault.put(OTHER_PRODUCT, CONTENT_KEY)
    key_vault.destroy(OTHER_PRODUCT)
    before = _wrapped(database)
    wrapper = wrapper_in(tmp_path / "keys")
    wrapper.make_wrapping_key()
    vault = SqlKeyVault(database, clock, wrapper)
    assert (vault.rewrap(), vault.rewrap()) == (1, 0)
    (older,) = wrapper.older()
    wrapper.remove(older)
    assert vault.get(PRODUCT) == CONTENT_KEY
    with pytest.raises(SigningError):
        wrapper.unwrap(before, bytes(PRODUCT))


def test_destroy__sqlite__no_file_holds_the_wrapped_key_any_more(
    tmp_path: Path, clock: SteppingClock, sqlite_template: Path
) -> None:
    path = tmp_path / "vault.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.at_path(path)
    vault = SqlKeyVault(database, clock, wrapper_in(tmp_path / "keys"))
    vault.put(PRODUCT, CONTENT_KEY)
    wrapped = _wrapped(database)
    assert any(wrapped in file.read_bytes() for file in tmp_path.glob("vault.*"))
    vault.destroy(PRODUCT)
    assert not any(wrapped in file.read_bytes() for file in tmp_path.glob("vault.*"))
    database.close()


def test_destroy__sqlite_while_another_reads__says_to_repeat_and_ends_what_it_began(
    tmp_path: Path, clock: SteppingClock, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.2)
    path = tmp_path / "vault.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database, reader = Database.at_path(path), Database.at_path(path)
    vault = SqlKeyVault(database, clock, wrapper_in(tmp_path / "keys"))
    vault.put(PRODUCT, CONTENT_KEY)
    wrapped = _wrapped(database)
    with reader.reading() as connection:
        connection.execute(select(content_keys)).all()
        with pytest.raises(DatabaseUnavailable, match="being read"):
            vault.destroy(PRODUCT)
    with pytest.raises(ContentKeyDestroyed):
        vault.get(PRODUCT)
    vault.destroy(PRODUCT)
    assert not any(wrapped in file.read_bytes() for file in tmp_path.glob("vault.*"))
    database.close()
    reader.close()


def _wrapped(database: Database) -> bytes:
    mine = content_keys.c.product_digest == bytes(PRODUCT)
    with database.reading() as connection:
        wrapped: bytes = connection.execute(select(content_keys.c.wrapped_key).where(mine)).scalar_one()
    return wrapped
