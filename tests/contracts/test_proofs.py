"""The symbolic proofs that end within a minute; `make prove` does them all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.gate import require

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-analysis" / "bin" / "python"
FORGE = ROOT / "node_modules" / ".bin" / "forge"


@pytest.mark.forge
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_roles_and_stages__for_all_values__proved() -> None:
    require("analysis", PYTHON.exists(), "halmos is not installed (make setup-analysis)")
    require("forge", FORGE.exists(), "forge is not installed (make setup-test)")
    command = [str(PYTHON), "scripts/prove_contracts.py", "--contract", "RolesProof|TransitionsProof"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=850, check=False)
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-2000:]
    assert outcome.stdout.count("[PASS]") >= 10
    assert "2 of 2 refuted" in outcome.stdout
