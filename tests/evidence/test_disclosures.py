"""Products shown in part or sealed: what is shown is proved to the same root, and every change of it is caught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from passport.adapters.evm.keystore import LocalSigner
from passport.provenance.bundle import build_bundle
from passport.provenance.content import cid_of
from passport.provenance.evidence import Evidence, ProductPiece
from passport.provenance.key_binding import Expected, bound
from passport.provenance.presentation import present, read_presentation
from passport.provenance.sd_jwt import joined, taken_apart
from passport.provenance.sealed_product import fresh_key, is_sealed, seal
from passport.provenance.signed_product import digest_of, read_product
from passport.provenance.verification import Outcome, Report, Severity, Verdict
from tests.evidence.shown import Shown
from tests.evidence.story import ASKED, CONDITION, DISMANTLING, NOW, Story

Change = Callable[[list[bytes]], list[bytes]]


def in_part(evidence: Evidence) -> ProductPiece:
    return next(piece for piece in evidence.products if piece.in_part)


def sealed_one(evidence: Evidence) -> ProductPiece:
    return next(piece for piece in evidence.products if is_sealed(piece.content))


def public_one(evidence: Evidence, kind: str = "ProductDataSheet") -> ProductPiece:
    whole = (piece for piece in evidence.products if not piece.in_part and not is_sealed(piece.content))
    return next(piece for piece in whole if read_product(piece.content).product.product_type == kind)


def with_piece(evidence: Evidence, old: ProductPiece, **changes: Any) -> bytes:
    new = old.model_copy(update=changes)
    products = tuple(new if piece == old else piece for piece in evidence.products)
    return build_bundle(evidence.model_copy(update={"products": products}))


def codes(report: Report, step: int, severity: Severity = Severity.FAULT) -> set[str]:
    return {finding.code for finding in report.step(step).findings if finding.severity is severity}


def changed(content: bytes, change: Change) -> bytes:
    parts = taken_apart(content)
    return joined(parts.jwt, change(list(parts.disclosures)), parts.key_binding or b"")


CHANGES: dict[str, Change] = {
    "dropped": lambda all_: all_[1:],
    "last dropped": lambda all_: all_[:-1],
    "swapped": lambda all_: [all_[1], all_[0], *all_[2:]],
    "reversed": lambda all_: all_[::-1],
    "repeated": lambda all_: [*all_, all_[0]],
    "flipped": lambda all_: [bytes([all_[0][0] ^ 1]) + all_[0][1:], *all_[1:]],
}


def test_story__unchanged__is_verified_and_says_what_is_in_part(shown: Shown, evidence: Evidence) -> None:
    report = shown.examined()
    assert report.verdict is Verdict.VERIFIED
    piece = in_part(evidence)
    notes = {finding.code: finding for finding in report.step(3).findings if finding.piece == piece.name}
    assert set(notes) == {"shown-in-part", "presented-by"}
    assert notes["presented-by"].values == {"participant": 4}
    assert notes["shown-in-part"].values == {"undisclosed": 3}


def test_product__in_part__shows_nothing_else(evidence: Evidence) -> None:
    part = read_presentation(in_part(evidence).content)
    assert part.shown.product.payload == {"swollen": False, "cells": [CONDITION["cells"][1]]}  # type: ignore[index]
    assert b"inspector" not in build_bundle(evidence)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_disclosures__changed_in_a_whole_product__fail_step_2(shown: Shown, evidence: Evidence, change: Change) -> None:
    piece = public_one(evidence)
    report = shown.examined(with_piece(evidence, piece, content=changed(piece.content, change)))
    assert codes(report, 2) == {"cid-differs"}
    assert codes(report, 3) == {"disclosures-refused"}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_disclosures__changed_under_a_cid_of_their_own__fail_step_3(
    shown: Shown, evidence: Evidence, change: Change
) -> None:
    piece = public_one(evidence)
    content = changed(piece.content, change)
    report = shown.examined(with_piece(evidence, piece, content=content, cid=cid_of(content)))
    assert report.failed == {3}
    assert codes(report, 3) == {"disclosures-refused"}


@pytest.mark.parametrize("name", list(CHANGES))
def test_disclosures__changed_in_a_presentation__fail_step_3(shown: Shown, evidence: Evidence, name: str) -> None:
    piece = in_part(evidence)
    report = shown.examined(with_piece(evidence, piece, content=changed(piece.content, CHANGES[name])))
    assert 3 in report.failed
    dropped = {"key-binding-refused"} if name == "last dropped" else {"disclosures-refused"}
    assert codes(report, 3) <= {"key-binding-refused", "disclosures-refused"}
    assert codes(report, 3) == dropped or name == "dropped"


def test_disclosures__of_two_products_swapped__fail_step_3(shown: Shown, evidence: Evidence) -> None:
    piece, other = public_one(evidence), public_one(evidence, "ChargingHistory")
    content = changed(piece.content, lambda _: list(taken_apart(other.content).disclosures))
    report = shown.examined(with_piece(evidence, piece, content=content, cid=cid_of(content)))
    assert codes(report, 3) == {"disclosures-refused"}


def test_product__part_shown_as_whole__fails_step_3(shown: Shown, evidence: Evidence) -> None:
    piece = public_one(evidence)
    content = present(piece.content, ["name"])
    report = shown.examined(with_piece(evidence, piece, content=content, cid=cid_of(content)))
    assert codes(report, 3) == {"disclosures-refused"}


def test_product__shown_in_part_by_anybody__is_proved_to_the_same_root(shown: Shown, evidence: Evidence) -> None:
    piece = public_one(evidence)
    content = present(piece.content, ["name"])
    bundle = with_piece(evidence, piece, content=content, cid=None)
    report = shown.examined(bundle, expected=None)
    assert not report.failed
    assert codes(report, 3, Severity.UNCHECKABLE) == {"audience-not-named"}, "the presentation of the recycler"
    assert digest_of(content) == digest_of(piece.content)
    assert codes(shown.examined(bundle), 3) == {"key-binding-missing"}


# ---------------------------------------------------------------------- who presents, to whom
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Expected("https://other.example", ASKED.nonce), "audience"),
        (Expected(ASKED.audience, "another"), "nonce"),
        (Expected(ASKED.audience, ASKED.nonce, timedelta(seconds=-1)), "too old"),
    ],
)
def test_presentation__for_somebody_else__fails_step_3(shown: Shown, asked: Expected, why: str) -> None:
    report = shown.examined(expected=asked)
    assert [finding.values["because"] for finding in report.step(3).faults()] == [why]
    assert report.failed == {3}


def test_presentation__to_a_verifier_who_named_no_audience__is_not_checkable(shown: Shown) -> None:
    report = shown.examined(expected=None)
    assert report.verdict is Verdict.INCOMPLETE
    assert codes(report, 3, Severity.UNCHECKABLE) == {"audience-not-named"}


def test_presentation__key_of_nobody__fails_step_3(shown: Shown, evidence: Evidence, story: Story) -> None:
    piece = in_part(evidence)
    part = piece.content[: piece.content.rindex(b"~") + 1]
    nobody = LocalSigner(b"\x21" * 32)
    content = bound(part, nobody, story.deployment.chain_id, ASKED.audience, ASKED.nonce, NOW)
    products = tuple(
        each.model_copy(update={"content": content}) if each.in_part else each for each in evidence.products
    )
    story.products, kept = list(products), story.products
    try:
        told = story.evidence()
    finally:
        story.products = kept
    report = shown.examined(build_bundle(told), trust_root=story.trust_root())
    assert codes(report, 3) == {"presenter-unknown"}


def test_presentation__key_binding_taken_off__is_missed(shown: Shown, evidence: Evidence) -> None:
    piece = in_part(evidence)
    bundle = with_piece(evidence, piece, content=piece.content[: piece.content.rindex(b"~") + 1])
    assert codes(shown.examined(bundle), 3) == {"key-binding-missing"}


# ---------------------------------------------------------------------- sealed products
def test_sealed__with_its_key__is_read(evidence: Evidence) -> None:
    piece = sealed_one(evidence)
    assert piece.signed is not None
    assert read_product(piece.signed).product.payload == DISMANTLING


def test_sealed__without_its_key__is_not_checkable(shown: Shown, evidence: Evidence) -> None:
    report = shown.examined(with_piece(evidence, sealed_one(evidence), content_key=None))
    assert codes(report, 3, Severity.UNCHECKABLE) == {"sealed"}
    assert report.step(4).outcome is Outcome.NOT_CHECKABLE


def test_sealed__with_another_key_or_content__fails(shown: Shown, evidence: Evidence) -> None:
    piece = sealed_one(evidence)
    report = shown.examined(with_piece(evidence, piece, content_key=fresh_key()))
    assert codes(report, 3) == {"seal-broken"}
    key, other = fresh_key(), public_one(evidence).content
    content = seal(other, key)
    report = shown.examined(with_piece(evidence, piece, content=content, cid=cid_of(content), content_key=key))
    assert {3, 4} & report.failed


# ---------------------------------------------------------------------- scores
def test_score__input_shown_in_part__is_not_checkable(shown: Shown, evidence: Evidence) -> None:
    usage = public_one(evidence, "ChargingHistory")
    report = shown.examined(with_piece(evidence, usage, content=present(usage.content, ["cycles"]), cid=None))
    assert codes(report, 9, Severity.UNCHECKABLE) == {"inputs-not-shown"}
    assert 9 not in report.failed


def test_score__shown_in_part__is_not_checkable(shown: Shown, evidence: Evidence) -> None:
    score = public_one(evidence, "StateOfHealthScore")
    content = present(score.content, ["method"])
    report = shown.examined(with_piece(evidence, score, content=content, cid=None))
    assert codes(report, 9, Severity.UNCHECKABLE) == {"score-shown-in-part"}
