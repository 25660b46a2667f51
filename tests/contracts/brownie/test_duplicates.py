"""Two leaves of one manufacturer for one passportId: anyone can prove it, an authority decides."""

from dataclasses import replace
from typing import Any

import passports as p
import pytest
import trees
from cast import Cast
from eth_utils import keccak
from life import Life
from refusals import Refusals
from words import ZERO32, Role, Stage

NOTHING = (0, ZERO32, ZERO32, ZERO32, [])
EVIDENCE = b"\x0e" * 32


def other_content(life: Life, passports: Any, cast: Cast, names: tuple[str, ...]) -> p.LazyBatch:
    """A second batch of the maker with the same batteries and other first passport versions."""
    leaves = [
        trees.passport_leaf(
            trees.passport_id(cast.maker.id, p.identifier(name)),
            bytes(32),
            keccak(text=f"other digest of {name}"),
            cast.maker.id,
        )
        for name in names
    ]
    planned = replace(p.LazyBatch.plan(cast.maker.id, names), tree=trees.MerkleTree.over(leaves))
    return planned.registered(passports, cast.maker)


def other_lazy(batch: p.LazyBatch, name: str) -> tuple[Any, ...]:
    """LazyPassport in a batch made by `other_content`."""
    number, identifier, parent, _, proof = batch.lazy(name)
    return (number, identifier, parent, keccak(text=f"other digest of {name}"), proof)


@pytest.fixture
def first(life: Life) -> p.LazyBatch:
    return life.batch("pack-1", "pack-2", "pack-3")


@pytest.fixture
def second(life: Life, passports: Any, cast: Cast, first: p.LazyBatch) -> p.LazyBatch:
    return other_content(life, passports, cast, ("pack-1", "pack-9"))


def test_prove_duplicate__one_leaf_given_twice_and_nothing_eager__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    lazy = first.lazy("pack-1")
    refused(passports.proveDuplicate, [lazy, lazy], cast.stranger, "NotDuplicate", first.passport_id("pack-1"))


def test_prove_duplicate__leaf_that_was_brought_into_existence_itself__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    lazy = first.lazy("pack-1")
    passports.bringIntoExistence(lazy, cast.maker.tx)
    refused(passports.proveDuplicate, [lazy, lazy], cast.stranger, "NotDuplicate", first.passport_id("pack-1"))


def test_prove_duplicate__two_different_batteries__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    refused(
        passports.proveDuplicate, [first.lazy("pack-2"), other_lazy(second, "pack-1")], cast.stranger, "NotDuplicate"
    )


