"""The whole life of a battery, from its maker to its recycling, the five ways it can go."""

from typing import Any

import passports as p
import pytest
from brownie import chain
from cast import Cast
from life import Life
from words import ZERO32, Kind, Role, Stage, Status

REPORT = b"\x07" * 32
LIFE = [
    ("maker", "operator", Role.OPERATOR, Stage.IN_SERVICE, Status.ORIGINAL),
    ("operator", "other_operator", Role.OPERATOR, Stage.IN_SERVICE, Status.REUSED),
    ("other_operator", "workshop", Role.SERVICE, Stage.IN_SERVICE, Status.REUSED),
    ("workshop", "other_operator", Role.OPERATOR, Stage.IN_SERVICE, Status.REUSED),
    ("other_operator", "second_life", Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Status.REPURPOSED),
    ("second_life", "other_second_life", Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Status.REPURPOSED),
    ("other_second_life", "recycler", Role.RECYCLER, Stage.END_OF_LIFE, Status.WASTE),
]


@pytest.mark.parametrize("two_transactions", [False, True], ids=["one transaction", "two transactions"])
def test_life__registered_eagerly__to_recycled(life: Life, passports: Any, cast: Cast, two_transactions: bool) -> None:
    subject = life.registered()
    transfers = []
    for number, (giver, receiver, role, stage, status) in enumerate(LIFE):
        chain.sleep(86_400)
        chain.mine()
        one, other = getattr(cast, giver), getattr(cast, receiver)
        offer = p.words(passports, subject, one, other, role, stage)
        assert offer.sequence == number
        if two_transactions:
            passports.offer(offer.values, one.tx)
            tx = passports.accept(offer.values, other.tx)
        else:
            tx = passports.executeHandover(*p.signed(passports, offer, one, other), cast.relayer.tx)
        transfers.append(tx.events["CustodyTransferred"])
        assert life.state(subject) == (other.id, stage, status)
    passports.declareRecycled(subject, REPORT, cast.recycler.tx)
    assert life.state(subject) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)
    # The events alone tell the same chain of custody.
    assert [event["to"] for event in transfers] == [getattr(cast, row[1]).id for row in LIFE]
    assert [event["from"] for event in transfers[1:]] == [event["to"] for event in transfers[:-1]]


def test_life__registered_lazily__to_recycled(life: Life, passports: Any, cast: Cast) -> None:
    names = tuple(f"pack-{n}" for n in range(33))
    batch = life.batch(*names)
    subject = batch.passport_id("pack-32")
    giver, receiver, role, stage, status = LIFE[0]
    life.lazily_moved(batch, "pack-32", cast.operator, role, stage)
    for giver, receiver, role, stage, status in LIFE[1:]:
        life.moved(subject, getattr(cast, giver), getattr(cast, receiver), role, stage)
        assert life.state(subject) == (getattr(cast, receiver).id, stage, status)
    passports.declareRecycled(subject, REPORT, cast.recycler.tx)
    assert life.state(subject) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)
    assert life.lazy_state(batch, "pack-31") == (False, cast.maker.id, Stage.REGISTERED, Status.ORIGINAL)
    assert passports.passport(subject).dict()["batch"] == batch.number


def test_life__as_a_lot__one_taken_out_and_the_rest_recycled_together(life: Life, passports: Any, cast: Cast) -> None:
    names = tuple(f"pack-{n}" for n in range(10))
    batch = life.batch(*names)
    kept = batch.passport_id("pack-4")
    passports.bringIntoExistence(batch.lazy("pack-4"), cast.maker.tx)
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    life.lazily_moved_from(batch, "pack-7", cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    life.moved(batch.lot, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Kind.LOT)
    life.moved(batch.lot, cast.second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, Kind.LOT)
    assert life.state(kept) == (cast.maker.id, Stage.REGISTERED, Status.ORIGINAL)
    repaired = batch.passport_id("pack-7")
    assert life.state(repaired) == (cast.workshop.id, Stage.IN_SERVICE, Status.ORIGINAL)
    assert passports.passport(repaired).dict()["repairFor"] == cast.operator.id
    for name in ("pack-0", "pack-9"):
        assert life.lazy_state(batch, name) == (False, cast.recycler.id, Stage.END_OF_LIFE, Status.WASTE)
        passports.bringIntoExistence(batch.lazy(name), cast.recycler.tx)
        passports.declareRecycled(batch.passport_id(name), REPORT, cast.recycler.tx)
        assert life.state(batch.passport_id(name)) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)


def test_life__in_a_consignment__from_two_batches_to_the_recycler(life: Life, passports: Any, cast: Cast) -> None:
    first, second = life.batch("a-1", "a-2", "a-3"), life.batch("b-1", "b-2")
    load = []
    for batch, name in ((first, "a-1"), (first, "a-3"), (second, "b-2")):
        life.lazily_moved(batch, name, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
        load.append(batch.passport_id(name))
    passports.openConsignment(cast.operator.tx)
    passports.pack(1, load, cast.operator.tx)
    truck = p.subject_of(1)
    life.moved(truck, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Kind.CONSIGNMENT)
    life.moved(truck, cast.second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, Kind.CONSIGNMENT)
    passports.unpack(1, load, cast.recycler.tx)
    for subject in load:
        passports.declareRecycled(subject, REPORT, cast.recycler.tx)
        assert life.state(subject) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)


def test_life__taken_apart_and_made_into_another__to_recycled(life: Life, passports: Any, cast: Cast) -> None:
    pack = life.registered("pack-1")
    modules = [life.registered(f"module-{n}", parent=pack) for n in range(3)]
    life.moved(pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(pack, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    for module in modules[:2]:
        passports.splitOff(module, cast.second_life.tx)
    passports.succeed(modules[:2], p.registration("storage-1"), Status.REPURPOSED, cast.second_life.tx)
    storage = passports.passportIdOf(cast.second_life.id, p.identifier("storage-1"))
    assert [passports.successorOf(module) for module in modules] == [storage, storage, ZERO32]
    life.moved(storage, cast.second_life, cast.other_second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    life.moved(storage, cast.other_second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    passports.declareRecycled(storage, REPORT, cast.recycler.tx)
    # The rest of the old pack goes its own way, its third module in it.
    life.moved(pack, cast.second_life, cast.other_recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    assert life.state(modules[2]) == (cast.other_recycler.id, Stage.END_OF_LIFE, Status.WASTE)
    assert life.state(modules[0]) == (cast.second_life.id, Stage.SECOND_LIFE, Status.REPURPOSED)
    assert life.state(storage) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)
