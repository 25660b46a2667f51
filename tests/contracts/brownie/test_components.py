"""Pack, module, cell: components follow what they are built into until they are split off."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Life
from refusals import Refusals
from words import ZERO32, Kind, Reason, Role, Stage


@pytest.fixture
def tree(life: Life, passports: Any, cast: Cast) -> tuple[str, str, str]:
    """A pack of the maker with a module with a cell."""
    pack, module, cell = (life.id_of(name) for name in ("pack-1", "module-1", "cell-1"))
    entries = [p.registration("pack-1"), p.registration("module-1", pack), p.registration("cell-1", module)]
    passports.registerMany(entries, cast.maker.tx)
    return pack, module, cell


def test_attached__handed_over_alone__refused(
    passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    for subject, parent in ((tree[1], tree[0]), (tree[2], tree[1])):
        offer = p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
        arguments = p.signed(passports, offer, cast.maker, cast.operator)
        refused(passports.executeHandover, arguments, cast.relayer, "PassportIsAttached", subject, parent)
        refused(passports.offer, [offer.values], cast.maker, "PassportIsAttached", subject, parent)
        refused(passports.cancel, [Kind.PASSPORT, subject], cast.maker, "PassportIsAttached", subject, parent)


def test_split_off__by_one_who_does_not_hold_it__refused(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    life.moved(tree[0], cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    for party in (cast.maker, cast.other_operator):
        refused(passports.splitOff, [tree[1]], party, "NotHolder", tree[1], cast.operator.id, party.id)


def test_split_off__what_is_built_into_nothing__refused(
    passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    refused(passports.splitOff, [tree[0]], cast.maker, "PassportNotAttached", tree[0])
    passports.splitOff(tree[1], cast.maker.tx)
    refused(passports.splitOff, [tree[1]], cast.maker, "PassportNotAttached", tree[1])


def test_split_off__from_a_recycled_or_packed_whole__refused(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    pack, module, _ = tree
    passports.openConsignment(cast.maker.tx)
    passports.pack(1, [pack], cast.maker.tx)
    refused(passports.splitOff, [module], cast.maker, "PassportIsPacked", pack, 1)
    passports.unpack(1, [pack], cast.maker.tx)
    life.moved(pack, cast.maker, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    passports.declareRecycled(pack, b"\x07" * 32, cast.recycler.tx)
    refused(passports.splitOff, [module], cast.recycler, "PassportIsRecycled", module)


def test_pack__handed_over__components_move_with_it(life: Life, cast: Cast, tree: tuple[str, str, str]) -> None:
    life.moved(tree[0], cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    for subject in tree:
        assert life.state(subject) == (cast.operator.id, Stage.IN_SERVICE, 0)
    life.moved(tree[0], cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    for subject in tree:
        assert life.state(subject) == (cast.second_life.id, Stage.SECOND_LIFE, 1)


def test_split_off__module__goes_its_own_way_with_its_cell(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str]
) -> None:
    pack, module, cell = tree
    life.moved(pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    tx = passports.splitOff(module, cast.operator.tx)
    event = tx.events["ComponentSplitOff"]
    assert (event["passportId"], event["parent"], event["custodian"]) == (module, pack, cast.operator.id)
    assert p.sequence_of(passports, Kind.PASSPORT, pack) == 2
    life.moved(module, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    assert life.state(cell) == life.state(module) == (cast.second_life.id, Stage.SECOND_LIFE, 1)
    assert life.state(pack) == (cast.operator.id, Stage.IN_SERVICE, 0)


def test_split_off__words_signed_for_the_whole_before__void(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    # Whoever takes a pack takes it as it was when both signed: the holder must not take a module out in between.
    pack, _, cell = tree
    offer = p.words(passports, pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    passports.splitOff(cell, cast.maker.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch", pack, 1, 0)


def test_split_off__whole_is_withdrawn__component_stays_withdrawn(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str], refused: Refusals
) -> None:
    pack, module, _ = tree
    passports.withdraw(Kind.PASSPORT, pack, Reason.SAFETY_RECALL, b"\x0e" * 32, cast.authority.tx)
    passports.splitOff(module, cast.maker.tx)
    offer = p.words(passports, module, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", module)


def test_split_off__in_repair__component_still_goes_back_to_the_owner(
    life: Life, passports: Any, cast: Cast, tree: tuple[str, str, str]
) -> None:
    pack, module, _ = tree
    life.moved(pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(pack, cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.splitOff(module, cast.workshop.tx)
    assert passports.passport(module).dict()["repairFor"] == cast.operator.id


def test_register__deeper_than_the_bound__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    names = [f"part-{depth}" for depth in range(10)]
    parent: Any = ZERO32
    for name in names[:9]:
        passports.register(p.registration(name, parent), cast.maker.tx)
        parent = life.id_of(name)
    refused(passports.register, [p.registration(names[9], parent)], cast.maker, "ParentTooDeep", parent)
    assert life.state(parent) == (cast.maker.id, Stage.REGISTERED, 0)


def test_lazy_component__parent_of_its_batch_has_moved__follows_it(life: Life, passports: Any, cast: Cast) -> None:
    parent = bytes.fromhex(life.id_of("pack-1")[2:])
    batch = p.LazyBatch.plan(cast.maker.id, ("pack-1", "module-1"), {"module-1": parent})
    batch = batch.registered(passports, cast.maker)
    life.lazily_moved(batch, "pack-1", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    assert life.lazy_state(batch, "module-1") == (False, cast.operator.id, Stage.IN_SERVICE, 0)
    passports.bringIntoExistence(batch.lazy("module-1"), cast.operator.tx)
    passports.splitOff(batch.passport_id("module-1"), cast.operator.tx)
    assert life.state(batch.passport_id("module-1")) == (cast.operator.id, Stage.IN_SERVICE, 0)


def test_lazy_component__of_a_parent_from_elsewhere_that_has_moved__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    pack, holder = life.in_stage(Stage.IN_SERVICE)
    parent = bytes.fromhex(pack[2:])
    batch = p.LazyBatch.plan(cast.maker.id, ("module-1", "module-2"), dict.fromkeys(("module-1", "module-2"), parent))
    batch = batch.registered(passports, cast.maker)
    refused(
        passports.bringIntoExistence,
        [batch.lazy("module-1")],
        cast.maker,
        "ParentNotHeld",
        pack,
        holder.id,
        cast.maker.id,
    )


def test_split_off__component_of_a_lot_that_moved__sequence_goes_on_from_the_lots(
    life: Life, passports: Any, cast: Cast
) -> None:
    parent = bytes.fromhex(life.id_of("pack-1")[2:])
    batch = p.LazyBatch.plan(cast.maker.id, ("pack-1", "module-1"), {"module-1": parent})
    batch = batch.registered(passports, cast.maker)
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    life.moved(batch.lot, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    for name in ("pack-1", "module-1"):
        passports.bringIntoExistence(batch.lazy(name), cast.other_operator.tx)
    passports.splitOff(batch.passport_id("module-1"), cast.other_operator.tx)
    assert p.sequence_of(passports, Kind.PASSPORT, batch.passport_id("module-1")) == 3
    assert p.sequence_of(passports, Kind.PASSPORT, batch.passport_id("pack-1")) == 3
