"""The first handover of a battery that so far exists in its batch only: one transaction."""

from typing import Any

import passports as p
import pytest
from brownie import chain
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import Kind, Role, Stage

NAMES = tuple(f"pack-{n}" for n in range(1, 8))


@pytest.fixture
def batch(life: Life) -> p.LazyBatch:
    return life.batch(*NAMES)


@pytest.fixture
def offer(passports: Any, cast: Cast, batch: p.LazyBatch) -> p.Words:
    return p.words(
        passports, batch.passport_id("pack-3"), cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, sequence=0
    )


def test_lazy_handover__replayed__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    arguments = (batch.lazy("pack-3"), *p.signed(passports, offer, cast.maker, cast.operator))
    passports.executeLazyHandover(*arguments, cast.relayer.tx)
    values = (offer.subject, 1, 0)
    refused(passports.executeLazyHandover, arguments, cast.relayer, "OfferSequenceMismatch", *values)
    refused(passports.executeHandover, arguments[1:], cast.relayer, "OfferSequenceMismatch", *values)


def test_lazy_handover__replayed_after_the_battery_came_back__refused(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    lazy = batch.lazy("pack-3")
    subject = batch.passport_id("pack-3")
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    there = p.words(passports, subject, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, sequence=1)
    arguments = (lazy, *p.signed(passports, there, cast.operator, cast.other_operator))
    passports.executeLazyHandover(*arguments, cast.relayer.tx)
    life.moved(subject, cast.other_operator, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    refused(passports.executeLazyHandover, arguments, cast.relayer, "OfferSequenceMismatch", subject, 3, 1)


def test_lazy_handover__not_yet_a_record__refused_without_its_proof(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "PassportUnknown", offer.subject)


def test_lazy_handover__proof_of_another_battery__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    signed = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeLazyHandover, (batch.lazy("pack-4"), *signed), cast.relayer, "PassportUnknown")
    number, identifier, parent, digest, proof = batch.lazy("pack-3")
    forged = (number, identifier, parent, digest, [b"\x01" * 32, *proof[1:]])
    refused(passports.executeLazyHandover, (forged, *signed), cast.relayer, "BatchProofInvalid")


def test_lazy_handover__by_one_who_does_not_hold_the_lot__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    stolen = offer.but(giver=cast.other_maker.id)
    arguments = (batch.lazy("pack-3"), *p.signed(passports, stolen, cast.other_maker, cast.operator))
    refused(
        passports.executeLazyHandover,
        arguments,
        cast.relayer,
        "NotHolder",
        offer.subject,
        cast.maker.id,
        cast.other_maker.id,
    )


def test_lazy_handover__expired__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    arguments = (batch.lazy("pack-3"), *p.signed(passports, offer, cast.maker, cast.operator))
    chain.sleep(p.DAY + 60)
    chain.mine()
    refused(passports.executeLazyHandover, arguments, cast.relayer, "OfferExpired")


@pytest.mark.parametrize("who", ["maker", "operator"])
def test_lazy_handover__party_suspended__refused(
    ledger: Ledger, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals, who: str
) -> None:
    arguments = (batch.lazy("pack-3"), *p.signed(passports, offer, cast.maker, cast.operator))
    ledger.participants.suspend(getattr(cast, who).id, cast.governance.tx)
    refused(passports.executeLazyHandover, arguments, cast.relayer, "ParticipantIsSuspended", getattr(cast, who).id)


def test_lazy_handover__wrong_stage_or_role__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    wrong = offer.but(receiver=cast.second_life.id, role=Role.SECOND_LIFE_OPERATOR, stage=Stage.SECOND_LIFE)
    arguments = (batch.lazy("pack-3"), *p.signed(passports, wrong, cast.maker, cast.second_life))
    refused(
        passports.executeLazyHandover,
        arguments,
        cast.relayer,
        "TransitionNotAllowed",
        Stage.REGISTERED,
        Role.SECOND_LIFE_OPERATOR,
    )


@pytest.mark.parametrize("step", ["cancelled", "moved on"])
def test_lazy_handover__lot_acted_on_since__refused(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals, step: str
) -> None:
    arguments = (batch.lazy("pack-3"), *p.signed(passports, offer, cast.maker, cast.operator))
    if step == "cancelled":
        passports.cancel(Kind.LOT, batch.lot, cast.maker.tx)
    else:
        life.moved(batch.lot, cast.maker, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    refused(passports.executeLazyHandover, arguments, cast.relayer, "OfferSequenceMismatch", offer.subject, 1, 0)


def test_lazy_handover__existence_proved_first__same_signatures_still_good(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words
) -> None:
    # Nobody can spoil signed words by proving the passport into existence before them.
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    passports.bringIntoExistence(batch.lazy("pack-3"), cast.maker.tx)
    passports.executeLazyHandover(batch.lazy("pack-3"), *arguments, cast.relayer.tx)
    assert life.state(offer.subject)[0] == cast.operator.id


def test_lazy_handover__first__moves_the_one_and_leaves_the_rest(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch
) -> None:
    tx = life.lazily_moved(batch, "pack-3", cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    assert tx.events["PassportBroughtIntoExistence"]["passportId"] == batch.passport_id("pack-3")
    assert tx.events["CustodyTransferred"]["to"] == cast.operator.id
    assert life.state(batch.passport_id("pack-3")) == (cast.operator.id, Stage.IN_SERVICE, 0)
    assert life.lazy_state(batch, "pack-3") == (True, cast.operator.id, Stage.IN_SERVICE, 0)
    assert life.lazy_state(batch, "pack-4") == (False, cast.maker.id, Stage.REGISTERED, 0)
    assert passports.batch(batch.number).dict()["custodian"] == cast.maker.id
