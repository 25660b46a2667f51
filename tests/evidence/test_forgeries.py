"""What a skilled forger, a careless exporter or a strict verifier would do, one by one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.evm.proof_source import EvmProofSource
from passport.battery.roles import Role
from passport.identifiers import BlockHash, BlockRef, Digest, ParticipantId, keccak256
from passport.ledger.deployment import Contract
from passport.provenance.bundle import build_bundle
from passport.provenance.chain.storage import WITHDRAWALS, place_of
from passport.provenance.content import cid_of
from passport.provenance.evidence import Evidence, ProductPiece, Standing
from passport.provenance.presentation import read_presentation
from passport.provenance.signed_product import digest_of, read_product, sign_product
from passport.provenance.verification import (
    AllOf,
    AnyOf,
    IssuerHasRole,
    IssuerIn,
    MaxAge,
    Outcome,
    Policy,
    Report,
    Stands,
    StateNotOlderThan,
    TrustedBlock,
    TrustRoot,
    TypeIn,
    UnsafeNoPolicy,
    Verdict,
)
from tests.evidence.shown import Shown
from tests.evidence.story import Story
from tests.evidence.tampering import pieces_of, sealed


def codes(report: Report, step: int) -> set[str]:
    """What the step found, but for who presents what in part."""
    told = {"shown-in-part", "presented-by"}
    return {finding.code for finding in report.step(step).findings if finding.code not in told}


def product(evidence: Evidence, kind: str) -> ProductPiece:
    return next(
        piece
        for piece in evidence.products
        if piece.signed and read_presentation(piece.signed).shown.product.product_type == kind
    )


def with_product(evidence: Evidence, old: ProductPiece, new: ProductPiece) -> bytes:
    others = tuple(piece for piece in evidence.products if piece != old)
    return build_bundle(evidence.model_copy(update={"products": (*others, new)}))


# ------------------------------------------------------------------ step 1: the trust root


def test_trust_root__of_another_chain__fails_step_1(shown: Shown) -> None:
    root = shown.trust_root.model_copy(update={"chain_id": 1})
    assert codes(shown.examined(trust_root=root), 1) == {"chain-differs"}


def test_trust_root__with_another_registry__fails_steps_1_and_5(shown: Shown, story: Story) -> None:
    contracts = dict(shown.trust_root.contracts)
    contracts[Contract.PASSPORT_REGISTRY] = contracts[Contract.ACCESS_LOG]
    report = shown.examined(trust_root=shown.trust_root.model_copy(update={"contracts": contracts}))
    assert codes(report, 1) == {"contract-differs"}
    assert "state-of-another-contract" in codes(report, 5)


def test_trust_root__with_another_code_hash__fails_step_5(shown: Shown) -> None:
    contracts = dict(shown.trust_root.contracts)
    registry = contracts[Contract.DATA_PRODUCT_REGISTRY]
    contracts[Contract.DATA_PRODUCT_REGISTRY] = registry.model_copy(update={"code_hash": Digest(bytes(32))})
    report = shown.examined(trust_root=shown.trust_root.model_copy(update={"contracts": contracts}))
    assert codes(report, 5) == {"code-differs"}


@pytest.mark.parametrize("junk", [b"", b"{}", b"[]", b'{"version": 2}', b'{"version": 1, "version": 1}'])
def test_trust_root__malformed__fails_step_1_and_checks_nothing(shown: Shown, junk: bytes) -> None:
    report = shown.examined(trust_root=junk or b" ")
    assert report.failed == {1}
    assert {step.outcome for step in report.steps[1:]} == {Outcome.NOT_CHECKABLE}


def test_trust_root__written_and_read__is_the_same(shown: Shown) -> None:
    assert TrustRoot.read(shown.trust_root.write()) == shown.trust_root


# ------------------------------------------------------------------ step 3 and 4: products


def test_product__signed_by_another_participant__fails_steps_3_and_4(
    shown: Shown, evidence: Evidence, story: Story
) -> None:
    old = product(evidence, "ProductDataSheet")
    words = read_product(old.content).product
    forged = sign_product(words, story.parties["operator"].signer, story.deployment.chain_id)
    bundle = with_product(evidence, old, old.model_copy(update={"content": forged, "cid": cid_of(forged)}))
    report = shown.examined(bundle)
    assert codes(report, 3) == {"key-of-another"}
    assert codes(report, 4) == {"not-included"}


def test_product__signed_by_an_unknown_key__fails_steps_3_to_5(shown: Shown, evidence: Evidence, story: Story) -> None:
    old = product(evidence, "ProductDataSheet")
    words = read_product(old.content).product
    forged = sign_product(words, LocalSigner(keccak256(b"nobody")), story.deployment.chain_id)
    bundle = with_product(evidence, old, old.model_copy(update={"content": forged, "cid": cid_of(forged)}))
    report = shown.examined(bundle)
    assert codes(report, 3) == {"state-not-proved"}
    assert report.failed == {4, 5}


def test_product__other_words_under_the_issuers_own_key__fail_step_4(
    shown: Shown, evidence: Evidence, story: Story
) -> None:
    """An issuer cannot change its mind without anchoring."""
    old = product(evidence, "ProductDataSheet")
    words = read_product(old.content).product.model_copy(update={"payload": {"energy_kwh": 75.0}})
    forged = sign_product(words, story.parties["maker"].signer, story.deployment.chain_id)
    bundle = with_product(evidence, old, old.model_copy(update={"content": forged, "cid": cid_of(forged)}))
    report = shown.examined(bundle)
    assert report.step(3).outcome is Outcome.PASSED
    assert codes(report, 4) == {"not-included"}


def test_product__with_the_other_form_of_its_signature__fails_step_4(shown: Shown, evidence: Evidence) -> None:
    """ECDSA signatures can be written in two ways; the anchored digest is over the bytes, so only one is anchored."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    old = product(evidence, "ProductDataSheet")
    jwt, _, disclosures = old.content.partition(b"~")
    head, body, signature = jwt.split(b".")
    raw = unpadded_base64(signature)
    twin = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    content = b".".join([head, body, to_unpadded_base64(twin)]) + b"~" + disclosures
    report = shown.examined(
        with_product(evidence, old, old.model_copy(update={"content": content, "cid": cid_of(content)}))
    )
    assert report.step(3).outcome is Outcome.PASSED
    assert codes(report, 4) == {"not-included"}


