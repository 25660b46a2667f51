#!/usr/bin/env python3
"""No file written by hand is longer than 400 lines: a longer one has a room missing.

Generated artefacts, locks, conformance vectors and vendored files are not written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report, text_of, tracked_files

LIMIT = 400
WRITTEN = {".py", ".sol", ".html", ".js", ".css", ".sh", ".md", ".toml", ".yaml", ".yml"}
NOT_BY_HAND = re.compile(r"(^|/)(artifacts|vectors|vendor|static/lib)/|^docs/cli\.md$")


def too_long(root: Path) -> Iterator[str]:
    """Yield one line for each hand-written file over the limit."""
    for name in tracked_files(root):
        if name.suffix not in WRITTEN or NOT_BY_HAND.search(name.as_posix()):
            continue
        lines = len((text_of(root / name) or "").splitlines())
        if lines > LIMIT:
            yield f"{name}: {lines} lines, at most {LIMIT}; which room is missing?"


if __name__ == "__main__":
    sys.exit(report("file length", too_long(ROOT)))
