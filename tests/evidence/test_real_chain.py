"""A bundle of a real chain verifies, and says what it shows."""

from __future__ import annotations

from passport.provenance.verification import Outcome, Verdict
from tests.evidence.shown import Shown


def test_verify__bundle_of_a_real_chain__every_step_passes(shown: Shown) -> None:
    report = shown.examined(shown.bundle)
    assert [(step.number, step.outcome, step.faults()) for step in report.steps] == [
        (number, Outcome.PASSED, ()) for number in range(1, 11)
    ]
    assert report.verdict is Verdict.VERIFIED
