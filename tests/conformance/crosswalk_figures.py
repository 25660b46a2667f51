"""Figures of the crosswalk to GEFEG and the consortium, for docs/crosswalk.md.

`python -m tests.conformance.crosswalk_figures` writes them into the page; a test compares.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from passport.crosswalk import consortium, gefeg
from passport.crosswalk.content import Note, NoteKind
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.places import leaves
from tests.conformance.crosswalk_contents import complete_content
from tests.conformance.crosswalk_schemas import (
    ASPECTS,
    CONSORTIUM_MODEL,
    GEFEG_MODEL,
    VECTORS,
    consortium_errors,
    gefeg_errors,
)

PAGE = Path(__file__).parents[2] / "docs" / "crosswalk.md"
BEGIN, END = "<!-- begin: made by tests/conformance/crosswalk_figures.py -->", "<!-- end: figures -->"


_LOSSES = ("not carried", "rounded", "defects met")


def figures() -> str:
    """The tables, as Markdown."""
    return "\n".join([*_gefeg(), "", *_examples(), "", *_consortium(), "", *_samples()])


def figures_in(page: str) -> str:
    """The tables that stand in the page."""
    return page.partition(BEGIN)[2].partition(END)[0].strip("\n")


def _gefeg() -> Iterable[str]:
    yield _row("GEFEG guide, our passport", "errors", "members / in guide", "required", *_LOSSES)
    yield _row(*["---"] * 7)
    for guide in Guide:
        found = gefeg.export(complete_content(guide))
        passport = found.document["Battery_Passport"]
        written = sum(len(group) for group in passport.values())
        asked = [said for said in GEFEG_MODEL["members"] if guide in said["required"] + said["optional"]]
        required = sum(guide in said["required"] for said in asked)
        errors = len(gefeg_errors(guide.value, found.document))
        kinds = _kinds(found.notes)
        losses = (kinds[kind] for kind in (NoteKind.NOT_CARRIED, NoteKind.ROUNDED, NoteKind.DEFECT))
        yield _row(guide, errors, f"{written} / {len(asked)}", required, *losses)


def _examples() -> Iterable[str]:
    yield _row("GEFEG example", "values", "come back", "products", "drafts", "refused", "errors then")
    yield _row(*["---"] * 7)
    for guide in Guide:
        document = json.loads((VECTORS / "gefeg" / f"{guide}.gefeg.json").read_bytes())
        found = gefeg.read(document)
        back = gefeg.export(found.content, drafts=found.drafts)
        trails = list(leaves(document))
        same = sum(_at(document, trail) == _at(back.document, trail) for trail in trails)
        errors = len(gefeg_errors(guide.value, back.document))
        refused = _kinds(found.notes)[NoteKind.REFUSED]
        yield _row(guide, len(trails), same, len(found.content.products), len(found.drafts), refused, errors)


def _consortium() -> Iterable[str]:
    found = consortium.export(complete_content(Guide.ELECTRIC_VEHICLE))
    yield _row("Battery Pass 1.2 aspect, our passport", "errors", "members / in model")
    yield _row(*["---"] * 3)
    for aspect in ASPECTS:
        payload = found.document[aspect]
        members = _members(CONSORTIUM_MODEL["aspects"][aspect]["schema"], aspect)
        written = {member for member in members if _has(payload, member.split("/")[1:])}
        yield _row(aspect, len(consortium_errors(aspect, payload)), f"{len(written)} / {len(members)}")
    kinds = _kinds(found.notes)
    yield ""
    yield (
        f"All seven together: {kinds[NoteKind.NOT_CARRIED]} facts of ours not carried, "
        f"{kinds[NoteKind.ROUNDED]} rounded, {kinds[NoteKind.DEFECT]} times a defect met; each is a note."
    )


def _samples() -> Iterable[str]:
    payloads = {
        aspect: json.loads((VECTORS / "consortium" / f"{aspect}-payload.json").read_bytes()) for aspect in ASPECTS
    }
    found = consortium.read(payloads)
    noise = sum(note.defect == "consortium-noise" for note in found.notes)
    kinds = _kinds(found.notes)
    yield (
        f"The published sample payloads hold {sum(1 for _ in leaves(payloads))} values, {noise} of them noise. Read:"
        f" {len(found.content.products)} product, {len(found.drafts)} drafts, {kinds[NoteKind.REFUSED]} values refused"
        f" by our rules, {kinds[NoteKind.NOT_CARRIED]} without a place with us."
    )


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _kinds(notes: Iterable[Note]) -> Counter[NoteKind]:
    return Counter(note.kind for note in notes)


def _members(schema: Mapping[str, Any], path: str) -> list[str]:
    """Every place of a value in a schema; rows of an array are one place."""
    if "properties" in schema:
        return [found for name, inner in schema["properties"].items() for found in _members(inner, f"{path}/{name}")]
    return _members(schema["items"], f"{path}/[]") if "items" in schema else [path]


def _has(value: Any, steps: list[str]) -> bool:
    if not steps:
        return True
    if steps[0] == "[]":
        return any(_has(item, steps[1:]) for item in value)
    return steps[0] in value and _has(value[steps[0]], steps[1:])


def _at(tree: Any, trail: Iterable[str | int]) -> Any:
    here = tree
    for step in trail:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures()}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
