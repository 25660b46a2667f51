"""A mapping as a table: our place, their place, and how the value is carried; applied both ways.

What no row of the table reads is lost, and every such leaf is noted by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from passport.crosswalk.content import Note, NoteKind
from passport.crosswalk.places import Place, Trail, Tree, leaves, pointer

ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()
"""What a carrier returns when nothing is to be put; it has noted why."""


@dataclass(slots=True)
class Notebook:
    """The notes of one carriage; `path` is the place in the source that is being carried."""

    path: str = ""
    notes: list[Note] = field(default_factory=list)

    def at(self, path: str) -> Notebook:
        """The same notes, at a place of the source."""
        return Notebook(path, self.notes)

    def note(self, kind: NoteKind, text: str, defect: str | None = None) -> None:
        """Adds a note at this place."""
        self.notes.append(Note(kind, self.path, text, defect))


class Carrier(Protocol):
    """Carries one value both ways. Raises DocumentRefused or UnitRefused for what is not of the format."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Theirs for ours, or ABSENT."""

    def read(self, value: Any, book: Notebook) -> Any:
        """Ours for theirs, or ABSENT."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: where it is with us, where it is with them, how it is carried."""

    ours: Place
    theirs: Place
    carrier: Carrier
    required: bool = False
    """Whether their format asks for it always."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one format, or of one kind of row in it."""

    rows: tuple[Row, ...]

    def write(self, facts: Mapping[str, Any], book: Notebook) -> Tree:
        """Their document for our facts; notes what is missing and what is lost."""
        document: Tree = {}
        used: set[Trail] = set()
        for row in self.rows:
            found = row.ours.find(facts)
            if found is not None:
                used.update(_used(row.ours, found[0]))
                value = row.carrier.write(found[1], book.at(book.path + pointer(found[0])))
                if value is not ABSENT:
                    row.theirs.put(document, value)
            if row.required and row.theirs.find(document) is None:
                _note_missing(row, book)
        _note_unused(facts, used, book, "there is no place for this in the other format")
        return document

    def read(self, document: Mapping[str, Any], book: Notebook) -> Tree:
        """Our facts for their document; notes what we have no place for."""
        facts: Tree = {}
        used: set[Trail] = set()
        for row in self.rows:
            found = row.theirs.find(document)
            if found is not None:
                used.update(_used(row.theirs, found[0]))
                value = row.carrier.read(found[1], book.at(book.path + pointer(found[0])))
                if value is not ABSENT:
                    row.ours.put(facts, value)
        _note_unused(document, used, book, "we have no place for this")
        return facts


def row(ours: str, theirs: str, carrier: Carrier, *, required: bool = False) -> Row:
    """A row from the text of its two places."""
    return Row(Place.of(ours), Place.of(theirs), carrier, required)


def _used(place: Place, trail: Trail) -> Iterator[Trail]:
    """The place itself, and the members its rows were chosen by."""
    yield trail
    walked: Trail = ()
    rest = iter(trail)
    for step in place.steps:
        walked = (*walked, next(rest))
        if step.key is not None:
            walked = (*walked, next(rest))
            yield (*walked, step.key)


def _note_missing(row: Row, book: Notebook) -> None:
    text = f"{row.theirs} is asked for; nothing here says it"
    book.notes.append(Note(NoteKind.MISSING, book.path + pointer(tuple(step.member for step in row.ours.steps)), text))


def _note_unused(source: Mapping[str, Any], used: Iterable[Trail], book: Notebook, why: str) -> None:
    covered = set(used)
    for leaf in leaves(source):
        if not any(leaf[:length] in covered for length in range(1, len(leaf) + 1)) and leaf:
            book.at(book.path + pointer(leaf)).note(NoteKind.NOT_CARRIED, why)
