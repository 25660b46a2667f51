"""A manifest that says anything but digests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from passport.provenance.canonical import canonical_bytes
from tests.evidence.shown import Shown


@pytest.mark.parametrize("line", ["", "0x", "Sähkö", "\u202e", None, 7, ["0x"], {}], ids=ascii)
def test_manifest__with_something_else_for_a_digest__fails_step_2(shown: Shown, line: Any) -> None:
    """Found by fuzzing: text beyond ASCII cannot be compared as text in constant time."""
    document = json.loads(shown.bundle)
    document["manifest"]["chain"] = line
    report = shown.examined(canonical_bytes(document))
    assert report.failed == {2}
    assert [finding.code for finding in report.step(2).faults()] == ["piece-changed"]
