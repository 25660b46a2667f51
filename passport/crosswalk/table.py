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
    required_beside: bool = False
    """Whether their object is not valid without this, if it is there at all."""
    members: tuple[str, ...] = ()
    """Members of their object this row is about; empty where it is about the whole value."""
    fallback: bool = False
    """Written only where no earlier row wrote, and never read."""
    beside: bool = False
    """Written only into an object that an earlier row made, such as the time of a value that is there."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one format, or of one kind of row in it."""

    rows: tuple[Row, ...]

    @property
    def ours(self) -> frozenset[str]:
        """Products, and the record, that any row has a place in."""
        return frozenset(row.ours.steps[0].member for row in self.rows)

    def write(self, facts: Mapping[str, Any], book: Notebook) -> Tree:
        """Their document for our facts; notes what is missing and what is lost."""
        document: Tree = {}
        used: set[Trail] = set()
        for row in self.rows:
            found = row.ours.find(facts)
            if found is not None and not (row.fallback and row.theirs.find(document) is not None):
                used.update(_used(row.ours, found[0]))
                if row.beside and not row.theirs.has_room(document):
                    continue
                value = row.carrier.write(found[1], book.at(book.path + pointer(found[0])))
                if value is not ABSENT:
                    row.theirs.put(document, value)
        for row in self.rows:
            if _is_asked_for(row, document):
                _note_missing(row, book)
        _note_unused(facts, used, book, "there is no place for this in the other format")
        return document

    def read(self, document: Mapping[str, Any], book: Notebook) -> Tree:
        """Our facts for their document; notes what we have no place for."""
        facts: Tree = {}
        used: set[Trail] = set()
        for row in self.rows:
            found = None if row.fallback else row.theirs.find(document)
            if found is not None and _says_something(row, found[1]):
                here = book.at(book.path + pointer(found[0]))
                used.update(_used(row.theirs, found[0], row.members))
                value = row.carrier.read(found[1], here)
                if value is not ABSENT:
                    _put_once(row.ours, facts, value, here)
        _note_unused(document, used, book, "we have no place for this")
        return facts


def row(
    ours: str,
    theirs: str,
    carrier: Carrier,
    *,
    required: bool = False,
    required_beside: bool = False,
    fallback: bool = False,
    beside: bool = False,
) -> Row:
    """A row from the text of its two places; a carrier of some members of an object says which."""
    members: tuple[str, ...] = getattr(carrier, "members", ())
    return Row(Place.of(ours), Place.of(theirs), carrier, required, required_beside, members, fallback, beside)


def _says_something(row: Row, value: object) -> bool:
    """Whether any of the members the row is about is there; an object without them is left to other rows."""
    return not row.members or not isinstance(value, Mapping) or row.members[0] in value


def _put_once(place: Place, facts: Tree, value: object, book: Notebook) -> None:
    there = place.find(facts)
    if there is None or isinstance(value, dict):
        place.put(facts, value)
    elif there[1] != value:
        book.note(NoteKind.NOT_CARRIED, f"{place} has been read as {there[1]!r} elsewhere")


def _used(place: Place, trail: Trail, members: tuple[str, ...] = ()) -> Iterator[Trail]:
    """The place itself or the members of it, and the members its rows were chosen by."""
    yield from ((*trail, member) for member in members) if members else (trail,)
    walked: Trail = ()
    rest = iter(trail)
    for step in place.steps:
        walked = (*walked, next(rest))
        if step.is_row:
            walked = (*walked, next(rest))
            yield from () if step.key is None else ((*walked, step.key),)


def _is_asked_for(row: Row, document: Mapping[str, Any]) -> bool:
    found = row.theirs.find(document)
    if found is None:
        return row.required
    return (row.required or row.required_beside) and not _says_something(row, found[1])


def _note_missing(row: Row, book: Notebook) -> None:
    text = f"{row.theirs} is asked for; nothing here says it"
    book.notes.append(Note(NoteKind.MISSING, book.path + pointer(tuple(step.member for step in row.ours.steps)), text))


def _note_unused(source: Mapping[str, Any], used: Iterable[Trail], book: Notebook, why: str) -> None:
    covered = set(used)
    for leaf in leaves(source):
        if not any(leaf[:length] in covered for length in range(1, len(leaf) + 1)) and leaf:
            book.at(book.path + pointer(leaf)).note(NoteKind.NOT_CARRIED, why)
