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
    code_digest=Digest.from_hex("0xacc1c9f0e3883e09d8436e884a8deb44f77628b5bb5d97342cff2ed7c598a104"),
)

HAZARD_SOURCES = (*SOURCES, "safety/hazard.py")

HAZARD_CLASS = Method(
    id="battery-passport/hazard-class",
    version="1.0.0",
    code_digest=Digest.from_hex("0x2706ac5ca6537c8a988501734ae1dcfda0e758f29ad0762e2dbee92529147390"),
)
