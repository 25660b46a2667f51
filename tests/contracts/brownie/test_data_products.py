"""Anchored roots of data products: an append-only chain an issuer, and what was taken back."""

from typing import Any

import pytest
import trees
from cast import Cast, Party
from eth_utils import keccak
from life import Ledger
from refusals import Refusals
from words import ZERO32

MANIFEST = b"\x0a" * 32
DIGESTS = [keccak(text=f"product {n}") for n in range(5)]
PACK = keccak(text="pack")


@pytest.fixture
def products(ledger: Ledger) -> Any:
    return ledger.products


@pytest.fixture
def tree() -> trees.MerkleTree:
    return trees.MerkleTree.over([trees.product_leaf(d, PACK, "ProductDataSheet") for d in DIGESTS])


def anchored(products: Any, party: Party, root: bytes, previous: Any = ZERO32, count: int = 5) -> Any:
    return products.anchor(previous, root, count, MANIFEST, party.tx)


def test_anchor__by_nobodys_key__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    arguments = [ZERO32, b"\x01" * 32, 1, MANIFEST]
    refused(products.anchor, arguments, cast.stranger, "NotSigner", cast.stranger.address)
    refused(products.withdraw, [b"\x01" * 32, 0], cast.stranger, "NotSigner", cast.stranger.address)
    refused(products.supersede, [b"\x01" * 32, b"\x02" * 32], cast.stranger, "NotSigner", cast.stranger.address)


@pytest.mark.parametrize("count", [0, 2**20 + 1])
def test_anchor__count_out_of_range__refused(products: Any, cast: Cast, refused: Refusals, count: int) -> None:
    refused(products.anchor, [ZERO32, b"\x01" * 32, count, MANIFEST], cast.maker, "CountOutOfRange", count)


def test_anchor__no_root__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    refused(products.anchor, [ZERO32, ZERO32, 1, MANIFEST], cast.maker, "RootEmpty")
    anchored(products, cast.maker, b"\x01" * 32)
    refused(products.anchor, [b"\x01" * 32, ZERO32, 1, MANIFEST], cast.maker, "RootEmpty")


def test_anchor__previous_root_wrong__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    one, two, three = (bytes([n]) * 32 for n in (1, 2, 3))
    refused(products.anchor, [two, one, 1, MANIFEST], cast.maker, "PreviousRootMismatch", cast.maker.id, ZERO32, two)
    anchored(products, cast.maker, one)
    anchored(products, cast.maker, two, previous=one)
    for previous in (ZERO32, one, three):
        refused(
            products.anchor,
            [previous, three, 1, MANIFEST],
            cast.maker,
            "PreviousRootMismatch",
            cast.maker.id,
            two,
            previous,
        )


def test_anchor__replayed__same_answer_and_nothing_changed(products: Any, cast: Cast) -> None:
    one, two = b"\x01" * 32, b"\x02" * 32
    anchored(products, cast.maker, one)
    before = products.anchorOf(cast.maker.id, one)
    anchored(products, cast.maker, two, previous=one)
    for arguments in ((ZERO32, one, 5, MANIFEST), (two, one, 9, b"\x0b" * 32)):
        assert products.anchor.call(*arguments, cast.maker.tx) == 1
        assert not products.anchor(*arguments, cast.maker.tx).events
    assert products.anchorOf(cast.maker.id, one) == before
    root, sequence = products.headOf(cast.maker.id)
    assert (root, int(sequence)) == ("0x" + two.hex(), 2)


def test_anchor__another_issuer_first__blocks_nobody(products: Any, cast: Cast) -> None:
    root = b"\x01" * 32
    anchored(products, cast.operator, root)
    tx = anchored(products, cast.maker, root)
    assert tx.events["RootAnchored"]["issuer"] == cast.maker.id
    assert products.anchorOf(cast.maker.id, root).dict()["sequence"] == 1


def test_anchor__first_and_next__chain_without_a_gap(products: Any, cast: Cast) -> None:
    assert products.headOf(cast.maker.id)[1] == 0
    previous: Any = ZERO32
    for n in range(1, 4):
        root = "0x" + (bytes([n]) * 32).hex()
        tx = products.anchor(previous, root, n, MANIFEST, cast.maker.tx)
        event = tx.events["RootAnchored"]
        assert (event["sequence"], event["root"], event["previousRoot"], event["count"]) == (n, root, previous, n)
        assert event["manifestDigest"] == "0x" + MANIFEST.hex()
        anchor = products.anchorOf(cast.maker.id, root).dict()
        assert (anchor["sequence"], anchor["anchoredAt"], anchor["blockNumber"], anchor["count"]) == (
            n,
            tx.timestamp,
            tx.block_number,
            n,
        )
        previous = root


