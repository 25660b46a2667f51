"""The ledger suite runs on three engines; the contracts are deployed once an engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from tests.gate import require
from tests.networks.engines import Engine, anvil_engine, clique_engine, ganache_engine
from tests.networks.processes import ganache_command, geth_binary
from tests.networks.world import World, fresh_database

ENGINES = [
    "anvil",
    pytest.param("ganache", marks=pytest.mark.ganache),
    pytest.param("clique", marks=[pytest.mark.clique, pytest.mark.slow]),
]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home: Path = tmp_path_factory.mktemp(f"engine-{request.param}")
    with _running(request.param, home) as started:
        yield started


@contextmanager
def _running(name: str, home: Path) -> Iterator[Engine]:
    if name == "anvil":
        require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
        with anvil_engine(home) as engine:
            yield engine
    elif name == "ganache":
        command = require("ganache", ganache_command(), "run npm ci; Node is needed")
        with ganache_engine(command, home) as engine:
            yield engine
    else:
        geth = require("clique", geth_binary(), "run make nodes, or set PASSPORT_GETH_BIN")
        with clique_engine(geth, home) as (engine, _):
            yield engine


@pytest.fixture(scope="session")
def world(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> World:
    database = fresh_database(tmp_path_factory.mktemp("outbox") / "outbox.sqlite3")
    made = World(engine, database)
    made.enrol()
    return made
