"""One real chain for all tests of evidence, its bundle and a trust root."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from web3 import HTTPProvider, Web3

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.finality import Instant
from passport.provenance.bundle import build_bundle, read_bundle
from passport.provenance.evidence import Evidence
from tests.evidence.shown import Shown
from tests.evidence.story import Story, begin, live
from tests.gate import require
from tests.networks.anvil import anvil_node


@contextmanager
def on_anvil(home: Path) -> Iterator[Story]:
    """A story that has just begun, on an Anvil of its own."""
    require("anvil", find_anvil(), "npm ci brings it")
    node = anvil_node(home)
    node.start()
    try:
        w3 = Web3(HTTPProvider(node.url))

        def fund(address: str) -> None:
            assert "error" not in w3.provider.make_request("anvil_setBalance", [address, hex(10**21)])

        yield begin(w3, EvmConnection.to_node(node.url, Instant()), fund)
    finally:
        node.stop()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with on_anvil(tmp_path_factory.mktemp("evidence")) as told:
        live(told)
        yield told


@pytest.fixture(scope="session")
def shown(story: Story) -> Shown:
    return Shown(build_bundle(story.evidence()), story.trust_root())


@pytest.fixture(scope="session")
def evidence(shown: Shown) -> Evidence:
    return read_bundle(shown.bundle).evidence
