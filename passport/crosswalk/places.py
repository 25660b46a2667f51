"""Places in a JSON document: a path of members, and of rows chosen by what they say.

``Circularity/labels[subject=carbon-footprint]/symbolUrl`` is the member `symbolUrl` of the row of `labels` whose
`subject` is ``carbon-footprint``, and ``labels[0]`` is the first row. A row that is not there is made when something is
put into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from passport.crosswalk.errors import DocumentRefused

Tree: TypeAlias = dict[str, Any]
Trail: TypeAlias = tuple[str | int, ...]
"""A place as it is in one document: member names and row numbers."""

_STEP = re.compile(r"(?P<member>[^\[\]]+)(\[(?P<key>[^=\]]+)=(?P<value>[^\]]+)\]|(?P<first>\[0\]))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One member, and which row of it where it is an array."""

    member: str
    key: str | None = None
    value: str | int | None = None
    first: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it goes into an array."""
        return self.first or self.key is not None

    def chooses(self, row: object) -> bool:
        """Whether a row of the array is the one."""
        return self.first or (isinstance(row, Mapping) and self.key in row and row[self.key] == self.value)

    def begun(self) -> Tree:
        """A new row of this choice."""
        return {} if self.key is None else {self.key: self.value}


@dataclass(frozen=True, slots=True)
class Place:
    """A path as a table states it."""

    text: str
    steps: tuple[Step, ...] = field(compare=False)

    @classmethod
    def of(cls, text: str) -> Place:
        """Reads the form above."""
        return cls(text, tuple(_step(part) for part in text.split("/")))

    def __str__(self) -> str:
        return self.text

    def find(self, tree: Mapping[str, Any]) -> tuple[Trail, Any] | None:
        """The trail and the value at this place; None where there is nothing.

        Raises:
            DocumentRefused: An array or object stands where the path needs the other.
        """
        here: Any = tree
        trail: Trail = ()
        for step in self.steps:
            if not isinstance(here, Mapping):
                raise _not_an("object", trail)
            if step.member not in here:
                return None
            trail, here = (*trail, step.member), here[step.member]
            if step.is_row:
                found = _row(here, step, trail)
                if found is None:
                    return None
                trail, here = (*trail, found), here[found]
        return trail, here

    def has_room(self, tree: Mapping[str, Any]) -> bool:
        """Whether the object this place is in is there."""
        return len(self.steps) < 2 or Place(self.text, self.steps[:-1]).find(tree) is not None

    def put(self, tree: Tree, value: object) -> None:
        """Sets the value here and makes what leads to it; an object is added to the one that is there."""
        here: Any = tree
        for step in self.steps[:-1]:
            here = _entered(here, step)
        last = self.steps[-1]
        if last.is_row:
            raise ValueError(f"{self.text} ends in a row, not in a member.")
        there = here.get(last.member)
        here[last.member] = {**there, **value} if isinstance(there, dict) and isinstance(value, dict) else value


def pointer(trail: Trail) -> str:
    """The trail as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in trail)


def leaves(value: object, trail: Trail = ()) -> Iterator[Trail]:
    """Every place where a scalar, or an empty array or object, stands."""
    if isinstance(value, Mapping) and value:
        for name, member in value.items():
            yield from leaves(member, (*trail, str(name)))
    elif isinstance(value, list | tuple) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*trail, index))
    else:
        yield trail


def _step(part: str) -> Step:
    read = _STEP.fullmatch(part)
    if read is None:
        raise ValueError(f"{part!r} is no step of a path.")
    value: str | None = read["value"]
    chosen = int(value) if value is not None and value.isdigit() else value
    return Step(read["member"], read["key"], chosen, read["first"] is not None)


def _row(rows: object, step: Step, trail: Trail) -> int | None:
    if not isinstance(rows, list | tuple):
        raise _not_an("array", trail)
    return next((index for index, row in enumerate(rows) if step.chooses(row)), None)


def _entered(here: Tree, step: Step) -> Tree:
    if not step.is_row:
        inner: Tree = here.setdefault(step.member, {})
        return inner
    rows: list[Tree] = here.setdefault(step.member, [])
    for row in rows:
        if step.chooses(row):
            return row
    rows.append(step.begun())
    return rows[-1]


def _not_an(kind: str, trail: Trail) -> DocumentRefused:
    path = pointer(trail)
    return DocumentRefused(f"At {path or 'the root'}: this is no {kind}.", path=path)
