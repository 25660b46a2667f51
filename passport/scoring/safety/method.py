"""Which release of the state of safety this is; the digest works as in `passport.scoring.method`."""

from __future__ import annotations

from passport.identifiers import Digest
from passport.scoring.score import Method

SOURCES = (
    "kernels/safety_links.py",
    "kernels/safety_signals.py",
    "kernels/safety_drift.py",
    "safety/limits.py",
    "safety/pack_log.py",
    "safety/own_history.py",
    "safety/links.py",
    "safety/latch.py",
    "safety/state_of_safety.py",
    "safety/result.py",
)

STATE_OF_SAFETY = Method(
    id="battery-passport/state-of-safety",
    version="1.0.0",
    code_digest=Digest.from_hex("0x8ef49999444a4072a70b244abb35b315b5d44b7ca8c4c533e68bb992663a2844"),
)

HAZARD_SOURCES = (*SOURCES, "safety/hazard.py")

HAZARD_CLASS = Method(
    id="battery-passport/hazard-class",
    version="1.0.0",
    code_digest=Digest.from_hex("0x2f3fe344d50418d392670ab77f18b22c7534ccec365b5891858d1a71c643d013"),
)
