"""Fuzz tests, invariants, shared vectors and the gas snapshot, run by forge on the artefacts that are shipped."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.gate import require

ROOT = Path(__file__).resolve().parents[2]
FORGE = ROOT / "node_modules" / ".bin" / "forge"
FEWEST_TESTS = 57
"""Guards against a suite that passes because it was not collected."""


@pytest.fixture(scope="module")
def forge() -> Path:
    return require("forge", FORGE if FORGE.exists() else None, "run `npm ci`")


def run(forge: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(forge), *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )


def results(output: str) -> dict[str, dict[str, Any]]:
    """Every test by `file:Contract.test`."""
    # Warnings of the compiler may stand before the report.
    report = json.loads(output[output.index("{") :])
    return {
        f"{suite}.{test.partition('(')[0]}": result
        for suite, found in report.items()
        for test, result in found["test_results"].items()
    }


@pytest.mark.forge
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_contracts__forge_suite__passes(forge: Path) -> None:
    outcome = run(forge, "test", "--json", "--no-match-contract", "GasTest")
    assert outcome.stdout.strip(), f"forge did not start:\n{outcome.stderr[-3000:]}"
    found = results(outcome.stdout)
    failed = [f"{name}: {result.get('reason')}" for name, result in found.items() if result["status"] != "Success"]
    assert not failed, "\n".join(["", *failed])
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    assert len(found) >= FEWEST_TESTS


@pytest.mark.forge
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_contracts__gas_of_every_act__is_the_recorded_one(forge: Path) -> None:
    outcome = run(forge, "test", "--match-contract", "GasTest", FORGE_SNAPSHOT_CHECK="true")
    assert outcome.returncode == 0, outcome.stdout[-3000:] + outcome.stderr[-3000:]


@pytest.mark.forge
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_contracts__gas_snapshot__is_the_committed_one(forge: Path) -> None:
    outcome = run(forge, "snapshot", "--check", "--match-contract", "GasTest")
    assert outcome.returncode == 0, outcome.stdout[-3000:] + outcome.stderr[-3000:]
