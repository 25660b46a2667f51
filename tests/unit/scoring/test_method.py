"""The code digest of a score names the code that made it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import passport.scoring
from passport.scoring.method import CAPACITY_FADE, SOURCES


def digest_of_sources() -> bytes:
    room = Path(passport.scoring.__file__).parent
    content = b"".join((room / name).read_bytes().replace(b"\r\n", b"\n") for name in SOURCES)
    return hashlib.sha256(content).digest()


def test_code_digest__of_this_release__is_the_digest_of_its_sources() -> None:
    actual = digest_of_sources()
    assert CAPACITY_FADE.code_digest == actual, (
        f"The scoring code changed: put 0x{actual.hex()} into passport/scoring/method.py, "
        "and raise the version if any default number changed."
    )
