"""Slither over the contracts: every finding is answered, or this fails.

    .venv-analysis/bin/python scripts/slither_contracts.py [--json]

The answers stand in docs/decisions/0020-slither-findings.md: a table of detector, place and reason. A finding
without an answer fails, and so does an answer without a finding, so that the page never says more than is there.
Findings within OpenZeppelin's own files are OpenZeppelin's and are left out.

Exit code 0: all answered. 1: not.
"""

from __future__ import annotations

import argparse
import inspect
import json
import logging
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.slither_project import load  # noqa: E402 - the repository has to be on the path first

ANSWERS = ROOT / "docs" / "decisions" / "0020-slither-findings.md"
ANSWER = re.compile(r"^\| `(?P<detector>[a-z0-9-]+)` \| `(?P<place>[^`]+)` \|", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Finding:
    """One detector at one place (contract.function or contract.variable)."""

    detector: str
    place: str
    impact: str
    description: str

    @property
    def key(self) -> tuple[str, str]:
        """What an answer names."""
        return self.detector, self.place


def findings() -> list[Finding]:
    """What every detector of Slither says of our own files."""
    from slither.detectors import all_detectors
    from slither.detectors.abstract_detector import AbstractDetector

    project = load()
    for _, detector in inspect.getmembers(all_detectors, inspect.isclass):
        if issubclass(detector, AbstractDetector):
            project.register_detector(detector)
    found: dict[tuple[str, str], Finding] = {}
    for result in (result for results in project.run_detectors() for result in results):
        for finding in ours(result):
            found.setdefault(finding.key, finding)
    return sorted(found.values())


def ours(result: dict[str, Any]) -> list[Finding]:
    """A result as a finding, if its first element is in a file of ours."""
    first = result["elements"][0] if result["elements"] else None
    if first is None or not first["source_mapping"]["filename_relative"].startswith("contracts/"):
        return []
    description = " ".join(result["description"].split())
    return [Finding(result["check"], place_of(first), result["impact"], description)]


def place_of(element: dict[str, Any]) -> str:
    """contract.function of an element, or the file for a pragma."""
    parts = [element["name"].split("(")[0]]
    parent = element.get("type_specific_fields", {}).get("parent")
    while parent:
        parts.insert(0, parent["name"].split("(")[0])
        parent = parent.get("type_specific_fields", {}).get("parent")
    if element["type"] == "pragma":
        return str(element["source_mapping"]["filename_relative"])
    return ".".join(parts)


def main() -> int:
    """Compares findings and answers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    found = {finding.key: finding for finding in findings()}
    answered = {(match["detector"], match["place"]) for match in ANSWER.finditer(ANSWERS.read_text("utf-8"))}
    if options.json:
        print(json.dumps([asdict(finding) for finding in found.values()], indent=1))
    unanswered, stale = found.keys() - answered, answered - found.keys()
    for key in sorted(unanswered):
        print(f"no answer: {key[0]} at {key[1]} ({found[key].impact}): {found[key].description}", file=sys.stderr)
    for detector, place in sorted(stale):
        print(f"answer without a finding: {detector} at {place}", file=sys.stderr)
    print(f"slither: {len(found)} findings, {len(found) - len(unanswered)} answered", file=sys.stderr)
    return 1 if unanswered or stale else 0


if __name__ == "__main__":
    sys.exit(main())
