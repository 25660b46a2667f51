"""Which release of the state of safety this is; the digest works as in `passport.scoring.method`."""

from __future__ import annotations

from passport.identifiers import Digest
from passport.scoring.score import Method

SOURCES = (
    "kernels/safety_links.py",
    "kernels/safety_signals.py",
    "safety/limits.py",
    "safety/pack_log.py",
    "safety/links.py",
    "safety/latch.py",
    "safety/state_of_safety.py",
    "safety/result.py",
)

STATE_OF_SAFETY = Method(
    id="battery-passport/state-of-safety",
    version="1.0.0",
    code_digest=Digest.from_hex("0xf08aade63b5ee6c1b3e99efbc7e3963818c9d3f7a4a0efc7b95e7f7eb38e6467"),
)

HAZARD_SOURCES = (*SOURCES, "safety/hazard.py")

HAZARD_CLASS = Method(
    id="battery-passport/hazard-class",
    version="1.0.0",
    code_digest=Digest.from_hex("0x1676e9d6146cf69f8bd99d835caeeb0d6835f5db77f83c911e1fcf1dcc4f5b21"),
)
