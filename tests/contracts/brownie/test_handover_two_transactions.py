"""Offer, then accept, reject or cancel: each party sends its own transaction."""

from typing import Any

import passports as p
import pytest
from brownie import chain
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import ZERO32, Kind, Role, Stage


@pytest.fixture
def pack(life: Life) -> str:
    return life.registered()


@pytest.fixture
def offer(passports: Any, cast: Cast, pack: str) -> p.Words:
    return p.words(passports, pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)


def test_offer__by_one_who_is_not_the_giver__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    refused(passports.offer, [offer.values], cast.other_maker, "NotHolder", pack, cast.maker.id, cast.other_maker.id)
    refused(passports.offer, [offer.values], cast.stranger, "NotSigner", cast.stranger.address)


def test_offer__of_a_battery_held_by_another__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    stolen = offer.but(giver=cast.other_maker.id)
    refused(passports.offer, [stolen.values], cast.other_maker, "NotHolder", pack, cast.maker.id, cast.other_maker.id)


def test_offer__sequence_or_deadline_wrong__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    refused(passports.offer, [offer.but(sequence=7).values], cast.maker, "OfferSequenceMismatch")
    refused(passports.offer, [offer.but(deadline=p.now() - 1).values], cast.maker, "OfferExpired")


def test_offer__to_a_suspended_or_unknown_receiver__refused(
    ledger: Ledger, passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    refused(passports.offer, [offer.values], cast.maker, "ParticipantIsSuspended", cast.operator.id)
    refused(passports.offer, [offer.but(receiver=999).values], cast.maker, "ParticipantUnknown", 999)


def test_accept__nothing_offered__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    refused(passports.accept, [offer.values], cast.operator, "OfferNotOpen", passports.hashOffer(offer.values))


def test_accept__other_words_than_offered__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    changed = offer.but(evidence=b"\x01" * 32)
    refused(passports.accept, [changed.values], cast.operator, "OfferNotOpen")


def test_accept__by_one_who_is_not_the_receiver__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    refused(
        passports.accept,
        [offer.values],
        cast.other_operator,
        "NotReceiver",
        pack,
        cast.operator.id,
        cast.other_operator.id,
    )
    refused(passports.accept, [offer.values], cast.maker, "NotReceiver")


def test_accept__expired__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    passports.offer(offer.values, cast.maker.tx)
    chain.sleep(p.DAY + 60)
    chain.mine()
    refused(passports.accept, [offer.values], cast.operator, "OfferExpired")


def test_accept__after_cancel__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    tx = passports.cancel(Kind.PASSPORT, pack, cast.maker.tx)
    assert tx.events["HandoverCancelled"]["subject"] == pack
    refused(passports.accept, [offer.values], cast.operator, "OfferNotOpen", passports.hashOffer(offer.values))
    refused(
        passports.executeHandover,
        p.signed(passports, offer, cast.maker, cast.operator),
        cast.relayer,
        "OfferSequenceMismatch",
    )


def test_cancel__by_one_who_does_not_hold_it__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    for other in (cast.operator, cast.other_maker):
        refused(passports.cancel, [Kind.PASSPORT, pack], other, "NotHolder", pack, cast.maker.id, other.id)


def test_accept__after_reject__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    digest = passports.hashOffer(offer.values)
    tx = passports.reject(offer.values, cast.operator.tx)
    assert tx.events["HandoverRejected"]["offerDigest"] == digest
    assert not passports.reject(offer.values, cast.operator.tx).events
    error = "OfferVoid"
    refused(passports.accept, [offer.values], cast.operator, "OfferNotOpen", digest)
    refused(
        passports.executeHandover, p.signed(passports, offer, cast.maker, cast.operator), cast.relayer, error, digest
    )
    refused(passports.offer, [offer.values], cast.maker, error, digest)


def test_reject__words_that_were_only_signed__voids_them(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    passports.reject(offer.values, cast.operator.tx)
    refused(passports.executeHandover, p.signed(passports, offer, cast.maker, cast.operator), cast.relayer, "OfferVoid")


def test_reject__by_one_who_is_not_the_receiver__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    refused(passports.reject, [offer.values], cast.other_operator, "NotReceiver")
    refused(passports.reject, [offer.values], cast.maker, "NotReceiver")


def test_reject__leaves_the_holder_free_to_offer_other_words(
    life: Life, passports: Any, cast: Cast, pack: str, offer: p.Words
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    passports.reject(offer.values, cast.operator.tx)
    better = offer.but(evidence=b"\x02" * 32)
    passports.offer(better.values, cast.maker.tx)
    passports.accept(better.values, cast.operator.tx)
    assert life.state(pack)[0] == cast.operator.id


def test_accept__twice__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    passports.offer(offer.values, cast.maker.tx)
    passports.accept(offer.values, cast.operator.tx)
    refused(passports.accept, [offer.values], cast.operator, "OfferNotOpen")


@pytest.mark.parametrize("who", ["maker", "operator"])
def test_accept__party_suspended_since__refused(
    ledger: Ledger, passports: Any, cast: Cast, offer: p.Words, refused: Refusals, who: str
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    party = getattr(cast, who)
    ledger.participants.suspend(party.id, cast.governance.tx)
    refused(passports.accept, [offer.values], cast.operator, "ParticipantIsSuspended", party.id)


def test_offer__newest_replaces_the_one_before(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    passports.offer(offer.values, cast.maker.tx)
    newer = p.words(passports, pack, cast.maker, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    passports.offer(newer.values, cast.maker.tx)
    assert passports.openOffer(Kind.PASSPORT, pack) == passports.hashOffer(newer.values)
    refused(passports.accept, [offer.values], cast.operator, "OfferNotOpen")


def test_offer_then_accept__moves_custody_and_closes_the_offer(
    life: Life, passports: Any, cast: Cast, pack: str, offer: p.Words
) -> None:
    tx = passports.offer(offer.values, cast.maker.tx)
    digest = passports.hashOffer(offer.values)
    assert tx.events["HandoverOffered"]["offerDigest"] == digest
    assert passports.openOffer(Kind.PASSPORT, pack) == digest
    tx = passports.accept(offer.values, cast.operator.tx)
    assert tx.events["CustodyTransferred"]["offerDigest"] == digest
    assert life.state(pack) == (cast.operator.id, Stage.IN_SERVICE, 0)
    # What stays in the slot can never be accepted: the sequence has moved on.
    assert passports.passport(pack).dict()["sequence"] == offer.sequence + 1
    assert passports.openOffer(Kind.PASSPORT, pack) in (ZERO32, digest)
