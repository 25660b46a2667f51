"""The README is true: its targets, rooms and tests exist, and its commands run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.cli.exits import ExitCode
from scripts.tracked import ROOT, tracked_files
from tests.gate import require

README = (ROOT / "README.md").read_text(encoding="utf-8")
OTHERS = [README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
TARGETS = sorted({target for text in OTHERS for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)})
ROOMS = re.findall(r"^\| `([a-z_./]+)` \|", README, re.MULTILINE)


@pytest.mark.parametrize("target", TARGETS)
def test_readme__every_make_target_named__is_one(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_readme__first_screen__has_demo_and_test() -> None:
    first = README.splitlines()[:20]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


@pytest.mark.parametrize("room", ROOMS)
def test_readme__every_room_on_the_map__exists(room: str) -> None:
    assert (ROOT / room).exists()


def test_readme__every_top_folder_of_the_repository__is_on_the_map() -> None:
    tops = {name.parts[0] for name in tracked_files(ROOT) if len(name.parts) > 1 and not name.parts[0].startswith(".")}
    assert tops <= {room.split("/")[0] for room in ROOMS}


def law_rows() -> list[list[str]]:
    """The rows of the law-coverage table: clause, demand, covered, shown by."""
    table = README.split("## What of the law is covered")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:2] == "| "]
    return rows[1:]


@pytest.mark.parametrize("row", law_rows(), ids=lambda row: row[0])
def test_law_table__every_row__has_its_word_and_a_test_that_exists(row: list[str]) -> None:
    _, _, covered, shown_by = row
    word = covered.split(":")[0]
    assert word in {"none", "partial", "full"}
    assert (word == "partial") == (":" in covered), "a partial row says which part"
    if word == "none":
        assert shown_by == ""
        return
    file, _, name = shown_by.strip("`").partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def runnable_blocks() -> list[str]:
    """Shell blocks under the mark `<!-- runnable -->`."""
    return re.findall(r"<!-- runnable -->\n```sh\n(.*?)```", README, re.DOTALL)


def test_readme__has_commands_to_run() -> None:
    assert any("passport verify" in block for block in runnable_blocks())


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("block", runnable_blocks(), ids=lambda block: "commands")
def test_readme__commands_as_written__run(block: str, tmp_path: Path) -> None:
    """In a folder of its own that has the repository's examples, with a home of its own."""
    require("anvil", find_anvil(), "run `make setup`")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    environ = {**os.environ, "HOME": str(tmp_path), "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environ.pop("PASSPORT_HOME", None)
    command = ["bash", "-euo", "pipefail", "-c", block]
    try:
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    finally:
        EmbeddedChain(tmp_path / "my-passports" / "chain").stop()
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Verification: verified" in done.stdout


def test_readme__exit_codes__are_those_of_the_program() -> None:
    listed = README.split("Exit codes: ")[1].split(".\n")[0]
    assert {int(code) for code in re.findall(r"\b(\d+) [a-z]", listed)} == {int(code) for code in ExitCode}
