#!/usr/bin/env python3
"""The published schemas and the context are what the models say (write_schemas.py --check)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report


def stale_schemas(root: Path) -> Iterator[str]:
    """Yield what the script says when a file does not match its model."""
    script = root / "scripts" / "write_schemas.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        yield from (done.stdout + done.stderr).strip().splitlines()[-12:] or [f"{script.name} --check failed"]


if __name__ == "__main__":
    sys.exit(report("published schemas", stale_schemas(ROOT)))
