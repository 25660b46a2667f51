"""A batch's root stands for its passports until something happens to one of them."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from eth_utils import keccak
from life import Life
from refusals import Refusals
from words import ZERO32, Kind, Role, Stage

NAMES = ("pack-1", "pack-2", "pack-3", "pack-4", "pack-5")


@pytest.fixture
def batch(life: Life) -> p.LazyBatch:
    return life.batch(*NAMES)


@pytest.mark.parametrize("count", [0, 2**20 + 1])
def test_register_batch__count_out_of_range__refused(passports: Any, cast: Cast, refused: Refusals, count: int) -> None:
    refused(passports.registerBatch, [b"\x01" * 32, count, b"\x02" * 32], cast.maker, "BatchCountOutOfRange", count)


def test_register_batch__largest_count__accepted(passports: Any, cast: Cast) -> None:
    passports.registerBatch(b"\x01" * 32, 2**20, b"\x02" * 32, cast.maker.tx)
    number = passports.batchNumber(cast.maker.id, b"\x01" * 32)
    assert passports.batch(number).dict()["count"] == 2**20


def test_register_batch__no_root_or_no_manufacturer__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    refused(passports.registerBatch, [ZERO32, 3, b"\x02" * 32], cast.maker, "BatchRootEmpty")
    refused(
        passports.registerBatch,
        [b"\x01" * 32, 3, b"\x02" * 32],
        cast.operator,
        "CallerRoleMissing",
        cast.operator.id,
        Role.MANUFACTURER,
    )


def test_register_batch__same_root_again__same_number_and_nothing_changed(
    passports: Any, cast: Cast, batch: p.LazyBatch
) -> None:
    before = passports.batch(batch.number)
    arguments = (batch.tree.root, len(NAMES), keccak(text="manifest"))
    assert passports.registerBatch.call(*arguments, cast.maker.tx) == batch.number
    tx = passports.registerBatch(*arguments, cast.maker.tx)
    assert not tx.events
    assert passports.batch(batch.number) == before


def test_register_batch__same_root_by_another_manufacturer__a_batch_of_its_own(
    passports: Any, cast: Cast, batch: p.LazyBatch
) -> None:
    passports.registerBatch(batch.tree.root, len(NAMES), keccak(text="manifest"), cast.other_maker.tx)
    other = passports.batchNumber(cast.other_maker.id, batch.tree.root)
    assert other not in (0, batch.number)
    # Its leaves name the first manufacturer, so the second can make nothing of them.


def test_bring_into_existence__foreign_batch_of_the_same_root__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    passports.registerBatch(batch.tree.root, len(NAMES), keccak(text="manifest"), cast.other_maker.tx)
    other = passports.batchNumber(cast.other_maker.id, batch.tree.root)
    _, *rest = batch.lazy("pack-1")
    refused(passports.bringIntoExistence, [(other, *rest)], cast.maker, "BatchProofInvalid")


def test_bring_into_existence__anything_changed__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    number, identifier, parent, digest, proof = batch.lazy("pack-2")
    wrong = [
        (number, p.identifier("pack-9"), parent, digest, proof),
        (number, identifier, parent, b"\x01" * 32, proof),
        (number, identifier, parent, digest, proof[:-1]),
        (number, identifier, parent, digest, [*proof, b"\x01" * 32]),
        (number, identifier, parent, digest, []),
        (number, identifier, parent, digest, list(reversed(proof))),
    ]
    for lazy in wrong:
        refused(passports.bringIntoExistence, [lazy], cast.maker, "BatchProofInvalid")
        refused.view(passports.lazyStateOf, [lazy], "BatchProofInvalid")
    unknown = (number + 7, identifier, parent, digest, proof)
    refused(passports.bringIntoExistence, [unknown], cast.maker, "BatchUnknown", number + 7)
    none = (0, identifier, parent, digest, proof)
    refused(passports.bringIntoExistence, [none], cast.maker, "BatchUnknown", 0)


def test_bring_into_existence__twice__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.maker.tx)
    refused(
        passports.bringIntoExistence,
        [batch.lazy("pack-1")],
        cast.maker,
        "PassportExists",
        batch.passport_id("pack-1"),
    )


def test_bring_into_existence__registered_eagerly_before__refused(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    subject = life.registered("pack-1")
    refused(passports.bringIntoExistence, [batch.lazy("pack-1")], cast.maker, "PassportExists", subject)


def test_register__brought_into_existence_before__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.maker.tx)
    refused(passports.register, [p.registration("pack-1")], cast.maker, "PassportExists", batch.passport_id("pack-1"))


def test_bring_into_existence__component_before_its_parent__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    parent = bytes.fromhex(life.id_of("pack-1")[2:])
    batch = p.LazyBatch.plan(cast.maker.id, ("pack-1", "module-1"), {"module-1": parent})
    batch = batch.registered(passports, cast.maker)
    refused(passports.bringIntoExistence, [batch.lazy("module-1")], cast.maker, "ParentUnknown", life.id_of("pack-1"))
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.maker.tx)
    passports.bringIntoExistence(batch.lazy("module-1"), cast.maker.tx)
    assert passports.parentOf(batch.passport_id("module-1")) == life.id_of("pack-1")


def test_bring_into_existence__by_one_it_does_not_concern__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    lazy = batch.lazy("pack-1")
    for party in (cast.operator, cast.other_maker, cast.recycler, cast.auditor):
        refused(
            passports.bringIntoExistence,
            [lazy],
            party,
            "NotHolder",
            batch.passport_id("pack-1"),
            cast.maker.id,
            party.id,
        )
    refused(passports.bringIntoExistence, [lazy], cast.stranger, "NotSigner", cast.stranger.address)


def test_bring_into_existence__by_an_authority_or_the_lots_holder__accepted(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch
) -> None:
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.authority.tx)
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    passports.bringIntoExistence(batch.lazy("pack-2"), cast.operator.tx)
    passports.bringIntoExistence(batch.lazy("pack-3"), cast.maker.tx)
    assert life.state(batch.passport_id("pack-1")) == (cast.maker.id, Stage.REGISTERED, 0)
    for name in ("pack-2", "pack-3"):
        assert life.state(batch.passport_id(name)) == (cast.operator.id, Stage.IN_SERVICE, 0)
        assert passports.passport(batch.passport_id(name)).dict()["sequence"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_bring_into_existence__first__record_in_the_lots_state(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, name: str
) -> None:
    subject = batch.passport_id(name)
    assert life.lazy_state(batch, name) == (False, cast.maker.id, Stage.REGISTERED, 0)
    tx = passports.bringIntoExistence(batch.lazy(name), cast.maker.tx)
    assert tx.events["PassportBroughtIntoExistence"]["passportId"] == subject
    assert life.state(subject) == (cast.maker.id, Stage.REGISTERED, 0)
    assert passports.passport(subject).dict()["batch"] == batch.number
    assert passports.passport(subject).dict()["manufacturer"] == cast.maker.id
    assert life.lazy_state(batch, name) == (True, cast.maker.id, Stage.REGISTERED, 0)


def test_batch_of_one__its_root_is_its_leaf__brought_into_existence(life: Life, passports: Any, cast: Cast) -> None:
    batch = life.batch("lone pack")
    passports.bringIntoExistence(batch.lazy("lone pack"), cast.maker.tx)
    assert life.state(batch.passport_id("lone pack"))[0] == cast.maker.id


def test_batch__record_and_event(life: Life, passports: Any, cast: Cast) -> None:
    planned = p.LazyBatch.plan(cast.maker.id, NAMES)
    tx = passports.registerBatch(planned.tree.root, 5, keccak(text="manifest"), cast.maker.tx)
    event = tx.events["BatchRegistered"]
    assert (event["manufacturer"], event["root"], event["count"]) == (
        cast.maker.id,
        "0x" + planned.tree.root.hex(),
        5,
    )
    assert event["manifestDigest"] == "0x" + keccak(text="manifest").hex()
    number = event["batch"]
    assert passports.batchRoot(number) == "0x" + planned.tree.root.hex()
    record = passports.batch(number).dict()
    assert (record["manufacturer"], record["custodian"], record["stage"], record["count"]) == (
        cast.maker.id,
        cast.maker.id,
        Stage.REGISTERED,
        5,
    )
    assert record["registeredAtBlock"] == tx.block_number
