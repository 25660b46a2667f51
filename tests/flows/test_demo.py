"""The demo, as `make demo` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from tests.flows.house import ROOT
from tests.gate import require

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    require("anvil", find_anvil(), "npm ci brings it")
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), *arguments]
    environment = {**os.environ, "COLUMNS": "120"}
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=500, check=False, env=environment
    )


def test_demo__twice_in_one_place__verified_each_time_and_nothing_left_running(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    first = demo("--home", str(home))
    assert first.returncode == 0, first.stderr
    assert "Verification: verified" in first.stdout
    assert "Life of the battery" in first.stdout
    assert "Try next:" in first.stderr
    assert "\x1b" not in first.stdout + first.stderr, "no escape codes where there is no terminal"
    second = demo("--home", str(home), "--json")
    assert second.returncode == 0, second.stderr
    told = json.loads(second.stdout)
    assert [step["stage"] for step in told["history"]["custody"]] == [
        "registered",
        "in service",
        "second life",
        "end of life",
    ]
    assert [step["outcome"] for step in told["verification"]["steps"]] == ["passed"] * 10
    assert EmbeddedChain(home / "chain").running() is None


def test_demo__place_that_is_somebody_else_s__left_alone_and_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    refused = demo("--home", str(tmp_path))
    assert refused.returncode == 1
    assert "was not made by the demo" in refused.stderr
    assert (tmp_path / "precious").read_text() == "mine"
