"""Recall and safety stop: visible at once, and nothing moves except to be treated."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import Kind, Reason, Role, Stage

EVIDENCE = b"\x0e" * 32
RECALL = (Reason.SAFETY_RECALL, EVIDENCE)


def test_withdraw__by_one_who_is_neither_maker_nor_authority__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    for party in (holder, cast.other_maker, cast.recycler, cast.auditor):
        refused(
            passports.withdraw, [Kind.PASSPORT, subject, *RECALL], party, "CallerRoleMissing", party.id, Role.AUTHORITY
        )
        refused(
            passports.liftWithdrawal,
            [Kind.PASSPORT, subject, EVIDENCE],
            party,
            "CallerRoleMissing",
            party.id,
            Role.AUTHORITY,
        )
    batch = life.batch("pack-8", "pack-9")
    refused(passports.withdraw, [Kind.LOT, batch.lot, *RECALL], cast.other_maker, "CallerRoleMissing")


@pytest.mark.parametrize("who", ["maker", "authority"])
def test_withdraw__suspended__refused(
    life: Life, ledger: Ledger, passports: Any, cast: Cast, refused: Refusals, who: str
) -> None:
    subject = life.registered()
    party = getattr(cast, who)
    ledger.participants.suspend(party.id, cast.governance.tx)
    refused(passports.withdraw, [Kind.PASSPORT, subject, *RECALL], party, "ParticipantIsSuspended", party.id)


def test_withdraw__consignment__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    passports.openConsignment(cast.operator.tx)
    for method, tail in ((passports.withdraw, RECALL), (passports.liftWithdrawal, (EVIDENCE,))):
        refused(
            method, [Kind.CONSIGNMENT, p.subject_of(1), *tail], cast.authority, "SubjectKindInvalid", Kind.CONSIGNMENT
        )


def test_withdraw__recycled__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject, _ = life.in_stage(Stage.RECYCLED)
    refused(passports.withdraw, [Kind.PASSPORT, subject, *RECALL], cast.maker, "PassportIsRecycled", subject)


@pytest.mark.parametrize("who", ["maker", "authority"])
def test_withdrawn__to_operator_or_second_life_or_maker__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals, who: str
) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    tx = passports.withdraw(Kind.PASSPORT, subject, *RECALL, getattr(cast, who).tx)
    event = tx.events["PassportWithdrawn"]
    assert (event["by"], event["reason"]) == (getattr(cast, who).id, Reason.SAFETY_RECALL)
    assert event["evidenceDigest"] == "0x" + EVIDENCE.hex()
    for role, stage in (
        (Role.OPERATOR, Stage.IN_SERVICE),
        (Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE),
        (Role.MANUFACTURER, Stage.IN_SERVICE),
    ):
        receiver = cast.receiver(role, holder)
        offer = p.words(passports, subject, holder, receiver, role, stage)
        arguments = p.signed(passports, offer, holder, receiver)
        refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", subject)
        refused(passports.offer, [offer.values], holder, "SubjectIsWithdrawn", subject)


def test_withdrawn__while_an_offer_is_open__not_accepted(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject = life.registered()
    offer = p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    passports.offer(offer.values, cast.maker.tx)
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, cast.authority.tx)
    refused(passports.accept, [offer.values], cast.operator, "SubjectIsWithdrawn", subject)


@pytest.mark.parametrize(("role", "stage"), [(Role.RECYCLER, Stage.END_OF_LIFE), (Role.SERVICE, Stage.IN_SERVICE)])
def test_withdrawn__to_recycler_or_service__moves(
    life: Life, passports: Any, cast: Cast, role: Role, stage: Stage
) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, cast.maker.tx)
    receiver = cast.receiver(role)
    life.moved(subject, holder, receiver, role, stage)
    assert life.state(subject)[0] == receiver.id


def test_withdrawn__in_the_workshop__owner_gets_it_back_after_lifting_only(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    life.moved(subject, holder, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, cast.maker.tx)
    back = p.words(passports, subject, cast.workshop, holder, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, back, cast.workshop, holder)
    refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", subject)
    passports.liftWithdrawal(Kind.PASSPORT, subject, EVIDENCE, cast.maker.tx)
    passports.executeHandover(*arguments, cast.relayer.tx)


def test_lift__nothing_withdrawn__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject = life.registered()
    batch = life.batch("pack-8", "pack-9")
    for party in (cast.maker, cast.authority):
        refused(passports.liftWithdrawal, [Kind.PASSPORT, subject, EVIDENCE], party, "NotWithdrawn", subject)
        refused(passports.liftWithdrawal, [Kind.LOT, batch.lot, EVIDENCE], party, "NotWithdrawn", batch.lot)


def test_lift__authoritys_withdrawal_by_the_maker__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    subject = life.registered()
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, cast.authority.tx)
    refused(passports.liftWithdrawal, [Kind.PASSPORT, subject, EVIDENCE], cast.maker, "NotWithdrawn", subject)
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, cast.maker.tx)
    passports.liftWithdrawal(Kind.PASSPORT, subject, EVIDENCE, cast.maker.tx)
    offer = p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", subject)


@pytest.mark.parametrize(
    ("by", "ended_by"), [("maker", "maker"), ("maker", "authority"), ("authority", "other_authority")]
)
def test_lift__by_its_maker_or_an_authority__moves_again(
    life: Life, passports: Any, cast: Cast, by: str, ended_by: str
) -> None:
    subject = life.registered()
    passports.withdraw(Kind.PASSPORT, subject, *RECALL, getattr(cast, by).tx)
    tx = passports.liftWithdrawal(Kind.PASSPORT, subject, EVIDENCE, getattr(cast, ended_by).tx)
    assert tx.events["WithdrawalLifted"]["by"] == getattr(cast, ended_by).id
    life.moved(subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)


def test_withdrawn_lot__battery_brought_into_existence__withdrawn_too(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    batch = life.batch("pack-1", "pack-2")
    passports.withdraw(Kind.LOT, batch.lot, *RECALL, cast.authority.tx)
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.maker.tx)
    passports.liftWithdrawal(Kind.LOT, batch.lot, EVIDENCE, cast.authority.tx)
    subject = batch.passport_id("pack-1")
    offer = p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", subject)
    life.lazily_moved(batch, "pack-2", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
