from __future__ import annotations

from collections.abc import Iterator

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from tests.flows.house import House, close, entered, furnish
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
