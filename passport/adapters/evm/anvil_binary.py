"""Where the Anvil program is: the real binary, not npm's wrapper, so that signals reach it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from passport.errors import LedgerUnavailable

ENVIRONMENT = "PASSPORT_ANVIL_BIN"
_REPOSITORY = Path(__file__).resolve().parents[3]
_PROBE_TIMEOUT_S = 20


def find_anvil() -> Path | None:
    """PASSPORT_ANVIL_BIN, the npm package below the working directory or the repository, then PATH."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    for root in (Path.cwd(), _REPOSITORY):
        for binary in sorted((root / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*")):
            if os.access(binary, os.X_OK):
                return binary
    on_path = shutil.which("anvil")
    return Path(on_path) if on_path else None


def require_anvil() -> Path:
    """As `find_anvil`. Raises LedgerUnavailable, saying how to get it."""
    binary = find_anvil()
    if binary is None:
        raise LedgerUnavailable(
            "Anvil, the program of the embedded chain, was not found.",
            remedy=f"Run `npm ci` in the repository, or name the program in {ENVIRONMENT}.",
        )
    return binary


def anvil_release(binary: Path) -> str:
    """The release it names, for example ``1.7.1``. Raises LedgerUnavailable if it does not start."""
    try:
        answer = subprocess.run(
            [str(binary), "--version"], capture_output=True, text=True, timeout=_PROBE_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LedgerUnavailable(f"The Anvil program {binary} does not start.", program=str(binary)) from error
    for word in answer.stdout.split():
        if word[0].isdigit():
            return word
    raise LedgerUnavailable(f"The Anvil program {binary} does not name its release.", program=str(binary))
