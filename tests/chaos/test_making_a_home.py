"""Kill whoever makes keys or puts the contracts on the embedded chain: the next one finishes the same thing."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.deployment import load_deployment
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.keystore import Keystore
from passport.errors import KeyUnknown
from passport.ledger.deployment import Contract
from tests.chaos import mortal
from tests.chaos.deeds import add_key, deploy_in
from tests.gate import require

pytestmark = [pytest.mark.chaos]
KILLS = 12


def test_keystore__killed_before_the_file_has_its_name__has_no_key_and_can_make_it(tmp_path: Path) -> None:
    assert not mortal.run(add_key, tmp_path / "keys", "maker", "open sesame", fault="keystore.written")
    keystore = Keystore(tmp_path / "keys", work_factor=2**4)
    with pytest.raises(KeyUnknown):
        keystore.unlock("maker", "open sesame")
    assert keystore.addresses() == {}
    address = keystore.create("maker", "open sesame")
    assert keystore.unlock("maker", "open sesame").address == address


def deployed_addresses(root: Path) -> dict[Contract, str]:
    deployment = load_deployment(root / "deployment.json")
    EvmConnection.to_embedded(EmbeddedChain(root / "chain")).require(deployment)
    return {contract: deployed.address for contract, deployed in deployment.contracts.items()}


def processes_of(root: Path) -> list[int]:
    """Processes that write their output below a directory (Linux)."""
    outputs = {}
    for link in Path("/proc").glob("[0-9]*/fd/1"):
        with suppress(OSError):
            outputs[int(link.parts[2])] = str(link.readlink())
    return [pid for pid, output in outputs.items() if output.startswith(str(root))]


def test_deployment__killed_again_and_again_with_its_chain__ends_as_the_undisturbed_one(tmp_path: Path) -> None:
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    rng = random.Random(7)
    calm, troubled = tmp_path / "calm", tmp_path / "troubled"
    try:
        assert mortal.run(deploy_in, calm)
        for number in range(KILLS):
            mortal.run(deploy_in, troubled, kill_after_s=rng.uniform(0.05, 0.6))
            running = EmbeddedChain(troubled / "chain").running()
            if number % 3 == 0 and running is not None:
                os.kill(running.pid, signal.SIGKILL)
        (troubled / "deployment.json").unlink(missing_ok=True)
        for point in ("deployment.done", "deployment.recorded"):
            assert not mortal.run(deploy_in, troubled, fault=point)
            assert not (troubled / "deployment.json").exists()
        assert mortal.run(deploy_in, troubled)
        assert deployed_addresses(troubled) == deployed_addresses(calm)
    finally:
        for root in (calm, troubled):
            EmbeddedChain(root / "chain").stop()
    assert processes_of(troubled) == []


def test_deployment__chain_killed_after_the_record_was_written__has_its_contracts(tmp_path: Path) -> None:
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    try:
        assert mortal.run(deploy_in, tmp_path)
        running = EmbeddedChain(tmp_path / "chain").running()
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        assert len(deployed_addresses(tmp_path)) == len(Contract)
    finally:
        EmbeddedChain(tmp_path / "chain").stop()
