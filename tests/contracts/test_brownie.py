"""The contract suite of Brownie on both test engines; failing tests are shown by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts import workbench
from tests.gate import require

FEWEST_TESTS = 400
"""Guards against a suite that passes because it was not collected."""


@pytest.mark.brownie
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("engine", [pytest.param("ganache", marks=pytest.mark.ganache), "anvil"])
def test_contracts__brownie_suite__passes(engine: str, tmp_path: Path) -> None:
    lacking = workbench.missing_part(engine)
    require("ganache" if engine == "ganache" else "brownie", not lacking, lacking or "")
    report = tmp_path / "report.xml"
    outcome = workbench.run(engine, report)
    assert report.exists(), f"Brownie did not start:\n{outcome.stdout[-3000:]}\n{outcome.stderr[-3000:]}"
    failed = workbench.failures(report)
    assert not failed, "\n".join(["", *failed])
    assert outcome.returncode == 0, outcome.stdout[-3000:]
    assert workbench.passed(report) >= FEWEST_TESTS
