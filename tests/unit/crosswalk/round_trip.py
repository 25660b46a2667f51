"""What is the same after a round trip, what is not, and whether the notes say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from passport.crosswalk.content import Exported, Imported, Note, NoteKind, PassportContent
from passport.crosswalk.facts import facts_of
from passport.crosswalk.places import leaves, pointer

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
    old, new = flat(facts_of(before)), flat(facts_of(after.content, after.drafts))
    changed = {path: (old.get(path), new.get(path)) for path in old | new if old.get(path) != new.get(path)}
    return {path: pair for path, pair in changed.items() if not named(path, exported.notes)}


def named(path: str, notes: Iterable[Note]) -> bool:
    return any(
        note.kind in LOSSES and (path == note.path or path.startswith(note.path + "/")) for note in notes if note.path
    )
