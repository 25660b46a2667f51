"""The real parts the adapters run on: both databases and a real Kubo."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from passport.adapters.sql import schema
from passport.adapters.sql.engine import Database
from scripts.fetch_nodes import KUBO, find_node
from tests.gate import require
from tests.ports.kubo_daemon import KuboDaemon, running_kubo
from tests.ports.postgres_server import URL_VARIABLE, fresh_database, running_server


class SteppingClock:
    """A clock that moves a second each time it is read, so that order can be seen."""

    def __init__(self) -> None:
        self._next = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        self._next += dt.timedelta(seconds=1)
        return self._next


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def two_processes() -> Iterator[ProcessPoolExecutor]:
    """Two processes that share nothing with this one, for races; started once, as that takes a second."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with running_server() as url:
        reason = f"set {URL_VARIABLE}, or install PostgreSQL's server programs"
        yield require("postgres", url, reason)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Name of a migrated database, copied for each test."""
    name = f"passport_template_{uuid.uuid4().hex[:12]}"
    with fresh_database(postgres_server, name) as url:
        database = Database(url)
        schema.upgrade(database)
        database.close()
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "passport.sqlite3"
    database = Database.at_path(path)
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def kubo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KuboDaemon]:
    """A running Kubo that knows no other node."""
    binary = require("kubo", find_node(KUBO), "run `make nodes`, or name one in PASSPORT_KUBO_BIN")
    with running_kubo(binary, tmp_path_factory.mktemp("kubo") / "repository") as daemon:
        yield daemon


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without any table, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    with fresh_database(server, f"passport_{uuid.uuid4().hex}") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated database of its own, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "passport.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    with fresh_database(server, f"passport_{uuid.uuid4().hex}", template) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()
