"""Erasing with Kubo and PostgreSQL: every block, row, page and log is looked at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from passport.battery.product_types import ProductType
from passport.cli.home import ContentSettings, DatabaseSettings, Settings
from passport.errors import ContentKeyDestroyed
from passport.provenance.sealed_product import is_sealed
from passport.services.erase import erase
from passport.services.publish import publish
from passport.services.read import product
from scripts.fetch_nodes import KUBO, find_node
from tests.flows.house import CHEAP_KEYS, House, close, draft, entered, furnish
from tests.flows.life import registered
from tests.flows.secrecy import condition, traces, written_forms
from tests.gate import require
from tests.ports.kubo_daemon import running_kubo
from tests.ports.postgres_server import URL_VARIABLE, fresh_database, running_server

pytestmark = [pytest.mark.kubo, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Estate:
    """A home whose content is in Kubo and whose rows are in PostgreSQL."""

    house: House
    repository: Path
    database_url: str


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    kubo = require("kubo", find_node(KUBO), "make nodes builds Kubo")
    folder = tmp_path_factory.mktemp("estate")
    with (
        running_server() as server,
        fresh_database(
            require("postgres", server, f"set {URL_VARIABLE}, or install PostgreSQL's server programs"),
            f"passport_erase_{uuid.uuid4().hex[:12]}",
        ) as database_url,
        running_kubo(kubo, folder / "ipfs") as daemon,
    ):
        settings = Settings(
            content=ContentSettings(engine="kubo", kubo_urls=(daemon.url,)),
            database=DatabaseSettings(url=database_url),
            keys=CHEAP_KEYS,
        )
        furnished = furnish(folder / "home", settings)
        try:
            with entered(furnished) as inside:
                yield Estate(inside, folder / "ipfs", database_url)
        finally:
            close(furnished)


def test_erase__kubo_and_postgresql__neither_words_nor_key_in_any_file_row_page_or_log(estate: Estate) -> None:
    at = estate.house.at
    segment = newest_segment(estate.database_url)
    remark = "the coolant pump was replaced in Narvik by Ylva's brother"
    pack = registered(estate.house, "narvik")
    report = draft(pack, ProductType.CONDITION_REPORT, condition(remark))
    (entry,) = publish(at.bench, at.party("maker"), [report]).products
    assert product(at.bench, entry).product.payload["remark"] == remark
    key = at.bench.vault.get(entry.digest)
    stored = at.bench.store.get(entry.cid)
    assert is_sealed(stored)
    assert traces(estate.repository, stored), "the scan must be able to see"
    assert entry.cid.encode() in rows(estate.database_url)
    wrapped = wrapped_form(estate.database_url, entry.digest)
    assert wrapped.hex().encode() in rows(estate.database_url)
    erase(at.bench, entry)
    assert not at.bench.store.is_pinned(entry.cid)
    with pytest.raises(ContentKeyDestroyed):
        product(at.bench, entry)
    dump, disk = rows(estate.database_url), pages_and_log(estate.database_url, segment)
    for secret in (remark.encode(), key):
        for form in written_forms(secret):
            assert traces(at.home.root, form) == []
            assert traces(estate.repository, form) == []
            assert form not in dump
            assert form not in disk
    # The wrapped form is no row any more; PostgreSQL's log may hold it for a while, which is what rotating is for.
    assert wrapped.hex().encode() not in dump


def rows(database_url: str) -> bytes:
    """Every row of every table, as a logical dump writes it."""
    found = b""
    with _connected(database_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert len(names) > 10
        for (name,) in names:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
                found += b"".join(bytes(part) for part in copy)
    return found


def newest_segment(database_url: str) -> str:
    """Name of the file the write-ahead log is being written to."""
    with _connected(database_url) as connection:
        found = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    assert found is not None
    return str(found[0])


def pages_and_log(database_url: str, since: str) -> bytes:
    """The tables' files with their free space, and the write-ahead log since a segment, as they lie on the disk."""
    with _connected(database_url) as connection:
        connection.execute("CHECKPOINT")
        pages = connection.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
            "WHERE relkind IN ('r', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
        ).fetchall()
        segments = "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() WHERE name >= %s"
        log = connection.execute(segments, (since,)).fetchall()
    assert log
    return b"".join(bytes(content) for (content,) in (*pages, *log))


def wrapped_form(database_url: str, digest: bytes) -> bytes:
    """The wrapped key as the database holds it."""
    with _connected(database_url) as connection:
        found = connection.execute(
            "SELECT wrapped_key FROM content_keys WHERE product_digest = %s", (bytes(digest),)
        ).fetchone()
    assert found is not None
    return bytes(found[0])


def _connected(database_url: str) -> psycopg.Connection[tuple[Any, ...]]:
    plain = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
