"""The artefacts that ship are what the sources give, and fit the limits of every chain."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gate import require

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = sorted((ROOT / "passport" / "adapters" / "evm" / "artifacts").glob("*.json"))
CODE_SIZE_LIMIT = 24_576
"""EIP-170."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_artifacts__compiled_again__are_the_same() -> None:
    require("solc", (ROOT / "node_modules" / "solc").is_dir(), "run `npm ci`")
    outcome = subprocess.run(
        [sys.executable, "scripts/build_contracts.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr[-2000:]


@pytest.mark.parametrize("artifact", ARTIFACTS, ids=lambda path: path.stem)
def test_deployed_code__every_contract__is_below_the_limit(artifact: Path) -> None:
    code = bytes.fromhex(json.loads(artifact.read_text())["deployedBytecode"][2:])
    assert 0 < len(code) <= CODE_SIZE_LIMIT


@pytest.mark.parametrize("artifact", ARTIFACTS, ids=lambda path: path.stem)
def test_artifact__any__names_no_place_of_the_machine_it_was_made_on(artifact: Path) -> None:
    assert str(ROOT) not in artifact.read_text()
