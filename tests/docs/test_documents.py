"""The documents are true where a machine can tell: links resolve, decisions have their form, words are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.tracked import ROOT, tracked_files

DOCUMENTS = [name for name in tracked_files(ROOT) if name.suffix == ".md" and "node_modules" not in name.parts]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def headings_as_anchors(document: Path) -> set[str]:
    """The anchors a rendered document offers, the way GitHub makes them."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken_links(document: Path) -> list[str]:
    """Relative links of a document that lead nowhere."""
    broken = []
    for match in LINK.finditer(FENCE.sub("", document.read_text(encoding="utf-8"))):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in headings_as_anchors(file)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("name", DOCUMENTS, ids=str)
def test_document__every_relative_link__leads_somewhere(name: Path) -> None:
    assert broken_links(ROOT / name) == []


def test_broken_links__wrong_file_and_wrong_heading__are_found(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("# Title here\n[x](gone.md) [y](#title-here) [z](#no-such) [w](https://example.org)\n")
    assert broken_links(document) == ["gone.md", "#no-such"]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_decision__each_page__has_number_date_and_three_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    number = page.name[:4]
    assert re.match(rf"# {number}[ .:]", text), "the title begins with the page's number"
    assert re.search(r"^(Date: |date: )?\d{4}-\d{2}-\d{2}$", text, re.MULTILINE), "a line with the date"
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert re.search(rf"^{heading}\b", text, re.MULTILINE), heading


def test_decisions__numbers__are_unique() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers))


def test_glossary__words__are_sorted_and_single() -> None:
    table = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    words = [line.split("|")[1].strip().lower() for line in table if line.startswith("| ")][1:]
    assert words == sorted(set(words))
