from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.memory import MemoryKeyVault
from passport.services.workbench import Workbench
from tests.flows.house import House, close, entered, furnish
from tests.flows.secrecy import Secret, published
from tests.gate import require


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A furnished home; the tests of a module share it."""
    require("anvil", find_anvil(), "npm ci brings it")
    furnished = furnish(tmp_path_factory.mktemp("home") / "home")
    try:
        with entered(furnished) as inside:
            yield inside
    finally:
        close(furnished)


@pytest.fixture
def secret(house: House) -> Secret:
    return published(house)


@pytest.fixture
def reader(house: House) -> Workbench:
    """The bench of somebody who shares chain, store and catalogue, but has a vault of its own."""
    return replace(house.at.bench, vault=MemoryKeyVault())