def test_product__of_another_issuers_root__fails_steps_3_and_5(shown: Shown, evidence: Evidence) -> None:
    mine, other = product(evidence, "ProductDataSheet"), product(evidence, "ChargingHistory")
    report = shown.examined(
        with_product(evidence, mine, mine.model_copy(update={"root": other.root, "proof": other.proof}))
    )
    assert {4, 5} <= report.failed


# ------------------------------------------------------------------ step 5: the chain's state


def test_state__without_any_proof__is_not_checkable_and_never_verified(shown: Shown, evidence: Evidence) -> None:
    """An engine without eth_getProof still gives signatures, inclusion and receipts."""
    report = shown.examined(build_bundle(evidence.model_copy(update={"states": ()})))
    assert codes(report, 5) == {"no-state-proofs"}
    assert not report.failed
    assert report.verdict is Verdict.INCOMPLETE
    assert report.step(3).outcome is Outcome.NOT_CHECKABLE


def test_state__withdrawal_slot_left_out__fails_step_5(shown: Shown, evidence: Evidence, story: Story) -> None:
    """Hiding a withdrawal by proving everything but its slot."""
    wrong = product(evidence, "Conformity")
    hidden = place_of(WITHDRAWALS, wrong.issuer, digest_of(wrong.content)).slot
    state = next(state for state in evidence.states if state.contract is Contract.DATA_PRODUCT_REGISTRY)
    block = story.connection.block(evidence.chain.state_block)
    source = EvmProofSource(story.connection, story.deployment)
    fewer = source.state(state.contract, [slot for slot in state.slots if slot != hidden], block)
    states = tuple(fewer if other == state else other for other in evidence.states)
    shown_as_good = wrong.model_copy(update={"standing": Standing.STANDS})
    changed = evidence.model_copy(update={"states": states})
    report = shown.examined(with_product(changed, wrong, shown_as_good))
    assert codes(report, 5) == {"word-left-out"}
    assert report.step(8).outcome is Outcome.NOT_CHECKABLE


# ------------------------------------------------------------------ step 6: the chain


def test_block__not_the_trusted_one__fails_step_6(shown: Shown) -> None:
    assert shown.trust_root.trusted_block is not None
    other = TrustedBlock(number=shown.trust_root.trusted_block.number, hash=BlockHash(bytes(32)))
    report = shown.examined(trust_root=shown.trust_root.model_copy(update={"trusted_block": other}))
    assert report.failed == {6}


