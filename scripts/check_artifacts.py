#!/usr/bin/env python3
"""The contract artifacts in the package are what the sources compile to (build_contracts.py --check)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report


def stale_artifacts(root: Path) -> Iterator[str]:
    """Yield what the build says when an artifact does not match its source."""
    build = root / "scripts" / "build_contracts.py"
    command = [sys.executable, str(build), "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()
        yield from said[-12:] or [f"{build.name} --check failed with exit code {done.returncode}"]


if __name__ == "__main__":
    sys.exit(report("contract artifacts", stale_artifacts(ROOT)))
