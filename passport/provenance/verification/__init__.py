"""Ten numbered steps that decide whether an evidence bundle can be believed; docs/verification.md has the same numbers.

What it does not do: fetch anything, judge whether a measurement was right, or know what happened after the bundle's
block. A step that could not look at something never passes.
"""

from __future__ import annotations

from passport.provenance.verification.case import Recompute
from passport.provenance.verification.policy import (
    AllOf,
    AnyOf,
    IssuerHasRole,
    IssuerIn,
    IssuerMayIssue,
    MaxAge,
    Policy,
    Refusal,
    Stands,
    Statement,
    StateNotOlderThan,
    TypeIn,
    UnsafeNoPolicy,
)
from passport.provenance.verification.policy_file import read_policy
from passport.provenance.verification.report import (
    TITLES,
    Finding,
    Outcome,
    ProvedBattery,
    Report,
    Severity,
    StepReport,
    Verdict,
)
from passport.provenance.verification.trust_root import TrustedBlock, TrustedContract, TrustRoot, Validators
from passport.provenance.verification.verify import verify

__all__ = [
    "TITLES", "AllOf", "AnyOf", "Finding", "IssuerHasRole", "IssuerIn", "IssuerMayIssue", "MaxAge", "Outcome",
    "Policy", "ProvedBattery", "Recompute", "Refusal", "Report", "Severity", "Stands", "StateNotOlderThan",
    "Statement", "StepReport", "TrustRoot", "TrustedBlock", "TrustedContract", "TypeIn", "UnsafeNoPolicy",
    "Validators", "Verdict", "read_policy", "verify",
]  # fmt: skip
