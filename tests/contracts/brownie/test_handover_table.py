"""Every cell of stage x receiver's role: the allowed ones move the battery, the others are refused."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Life
from refusals import Refusals
from words import ALLOWED, Role, Stage

STAGES = [stage for stage in Stage if stage != Stage.NONE]
REFUSED = [(s, r) for s in STAGES for r in Role if (s, r) not in ALLOWED]


@pytest.mark.parametrize(("stage", "role"), REFUSED, ids=lambda v: v.name)
def test_handover__cell_not_in_the_table__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals, stage: Stage, role: Role
) -> None:
    subject, holder = life.in_stage(stage)
    receiver = cast.receiver(role, holder)
    offer = p.words(passports, subject, holder, receiver, role, stage)
    arguments = p.signed(passports, offer, holder, receiver)
    if stage == Stage.RECYCLED:
        refused(passports.executeHandover, arguments, cast.relayer, "PassportIsRecycled", subject)
    else:
        refused(passports.executeHandover, arguments, cast.relayer, "TransitionNotAllowed", stage, role)


@pytest.mark.parametrize(("stage", "role"), REFUSED, ids=lambda v: v.name)
def test_offer_on_chain__cell_not_in_the_table__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals, stage: Stage, role: Role
) -> None:
    subject, holder = life.in_stage(stage)
    offer = p.words(passports, subject, holder, cast.receiver(role, holder), role, stage)
    error = "PassportIsRecycled" if stage == Stage.RECYCLED else "TransitionNotAllowed"
    refused(passports.offer, [offer.values], holder, error)


@pytest.mark.parametrize(("stage", "role"), list(ALLOWED), ids=lambda v: v.name)
def test_handover__wrong_target_stage__refused(
    life: Life, cast: Cast, passports: Any, refused: Refusals, stage: Stage, role: Role
) -> None:
    subject, holder = life.in_stage(stage)
    receiver = cast.receiver(role, holder)
    right = ALLOWED[stage, role][0]
    for wrong in Stage:
        if wrong == right:
            continue
        offer = p.words(passports, subject, holder, receiver, role, wrong)
        refused(
            passports.executeHandover,
            p.signed(passports, offer, holder, receiver),
            cast.relayer,
            "TargetStageMismatch",
            right,
            wrong,
        )


@pytest.mark.parametrize(("stage", "role"), list(ALLOWED), ids=lambda v: v.name)
def test_handover__cell_of_the_table__moves_custody_stage_and_status(
    life: Life, cast: Cast, passports: Any, stage: Stage, role: Role
) -> None:
    subject, holder = life.in_stage(stage)
    receiver = cast.receiver(role, holder)
    _, _, status_before = life.state(subject)
    before = passports.passport(subject).dict()
    next_stage, next_status = ALLOWED[stage, role]

    tx = life.moved(subject, holder, receiver, role, next_stage)

    expected_status = status_before if next_status is None else next_status
    assert life.state(subject) == (receiver.id, next_stage, expected_status)
    after = passports.passport(subject).dict()
    assert after["sequence"] == before["sequence"] + 1
    assert after["manufacturer"] == before["manufacturer"]
    repair = role in (Role.MANUFACTURER, Role.SERVICE)
    assert after["repairFor"] == (holder.id if repair else 0)
    event = tx.events["CustodyTransferred"]
    assert (event["from"], event["to"], event["stage"], event["status"], event["receiverRole"]) == (
        holder.id,
        receiver.id,
        next_stage,
        expected_status,
        role,
    )
    assert event["subject"] == subject
