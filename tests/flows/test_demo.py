"""The demo, as `make demo` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class Twice:
    """Two runs in one place: what the first printed, and what the second told as JSON."""

    home: Path
    first: subprocess.CompletedProcess[str]
    told: dict[str, Any]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    home = tmp_path_factory.mktemp("demo") / "demo"
    first = demo("--home", str(home))
    assert first.returncode == 0, first.stderr
    second = demo("--home", str(home), "--json")
    assert second.returncode == 0, second.stderr
    return Twice(home, first, json.loads(second.stdout))


def test_demo__printed__two_lives_the_weakest_cell_the_report_and_what_to_try(twice: Twice) -> None:
    assert "Verification: verified" in twice.first.stdout
    assert "Life of https://example.org/battery/DEMO-EV-96S40P-0001" in twice.first.stdout
    assert "Weakest cell: https://example.org/battery/EV-0001-B0006" in twice.first.stdout
    assert "not yet required" in twice.first.stdout
    assert "Try next:" in twice.first.stderr
    assert "\x1b" not in twice.first.stdout + twice.first.stderr, "no escape codes where there is no terminal"


def test_demo__twice_in_one_place__verified_each_time_and_nothing_left_running(twice: Twice) -> None:
    stages = {name: [step["stage"] for step in life["custody"]] for name, life in twice.told["histories"].items()}
    assert stages == {
        "pack": ["registered", "in service", "second life"],
        "store": ["second life", "end of life"],
    }
    assert len(twice.told["histories"]["store"]["predecessors"]) == 2
    assert twice.told["weakest"]["bound"] == "exact"
    assert [step["outcome"] for step in twice.told["verification"]["steps"]] == ["passed"] * 10
    assert EmbeddedChain(twice.home / "chain").running() is None


def test_demo__both_packs__no_mandatory_data_point_missing_for_their_category(twice: Twice) -> None:
    grades = twice.told["grades"]
    assert {name: grade["category"] for name, grade in grades.items()} == {
        "pack": "electric-vehicle",
        "store": "stationary",
    }
    for grade in grades.values():
        outcomes = {point["outcome"] for point in grade["points"]}
        assert len(grade["points"]) == 71
        assert grade["verdict"] == "complete"
        assert outcomes <= {"present", "not applicable", "left out", "pending"}
        mandatory = [point for point in grade["points"] if point["requirement"] == "mandatory"]
        assert len(mandatory) >= 36
        assert {point["outcome"] for point in mandatory} == {"present"}


def test_demo__place_that_is_somebody_else_s__left_alone_and_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    refused = demo("--home", str(tmp_path))
    assert refused.returncode == 1
    assert "was not made by the demo" in refused.stderr
    assert (tmp_path / "precious").read_text() == "mine"
