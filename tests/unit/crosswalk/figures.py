"""Figures of the crosswalk to AAS, UNTP, IOXIO and JSON-LD, for docs/crosswalk.md.

`python -m tests.unit.crosswalk.figures` writes them into the page; a test compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from passport.crosswalk import aas, ioxio, linked_data, untp
from passport.crosswalk.content import Exported, Imported, NoteKind
from passport.crosswalk.facts import facts_of
from tests.unit.crosswalk import test_aas, test_ioxio, test_untp
from tests.unit.crosswalk.every_product import full_content
from tests.unit.crosswalk.round_trip import flat, unexplained, without

PAGE = Path(__file__).parents[3] / "docs" / "crosswalk.md"
BEGIN, END = "<!-- begin: made by tests/unit/crosswalk/figures.py -->", "<!-- end: figures of four formats -->"
Format = tuple[str, str, Exported, Callable[[Any], Imported], list[str]]


def figures() -> str:
    """The tables, as Markdown."""
    return "\n".join([*_round_trips(), "", *_reference_payloads()])


def figures_in(page: str) -> str:
    """The tables that stand in the page."""
    return page.partition(BEGIN)[2].partition(END)[0].strip("\n")


def _formats() -> Iterator[Format]:
    content = full_content()
    shells = aas.export(content)
    yield "AAS", "aas-test-engines", shells, aas.read, test_aas.engine_errors(shells.document)
    credential = untp.export(content, issuer=test_untp.ISSUER)
    yield "UNTP", "schema 0.6.1", credential, untp.read, test_untp.errors_in(credential.document)
    bodies = ioxio.export(content)
    yield "IOXIO", "seven definitions", bodies, ioxio.read, test_ioxio.errors_in(bodies.document)
    yield "JSON-LD", "expansion", linked_data.export(content), linked_data.read, []


def _round_trips() -> Iterator[str]:
    content = full_content()
    whole = flat(facts_of(content))
    yield _row("format", "checked with", "errors", "facts carried / ours", "rounded", "missing", "changed in silence")
    yield _row(*["---"] * 7)
    for name, checker, exported, read, errors in _formats():
        kinds = Counter(note.kind for note in exported.notes)
        lost = [note.path for note in exported.notes if note.kind is NoteKind.NOT_CARRIED]
        carried = len(flat(without(facts_of(content), lost)))
        wrong = len(unexplained(content, exported, read(exported.document)))
        cells = (len(errors), f"{carried} / {len(whole)}", kinds[NoteKind.ROUNDED], kinds[NoteKind.MISSING], wrong)
        yield _row(name, checker, *cells)


def _reference_payloads() -> Iterator[str]:
    found = aas.read_submodels(test_aas.reference())
    defects = Counter(note.defect for note in found.notes if note.defect)
    kinds = Counter(note.kind for note in found.notes)
    named = ", ".join(f"`{name}` {count}" for name, count in sorted(defects.items()))
    yield (
        f"The seven published payloads of IDTA 02035, read as one battery: {len(found.content.products)} products,"
        f" {len(found.drafts)} drafts, {kinds[NoteKind.NOT_CARRIED]} facts without a place with us,"
        f" {kinds[NoteKind.REFUSED]} refused. Defects met: {named}."
    )


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures()}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
