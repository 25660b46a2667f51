"""The main job through the services, on the embedded chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from passport.battery.lifecycle import Stage
from passport.battery.product_types import ProductType
from passport.errors import ContentNotFound, JournalConflict, ProductTypeError
from passport.identifiers import PassportId
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import BatchRegistered, CustodyTransferred, RootAnchored
from passport.ledger.offers import SignedHandover
from passport.ledger.refusals import (
    NotHolder,
    NotSigner,
    OfferExpired,
    OfferSequenceMismatch,
    OfferVoid,
    PassportExists,
    ReceiverRoleMissing,
    SignatureInvalid,
    TransitionNotAllowed,
)
from passport.ledger.subjects import Subject
from passport.provenance.verification import Stands, TrustRoot, Verdict, verify
from passport.services import hand_over, offers
from passport.services.export_evidence import export_evidence
from passport.services.publish import publish
from passport.services.read import history, show
from passport.services.recompute import METHODS
from passport.services.register import register
from passport.services.rotate_key import rotate_key
from tests.flows.house import House, declaration, draft, entered
from tests.flows.life import example, registered, whole_life

NOW = datetime.now(UTC)


def test_main_job__lazy_pack_three_handovers_score__verifies_offline(house: House) -> None:
    scored, report = whole_life(house, "whole-life")
    assert scored.value is not None
    assert scored.interval is not None
    assert scored.interval.lower < scored.value < scored.interval.upper
    assert report.verdict is Verdict.VERIFIED
    assert report.step(9).checked == 1


def test_register__same_declaration_twice__one_batch(house: House) -> None:
    first = register(house.at.bench, house.at.party("maker"), declaration("twice"), lazy=True)
    again = register(house.at.bench, house.at.party("maker"), declaration("twice"), lazy=True)
    assert again == first
    events = house.at.bench.ledger.events(0, house.at.bench.ledger.head().number)
    assert sum(isinstance(event, BatchRegistered) and event.root == first.root for event in events) == 1


def test_register__eager__every_battery_is_a_record(house: House) -> None:
    done = register(house.at.bench, house.at.party("maker"), declaration("eager", cells=3), lazy=False)
    snapshot = house.at.bench.ledger.snapshot()
    records = [snapshot.passport(entry.passport_id) for entry in done.passports]
    assert all(record is not None for record in records)
    assert snapshot.parent_of(done.passports[-1].passport_id) == done.passports[1].passport_id


def test_register__identifier_registered_before__refused(house: House) -> None:
    registered(house, "taken", lazy=False)
    with pytest.raises(PassportExists):
        register(house.at.bench, house.at.party("maker"), declaration("taken", cells=1), lazy=False)


def test_register__key_of_another_request__conflict(house: House) -> None:
    key = IdempotencyKey("one-key")
    register(house.at.bench, house.at.party("maker"), declaration("key-a"), lazy=True, key=key)
    with pytest.raises(JournalConflict):
        register(house.at.bench, house.at.party("maker"), declaration("key-b"), lazy=True, key=key)


def test_publish__issuer_without_the_role__refused_and_nothing_anchored(house: House) -> None:
    pack = registered(house, "role")
    before = house.at.bench.ledger.head()
    sheet = draft(pack, ProductType.PRODUCT_DATA_SHEET, example("demo_pack/product_data_sheet.json"))
    with pytest.raises(ProductTypeError):
        publish(house.at.bench, house.at.party("recycler"), [sheet])
    assert house.at.bench.ledger.head() == before


def test_publish__same_drafts_twice__anchored_once(house: House) -> None:
    pack = registered(house, "publish-twice")
    footprint = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, example("demo_pack/environmental_footprint.json"))
    first = publish(house.at.bench, house.at.party("maker"), [footprint])
    assert publish(house.at.bench, house.at.party("maker"), [footprint]) == first
    events = house.at.bench.ledger.events(0, house.at.bench.ledger.head().number)
    assert sum(isinstance(event, RootAnchored) and event.root == first.root for event in events) == 1


def test_publish__several_at_once_by_one_issuer__all_anchored_one_after_the_other(house: House) -> None:
    pack = registered(house, "at-once")
    issuer = house.at.home.participant("maker").participant_id
    before = house.at.bench.ledger.snapshot().anchor_head(issuer).sequence

    def publish_one(number: int) -> int:
        payload = {"carbonEquivalent": float(number), "materialWaste": 0.5}
        with entered(house) as inside:
            product = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, payload)
            return len(publish(inside.at.bench, inside.at.party("maker"), [product]).products)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(publish_one, range(6))) == [1] * 6
    assert house.at.bench.ledger.snapshot().anchor_head(issuer).sequence == before + 6
    assert len(house.at.bench.catalogue.products(pack)) == 6


def test_hand_over__asked_again_after_it_was_done__answers_what_was_done(house: House) -> None:
    at, pack = house.at, registered(house, "again")
    intention = house.intention(pack, "maker", "operator")
    first = hand_over.hand_over(at.bench, intention, at.party("maker"), at.party("operator"))
    again = hand_over.hand_over(at.bench, intention, at.party("maker"), at.party("operator"))
    assert again == first
    events = at.bench.ledger.events(0, at.bench.ledger.head().number)
    assert sum(isinstance(event, CustodyTransferred) and event.subject == bytes(pack) for event in events) == 1


def test_hand_over__giver_is_not_the_holder__refused(house: House) -> None:
    at, pack = house.at, registered(house, "not-holder")
    with pytest.raises(NotHolder):
        hand_over.hand_over(
            at.bench, house.intention(pack, "operator", "second"), at.party("operator"), at.party("second")
        )


def test_hand_over__stage_does_not_allow_the_receiver__refused(house: House) -> None:
    at, pack = house.at, registered(house, "stage")
    with pytest.raises(TransitionNotAllowed):
        hand_over.hand_over(at.bench, house.intention(pack, "maker", "second"), at.party("maker"), at.party("second"))


def test_hand_over__receiver_lacks_the_role__refused_by_the_contract(house: House) -> None:
    at, pack = house.at, registered(house, "role-missing")
    intention = house.intention(pack, "maker", "operator")
    to_recycler = offers.Intention(
        pack, intention.giver, at.home.participant("recycler").participant_id, intention.role
    )
    with pytest.raises(ReceiverRoleMissing):
        hand_over.hand_over(at.bench, to_recycler, at.party("maker"), at.party("recycler"))


def test_hand_over__cells_follow_their_pack(house: House) -> None:
    at, pack = house.at, registered(house, "follow")
    hand_over.hand_over(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    module = show(at.bench, pack).components[0].passport_id
    cell = show(at.bench, module).components[0].passport_id
    view = show(at.bench, cell)
    assert view.position.custodian == at.home.participant("operator").participant_id
    assert view.position.standing.stage is Stage.IN_SERVICE
    assert history(at.bench, cell).custodian == view.position.custodian


def test_offer_and_accept__two_transactions__custody_moves(house: House) -> None:
    at, pack = house.at, registered(house, "two-steps")
    words, _ = hand_over.offer(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"))
    assert hand_over.open_offer(at.bench, Subject.passport(pack)) == words
    done = hand_over.accept(at.bench, words, at.party("operator"))
    assert done.custodian == at.home.participant("operator").participant_id


def test_relay__offer_rejected_before__void(house: House) -> None:
    at, pack = house.at, registered(house, "rejected")
    signed = _signed(house, pack)
    hand_over.reject(at.bench, signed.offer, at.party("operator"))
    with pytest.raises(OfferVoid):
        hand_over.relay(at.bench, signed, at.party("lab").signer.address)


def test_relay__holder_cancelled_before__sequence_moved_on(house: House) -> None:
    at, pack = house.at, registered(house, "cancelled", lazy=False)
    signed = _signed(house, pack)
    hand_over.cancel(at.bench, Subject.passport(pack), at.party("maker"))
    with pytest.raises(OfferSequenceMismatch):
        hand_over.relay(at.bench, signed, at.party("lab").signer.address)


def test_relay__words_changed_after_signing__signature_refused(house: House) -> None:
    at, pack = house.at, registered(house, "changed")
    signed = _signed(house, pack)
    longer = replace(signed, offer=replace(signed.offer, deadline=signed.offer.deadline + 1))
    with pytest.raises(SignatureInvalid):
        hand_over.relay(at.bench, longer, at.party("lab").signer.address)


def test_relay__deadline_passed__refused(house: House) -> None:
    at, pack = house.at, registered(house, "expired")
    signed = _signed(house, pack, timedelta(seconds=-60))
    with pytest.raises(OfferExpired):
        hand_over.relay(at.bench, signed, at.party("lab").signer.address)


def test_relay__both_signed_elsewhere__anyone_may_carry_it(house: House) -> None:
    at, pack = house.at, registered(house, "relayed")
    done = hand_over.relay(at.bench, _signed(house, pack), at.party("lab").signer.address)
    assert done.custodian == at.home.participant("operator").participant_id


def test_rotate_key__old_key__no_longer_signs_and_what_it_signed_still_verifies(house: House) -> None:
    at, pack = house.at, registered(house, "rotated")
    known = at.home.participant("maker")
    old = at.party("maker")
    new = at.keyring.create("maker.signer-2")
    rotate_key(at.bench, known.controller, known.signer, new)
    at.home.remember(known.model_copy(update={"signer": new, "signer_key": "maker.signer-2"}))
    done = export_evidence(at.bench, at.proofs, pack)
    root = TrustRoot.of(at.bench.ledger.deployment, done.block)
    assert verify(done.bundle, root, Stands(), now=NOW, recompute=METHODS).failed == frozenset()
    words = offers.draft(at.bench, house.intention(pack, "maker", "operator"))
    deployment = at.bench.ledger.deployment
    signed = SignedHandover(
        words,
        offers.sign_offer(deployment, words, old.signer),
        offers.sign_acceptance(deployment, words, at.party("operator").signer),
    )
    with pytest.raises(NotSigner):
        hand_over.relay(at.bench, signed, at.party("lab").signer.address)


def test_show__unknown_passport__not_found(house: House) -> None:
    with pytest.raises(ContentNotFound):
        show(house.at.bench, PassportId(bytes(31) + b"\x01"))


def _signed(house: House, pack: PassportId, valid_for: timedelta = offers.VALID_FOR) -> SignedHandover:
    at = house.at
    words = offers.draft(at.bench, house.intention(pack, "maker", "operator"), valid_for)
    deployment = at.bench.ledger.deployment
    return SignedHandover(
        words,
        offers.sign_offer(deployment, words, at.party("maker").signer),
        offers.sign_acceptance(deployment, words, at.party("operator").signer),
    )
