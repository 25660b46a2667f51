"""Keys come and go: what a key signed while it was valid stays signed, what it signed in foreign hands never was.

The chain of this file also plays the other chain: same contracts, same addresses, same chain id, other blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from passport.adapters.evm.keystore import LocalSigner
from passport.identifiers import keccak256
from passport.ledger import acts
from passport.provenance.bundle import build_bundle
from passport.provenance.signed_product import read_product
from passport.provenance.verification import Outcome, Report, TrustRoot
from tests.evidence.conftest import on_anvil
from tests.evidence.shown import Shown
from tests.evidence.story import Party, Story, register_lazily

KEYS = ("revoked later", "revoked before", "compromised later", "compromised before")


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One product signed by each of four more keys of the maker, with what became of the keys."""
    with on_anvil(tmp_path_factory.mktemp("troubled")) as story:
        passport = register_lazily(story, {"pack": None})["pack"]
        maker = story.parties["maker"]
        signers = {name: LocalSigner(keccak256(name.encode())) for name in KEYS}
        for signer in signers.values():
            story.act("maker", acts.AddSigner(signer.address))
        contents = []
        for name, signer in signers.items():
            story.parties["maker"] = Party(maker.id, maker.account, signer)
            contents.append((story.sign("maker", passport, kind_of(name), {"by": name}), passport, kind_of(name)))
        story.parties["maker"] = maker
        story.act("maker", acts.RevokeSigner(signers["revoked before"].address))
        story.anchor("maker", None, contents)
        anchored = story.connection.head().number
        story.act("maker", acts.ReportCompromise(signers["compromised before"].address, anchored))
        story.act("maker", acts.ReportCompromise(signers["compromised later"].address, anchored + 1))
        story.act("maker", acts.RevokeSigner(signers["revoked later"].address))
        yield story


def kind_of(name: str) -> str:
    return name.title().replace(" ", "")


@pytest.fixture(scope="module")
def report(troubled: Story) -> Report:
    return Shown(build_bundle(troubled.evidence()), troubled.trust_root()).examined()


def test_keys__valid_when_anchored__count_whatever_came_later(troubled: Story, report: Report) -> None:
    refused = {finding.piece for finding in report.step(3).faults()}
    kinds = {read_product(piece.content).product.product_type for piece in troubled.products if piece.name in refused}
    assert kinds == {"RevokedBefore", "CompromisedBefore"}
    assert {finding.code for finding in report.step(3).faults()} == {"key-not-valid"}
    assert report.failed == {3}


def test_chain__same_contracts_other_blocks__fails_step_6(troubled: Story, shown: Shown, story: Story) -> None:
    """Whoever builds a chain of its own gets every step right but the one that asks which chain it is."""
    mine = build_bundle(troubled.evidence())
    assert troubled.deployment.contracts.keys() == story.deployment.contracts.keys()
    number = min(troubled.connection.head().number, story.connection.head().number)
    report = shown.examined(mine, trust_root=TrustRoot.of(story.deployment, story.connection.block(number)))
    assert report.step(1).outcome is Outcome.PASSED
    assert report.step(5).outcome is Outcome.PASSED
    assert {finding.code for finding in report.step(6).faults()} == {"trusted-block-differs"}
