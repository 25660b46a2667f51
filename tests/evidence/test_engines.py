"""The same life on other engines: Ganache, and a network of three validators whose seals are the trust root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from web3 import HTTPProvider, Web3
from web3.middleware import ExtraDataToPOAMiddleware

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.finality import Instant
from passport.identifiers import Address
from passport.provenance.bundle import build_bundle
from passport.provenance.verification import Outcome, TrustRoot, Validators, Verdict
from tests.evidence.shown import Shown
from tests.evidence.story import GOVERNOR, KEYS, Story, begin, live
from tests.evidence.tampering import flipped
from tests.gate import require
from tests.networks.clique import CliqueNetwork
from tests.networks.ganache import ganache_node
from tests.networks.processes import ganache_command, geth_binary


def nothing(_address: str) -> None:
    """Accounts need no ether here, or have it from the start."""


@pytest.mark.ganache
@pytest.mark.slow
def test_verify__bundle_from_ganache__every_step_passes(tmp_path: Path) -> None:
    command = require("ganache", ganache_command(), "run npm ci")
    node = ganache_node(command, tmp_path, [GOVERNOR, *KEYS.values()])
    node.start()
    try:
        story = begin(Web3(HTTPProvider(node.url)), EvmConnection.to_node(node.url, Instant()), nothing)
        live(story)
        shown = Shown(build_bundle(story.evidence()), story.trust_root())
        report = shown.examined()
    finally:
        node.stop()
    assert [(step.number, step.outcome) for step in report.steps] == [(n, Outcome.PASSED) for n in range(1, 11)]


@pytest.fixture(scope="module")
def sealed_story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Story, CliqueNetwork]]:
    geth = require("clique", geth_binary(), "run make nodes, or set PASSPORT_GETH_BIN")
    network = CliqueNetwork(geth, tmp_path_factory.mktemp("sealed"))
    try:
        network.start()
        w3 = Web3(HTTPProvider(network.urls[0]))
        w3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
        story = begin(w3, EvmConnection.to_node(network.urls[0], Instant()), nothing, gas_price=0)
        live(story)
        yield story, network
    finally:
        network.stop()


@pytest.fixture(scope="module")
def sealed_bundle(sealed_story: tuple[Story, CliqueNetwork]) -> Shown:
    """A bundle of a block on which every validator has built, and the validators as the only trust root."""
    story, network = sealed_story
    evidence = story.evidence(built_on=lambda: network.wait_for_blocks(3))
    validators = Validators(scheme="clique", addresses=tuple(Address(v.address) for v in network.validators))
    return Shown(build_bundle(evidence), TrustRoot.of(story.deployment, None, validators))


@pytest.mark.clique
@pytest.mark.slow
def test_verify__blocks_sealed_by_the_validators__every_step_passes(sealed_bundle: Shown) -> None:
    report = sealed_bundle.examined()
    assert [(step.number, step.outcome, step.faults()) for step in report.steps] == [
        (n, Outcome.PASSED, ()) for n in range(1, 11)
    ]


@pytest.mark.clique
@pytest.mark.slow
def test_verify__sealed_by_someone_who_is_no_validator__fails_step_6(sealed_bundle: Shown) -> None:
    validators = sealed_bundle.trust_root.validators
    assert validators is not None
    others = Validators(scheme="clique", addresses=(*validators.addresses[1:], Address("0x" + "11" * 20)))
    root = sealed_bundle.trust_root.model_copy(update={"validators": others})
    report = sealed_bundle.examined(trust_root=root)
    assert report.failed == {6}
    assert {finding.code for finding in report.step(6).faults()} == {"sealed-by-another"}


@pytest.mark.clique
@pytest.mark.slow
def test_verify__nobody_has_built_on_the_block_yet__is_not_checkable(
    sealed_bundle: Shown, sealed_story: tuple[Story, CliqueNetwork]
) -> None:
    """One seal is one validator's word; more than half must stand behind a block."""
    story, _ = sealed_story
    evidence = story.evidence()
    upto = evidence.chain.state_block
    alone = evidence.model_copy(update={"headers": tuple(h for h in evidence.headers if h.number <= upto)})
    report = sealed_bundle.examined(build_bundle(alone))
    assert {finding.code for finding in report.step(6).findings} == {"not-final"}
    assert report.verdict is Verdict.INCOMPLETE


@pytest.mark.clique
@pytest.mark.slow
def test_verify__one_bit_of_a_sealed_bundle__fails(sealed_bundle: Shown) -> None:
    size = len(sealed_bundle.bundle)
    for place in range(0, size, size // 40):
        assert sealed_bundle.examined(flipped(sealed_bundle.bundle, place * 8 + 1)).failed, place
