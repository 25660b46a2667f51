"""A bundle of a real chain verifies, and says what it shows."""

from __future__ import annotations

from passport.provenance.verification import Outcome, TrustRoot, UnsafeNoPolicy, Verdict, verify
from tests.evidence.story import NOW, ratio


def test_verify__bundle_of_a_real_chain__every_step_passes(bundle: bytes, trust_root: TrustRoot) -> None:
    report = verify(bundle, trust_root, UnsafeNoPolicy(), now=NOW, recompute={"ratio@1.0": ratio})
    assert [(step.number, step.outcome, step.faults()) for step in report.steps] == [
        (number, Outcome.PASSED, ()) for number in range(1, 11)
    ]
    assert report.verdict is Verdict.VERIFIED
