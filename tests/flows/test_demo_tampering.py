"""The demo's bundle: any change of it is caught, by the step it concerns, even under a manifest written anew."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.adapters.evm.anvil_binary import find_anvil
from passport.provenance.bundle import build_bundle, read_bundle
from passport.provenance.content import cid_of
from passport.provenance.sd_jwt import joined, taken_apart
from passport.provenance.sealed_product import is_sealed, seal
from passport.provenance.verification import Report, UnsafeNoPolicy, Verdict, verify
from passport.services.recompute import METHODS
from tests.evidence.tampering import (
    SHOWS_IN,
    altered,
    at,
    concerns,
    flipped,
    is_malformed,
    leaves,
    pieces_of,
    replaced,
    sealed,
)
from tests.flows.house import ROOT
from tests.gate import require

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Demo:
    """What the demo left behind for a verifier. No dataclass: Hypothesis would print all of it."""

    def __init__(self, home: Path) -> None:
        self.bundle = (home / "evidence.json").read_bytes()
        self.trust_root = (home / "trust-root.json").read_bytes()

    def examined(self, bundle: bytes) -> Report:
        return verify(bundle, self.trust_root, UnsafeNoPolicy(), now=datetime.now(UTC), recompute=METHODS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    require("anvil", find_anvil(), "npm ci brings it")
    home = tmp_path_factory.mktemp("demo") / "home"
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), "--home", str(home)]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=500)
    return Demo(home)


def test_demo_bundle__unchanged__verified(demo: Demo) -> None:
    assert sealed(pieces_of(demo.bundle)) == demo.bundle
    assert demo.examined(demo.bundle).verdict is Verdict.VERIFIED


@some
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_demo_bundle__one_bit_flipped__fails_step_2(demo: Demo, place: int, bit: int) -> None:
    assert 2 in demo.examined(flipped(demo.bundle, place % len(demo.bundle) * 8 + bit)).failed


@some
@given(data=st.data(), salt=st.integers(0, 2**20))
def test_demo_bundle__one_value_changed_and_sealed_again__fails_its_step(
    demo: Demo, data: st.DataObject, salt: int
) -> None:
    pieces = pieces_of(demo.bundle)
    kind, field = data.draw(st.sampled_from(sorted(SHOWS_IN)))
    path = data.draw(st.sampled_from([path for path in leaves(pieces) if concerns(path, kind, field)]))
    report = demo.examined(sealed(replaced(pieces, path, altered(at(pieces, path), salt))))
    assert is_malformed(report) or report.failed & SHOWS_IN[kind, field], (path, report.failed)


@some
@given(data=st.data())
def test_demo_bundle__piece_dropped_and_sealed_again__fails(demo: Demo, data: st.DataObject) -> None:
    pieces = pieces_of(demo.bundle)
    del pieces[data.draw(st.sampled_from(sorted(pieces)))]
    assert demo.examined(sealed(pieces)).failed


def disclosures_changed(content: bytes, how: str, place: int) -> bytes:
    """The signed product with one of its disclosures dropped, repeated, flipped, or swapped with the next."""
    parts = taken_apart(content)
    texts = list(parts.disclosures)
    at_ = place % len(texts)
    if how == "dropped":
        del texts[at_]
    elif how == "repeated":
        texts.insert(at_, texts[at_])
    elif how == "swapped":
        texts[at_ - 1], texts[at_] = texts[at_], texts[at_ - 1]
    else:
        texts[at_] = flipped(texts[at_], place)
    return joined(parts.jwt, texts)


@some
@given(
    data=st.data(),
    how=st.sampled_from(["dropped", "repeated", "swapped", "flipped"]),
    place=st.integers(0, 2**20),
)
def test_demo_bundle__disclosures_changed_stored_and_sealed_again__fails_step_3(
    demo: Demo, data: st.DataObject, how: str, place: int
) -> None:
    """The forger even has the content keys, and names the changed product by the CID it has now."""
    evidence = read_bundle(demo.bundle).evidence
    several = [piece for piece in evidence.products if piece.signed and len(taken_apart(piece.signed).disclosures) > 1]
    piece = data.draw(st.sampled_from(several))
    assert piece.signed is not None
    changed = disclosures_changed(piece.signed, how, place)
    stored = changed if piece.content_key is None else seal(changed, piece.content_key)
    forged = piece.model_copy(update={"content": stored, "cid": cid_of(stored)})
    products = tuple(forged if each == piece else each for each in evidence.products)
    report = demo.examined(build_bundle(evidence.model_copy(update={"products": products})))
    assert 3 in report.failed
    assert "disclosures-refused" in {finding.code for finding in report.step(3).faults()}


def test_demo_bundle__products_that_are_not_public__come_sealed_with_their_keys(demo: Demo) -> None:
    pieces = read_bundle(demo.bundle).evidence.products
    assert {piece.content_key is None for piece in pieces} == {True, False}
    assert all(is_sealed(piece.content) == (piece.content_key is not None) for piece in pieces)
