"""The verifier stays small enough to be read by someone else in an afternoon: lines and packages against a budget.

The budget is in docs/verification.md; whoever exceeds it changes it there, with a reason.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "verification.md").read_text("utf-8")

PROGRAM = """
import json, sys
before = set(sys.modules)
import passport.provenance.verification
from importlib.metadata import packages_distributions
named = packages_distributions()
loaded = sorted(set(sys.modules) - before)
ours = {name: sys.modules[name].__file__ for name in loaded if name.split(".")[0] == "passport"}
others = {name.split(".")[0] for name in loaded} - {"passport"} - sys.stdlib_module_names
packages = {each.replace("_", "-") for top in others for each in named.get(top, [])}
print(json.dumps({"ours": ours, "packages": sorted(packages)}))
"""

SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
          tokenize.ENDMARKER}  # fmt: skip


@pytest.fixture(scope="module")
def loaded() -> dict[str, dict[str, str]]:
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, timeout=120, cwd=ROOT)
    found: dict[str, dict[str, str]] = json.loads(answer.stdout)
    return found


def code_lines(file: Path) -> int:
    """Lines that hold code: no blank line, no comment, no text that stands alone."""
    lines: set[int] = set()
    with file.open("rb") as source:
        previous = tokenize.NEWLINE
        for token in tokenize.tokenize(source.readline):
            lone = token.type == tokenize.STRING and previous in {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT,
                                                                  tokenize.DEDENT, tokenize.ENCODING}  # fmt: skip
            if token.type not in SILENT and not lone:
                lines.update(range(token.start[0], token.end[0] + 1))
            previous = token.type
    return len(lines)


def budget(what: str) -> int:
    """A number of the table in docs/verification.md."""
    row = re.search(rf"^\| {re.escape(what)} \|[^|]*\| ([0-9,]+) \|$", PAGE, re.MULTILINE)
    assert row, f"docs/verification.md has no budget for {what}"
    return int(row[1].replace(",", ""))


def test_verifier__lines_of_ours__within_budget(loaded: dict[str, dict[str, str]]) -> None:
    files = {name: Path(file) for name, file in loaded["ours"].items()}
    core = sum(code_lines(file) for name, file in files.items() if name.startswith("passport.provenance"))
    below = sum(code_lines(file) for name, file in files.items()) - core
    print(f"{core} lines of code in passport.provenance, {below} below it, {len(files)} modules")
    assert 0 < core <= budget("`passport.provenance`")
    assert 0 < below <= budget("what it stands on in `passport`")


def test_verifier__packages_loaded__are_exactly_those_named(loaded: dict[str, dict[str, str]]) -> None:
    section = PAGE.split("## What there is to read", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"`([a-z0-9-]+)`", section.split("what they are trusted with:", 1)[1]))
    found = set(loaded["packages"]) - {"pysha3"}
    assert found <= named, f"not named: {sorted(found - named)}"
    assert len(found) <= budget("third-party packages loaded")


def test_verifier__reaches__no_room_that_does_anything(loaded: dict[str, dict[str, str]]) -> None:
    rooms = {".".join(name.split(".")[:2]) for name in loaded["ours"]}
    assert rooms == {
        "passport", "passport.battery", "passport.cid", "passport.errors", "passport.identifiers", "passport.keccak",
        "passport.ledger", "passport.provenance", "passport.uri",
    }  # fmt: skip
