"""The tutorial's commands work as written, and the reference says what the commands say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from tests.flows.house import ROOT
from tests.gate import require

SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_tutorial__every_command_as_written__succeeds(tmp_path: Path) -> None:
    require("anvil", find_anvil(), "npm ci brings it")
    commands = "\n".join(SHELL_BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text()))
    assert commands.count("passport ") >= 20
    tools = tmp_path / "bin"
    tools.mkdir()
    entry = tools / "passport"
    entry.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m passport.cli "$@"\n')
    entry.chmod(0o755)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSPORT_")}
    environment["PATH"] = f"{tools}:{environment['PATH']}"
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert "Verification: verified" in done.stdout
        assert "end of life" in done.stdout
    finally:
        EmbeddedChain(tmp_path / "var" / "tutorial" / "chain").stop()


def test_cli_reference__compared_with_the_commands__same() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "write_cli_reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
