"""A registration batch changes hands as a lot: everything in it that is no record yet."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import ALLOWED, Kind, Reason, Role, Stage

NAMES = tuple(f"pack-{n}" for n in range(1, 6))


@pytest.fixture
def batch(life: Life) -> p.LazyBatch:
    return life.batch(*NAMES)


@pytest.fixture
def offer(passports: Any, cast: Cast, batch: p.LazyBatch) -> p.Words:
    return p.words(passports, batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, kind=Kind.LOT)


def test_lot__signed_words_used_again__refused(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    passports.executeHandover(*arguments, cast.relayer.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch", batch.lot, 1, 0)


def test_lot__unknown_batch__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    for number in (0, 999):
        unknown = offer.but(subject=p.subject_of(number))
        refused(
            passports.executeHandover,
            p.signed(passports, unknown, cast.maker, cast.operator),
            cast.relayer,
            "BatchUnknown",
            number,
        )


@pytest.mark.parametrize("beyond", [2**16, 2**32])
def test_lot__subject_of_the_same_low_bits__is_no_other_batch(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals, beyond: int
) -> None:
    alias = offer.but(subject=p.subject_of(batch.number + beyond))
    arguments = p.signed(passports, alias, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "BatchUnknown")


def test_lot__signed_as_a_passport__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    values = offer.but(kind=Kind.CONSIGNMENT)
    arguments = p.signed(passports, values, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "ConsignmentUnknown", batch.number)
    values = offer.but(kind=Kind.PASSPORT)
    arguments = p.signed(passports, values, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "PassportUnknown", batch.lot)


def test_lot__cells_not_in_the_table__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    for role in Role:
        if (Stage.REGISTERED, role) in ALLOWED:
            continue
        receiver = cast.receiver(role, cast.maker)
        wrong = offer.but(receiver=receiver.id, role=role)
        refused(
            passports.executeHandover,
            p.signed(passports, wrong, cast.maker, receiver),
            cast.relayer,
            "TransitionNotAllowed",
            Stage.REGISTERED,
            role,
        )


def test_lot__suspended_receiver__refused(
    ledger: Ledger, passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "ParticipantIsSuspended", cast.operator.id)


def test_lot__cancelled__refused(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    passports.cancel(Kind.LOT, batch.lot, cast.maker.tx)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch", batch.lot, 1, 0)


def test_lot__withdrawn__goes_to_a_recycler_only(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words, refused: Refusals
) -> None:
    passports.withdraw(Kind.LOT, batch.lot, Reason.SAFETY_RECALL, b"\x01" * 32, cast.maker.tx)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "SubjectIsWithdrawn", batch.lot)
    lazy = p.words(
        passports, batch.passport_id("pack-1"), cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, sequence=0
    )
    refused(
        passports.executeLazyHandover,
        (batch.lazy("pack-1"), *p.signed(passports, lazy, cast.maker, cast.operator)),
        cast.relayer,
        "SubjectIsWithdrawn",
        batch.passport_id("pack-1"),
    )
    life.moved(batch.lot, cast.maker, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, Kind.LOT)
    assert life.lazy_state(batch, "pack-1")[1:] == (cast.recycler.id, Stage.END_OF_LIFE, 4)


def test_lot__handed_over__moves_what_is_no_record_and_nothing_else(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words
) -> None:
    passports.bringIntoExistence(batch.lazy("pack-1"), cast.maker.tx)
    tx = passports.executeHandover(*p.signed(passports, offer, cast.maker, cast.operator), cast.relayer.tx)
    event = tx.events["CustodyTransferred"]
    assert (event["kind"], event["subject"], event["from"], event["to"]) == (
        Kind.LOT,
        batch.lot,
        cast.maker.id,
        cast.operator.id,
    )
    assert life.state(batch.passport_id("pack-1")) == (cast.maker.id, Stage.REGISTERED, 0)
    for name in NAMES[1:]:
        assert life.lazy_state(batch, name)[1:] == (cast.operator.id, Stage.IN_SERVICE, 0)


def test_lot__a_battery_of_a_lot_that_moved__belongs_to_the_lots_holder(
    life: Life, passports: Any, cast: Cast, batch: p.LazyBatch, refused: Refusals
) -> None:
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    # The same pack must not be given away twice, once in the lot and once alone.
    subject = batch.passport_id("pack-2")
    alone = p.words(passports, subject, cast.maker, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, sequence=1)
    refused(
        passports.executeLazyHandover,
        (batch.lazy("pack-2"), *p.signed(passports, alone, cast.maker, cast.other_operator)),
        cast.relayer,
        "NotHolder",
        subject,
        cast.operator.id,
        cast.maker.id,
    )
    passports.bringIntoExistence(batch.lazy("pack-2"), cast.maker.tx)
    assert life.state(subject) == (cast.operator.id, Stage.IN_SERVICE, 0)
    record = passports.passport(subject).dict()
    assert (record["manufacturer"], record["batch"]) == (cast.maker.id, batch.number)


def test_lot__offer_and_accept__two_transactions(
    passports: Any, cast: Cast, batch: p.LazyBatch, offer: p.Words
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    assert passports.openOffer(Kind.LOT, batch.lot) == passports.hashOffer(offer.values)
    passports.accept(offer.values, cast.operator.tx)
    assert passports.batch(batch.number).dict()["custodian"] == cast.operator.id


def test_lot__first_life_to_second_life_to_recycler(life: Life, passports: Any, cast: Cast, batch: p.LazyBatch) -> None:
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    life.moved(batch.lot, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Kind.LOT)
    life.moved(batch.lot, cast.second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, Kind.LOT)
    assert life.lazy_state(batch, "pack-5")[1:] == (cast.recycler.id, Stage.END_OF_LIFE, 4)
    assert passports.batch(batch.number).dict()["sequence"] == 3
