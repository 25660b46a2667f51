"""Runs `passport`: as a shell would, in a process of its own, or faster inside this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from passport.cli.app import app
from tests.flows.house import ROOT


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Standard output as the one JSON document it must be."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def error(self) -> str:
        """Code of the error reported."""
        return str(self.document["error"]["code"])


def within(*arguments: str | Path, home: Path) -> Answer:
    """One command inside this process: the same entry, without seconds of imports."""
    done = CliRunner().invoke(
        app, list(map(str, arguments)), env={"PASSPORT_HOME": str(home), "COLUMNS": "200"}, catch_exceptions=False
    )
    return Answer(done.exit_code, done.stdout, done.stderr)


def passport(*arguments: str | Path, home: Path | None = None, prefix: tuple[str, ...] = ()) -> Answer:
    """One command. Nothing of this machine's own settings reaches it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSPORT_")}
    environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    if home is not None:
        environment["PASSPORT_HOME"] = str(home)
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "passport.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=240,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
