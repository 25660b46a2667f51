"""What is the same after a round trip, what is not, and whether the notes say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from passport.crosswalk.content import Exported, Imported, Note, NoteKind, PassportContent
from passport.crosswalk.facts import facts_of
from passport.crosswalk.places import leaves, pointer
from passport.crosswalk.table import ABSENT

LOSSES = frozenset({NoteKind.NOT_CARRIED, NoteKind.ROUNDED, NoteKind.REFUSED})


def flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for trail in leaves(facts):
        here: Any = facts
        for step in trail:
            here = here[step]
        found[pointer(trail)] = here
    return found


def unexplained(before: PassportContent, exported: Exported, after: Imported) -> dict[str, tuple[Any, Any]]:
    """Facts that came back otherwise, or not, or from nowhere, and that no note of the export names."""
    lost = [note.path for note in exported.notes if note.kind is NoteKind.NOT_CARRIED]
    old, new = flat(without(facts_of(before), lost)), flat(facts_of(after.content, after.drafts))
    changed = {path: (old.get(path), new.get(path)) for path in old | new if old.get(path) != new.get(path)}
    return {path: pair for path, pair in changed.items() if not named(path, exported.notes)}


def without(tree: Any, lost: list[str], path: str = "") -> Any:
    """The tree without what is lost: rows of which nothing is left go, so that those after them move up."""
    if path and any(path == each or path.startswith(each + "/") for each in lost):
        return ABSENT
    if isinstance(tree, Mapping) and tree:
        inside = {name: without(value, lost, f"{path}/{name}") for name, value in tree.items()}
        return {name: value for name, value in inside.items() if value is not ABSENT} or ABSENT
    if isinstance(tree, list | tuple) and tree:
        rows = [without(value, lost, f"{path}/{at}") for at, value in enumerate(tree)]
        return [row for row in rows if row is not ABSENT] or ABSENT
    return tree


def named(path: str, notes: Iterable[Note]) -> bool:
    return any(
        note.kind in LOSSES and (path == note.path or path.startswith(note.path + "/")) for note in notes if note.path
    )
