"""A holder that is gone: an authority announces, waits, and moves custody."""

from typing import Any

import passports as p
import pytest
from brownie import chain
from cast import Cast
from deployment import NOTICE_PERIOD
from life import Ledger, Life
from refusals import Refusals
from words import Kind, Reason, Role, Stage, Status

EVIDENCE = b"\x0e" * 32


@pytest.fixture
def pack(life: Life) -> str:
    """A battery in service, held by the operator."""
    return life.in_stage(Stage.IN_SERVICE)[0]


def announcement(subject: str, receiver: int, role: Role = Role.OPERATOR) -> list[Any]:
    return [subject, receiver, role, Reason.HOLDER_DISSOLVED, EVIDENCE]


def announced(passports: Any, cast: Cast, pack: str) -> Any:
    return passports.announceCustodyMove(*announcement(pack, cast.other_operator.id), cast.authority.tx)


def wait(seconds: int = NOTICE_PERIOD + 5) -> None:
    chain.sleep(seconds)
    chain.mine()


def test_announce__by_one_who_is_no_authority__refused(
    passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    for party in (cast.operator, cast.other_operator, cast.maker, cast.auditor):
        refused(
            passports.announceCustodyMove,
            announcement(pack, cast.other_operator.id),
            party,
            "CallerRoleMissing",
            party.id,
            Role.AUTHORITY,
        )
        refused(passports.executeCustodyMove, [pack], party, "CallerRoleMissing", party.id, Role.AUTHORITY)
        refused(passports.cancelCustodyMove, [pack], party, "CallerRoleMissing", party.id, Role.AUTHORITY)


def test_announce__receiver_unfit__refused(
    ledger: Ledger, passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    announce = passports.announceCustodyMove
    refused(announce, announcement(pack, cast.operator.id), cast.authority, "ReceiverIsHolder", cast.operator.id)
    refused(announce, announcement(pack, 999), cast.authority, "ParticipantUnknown", 999)
    refused(
        announce,
        announcement(pack, cast.recycler.id),
        cast.authority,
        "ReceiverRoleMissing",
        cast.recycler.id,
        Role.OPERATOR,
    )
    refused(
        announce,
        announcement(pack, cast.auditor.id, Role.AUDITOR),
        cast.authority,
        "TransitionNotAllowed",
        Stage.IN_SERVICE,
        Role.AUDITOR,
    )
    ledger.participants.suspend(cast.other_operator.id, cast.governance.tx)
    refused(announce, announcement(pack, cast.other_operator.id), cast.authority, "ParticipantIsSuspended")


def test_announce__subject_that_cannot_move__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    recycled, _ = life.in_stage(Stage.RECYCLED, "pack-9")
    arguments = announcement(recycled, cast.other_recycler.id, Role.RECYCLER)
    refused(passports.announceCustodyMove, arguments, cast.authority, "PassportIsRecycled", recycled)
    pack = life.registered("pack-8")
    module = life.registered("module-8", parent=pack)
    refused(passports.announceCustodyMove, announcement(module, cast.operator.id), cast.authority, "PassportIsAttached")


@pytest.mark.parametrize("early", [NOTICE_PERIOD, 60])
def test_execute__before_the_notice_is_over__refused(
    passports: Any, cast: Cast, pack: str, refused: Refusals, early: int
) -> None:
    announced(passports, cast, pack)
    due = passports.custodyNotice(pack).dict()["effectiveFrom"]
    wait(NOTICE_PERIOD - early)
    refused(passports.executeCustodyMove, [pack], cast.authority, "NoticeNotDue", pack, due)


def test_execute__in_the_second_it_is_due__moves(life: Life, passports: Any, cast: Cast, pack: str) -> None:
    announced(passports, cast, pack)
    due = passports.custodyNotice(pack).dict()["effectiveFrom"]
    p.next_block_at(due)
    tx = passports.executeCustodyMove(pack, cast.authority.tx)
    assert tx.timestamp == due
    assert life.state(pack)[0] == cast.other_operator.id


@pytest.mark.parametrize("method", ["executeCustodyMove", "cancelCustodyMove"])
def test_execute_or_cancel__nothing_announced__refused(
    passports: Any, cast: Cast, pack: str, refused: Refusals, method: str
) -> None:
    refused(getattr(passports, method), [pack], cast.authority, "NoticeUnknown", pack)


def test_object__by_another_or_without_notice__refused(
    passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    refused(passports.objectToCustodyMove, [pack], cast.operator, "NoticeUnknown", pack)
    announced(passports, cast, pack)
    for party in (cast.other_operator, cast.maker):
        refused(passports.objectToCustodyMove, [pack], party, "NotHolder", pack, cast.operator.id, party.id)


def test_execute__holder_objected__refused(passports: Any, cast: Cast, pack: str, refused: Refusals) -> None:
    announced(passports, cast, pack)
    tx = passports.objectToCustodyMove(pack, cast.operator.tx)
    assert tx.events["CustodyMoveObjected"]["custodian"] == cast.operator.id
    wait()
    refused(passports.executeCustodyMove, [pack], cast.authority, "NoticeUnknown", pack)


def test_execute__announcement_taken_back__refused(passports: Any, cast: Cast, pack: str, refused: Refusals) -> None:
    announced(passports, cast, pack)
    tx = passports.cancelCustodyMove(pack, cast.other_authority.tx)
    assert tx.events["CustodyMoveCancelled"]["authority"] == cast.other_authority.id
    wait()
    refused(passports.executeCustodyMove, [pack], cast.authority, "NoticeUnknown", pack)


@pytest.mark.parametrize("act", ["cancel", "hand over and back", "pack"])
def test_execute__holder_acted_since__void(
    life: Life, passports: Any, cast: Cast, pack: str, refused: Refusals, act: str
) -> None:
    announced(passports, cast, pack)
    if act == "cancel":
        passports.cancel(Kind.PASSPORT, pack, cast.operator.tx)
    elif act == "pack":
        passports.openConsignment(cast.operator.tx)
        passports.pack(1, [pack], cast.operator.tx)
        passports.unpack(1, [pack], cast.operator.tx)
    else:
        life.moved(pack, cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
        life.moved(pack, cast.workshop, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    wait()
    refused(passports.executeCustodyMove, [pack], cast.authority, "NoticeVoid", pack)


@pytest.mark.parametrize("step", ["suspended", "role lost", "withdrawn"])
def test_execute__receiver_or_battery_no_longer_fit__refused(
    ledger: Ledger, passports: Any, cast: Cast, pack: str, refused: Refusals, step: str
) -> None:
    announced(passports, cast, pack)
    receiver = cast.other_operator.id
    if step == "suspended":
        ledger.participants.suspend(receiver, cast.governance.tx)
    elif step == "role lost":
        ledger.participants.setRoles(receiver, Role.RECYCLER.bit, cast.governance.tx)
    else:
        passports.withdraw(Kind.PASSPORT, pack, Reason.SAFETY_RECALL, EVIDENCE, cast.maker.tx)
    wait()
    errors = {
        "suspended": "ParticipantIsSuspended",
        "role lost": "ReceiverRoleMissing",
        "withdrawn": "SubjectIsWithdrawn",
    }
    refused(passports.executeCustodyMove, [pack], cast.authority, errors[step])


def test_execute__holder_suspended__moves_all_the_same(
    life: Life, ledger: Ledger, passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    announced(passports, cast, pack)
    refused(passports.objectToCustodyMove, [pack], cast.operator, "ParticipantIsSuspended", cast.operator.id)
    wait()
    passports.executeCustodyMove(pack, cast.authority.tx)
    assert life.state(pack)[0] == cast.other_operator.id


def test_announce_then_execute__moves_with_reason_and_ends_the_notice(
    life: Life, passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    old = p.words(passports, pack, cast.operator, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
    arguments = p.signed(passports, old, cast.operator, cast.recycler)
    tx = announced(passports, cast, pack)
    event = tx.events["CustodyMoveAnnounced"]
    assert (event["to"], event["reason"], event["effectiveFrom"]) == (
        cast.other_operator.id,
        Reason.HOLDER_DISSOLVED,
        tx.timestamp + NOTICE_PERIOD,
    )
    assert passports.noticePeriod() == NOTICE_PERIOD
    notice = passports.custodyNotice(pack).dict()
    assert (notice["authority"], notice["to"]) == (cast.authority.id, cast.other_operator.id)
    assert life.state(pack)[0] == cast.operator.id
    wait()
    tx = passports.executeCustodyMove(pack, cast.authority.tx)
    event = tx.events["CustodyMoved"]
    assert (event["from"], event["to"], event["reason"], event["authority"]) == (
        cast.operator.id,
        cast.other_operator.id,
        Reason.HOLDER_DISSOLVED,
        cast.authority.id,
    )
    assert life.state(pack) == (cast.other_operator.id, Stage.IN_SERVICE, 2)
    refused(passports.executeCustodyMove, [pack], cast.authority, "NoticeUnknown", pack)
    refused(passports.executeHandover, arguments, cast.relayer, "OfferExpired")


@pytest.mark.parametrize(("owner", "receiver"), [("operator", "other_operator"), ("other_operator", "operator")])
def test_execute__battery_in_repair__the_decision_ends_the_claim(
    life: Life, passports: Any, cast: Cast, owner: str, receiver: str
) -> None:
    pack = life.registered("pack-5")
    life.moved(pack, cast.maker, getattr(cast, owner), Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(pack, getattr(cast, owner), cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.announceCustodyMove(*announcement(pack, getattr(cast, receiver).id), cast.authority.tx)
    wait()
    passports.executeCustodyMove(pack, cast.authority.tx)
    assert life.state(pack) == (getattr(cast, receiver).id, Stage.IN_SERVICE, Status.REUSED)
    assert passports.passport(pack).dict()["repairFor"] == 0


def test_execute__workshop_is_gone__back_to_the_owner_is_no_resale(
    life: Life, passports: Any, cast: Cast, pack: str
) -> None:
    life.moved(pack, cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.announceCustodyMove(*announcement(pack, cast.operator.id), cast.authority.tx)
    wait()
    passports.executeCustodyMove(pack, cast.authority.tx)
    assert life.state(pack) == (cast.operator.id, Stage.IN_SERVICE, Status.ORIGINAL)
    assert passports.passport(pack).dict()["repairFor"] == 0


def test_announce__packed__leaves_its_consignment(life: Life, passports: Any, cast: Cast, pack: str) -> None:
    passports.openConsignment(cast.operator.tx)
    passports.pack(1, [pack], cast.operator.tx)
    tx = announced(passports, cast, pack)
    assert tx.events["PassportUnpacked"]["passportId"] == pack
    wait()
    passports.executeCustodyMove(pack, cast.authority.tx)
    assert life.state(pack)[0] == cast.other_operator.id
    assert passports.consignment(1).dict()["size"] == 0
