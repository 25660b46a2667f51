"""A handover that both parties signed, relayed by anyone in one transaction."""

from typing import Any

import passports as p
import pytest
import signing
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


def test_handover__signature_used_again__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    passports.executeHandover(*arguments, cast.relayer.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch", pack, 1, 0)


def test_handover__signature_used_again_after_the_battery_came_back__refused(
    life: Life, passports: Any, cast: Cast, pack: str, refused: Refusals
) -> None:
    life.moved(pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    offer = p.words(passports, pack, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.operator, cast.other_operator)
    passports.executeHandover(*arguments, cast.relayer.tx)
    life.moved(pack, cast.other_operator, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    refused(
        passports.executeHandover,
        arguments,
        cast.relayer,
        "OfferSequenceMismatch",
        pack,
        offer.sequence + 2,
        offer.sequence,
    )


@pytest.mark.parametrize("step", [-1, 1, 1000])
def test_handover__other_sequence_number__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals, step: int
) -> None:
    given = offer.sequence + step
    if given < 0:
        passports.cancel(Kind.PASSPORT, pack, cast.maker.tx)
        given = offer.sequence
    other = offer.but(sequence=given)
    expected = p.sequence_of(passports, Kind.PASSPORT, pack)
    refused(
        passports.executeHandover,
        p.signed(passports, other, cast.maker, cast.operator),
        cast.relayer,
        "OfferSequenceMismatch",
        pack,
        expected,
        given,
    )


def test_handover__deadline_passed__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    chain.sleep(p.DAY + 60)
    chain.mine()
    refused(passports.executeHandover, arguments, cast.relayer, "OfferExpired")


def test_handover__deadline_is_the_last_second__carried_out(
    life: Life, passports: Any, cast: Cast, pack: str, offer: p.Words
) -> None:
    last = offer.but(deadline=p.now() + 30)
    arguments = p.signed(passports, last, cast.maker, cast.operator)
    p.next_block_at(last.deadline)
    assert passports.executeHandover(*arguments, cast.relayer.tx).timestamp == last.deadline
    assert life.state(pack)[0] == cast.operator.id


@pytest.mark.parametrize(
    "change", [{"chainId": 2}, {"verifyingContract": "0x" + "11" * 20}, {"version": "2"}, {"name": "Other"}]
)
@pytest.mark.parametrize("who", ["holder", "receiver"])
def test_handover__signed_for_another_chain_contract_or_version__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals, change: dict[str, Any], who: str
) -> None:
    domain = signing.domain_of(passports) | change
    values, holder, receiver = p.signed(passports, offer, cast.maker, cast.operator)
    if who == "holder":
        foreign = signing.sign(cast.maker.key, signing.message(domain, "HandoverOffer", signing.OFFER, offer.values))
        arguments, signer = (values, (cast.maker.address, foreign), receiver), cast.maker
    else:
        foreign = signing.sign(cast.operator.key, signing.acceptance(domain, offer.values, offer.receiver))
        arguments, signer = (values, holder, (cast.operator.address, foreign)), cast.operator
    refused(passports.executeHandover, arguments, cast.relayer, "SignatureInvalid", signer.address)


def test_handover__giver_is_not_the_holder__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    stolen = offer.but(giver=cast.other_maker.id)
    refused(
        passports.executeHandover,
        p.signed(passports, stolen, cast.other_maker, cast.operator),
        cast.relayer,
        "NotHolder",
        pack,
        cast.maker.id,
        cast.other_maker.id,
    )


def test_handover__offer_signed_by_someone_else__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    arguments = p.signed(passports, offer, cast.other_maker, cast.operator)
    refused(passports.executeHandover, arguments, cast.relayer, "NotHolder", pack, cast.maker.id, cast.other_maker.id)


def test_handover__accepted_by_someone_else__refused(
    passports: Any, cast: Cast, pack: str, offer: p.Words, refused: Refusals
) -> None:
    arguments = p.signed(passports, offer, cast.maker, cast.other_operator)
    refused(
        passports.executeHandover,
        arguments,
        cast.relayer,
        "NotReceiver",
        pack,
        cast.operator.id,
        cast.other_operator.id,
    )


def test_handover__claimed_signer_did_not_sign__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    values, holder, receiver = p.signed(passports, offer, cast.maker, cast.operator)
    forged = (cast.maker.address, p.holder_signature(passports, offer, cast.stranger)[1])
    refused(passports.executeHandover, (values, forged, receiver), cast.relayer, "SignatureInvalid", cast.maker.address)
    forged = (cast.operator.address, p.receiver_signature(passports, offer, cast.stranger)[1])
    refused(
        passports.executeHandover, (values, holder, forged), cast.relayer, "SignatureInvalid", cast.operator.address
    )


def test_handover__offer_signature_given_as_acceptance__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    values, holder, _ = p.signed(passports, offer, cast.maker, cast.operator)
    not_an_acceptance = p.holder_signature(passports, offer, cast.operator)
    refused(
        passports.executeHandover,
        (values, holder, not_an_acceptance),
        cast.relayer,
        "SignatureInvalid",
        cast.operator.address,
    )


@pytest.mark.parametrize("field", ["evidence", "deadline", "role"])
def test_handover__words_differ_from_what_was_signed__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals, field: str
) -> None:
    other = {"evidence": b"\x01" * 32, "deadline": offer.deadline + 1, "role": Role.RECYCLER}[field]
    _, holder, receiver = p.signed(passports, offer, cast.maker, cast.operator)
    changed = offer.but(**{field: other})
    refused(
        passports.executeHandover,
        (changed.values, holder, receiver),
        cast.relayer,
        "SignatureInvalid",
        cast.maker.address,
    )


