"""A new passport takes the place of old ones (Art. 77(7)); the end of a battery's life (Art. 77(8))."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import ZERO32, Kind, Reason, Role, Stage, Status

REPORT = b"\x07" * 32


def test_succeed__by_one_who_neither_makes_nor_repurposes__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    for party in (holder, cast.recycler, cast.workshop):
        refused(
            passports.succeed,
            [[subject], p.registration("new"), Status.REPURPOSED],
            party,
            "CallerRoleMissing",
            party.id,
            Role.SECOND_LIFE_OPERATOR,
        )


def test_succeed__of_what_another_holds__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject, _ = life.in_stage(Stage.SECOND_LIFE)
    for party in (cast.other_second_life, cast.maker):
        refused(
            passports.succeed,
            [[subject], p.registration("new"), Status.REPURPOSED],
            party,
            "NotHolder",
            subject,
            cast.second_life.id,
            party.id,
        )


@pytest.mark.parametrize("status", [Status.ORIGINAL, Status.REUSED, Status.WASTE], ids=lambda v: v.name)
def test_succeed__status_that_is_no_new_battery__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals, status: Status
) -> None:
    subject, holder = life.in_stage(Stage.SECOND_LIFE)
    refused(passports.succeed, [[subject], p.registration("new"), status], holder, "SuccessorStatusInvalid", status)


def test_succeed__malformed__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject, holder = life.in_stage(Stage.SECOND_LIFE)
    new = p.registration("new")
    refused(passports.succeed, [[], new, 1], holder, "NothingGiven")
    refused(passports.succeed, [[subject], (new[0], ZERO32, ZERO32), 1], holder, "DigestMissing")
    refused(passports.succeed, [["0x" + "77" * 32], new, 1], holder, "PassportUnknown")
    refused(passports.succeed, [[subject, subject], new, 1], holder, "PassportIsClosed", subject)
    own = passports.passportIdOf(holder.id, new[0])
    refused(passports.succeed, [[subject, own], new, 1], holder, "StageNotAllowed", own, Stage.SECOND_LIFE)


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.END_OF_LIFE, Stage.RECYCLED], ids=lambda v: v.name)
def test_succeed__predecessor_in_another_stage__refused(
    life: Life, ledger: Ledger, passports: Any, cast: Cast, refused: Refusals, stage: Stage
) -> None:
    subject, holder = life.in_stage(stage)
    ledger.participants.setRoles(holder.id, 0b1111, cast.governance.tx)
    error = "PassportIsRecycled" if stage == Stage.RECYCLED else "StageNotAllowed"
    refused(passports.succeed, [[subject], p.registration("new"), 1], holder, error)


def test_succeed__predecessor_withdrawn_or_built_in__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    pack = life.registered("pack-1")
    module = life.registered("module-1", parent=pack)
    life.moved(pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(pack, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    new = p.registration("new")
    refused(passports.succeed, [[module], new, 1], cast.second_life, "PassportIsAttached", module, pack)
    passports.withdraw(Kind.PASSPORT, pack, Reason.SAFETY_RECALL, REPORT, cast.maker.tx)
    refused(passports.succeed, [[pack], new, 1], cast.second_life, "SubjectIsWithdrawn", pack)


def test_succeeded__acts_on_the_old_passport__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject, holder = life.in_stage(Stage.SECOND_LIFE)
    passports.succeed([subject], p.registration("new"), Status.REPURPOSED, holder.tx)
    offer = p.words(passports, subject, holder, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    arguments = p.signed(passports, offer, holder, cast.recycler)
    refused(passports.executeHandover, arguments, cast.relayer, "PassportIsClosed", subject)
    refused(passports.succeed, [[subject], p.registration("newer"), 1], holder, "PassportIsClosed", subject)
    refused(passports.cancel, [Kind.PASSPORT, subject], holder, "PassportIsClosed", subject)


def test_succeed__two_packs_become_one__linked_and_closed_not_erased(life: Life, passports: Any, cast: Cast) -> None:
    first, holder = life.in_stage(Stage.SECOND_LIFE, "pack-1")
    second, _ = life.in_stage(Stage.SECOND_LIFE, "pack-2")
    before = passports.passport(first).dict()
    tx = passports.succeed([first, second], p.registration("storage-1"), Status.REPURPOSED, holder.tx)
    new = passports.passportIdOf(holder.id, p.identifier("storage-1"))
    assert [event["successor"] for event in tx.events["PassportSucceeded"]] == [new, new]
    assert tx.events["PassportRegistered"]["passportId"] == new
    assert passports.successorOf(first) == passports.successorOf(second) == new
    assert passports.successorOf(new) == ZERO32
    assert life.state(new) == (holder.id, Stage.SECOND_LIFE, Status.REPURPOSED)
    record = passports.passport(new).dict()
    assert (record["manufacturer"], record["custodian"], record["batch"]) == (holder.id, holder.id, 0)
    after = passports.passport(first).dict()
    for field in ("custodian", "stage", "status", "manufacturer", "createdAtBlock"):
        assert after[field] == before[field]


def test_succeed__remanufactured_by_a_manufacturer_that_holds_it__its_own_battery(
    life: Life, ledger: Ledger, passports: Any, cast: Cast
) -> None:
    both = Role.MANUFACTURER.bit | Role.SECOND_LIFE_OPERATOR.bit
    ledger.participants.setRoles(cast.maker.id, both, cast.governance.tx)
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    life.moved(subject, holder, cast.maker, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    ledger.participants.setRoles(cast.maker.id, Role.MANUFACTURER.bit, cast.governance.tx)
    passports.succeed([subject], p.registration("remade"), Status.REMANUFACTURED, cast.maker.tx)
    new = life.id_of("remade")
    assert life.state(new) == (cast.maker.id, Stage.SECOND_LIFE, Status.REMANUFACTURED)
    life.moved(new, cast.maker, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    assert life.state(new) == (cast.second_life.id, Stage.SECOND_LIFE, Status.REMANUFACTURED)


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.IN_SERVICE, Stage.SECOND_LIFE], ids=lambda v: v.name)
def test_declare_recycled__before_its_end_of_life__refused(
    life: Life, ledger: Ledger, passports: Any, cast: Cast, refused: Refusals, stage: Stage
) -> None:
    subject, holder = life.in_stage(stage)
    refused(
        passports.declareRecycled, [subject, REPORT], cast.recycler, "NotHolder", subject, holder.id, cast.recycler.id
    )
    ledger.participants.setRoles(holder.id, Role.RECYCLER.bit, cast.governance.tx)
    refused(passports.declareRecycled, [subject, REPORT], holder, "StageNotAllowed", subject, stage)


def test_declare_recycled__by_another_or_without_report_or_twice__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject, holder = life.in_stage(Stage.END_OF_LIFE)
    refused(
        passports.declareRecycled,
        [subject, REPORT],
        cast.other_recycler,
        "NotHolder",
        subject,
        holder.id,
        cast.other_recycler.id,
    )
    refused(
        passports.declareRecycled,
        [subject, REPORT],
        cast.operator,
        "CallerRoleMissing",
        cast.operator.id,
        Role.RECYCLER,
    )
    refused(passports.declareRecycled, [subject, ZERO32], holder, "DigestMissing")
    tx = passports.declareRecycled(subject, REPORT, holder.tx)
    event = tx.events["PassportRecycled"]
    assert (event["recycler"], event["reportDigest"]) == (holder.id, "0x" + REPORT.hex())
    assert life.state(subject) == (holder.id, Stage.RECYCLED, Status.WASTE)
    refused(passports.declareRecycled, [subject, REPORT], holder, "PassportIsRecycled", subject)


def test_recycled__component_of_it__recycled_with_it(life: Life, passports: Any, cast: Cast) -> None:
    pack = life.registered("pack-1")
    module = life.registered("module-1", parent=pack)
    life.moved(pack, cast.maker, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    passports.declareRecycled(pack, REPORT, cast.recycler.tx)
    assert life.state(module) == (cast.recycler.id, Stage.RECYCLED, Status.WASTE)