def test_prove_duplicate__of_two_manufacturers__refused(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    foreign = life.batch("pack-1", maker=cast.other_maker)
    refused(passports.proveDuplicate, [first.lazy("pack-1"), foreign.lazy("pack-1")], cast.stranger, "NotDuplicate")


def test_prove_duplicate__with_a_forged_leaf__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    number, identifier, parent, _, proof = first.lazy("pack-1")
    forged = (number, identifier, parent, b"\x01" * 32, proof)
    refused(passports.proveDuplicate, [first.lazy("pack-1"), forged], cast.stranger, "BatchProofInvalid")
    refused(passports.proveDuplicate, [forged, first.lazy("pack-1")], cast.stranger, "BatchProofInvalid")


def test_frozen__before_it_exists__cannot_be_brought_into_existence(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    subject = first.passport_id("pack-1")
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    for lazy in (first.lazy("pack-1"), other_lazy(second, "pack-1")):
        refused(passports.bringIntoExistence, [lazy], cast.maker, "PassportIsFrozen", subject)
    refused(passports.register, [p.registration("pack-1")], cast.maker, "PassportIsFrozen", subject)


def test_frozen__existing__cannot_change_hands(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    subject = first.passport_id("pack-1")
    life.lazily_moved(first, "pack-1", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    tx = passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    event = tx.events["DuplicateProved"]
    assert (event["passportId"], event["manufacturer"]) == (subject, cast.maker.id)
    for role, stage in ((Role.OPERATOR, Stage.IN_SERVICE), (Role.RECYCLER, Stage.END_OF_LIFE)):
        receiver = cast.receiver(role, cast.operator)
        offer = p.words(passports, subject, cast.operator, receiver, role, stage)
        arguments = p.signed(passports, offer, cast.operator, receiver)
        refused(passports.executeHandover, arguments, cast.relayer, "PassportIsFrozen", subject)


def test_frozen__proved_again__nothing_more_happens_to_it(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    both = [first.lazy("pack-1"), other_lazy(second, "pack-1")]
    passports.proveDuplicate(*both, cast.stranger.tx)
    refused(passports.proveDuplicate, both, cast.stranger, "PassportIsFrozen", first.passport_id("pack-1"))


def test_eager_and_batch__same_leaf_twice__frozen(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    subject = life.registered("pack-2")
    lazy = first.lazy("pack-2")
    passports.proveDuplicate(lazy, lazy, cast.stranger.tx)
    offer = p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "PassportIsFrozen", subject)


def test_one_batch__two_leaves_with_different_content__frozen(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    names = ("pack-1", "pack-2")
    identity = trees.passport_id(cast.maker.id, p.identifier("pack-1"))
    leaves = [
        trees.passport_leaf(identity, bytes(32), keccak(text=text), cast.maker.id)
        for text in ("digest of pack-1", "second digest")
    ]
    planned = replace(p.LazyBatch.plan(cast.maker.id, names), tree=trees.MerkleTree.over(leaves))
    batch = planned.registered(passports, cast.maker)
    one = (batch.number, p.identifier("pack-1"), ZERO32, keccak(text="digest of pack-1"), batch.tree.proof(0))
    two = (batch.number, p.identifier("pack-1"), ZERO32, keccak(text="second digest"), batch.tree.proof(1))
    passports.proveDuplicate(one, two, cast.stranger.tx)
    refused(passports.bringIntoExistence, [one], cast.maker, "PassportIsFrozen")


def test_resolve_freeze__by_one_who_is_no_authority__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    arguments = [first.passport_id("pack-1"), first.lazy("pack-1"), EVIDENCE]
    for party in (cast.maker, cast.recycler, cast.auditor):
        refused(passports.resolveFreeze, arguments, party, "CallerRoleMissing", party.id, Role.AUTHORITY)


def test_resolve_freeze__not_frozen__refused(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, refused: Refusals
) -> None:
    subject = life.registered("pack-8")
    refused(passports.resolveFreeze, [subject, NOTHING, EVIDENCE], cast.authority, "NotFrozen", subject)
    subject = first.passport_id("pack-1")
    refused(passports.resolveFreeze, [subject, first.lazy("pack-1"), EVIDENCE], cast.authority, "NotFrozen", subject)


def test_resolve_freeze__names_the_leaf_that_counts__that_one_comes_into_existence(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch
) -> None:
    subject = first.passport_id("pack-1")
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    tx = passports.resolveFreeze(subject, other_lazy(second, "pack-1"), EVIDENCE, cast.authority.tx)
    assert tx.events["FreezeResolved"]["batch"] == second.number
    assert life.state(subject)[:2] == (cast.maker.id, Stage.REGISTERED)
    assert passports.passport(subject).dict()["batch"] == second.number
    life.moved(subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)


def test_resolve_freeze__leaf_of_another_battery__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    subject = first.passport_id("pack-1")
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    refused(passports.resolveFreeze, [subject, first.lazy("pack-2"), EVIDENCE], cast.authority, "PassportUnknown")


def test_resolve_freeze__record_exists__stands_as_it_is(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch
) -> None:
    subject = first.passport_id("pack-1")
    life.lazily_moved(first, "pack-1", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    passports.resolveFreeze(subject, NOTHING, EVIDENCE, cast.authority.tx)
    assert life.state(subject) == (cast.operator.id, Stage.IN_SERVICE, 0)
    life.moved(subject, cast.operator, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)


def test_resolve_freeze__record_exists_and_a_leaf_is_named__refused(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals
) -> None:
    subject = first.passport_id("pack-1")
    passports.bringIntoExistence(first.lazy("pack-1"), cast.maker.tx)
    passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    arguments = [subject, other_lazy(second, "pack-1"), EVIDENCE]
    refused(passports.resolveFreeze, arguments, cast.authority, "PassportExists", subject)


@pytest.mark.parametrize("existed", [False, True])
def test_resolved__proved_again__refused(
    passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch, refused: Refusals, existed: bool
) -> None:
    subject = first.passport_id("pack-1")
    both = [first.lazy("pack-1"), other_lazy(second, "pack-1")]
    if existed:
        passports.bringIntoExistence(first.lazy("pack-1"), cast.maker.tx)
    passports.proveDuplicate(*both, cast.stranger.tx)
    passports.resolveFreeze(subject, NOTHING if existed else first.lazy("pack-1"), EVIDENCE, cast.authority.tx)
    refused(passports.proveDuplicate, both, cast.stranger, "FreezeAlreadyResolved", subject)
    refused(passports.resolveFreeze, [subject, NOTHING, EVIDENCE], cast.authority, "NotFrozen", subject)


def test_duplicate__packed__leaves_its_consignment(
    life: Life, passports: Any, cast: Cast, first: p.LazyBatch, second: p.LazyBatch
) -> None:
    subject = first.passport_id("pack-1")
    life.lazily_moved(first, "pack-1", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    passports.openConsignment(cast.operator.tx)
    passports.pack(1, [subject], cast.operator.tx)
    tx = passports.proveDuplicate(first.lazy("pack-1"), other_lazy(second, "pack-1"), cast.stranger.tx)
    assert tx.events["PassportUnpacked"]["passportId"] == subject
    assert passports.consignment(1).dict()["size"] == 0
    assert life.state(subject) == (cast.operator.id, Stage.IN_SERVICE, 0)
