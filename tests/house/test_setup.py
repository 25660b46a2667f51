"""Setting up: stale and interrupted installations are taken up again, old tools are refused in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import setup
from scripts.tracked import ROOT


def install_tool(folder: Path, name: str, says: str) -> None:
    """Put a program on a path of its own that only prints one line."""
    folder.mkdir(exist_ok=True)
    tool = folder / name
    tool.write_text(f"#!/bin/sh\necho '{says}'\n")
    tool.chmod(0o755)


@pytest.mark.parametrize("version", ["v18.20.1", "v6.0.0", "oops"])
def test_check_node__too_old_or_broken__is_refused_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    for tool in ("node", "npm"):
        install_tool(tmp_path / "bin", tool, version)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin:/bin")
    with pytest.raises(setup.SetupError, match=version):
        setup.check_node()


def test_check_node__absent__is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.SetupError, match="not found"):
        setup.check_node()


def test_main__unknown_part__fails_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["kitchen"]) == 1
    assert "brownie" in capsys.readouterr().err


def test_fingerprint__lock_changes__changes(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    before = setup.fingerprint(lock)
    lock.write_text("a==2\n")
    assert setup.fingerprint(lock) != before


def test_set_up_python__empty_lock__creates_once_then_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    environment = setup.PythonEnvironment("venv", "empty.txt")
    setup.set_up_python(environment, tmp_path)
    stamp = tmp_path / "venv" / setup.STAMP
    first = stamp.stat().st_mtime_ns
    setup.set_up_python(environment, tmp_path)
    assert stamp.stat().st_mtime_ns == first
    stamp.unlink()  # as if it had been interrupted before the end
    setup.set_up_python(environment, tmp_path)
    assert stamp.exists()


def test_install_locked__package_without_a_hash__is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "tinypart-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tinypart-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tinypart\nVersion: 1.0\n")
        wheel.writestr("tinypart-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tinypart-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    lock = tmp_path / "lock.txt"
    lock.write_text("tinypart==1.0\n")
    pip = [sys.executable, "-m", "pip"]
    with pytest.raises(setup.SetupError, match="hash"):
        setup.install_locked(pip, lock, "try")


def test_pick_python__no_python_new_enough__says_what_is_needed(tmp_path: Path) -> None:
    for name in ("python3", "python3.11"):
        tool = tmp_path / name
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(0o755)
    script = [str(Path("/bin/sh")), str(ROOT / "scripts" / "pick_python.sh")]
    done = subprocess.run(script, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "3.11" in done.stderr


def test_link_native_tools__npm_left_no_link__links_the_binary(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    real = next((ROOT / "node_modules" / "@foundry-rs").glob("anvil-*"))
    binary = modules / "@foundry-rs" / real.name / "bin" / "anvil"
    binary.parent.mkdir(parents=True)
    (modules / ".bin").mkdir()
    binary.write_text("#!/bin/sh\necho native\n")
    binary.chmod(0o755)
    setup.link_native_tools(modules)
    said = subprocess.run([modules / ".bin" / "anvil"], capture_output=True, text=True, check=True).stdout
    assert said == "native\n"


def test_npm_lock__every_platform_package__has_an_entry_of_the_pinned_version() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for tool in setup.NATIVE_TOOLS:
        for name, version in packages[f"node_modules/@foundry-rs/{tool}"]["optionalDependencies"].items():
            assert packages[f"node_modules/{name}"]["version"] == version
