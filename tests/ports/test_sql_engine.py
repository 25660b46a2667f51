"""Opening databases: settings of every connection, transactions, and what errors do not tell."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from passport.adapters.sql.engine import Database
from passport.adapters.sql.tables import UINT256_MAX, content_keys, journal, outbox, outbox_attempts
from passport.errors import DatabaseError, DatabaseUnavailable

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def journal_row(key: str, when: dt.datetime = NOON) -> dict[str, object]:
    return {"key": key, "request_digest": bytes(32), "created_at": when}


def test_sqlite__every_connection__is_durable_and_checks_references(tmp_path: Path) -> None:
    database = Database.at_path(tmp_path / "new.sqlite3")
    with database.reading() as first, database.reading() as second:
        for connection in (first, second):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "secure_delete": 1,
                "busy_timeout": 30_000,
            }
    database.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://u@h/d", "no url at all", "sqlite+nothing:///x"]
)
def test_database__url_that_cannot_serve__is_a_database_error(url: str) -> None:
    with pytest.raises(DatabaseError):
        Database(url)


def test_database__no_server_there__is_unavailable_and_hides_the_password(tmp_path: Path) -> None:
    database = Database("postgresql://someone:hunter2@127.0.0.1:1/x")
    with pytest.raises(DatabaseUnavailable) as refused, database.reading():
        pass
    assert "hunter2" not in str(refused.value.diagnostics())


def test_database__file_is_no_database__is_a_database_error(tmp_path: Path) -> None:
    path = tmp_path / "passport.sqlite3"
    path.write_bytes(b"this is not a database file at all" * 100)
    with pytest.raises(DatabaseError), Database.at_path(path).reading():
        pass


def test_writing__block_raises__leaves_nothing_behind(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as connection:
            connection.execute(insert(journal).values(journal_row("half")))
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        write_and_fail()
    with database.reading() as connection:
        assert connection.execute(select(journal)).all() == []


def test_writing__refused_by_the_engine__error_names_no_values(database: Database) -> None:
    secret = b"the key nobody may read in a log"
    row = {"product_digest": secret, "wrapped_key": secret, "created_at": NOON}
    with database.writing() as connection:
        connection.execute(insert(content_keys).values(row))
    with pytest.raises(DatabaseError) as refused, database.writing() as connection:
        connection.execute(insert(content_keys).values(row))
    shown = str(refused.value.diagnostics())
    assert "nobody may read" not in shown
    assert secret.hex() not in shown


def test_writing__reference_to_nothing__is_refused(database: Database) -> None:
    row = {
        "chain_id": 1,
        "key": "unknown",
        "number": 1,
        "tx_hash": bytes(32),
        "raw_transaction": b"",
        "gas_limit": 1,
        "max_fee_per_gas_wei": 0,
        "created_at": NOON,
    }
    with pytest.raises(DatabaseError), database.writing() as connection:
        connection.execute(insert(outbox_attempts).values(row))


def test_writing__two_writers_at_once__the_second_waits_its_turn(database: Database) -> None:
    def append(text_: str) -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE journal SET key = key WHERE key = 'shared'"))
            before = connection.scalar(select(journal.c.request_digest).where(journal.c.key == "shared"))
            time.sleep(0.05)
            connection.execute(
                journal.update()
                .where(journal.c.key == "shared")
                .values(request_digest=(before or b"").strip(b"\0") + text_.encode())
            )

    with database.writing() as connection:
        connection.execute(insert(journal).values(journal_row("shared")))
    writers = [threading.Thread(target=append, args=(letter,)) for letter in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.reading() as connection:
        written = connection.execute(select(journal.c.request_digest)).scalar_one()
    assert sorted(written.decode()) == list("abcd")


def test_instants__other_offset__come_back_as_the_same_instant_in_utc(database: Database) -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    when = dt.datetime(2026, 11, 22, 21, 0, 0, 123456, tzinfo=tokyo)
    with database.writing() as connection:
        connection.execute(insert(journal).values(journal_row("k", when)))
    with database.reading() as connection:
        stored = connection.execute(select(journal.c.created_at)).scalar_one()
    assert stored == when
    assert stored.utcoffset() == dt.timedelta(0)


def test_instants__without_offset__are_refused(database: Database) -> None:
    with pytest.raises(DatabaseError), database.writing() as connection:
        connection.execute(insert(journal).values(journal_row("k", NOON.replace(tzinfo=None))))


@pytest.mark.parametrize("wei", [0, 1, 2**63, 2**64, UINT256_MAX])
def test_uint256__any_amount__comes_back_exactly(database: Database, wei: int) -> None:
    _store_fee(database, wei)
    with database.reading() as connection:
        assert connection.execute(select(outbox_attempts.c.max_fee_per_gas_wei)).scalar_one() == wei


@pytest.mark.parametrize("wei", [-1, UINT256_MAX + 1])
def test_uint256__out_of_range__is_refused(database: Database, wei: int) -> None:
    with pytest.raises(DatabaseError):
        _store_fee(database, wei)


def _store_fee(database: Database, wei: int) -> None:
    act = {
        "chain_id": 1,
        "key": "k",
        "sender": "0x",
        "act_digest": bytes(32),
        "act": b"",
        "state": "pending",
        "created_at": NOON,
        "updated_at": NOON,
    }
    attempt = {
        "chain_id": 1,
        "key": "k",
        "number": 1,
        "tx_hash": bytes(32),
        "raw_transaction": b"",
        "gas_limit": 1,
        "max_fee_per_gas_wei": wei,
        "created_at": NOON,
    }
    with database.writing() as connection:
        connection.execute(insert(outbox).values(act))
        connection.execute(insert(outbox_attempts).values(attempt))


def test_sqlite__written_by_the_bare_driver__is_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "plain.sqlite3"
    database = Database.at_path(path)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (7)"))
    database.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("SELECT x FROM t").fetchall() == [(7,)]
    plain.close()
