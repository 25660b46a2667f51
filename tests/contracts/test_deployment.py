"""The deployment script on real engines: same addresses, nothing twice, nothing lost when it is interrupted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils.crypto import keccak
from web3 import HTTPProvider, Web3

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.compiled import artifact
from passport.adapters.evm.deployment import (
    DeploymentRefused,
    DeploymentUnreadable,
    DeploymentUnsound,
    deploy,
    load_deployment,
    save_deployment,
    verify_deployment,
    verify_handover_of_roles,
)
from passport.errors import WrongChain, WrongContract
from passport.identifiers import Address, BlockHash
from passport.ledger.deployment import Contract, Deployment
from scripts import deploy as script
from tests.gate import require
from tests.networks.anvil import anvil_node
from tests.networks.ganache import ganache_node
from tests.networks.processes import NodeProcess, ganache_command

DEPLOYER = Account.from_key(keccak(text="deployer of the tests"))
GOVERNANCE = Account.from_key(keccak(text="governance of the tests"))
NOTICE_PERIOD_S = 3600
FREE = ["--gas-price", "0", "--base-fee", "0", "--disable-min-priority-fee"]


def anvil(home: Path) -> NodeProcess:
    require("anvil", find_anvil(), "run `npm ci`")
    return anvil_node(home, *FREE)


def ganache(home: Path) -> NodeProcess:
    command = require("ganache", ganache_command(), "run `npm ci`")
    return ganache_node(command, home, [bytes(DEPLOYER.key)])


ENGINES = [pytest.param(anvil, id="anvil"), pytest.param(ganache, id="ganache", marks=pytest.mark.ganache)]


@pytest.fixture(params=ENGINES)
def w3(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Web3]:
    """A fresh chain of each engine: one that takes no fee and one that does."""
    node: NodeProcess = request.param(tmp_path)
    node.start()
    yield Web3(HTTPProvider(node.url))
    node.kill()


@pytest.fixture
def free_w3(tmp_path: Path) -> Iterator[Web3]:
    node = anvil(tmp_path)
    node.start()
    yield Web3(HTTPProvider(node.url))
    node.kill()


def deployed(w3: Web3) -> Deployment:
    return deploy(w3, DEPLOYER, GOVERNANCE.address, NOTICE_PERIOD_S)


class Interrupted(Exception):
    """The process is killed here."""


def deploy_one_step(w3: Web3) -> Deployment | None:
    """A run that is killed before its second step; the deployment if there was none."""
    seen: list[str] = []

    def watch(step: str) -> None:
        seen.append(step)
        if len(seen) > 1:
            raise Interrupted(step)

    try:
        return deploy(w3, DEPLOYER, GOVERNANCE.address, NOTICE_PERIOD_S, progress=watch)
    except Interrupted:
        return None


def test_deploy__second_run__finds_all_and_sends_nothing(w3: Web3) -> None:
    first = deployed(w3)
    height = w3.eth.block_number
    assert deployed(w3) == first
    assert w3.eth.block_number == height


@pytest.mark.ganache
def test_deploy__two_engines_and_two_chains__give_the_same_addresses(tmp_path: Path) -> None:
    places = []
    for start in (anvil, ganache):
        node = start(tmp_path)
        node.start()
        try:
            places.append({name: at.address for name, at in deployed(Web3(HTTPProvider(node.url))).contracts.items()})
        finally:
            node.kill()
    assert places[0] == places[1]


def test_deploy__interrupted_before_every_step__goes_on(w3: Web3) -> None:
    interruptions = 0
    while (deployment := deploy_one_step(w3)) is None:
        interruptions += 1
        assert interruptions < 40
    assert interruptions >= 12
    assert deployment == deployed(w3)
    # Factory, six contracts, wiring, five announcements, the last step: none of them twice.
    assert w3.eth.get_transaction_count(DEPLOYER.address) == 14


def test_deploy__done__deployer_keeps_no_role(w3: Web3) -> None:
    deployment = deployed(w3)
    verify_handover_of_roles(w3, deployment, DEPLOYER.address, GOVERNANCE.address)
    with pytest.raises(DeploymentUnsound):
        verify_handover_of_roles(w3, deployment, GOVERNANCE.address, DEPLOYER.address)


def test_deploy__other_notice_period_afterwards__is_refused(free_w3: Web3) -> None:
    deployed(free_w3)
    height = free_w3.eth.block_number
    with pytest.raises(DeploymentRefused):
        deploy(free_w3, DEPLOYER, GOVERNANCE.address, NOTICE_PERIOD_S + 1)
    assert free_w3.eth.block_number == height


def test_deploy__other_governance_afterwards__is_unsound(free_w3: Web3) -> None:
    deployed(free_w3)
    stranger = Account.from_key(keccak(text="stranger"))
    with pytest.raises(DeploymentUnsound):
        deploy(free_w3, DEPLOYER, stranger.address, NOTICE_PERIOD_S)


def test_deploy__deployer_is_governance__keeps_its_roles(free_w3: Web3) -> None:
    deployment = deploy(free_w3, DEPLOYER, DEPLOYER.address, NOTICE_PERIOD_S)
    verify_handover_of_roles(free_w3, deployment, DEPLOYER.address, DEPLOYER.address)
    height = free_w3.eth.block_number
    assert deploy(free_w3, DEPLOYER, DEPLOYER.address, NOTICE_PERIOD_S) == deployment
    assert free_w3.eth.block_number == height


def test_deploy__every_transaction__is_below_the_cap_of_newer_forks(free_w3: Web3) -> None:
    deployed(free_w3)
    for number in range(1, free_w3.eth.block_number + 1):
        assert free_w3.eth.get_block(number)["gasUsed"] <= 16_777_216


def test_verify__another_chain__is_refused(free_w3: Web3) -> None:
    deployment = deployed(free_w3)
    with pytest.raises(WrongChain):
        verify_deployment(free_w3, deployment.model_copy(update={"genesis_hash": BlockHash(bytes(32))}))


def test_verify__other_code_at_an_address__is_refused(free_w3: Web3) -> None:
    deployment = deployed(free_w3)
    swapped = dict(deployment.contracts)
    swapped[Contract.ACCESS_LOG] = deployment.contracts[Contract.CONSENT_REGISTRY]
    with pytest.raises(WrongContract):
        verify_deployment(free_w3, deployment.model_copy(update={"contracts": swapped}))


def test_verify__contract_announced_elsewhere__is_unsound(free_w3: Web3) -> None:
    deployment = deploy(free_w3, DEPLOYER, DEPLOYER.address, NOTICE_PERIOD_S)
    place = deployment.address_of(Contract.PARTICIPANT_REGISTRY)
    participants = free_w3.eth.contract(
        address=Web3.to_checksum_address(place), abi=artifact(Contract.PARTICIPANT_REGISTRY)["abi"]
    )
    elsewhere = Web3.to_checksum_address(GOVERNANCE.address)
    call = participants.functions.announceContract(keccak(text="AccessLog"), elsewhere).build_transaction(
        {
            "from": DEPLOYER.address,
            "nonce": free_w3.eth.get_transaction_count(DEPLOYER.address),
            "gasPrice": Web3.to_wei(0, "wei"),
        }
    )
    sent = free_w3.eth.send_raw_transaction(DEPLOYER.sign_transaction(call).raw_transaction)
    assert free_w3.eth.wait_for_transaction_receipt(sent)["status"] == 1
    with pytest.raises(DeploymentUnsound):
        verify_deployment(free_w3, deployment)


def test_record__saved_and_loaded__is_the_same(free_w3: Web3, tmp_path: Path) -> None:
    deployment = deployed(free_w3)
    save_deployment(deployment, tmp_path / "new" / "deployment.json")
    assert load_deployment(tmp_path / "new" / "deployment.json") == deployment
    assert isinstance(deployment.address_of(Contract.ACCESS_LOG), Address)


@pytest.mark.parametrize("content", [None, "", "{}", '{"version": 9}'])
def test_record__missing_or_spoiled__is_a_typed_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "deployment.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(DeploymentUnreadable):
        load_deployment(path)


def test_script__deploy_then_verify__exits_with_zero(
    free_w3: Web3, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "deployer.json"
    key.write_text(json.dumps(Account.encrypt(DEPLOYER.key, "passphrase", kdf="scrypt", iterations=2)))
    (tmp_path / "passphrase").write_text("passphrase\n")
    record = tmp_path / "deployment.json"
    rpc = ["--rpc", str(free_w3.provider.endpoint_uri), "--record", str(record)]  # type: ignore[attr-defined]
    unlock = ["--key", str(key), "--passphrase-file", str(tmp_path / "passphrase")]
    assert script.main([*rpc, *unlock, "--governance", GOVERNANCE.address, "--json"]) == 0
    assert Deployment.model_validate_json(capsys.readouterr().out) == load_deployment(record)
    assert script.main([*rpc, "--verify"]) == 0
    (tmp_path / "passphrase").write_text("another\n")
    assert script.main([*rpc, *unlock, "--governance", GOVERNANCE.address]) == 1
    assert "another" not in "".join(capsys.readouterr())
