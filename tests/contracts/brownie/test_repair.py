"""A battery in repair keeps its stage and goes back to whom it came from, or on to a recycler."""

from typing import Any

import passports as p
import pytest
from cast import Cast, Party
from life import Life
from refusals import Refusals
from words import Role, Stage

OWNER_ROLE = {Stage.IN_SERVICE: Role.OPERATOR, Stage.SECOND_LIFE: Role.SECOND_LIFE_OPERATOR}
STAGES = list(OWNER_ROLE)
SHOPS = [Role.SERVICE, Role.MANUFACTURER]


def in_repair(life: Life, cast: Cast, stage: Stage, shop: Role) -> tuple[str, Party, Party]:
    """A battery, its owner and the workshop that holds it."""
    subject, owner = life.in_stage(stage)
    workshop = cast.receiver(shop)
    life.moved(subject, owner, workshop, shop, stage)
    return subject, owner, workshop


@pytest.mark.parametrize("shop", SHOPS, ids=lambda v: v.name)
@pytest.mark.parametrize("stage", STAGES, ids=lambda v: v.name)
def test_repair__handed_to_anyone_but_its_owner__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals, stage: Stage, shop: Role
) -> None:
    subject, owner, workshop = in_repair(life, cast, stage, shop)
    for role in (Role.OPERATOR, Role.SECOND_LIFE_OPERATOR):
        thief = cast.receiver(role, owner)
        offer = p.words(passports, subject, workshop, thief, role, stage)
        refused(
            passports.executeHandover,
            p.signed(passports, offer, workshop, thief),
            cast.relayer,
            "RepairReturnsToOwner",
            owner.id,
            thief.id,
        )


@pytest.mark.parametrize("shop", SHOPS, ids=lambda v: v.name)
@pytest.mark.parametrize("stage", STAGES, ids=lambda v: v.name)
def test_repair__to_one_without_a_place_in_the_table__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals, stage: Stage, shop: Role
) -> None:
    subject, owner, workshop = in_repair(life, cast, stage, shop)
    for role in (Role.AUDITOR, Role.AUTHORITY):
        receiver = cast.receiver(role)
        offer = p.words(passports, subject, workshop, receiver, role, stage)
        arguments = p.signed(passports, offer, workshop, receiver)
        refused(passports.executeHandover, arguments, cast.relayer, "RepairReturnsToOwner", owner.id, receiver.id)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda v: v.name)
@pytest.mark.parametrize("stage", STAGES, ids=lambda v: v.name)
def test_repair__back_to_its_owner__stage_and_status_kept(
    life: Life, cast: Cast, passports: Any, stage: Stage, shop: Role
) -> None:
    subject, owner, workshop = in_repair(life, cast, stage, shop)
    before = life.state(subject)
    life.moved(subject, workshop, owner, OWNER_ROLE[stage], stage)
    assert life.state(subject) == (owner.id, *before[1:])
    assert passports.passport(subject).dict()["repairFor"] == 0


def test_repair__on_to_another_workshop_and_back__owner_remembered(life: Life, cast: Cast, passports: Any) -> None:
    subject, owner, workshop = in_repair(life, cast, Stage.IN_SERVICE, Role.SERVICE)
    life.moved(subject, workshop, cast.other_workshop, Role.SERVICE, Stage.IN_SERVICE)
    assert passports.passport(subject).dict()["repairFor"] == owner.id
    life.moved(subject, cast.other_workshop, cast.maker, Role.MANUFACTURER, Stage.IN_SERVICE)
    assert passports.passport(subject).dict()["repairFor"] == owner.id
    life.moved(subject, cast.maker, owner, Role.OPERATOR, Stage.IN_SERVICE)
    assert life.state(subject) == (owner.id, Stage.IN_SERVICE, 0)


@pytest.mark.parametrize("stage", STAGES, ids=lambda v: v.name)
def test_repair__beyond_repair__goes_to_a_recycler(life: Life, cast: Cast, passports: Any, stage: Stage) -> None:
    subject, _, workshop = in_repair(life, cast, stage, Role.SERVICE)
    life.moved(subject, workshop, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    assert life.state(subject) == (cast.recycler.id, Stage.END_OF_LIFE, 4)
    assert passports.passport(subject).dict()["repairFor"] == 0
    life.moved(subject, cast.recycler, cast.other_recycler, Role.RECYCLER, Stage.END_OF_LIFE)


def test_repair__workshop_makes_a_successor_of_it__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals
) -> None:
    subject, owner, _ = in_repair(life, cast, Stage.IN_SERVICE, Role.MANUFACTURER)
    refused(
        passports.succeed,
        [[subject], p.registration("new pack"), 1],
        cast.maker,
        "RepairReturnsToOwner",
        owner.id,
        cast.maker.id,
    )


def test_repair__sold_afterwards__by_its_owner_only(life: Life, cast: Cast, passports: Any, refused: Refusals) -> None:
    subject, owner, workshop = in_repair(life, cast, Stage.IN_SERVICE, Role.SERVICE)
    offer = p.words(passports, subject, owner, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, owner, cast.other_operator)
    refused(passports.executeHandover, arguments, cast.relayer, "NotHolder", subject, workshop.id, owner.id)
