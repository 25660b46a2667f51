"""A bundle as a verifier gets it, with the trust root the verifier has from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from passport.provenance.key_binding import Expected
from passport.provenance.verification import Policy, Recompute, Report, TrustRoot, UnsafeNoPolicy, verify
from tests.evidence.story import ASKED, NOW, ratio

METHODS: Mapping[str, Recompute] = {"ratio@1.0": ratio}


class Shown:
    """Verifies the bundle, or what a test made of it. No dataclass: Hypothesis would print all of it."""

    def __init__(self, bundle: bytes, trust_root: TrustRoot, policy: Policy | None = None) -> None:
        self.bundle = bundle
        self.trust_root = trust_root
        self.policy = policy or UnsafeNoPolicy()

    def examined(
        self,
        bundle: bytes | None = None,
        *,
        trust_root: TrustRoot | bytes | None = None,
        policy: Policy | None = None,
        methods: Mapping[str, Recompute] | None = None,
        expected: Expected | None = ASKED,
    ) -> Report:
        """The report, with anything the test changes."""
        return verify(
            self.bundle if bundle is None else bundle,
            trust_root or self.trust_root,
            policy or self.policy,
            now=NOW,
            recompute=METHODS if methods is None else methods,
            expected=expected,
        )

    def __repr__(self) -> str:
        return f"<bundle of {len(self.bundle)} bytes>"
