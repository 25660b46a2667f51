"""The one gate for tests that need a part a machine may lack: a real node, a database, a tool.

A developer's machine skips such a test and prints the reason. Where everything is meant to be there
(PASSPORT_REQUIRE_ALL=1, set by .ci/run) a missing part fails instead, unless it is named in
PASSPORT_WITHOUT (words apart by spaces or commas) because it could not be built at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TypeVar

import pytest

Found = TypeVar("Found")

PARTS = frozenset({"kubo", "clique", "postgres", "ganache", "anvil", "brownie", "forge", "analysis", "solc", "unshare"})


def require(part: str, found: Found | None, reason: str, environ: Mapping[str, str] = os.environ) -> Found:
    """Return `found`; when it is empty, skip the test or fail it, as the environment asks.

    Args:
        part: the part's short name, one of PARTS.
        found: what was found (a path, a URL, True), or None/False/"" when nothing was.
        reason: what is missing and how to get it, in a few words.
    """
    if part not in PARTS:
        raise ValueError(f"unknown part {part!r}; known: {', '.join(sorted(PARTS))}")
    if found:
        return found
    without = set(filter(None, re.split(r"[\s,]+", environ.get("PASSPORT_WITHOUT", ""))))
    if environ.get("PASSPORT_REQUIRE_ALL") == "1" and part not in without:
        pytest.fail(f"{part} is required here and missing: {reason}", pytrace=False)
    pytest.skip(f"{part}: {reason}")
