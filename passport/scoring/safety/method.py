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
    code_digest=Digest.from_hex("0xa88bf2d1d4cd170381fa17f936a652383e5be95e123e4aa50656d8be38887994"),
)

HAZARD_SOURCES = (*SOURCES, "safety/hazard.py")

HAZARD_CLASS = Method(
    id="battery-passport/hazard-class",
    version="1.0.0",
    code_digest=Digest.from_hex("0xf270eb224237e9be33877c38ab0dce394f9331e72a0c8dfbd73b1bf73cb6cc91"),
)