def test_verify__anything_changed__false(products: Any, cast: Cast, tree: trees.MerkleTree) -> None:
    leaf, proof = tree.levels[0][2], tree.proof(2)
    assert not products.verify(cast.maker.id, tree.root, leaf, proof)
    anchored(products, cast.maker, tree.root)
    assert not products.verify(cast.operator.id, tree.root, leaf, proof)
    assert not products.verify(cast.maker.id, tree.root, tree.levels[0][1], proof)
    assert not products.verify(cast.maker.id, tree.root, leaf, proof[:-1])
    assert not products.verify(cast.maker.id, tree.root, leaf, [*proof, b"\x01" * 32])
    assert not products.verify(cast.maker.id, b"\x01" * 32, leaf, proof)
    other_type = trees.product_leaf(DIGESTS[2], PACK, "CarbonFootprint")
    assert not products.verify(cast.maker.id, tree.root, other_type, proof)


def test_verify__every_leaf_of_an_anchored_root__true(products: Any, cast: Cast, tree: trees.MerkleTree) -> None:
    anchored(products, cast.maker, tree.root)
    for index, leaf in enumerate(tree.levels[0]):
        assert products.verify(cast.maker.id, tree.root, leaf, tree.proof(index))


def test_withdraw__empty_or_twice__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    refused(products.withdraw, [ZERO32, 1], cast.maker, "DigestEmpty")
    products.withdraw(DIGESTS[0], 3, cast.maker.tx)
    refused(products.withdraw, [DIGESTS[0], 3], cast.maker, "ProductAlreadyWithdrawn", cast.maker.id, DIGESTS[0])
    refused(products.supersede, [DIGESTS[0], DIGESTS[1]], cast.maker, "ProductAlreadyWithdrawn")


def test_withdraw__once__visible_under_its_issuer_only(products: Any, cast: Cast) -> None:
    tx = products.withdraw(DIGESTS[0], 3, cast.maker.tx)
    event = tx.events["ProductWithdrawn"]
    assert (event["issuer"], event["digest"], event["reason"]) == (cast.maker.id, "0x" + DIGESTS[0].hex(), 3)
    record = products.withdrawalOf(cast.maker.id, DIGESTS[0]).dict()
    assert (record["withdrawnAt"], record["blockNumber"], record["reason"], record["superseded"]) == (
        tx.timestamp,
        tx.block_number,
        3,
        False,
    )
    assert products.withdrawalOf(cast.operator.id, DIGESTS[0]).dict()["withdrawnAt"] == 0


def test_supersede__malformed__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    one, two = DIGESTS[:2]
    refused(products.supersede, [one, ZERO32], cast.maker, "DigestEmpty")
    refused(products.supersede, [ZERO32, one], cast.maker, "DigestEmpty")
    refused(products.supersede, [one, one], cast.maker, "SupersedesItself", one)
    products.withdraw(two, 1, cast.maker.tx)
    refused(products.supersede, [one, two], cast.maker, "ProductAlreadyWithdrawn", cast.maker.id, two)


def test_supersede__in_a_circle__refused(products: Any, cast: Cast, refused: Refusals) -> None:
    one, two, three = DIGESTS[:3]
    products.supersede(one, two, cast.maker.tx)
    products.supersede(two, three, cast.maker.tx)
    for old in (one, two):
        refused(products.supersede, [three, old], cast.maker, "ProductAlreadyWithdrawn", cast.maker.id, old)
    refused(products.withdraw, [one, 1], cast.maker, "ProductAlreadyWithdrawn", cast.maker.id, one)


def test_supersede__once__names_what_follows(products: Any, cast: Cast) -> None:
    one, two = DIGESTS[:2]
    tx = products.supersede(one, two, cast.maker.tx)
    assert tx.events["ProductSuperseded"]["successor"] == "0x" + two.hex()
    assert products.successorOf(cast.maker.id, one) == "0x" + two.hex()
    assert products.withdrawalOf(cast.maker.id, one).dict()["superseded"] is True
    assert products.withdrawalOf(cast.maker.id, two).dict()["withdrawnAt"] == 0
    assert products.successorOf(cast.operator.id, one) == ZERO32
