"""An Anvil of its own for each module of outbox tests: they stop its mining and rewind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from tests.gate import require
from tests.networks.engines import Engine, anvil_engine
from tests.networks.world import World, fresh_database


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    with anvil_engine(tmp_path_factory.mktemp("anvil")) as started:
        yield started


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def world(engine: Engine, home: Path) -> World:
    made = World(engine, fresh_database(home / "outbox.sqlite3"))
    made.enrol()
    return made