@pytest.mark.parametrize("number", [3, 10**6])
def test_block__trusted_one_is_not_in_the_bundle__is_not_checkable(shown: Shown, number: int) -> None:
    other = TrustedBlock(number=number, hash=BlockHash(bytes(32)))
    report = shown.examined(trust_root=shown.trust_root.model_copy(update={"trusted_block": other}))
    assert codes(report, 6) == {"trusted-block-not-reached"}
    assert report.verdict is Verdict.INCOMPLETE


def test_block__nothing_trusted__is_not_checkable(shown: Shown) -> None:
    report = shown.examined(trust_root=shown.trust_root.model_copy(update={"trusted_block": None}))
    assert codes(report, 6) == {"no-block-trusted"}
    assert report.verdict is Verdict.INCOMPLETE


def test_block__trusted_one_is_older_than_the_state__is_not_checkable(shown: Shown, story: Story) -> None:
    older: BlockRef = story.connection.block(story.connection.head().number - 3)
    root = TrustRoot.of(story.deployment, older)
    report = shown.examined(trust_root=root)
    assert codes(report, 6) == {"after-trusted-block"}
    assert report.verdict is Verdict.INCOMPLETE


# ------------------------------------------------------------------ step 8: standing


def test_product__withdrawn_and_shown_as_such__passes_with_a_note(shown: Shown) -> None:
    report = shown.examined()
    assert codes(report, 8) == {"product-withdrawn", "product-superseded"}
    assert report.step(8).outcome is Outcome.PASSED


def test_product__withdrawn_but_shown_as_standing__fails_step_8(shown: Shown, evidence: Evidence) -> None:
    old = product(evidence, "Conformity")
    report = shown.examined(with_product(evidence, old, old.model_copy(update={"standing": Standing.STANDS})))
    assert report.failed == {8}


# ------------------------------------------------------------------ step 9: scores


def test_score__method_gives_another_value__fails_step_9(shown: Shown) -> None:
    report = shown.examined(methods={"ratio@1.0": lambda score, _: {**score.payload, "value": 0.94}})
    assert report.failed == {9}


def test_score__method_cannot_take_the_inputs__fails_step_9(shown: Shown) -> None:
    report = shown.examined(methods={"ratio@1.0": lambda score, _: {"value": score.payload["no such member"]}})
    assert codes(report, 9) == {"score-not-computable"}


def test_score__method_is_not_here__is_not_checkable(shown: Shown) -> None:
    report = shown.examined(methods={})
    assert codes(report, 9) == {"method-not-here"}
    assert report.verdict is Verdict.INCOMPLETE


def test_score__inputs_are_not_shown__is_not_checkable(shown: Shown, evidence: Evidence) -> None:
    usage = product(evidence, "ChargingHistory")
    rest = {name: body for name, body in pieces_of(shown.bundle).items() if name != usage.name}
    assert "inputs-not-shown" in codes(shown.examined(sealed(rest)), 9)


# ------------------------------------------------------------------ step 10: policy

HOLD: list[Callable[[], Policy]] = [
    UnsafeNoPolicy,
    lambda: IssuerIn(frozenset({ParticipantId(1), ParticipantId(2)})),
    lambda: IssuerHasRole.of(Role.MANUFACTURER, Role.OPERATOR),
    lambda: MaxAge(timedelta(days=1)),
    lambda: AnyOf((TypeIn(frozenset({"Conformity", "CarbonFootprint"})), Stands())),
    lambda: AllOf((IssuerHasRole.of(Role.MANUFACTURER, Role.OPERATOR), UnsafeNoPolicy())),
]
REFUSE: list[Callable[[], Policy]] = [
    AllOf,
    AnyOf,
    Stands,
    lambda: IssuerIn(frozenset({ParticipantId(1)})),
    lambda: IssuerHasRole.of(Role.RECYCLER),
    lambda: MaxAge(timedelta(seconds=-1)),
    lambda: StateNotOlderThan(timedelta(days=-10_000)),
    lambda: AllOf((UnsafeNoPolicy(), AnyOf())),
    lambda: AnyOf((Stands(), AllOf())),
]


@pytest.mark.parametrize("make", HOLD)
def test_policy__that_holds__passes_step_10(shown: Shown, make: Callable[[], Policy]) -> None:
    assert shown.examined(policy=make()).step(10).outcome is Outcome.PASSED


@pytest.mark.parametrize("make", REFUSE)
def test_policy__that_does_not_hold__fails_step_10_alone(shown: Shown, make: Callable[[], Policy]) -> None:
    assert shown.examined(policy=make()).failed == {10}


def unpadded_base64(segment: bytes) -> bytes:
    return base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))


def to_unpadded_base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
