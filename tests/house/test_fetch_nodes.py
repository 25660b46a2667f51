"""`make nodes` says what is missing and why, and takes no program it did not pin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.fetch_nodes import GETH, KUBO, find_node

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "fetch_nodes.py"


def run(tmp_path: Path, *words: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """Run the script with nothing but `tmp_path/bin` on PATH and an empty cache."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PASSPORT_")}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--json", *words],
        env={
            **inherited,
            "PATH": str(tmp_path / "bin"),
            "PASSPORT_CACHE": str(tmp_path / "cache"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, {node["node"]: node for node in json.loads(done.stdout)["nodes"]}


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_no_go__every_node__is_missing_with_the_reason(tmp_path: Path) -> None:
    code, nodes = run(tmp_path)
    assert code == 1
    for name, node in nodes.items():
        assert node["state"] == "missing", name
        assert "Go is not on PATH" in node["reason"]


def test_go_too_old__node__is_missing_and_says_which_go(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "go", "echo go1.19.3")
    code, nodes = run(tmp_path, "--only", "kubo")
    assert code == 1
    assert "needs Go 1.26.4" in nodes["kubo"]["reason"]


def test_module_with_another_digest__node__is_not_built(tmp_path: Path) -> None:
    answer = json.dumps({"Dir": "/nowhere", "Sum": "h1:somethingelse="})
    program(
        tmp_path / "bin" / "go",
        f"[ \"$1\" = env ] && echo go1.26.8 && exit 0\necho '{answer}'",
    )
    code, nodes = run(tmp_path, "--only", "kubo")
    assert code == 1
    assert KUBO.releases[0].digest in nodes["kubo"]["reason"]
    assert not (tmp_path / "cache" / "bin" / "ipfs").exists()


def test_proxy_refuses__node__is_missing_with_the_exact_words(tmp_path: Path) -> None:
    program(
        tmp_path / "bin" / "go",
        '[ "$1" = env ] && echo go1.26.8 && exit 0\necho "403 Forbidden" >&2; exit 1',
    )
    code, nodes = run(tmp_path, "--only", "geth")
    assert code == 1
    assert "403 Forbidden" in nodes["geth"]["reason"]


def test_cached_binary__pinned_version__is_present_without_go(tmp_path: Path) -> None:
    cached = program(tmp_path / "cache" / "battery-passport" / "bin" / "ipfs", "echo 0.42.0")
    code, nodes = run(tmp_path, "--only", "kubo")
    assert (code, nodes["kubo"]["state"], nodes["kubo"]["path"]) == (0, "present", str(cached))


@pytest.mark.parametrize("answer", ["echo 0.1.0", "exit 3", "echo nonsense"])
def test_cached_binary__not_the_pinned_version__is_not_taken(tmp_path: Path, answer: str) -> None:
    program(tmp_path / "cache" / "battery-passport" / "bin" / "ipfs", answer)
    code, nodes = run(tmp_path, "--only", "kubo")
    assert (code, nodes["kubo"]["state"]) == (1, "missing")


def test_named_binary__runs__is_present_whatever_its_version(tmp_path: Path) -> None:
    named = program(tmp_path / "own" / "geth", "echo Version: 1.14.0-stable")
    code, nodes = run(tmp_path, "--only", "geth", PASSPORT_GETH_BIN=str(named))
    assert (code, nodes["geth"]["version"]) == (0, "1.14.0")


def test_named_binary__does_not_run__is_missing(tmp_path: Path) -> None:
    code, nodes = run(tmp_path, "--only", "geth", PASSPORT_GETH_BIN=str(tmp_path / "nothing"))
    assert code == 1
    assert "does not run" in nodes["geth"]["reason"]


def test_find_node__named_cached_and_on_path__the_first_of_them_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = program(tmp_path / "bin" / "geth", "true")
    monkeypatch.delenv("PASSPORT_GETH_BIN", raising=False)
    monkeypatch.setenv("PASSPORT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_node(GETH) == on_path
    cached = program(tmp_path / "cache" / "battery-passport" / "bin" / "geth", "true")
    assert find_node(GETH) == cached
    monkeypatch.setenv("PASSPORT_GETH_BIN", str(on_path))
    assert find_node(GETH) == on_path
