"""docs/verification.md and the code speak of the same steps, codes and policies."""

from __future__ import annotations

import re
from pathlib import Path

from passport.provenance.evidence import Standing
from passport.provenance.verification import TITLES, policy

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "verification.md").read_text("utf-8")
SOURCES = [path.read_text("utf-8") for path in (ROOT / "passport/provenance/verification").glob("*.py")]


def codes_in_code() -> set[str]:
    call = re.compile(r"\.(?:fault|uncheckable|note)\(\s*\"([a-z-]+)\"")
    named = {code for source in SOURCES for code in call.findall(source)}
    stopping = {code for source in SOURCES for code in re.findall(r"_stopped\(\d, \"([a-z-]+)\"", source)}
    shown = {f"product-{standing.value}" for standing in Standing if standing is not Standing.STANDS}
    return named | stopping | shown


def test_page__steps__have_the_numbers_and_names_of_the_code() -> None:
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", PAGE, re.MULTILINE)
    assert {int(number): title for number, title in rows} == dict(TITLES)


def test_page__findings__are_exactly_those_of_the_code() -> None:
    table = PAGE.split("## Findings", 1)[1]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert {code for cell in cells for code in re.findall(r"`([a-z-]+)`", cell)} == codes_in_code()


def test_page__policies__are_all_named() -> None:
    classes = {name for name in vars(policy) if name[0].isupper() and hasattr(vars(policy)[name], "judge")}
    assert all(f"`{name}`" in PAGE or f"`{name}()`" in PAGE for name in classes - {"Policy"})