def test_handover__high_s_signature__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    values, (signer, signature), receiver = p.signed(passports, offer, cast.maker, cast.operator)
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    twin = signature[:32] + (order - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    twin += bytes([55 - signature[64]])
    refused(passports.executeHandover, (values, (signer, twin), receiver), cast.relayer, "SignatureInvalid")


def test_handover__to_the_holder_itself__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject, holder = life.in_stage(Stage.IN_SERVICE)
    offer = p.words(passports, subject, holder, holder, Role.OPERATOR, Stage.IN_SERVICE)
    refused(
        passports.executeHandover,
        p.signed(passports, offer, holder, holder),
        cast.relayer,
        "ReceiverIsHolder",
        holder.id,
    )


def test_handover__receiver_lacks_the_role__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    wrong = offer.but(receiver=cast.workshop.id)
    refused(
        passports.executeHandover,
        p.signed(passports, wrong, cast.maker, cast.workshop),
        cast.relayer,
        "ReceiverRoleMissing",
        cast.workshop.id,
        Role.OPERATOR,
    )


def test_handover__unknown_passport__refused(passports: Any, cast: Cast, offer: p.Words, refused: Refusals) -> None:
    unknown = offer.but(subject="0x" + "77" * 32)
    refused(
        passports.executeHandover,
        p.signed(passports, unknown, cast.maker, cast.operator),
        cast.relayer,
        "PassportUnknown",
        "0x" + "77" * 32,
    )


def test_handover__signers_that_are_nobodys__refused(
    passports: Any, cast: Cast, offer: p.Words, refused: Refusals
) -> None:
    refused(
        passports.executeHandover,
        p.signed(passports, offer, cast.stranger, cast.operator),
        cast.relayer,
        "NotSigner",
        cast.stranger.address,
    )
    refused(
        passports.executeHandover,
        p.signed(passports, offer, cast.maker, cast.stranger),
        cast.relayer,
        "NotSigner",
        cast.stranger.address,
    )


@pytest.mark.parametrize("who", ["maker", "operator"])
def test_handover__party_suspended__refused(
    ledger: Ledger, passports: Any, cast: Cast, offer: p.Words, refused: Refusals, who: str
) -> None:
    party = getattr(cast, who)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    ledger.participants.suspend(party.id, cast.governance.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "ParticipantIsSuspended", party.id)
    ledger.participants.reinstate(party.id, cast.governance.tx)
    passports.executeHandover(*arguments, cast.relayer.tx)


def test_handover__by_a_stranger_as_relayer__carried_out_and_told(
    life: Life, passports: Any, cast: Cast, pack: str, offer: p.Words
) -> None:
    tx = passports.executeHandover(*p.signed(passports, offer, cast.maker, cast.operator), cast.stranger.tx)
    event = tx.events["CustodyTransferred"]
    assert event["kind"] == Kind.PASSPORT
    assert event["evidenceRoot"] == "0x" + offer.evidence.hex()
    assert event["offerDigest"] == passports.hashOffer(offer.values)
    assert event["sequence"] in (offer.sequence, offer.sequence + 1)
    assert life.state(pack) == (cast.operator.id, Stage.IN_SERVICE, 0)


def test_typed_data__computed_by_eth_account__equals_the_contracts(passports: Any, offer: p.Words) -> None:
    domain = signing.domain_of(passports)
    assert domain["name"] == "BatteryPassportRegistry"
    assert domain["version"] == "1"
    signable = signing.message(domain, "HandoverOffer", signing.OFFER, offer.values)
    assert passports.hashOffer(offer.values) == "0x" + signing.digest_of(signable).hex()
    accepting = signing.acceptance(domain, offer.values, offer.receiver)
    assert passports.hashAcceptance(offer.values) == "0x" + signing.digest_of(accepting).hex()


def test_handovers__several__all_or_none(life: Life, passports: Any, cast: Cast, pack: str, refused: Refusals) -> None:
    second = life.registered("pack-2")
    good, other = (
        p.words(passports, subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
        for subject in (pack, second)
    )
    both = [p.signed(passports, o, cast.maker, cast.operator) for o in (good, other)]
    bad = p.signed(passports, other.but(sequence=9), cast.maker, cast.operator)
    refused(passports.executeHandovers, [[both[0], bad]], cast.relayer, "OfferSequenceMismatch")
    refused(passports.executeHandovers, [[both[0], both[0]]], cast.relayer, "OfferSequenceMismatch")
    refused(passports.executeHandovers, [[]], cast.relayer, "NothingGiven")
    assert life.state(pack)[0] == cast.maker.id
    passports.executeHandovers(both, cast.relayer.tx)
    assert life.state(pack)[0] == life.state(second)[0] == cast.operator.id


def test_open_offer__none__zero(passports: Any, pack: str) -> None:
    assert passports.openOffer(Kind.PASSPORT, pack) == ZERO32
