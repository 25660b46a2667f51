"""What both parties of a handover agreed the battery's condition is, found among the products shown (step 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from passport.battery.lifecycle import Stage
from passport.identifiers import PassportId
from passport.ledger import acts
from passport.ledger.leaves import product_leaf
from passport.provenance.bundle import build_bundle
from passport.provenance.evidence import Evidence, ProductPiece
from passport.provenance.merkle import MerkleTree
from passport.provenance.signed_product import digest_of, read_product
from passport.provenance.verification import Finding, Outcome, Severity
from tests.evidence.conftest import on_anvil
from tests.evidence.shown import Shown
from tests.evidence.story import Story, register_eagerly

KINDS = ("StateOfHealthReport", "ConditionReport", "RepairReport")


@dataclass
class Sold:
    """A pack sold three times, each time with other words about its condition."""

    story: Story
    pack: PassportId
    evidence: Evidence


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sold]:
    with on_anvil(tmp_path_factory.mktemp("agreed")) as story:
        pack = register_eagerly(story, "pack")
        contents = [(story.sign("maker", pack, kind, {"says": kind}), pack, kind) for kind in KINDS]
        story.anchor("maker", None, contents)
        leaves = [product_leaf(digest_of(content), pack, kind) for content, _, kind in contents]
        hands = [("maker", "operator", leaves[:1]), ("operator", "second", leaves[:2]), ("second", "recycler", leaves)]
        stages = (Stage.IN_SERVICE, Stage.SECOND_LIFE, Stage.END_OF_LIFE)
        for sequence, ((giver, receiver, agreed), stage) in enumerate(zip(hands, stages, strict=True)):
            offer = story.offer(pack, giver, receiver, stage, sequence)
            offer = replace(offer, evidence_root=MerkleTree(agreed).root)
            story.act("lab", acts.ExecuteHandover(offer, *story.signatures(offer, giver, receiver)))
        yield Sold(story, pack, story.evidence())


def notes(sold: Sold, evidence: Evidence) -> tuple[Finding, ...]:
    source = sold.evidence.model_copy(update={"products": evidence.products})
    again = Shown(build_bundle(source), sold.story.trust_root()).examined().step(7)
    assert again.outcome is Outcome.PASSED
    assert all(finding.severity is Severity.NOTE for finding in again.findings)
    return again.findings


def test_agreed__all_products_shown__is_found_whether_one_two_or_three(sold: Sold) -> None:
    assert notes(sold, sold.evidence) == ()


@pytest.mark.parametrize(("kept", "missing"), [(2, 1), (1, 2), (0, 3)])
def test_agreed__products_left_out__is_noted_for_each_handover(sold: Sold, kept: int, missing: int) -> None:
    """Nobody is obliged to show them; that the words named them is said."""
    shown = [piece for piece in sold.evidence.products if kind_of(piece) in KINDS[:kept]]
    found = notes(sold, sold.evidence.model_copy(update={"products": tuple(shown)}))
    assert [finding.code for finding in found] == ["evidence-not-shown"] * missing


def kind_of(piece: ProductPiece) -> str:
    return read_product(piece.content).product.product_type
