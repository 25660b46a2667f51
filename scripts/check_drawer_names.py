#!/usr/bin/env python3
"""No drawers: a module or folder is named after what is in it, not after being useful."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report, tracked_files

DRAWER = re.compile(r"(utils?|helpers?|common|misc|managers?)", re.IGNORECASE)
CODE = {".py", ".sol", ".js", ".sh"}


def drawers(root: Path) -> Iterator[str]:
    """Yield one line for each file that is a drawer or lies in one."""
    for name in tracked_files(root):
        own = [name.stem] if name.suffix in CODE else []
        for part in [*name.parts[:-1], *own]:
            if DRAWER.fullmatch(part):
                yield f"{name}: {part!r} says nothing about what is inside"


if __name__ == "__main__":
    sys.exit(report("drawer names", drawers(ROOT)))
