"""What the code imports is declared, and what is declared is locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.tracked import ROOT, tracked_files

OURS = {"passport", "api", "scripts", "tests", "benchmarks"}
OTHER_ENVIRONMENTS = {"slither", "crytic_compile", "pyrevm", "brownie", "halmos"}
"""Imported by tools that run elsewhere: .venv-brownie, .venv-analysis."""

OTHER_SUITES = {"brownie", "revm"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Every distribution that pyproject.toml names, in any extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return {canonical(re.split(r"[\[<>=;~! ]", line)[0]) for lines in lists for line in lines}


def imported_by(file: Path) -> set[str]:
    """Top-level modules of others that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - OURS - OTHER_ENVIRONMENTS - set(sys.stdlib_module_names)


@pytest.mark.parametrize("top", ["passport", "api", "scripts", "benchmarks", "tests"])
def test_imports__every_module_of_others__is_declared(top: str) -> None:
    distributions = packages_distributions()
    files = [
        name
        for name in tracked_files(ROOT)
        if name.parts[0] == top and name.suffix == ".py" and not OTHER_SUITES & set(name.parts)
    ]
    modules = {module: name for name in files for module in imported_by(ROOT / name)}
    missing = {
        f"{module} ({name})"
        for module, name in modules.items()
        if not {canonical(one) for one in distributions.get(module, [module])} & (declared() | {"pydantic-core"})
    }
    assert missing == set()


def test_lock__every_declared_distribution__is_in_it() -> None:
    lock = (ROOT / "deploy" / "locks" / "main.txt").read_text()
    locked = {canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert declared() <= locked


@pytest.mark.parametrize("name", ["main", "brownie", "analysis"])
def test_lock__every_pin__has_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / "deploy" / "locks" / f"{name}.txt").read_text()
    pins = re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(pins) > 20
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in lock
