"""The component tree of a battery: pack -> module -> cell.

Pure and immutable. What is not a tree is refused: cycles, duplicates, second parents, unknown parents, a module inside
a cell. Generic in the name of a component, so it serves identifiers and passport ids alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from passport.battery.category import ComponentLevel
from passport.errors import ComponentTreeError

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Component(Generic[K]):
    """One battery, module or cell, and what it is part of."""

    name: K
    level: ComponentLevel
    parent: K | None = None


class ComponentTree(Generic[K]):
    """Components of one battery, or of several (a forest); roots are those without a parent."""

    def __init__(self, components: Iterable[Component[K]]) -> None:
        """Raises ComponentTreeError with the reason when the components form no forest."""
        self._components = _named(components)
        self._children = _children(self._components)
        _refuse_cycles(self._components)

    @property
    def roots(self) -> tuple[K, ...]:
        """Names without a parent, in the order given."""
        return tuple(name for name, component in self._components.items() if component.parent is None)

    def component(self, name: K) -> Component[K]:
        """The component. Raises ComponentTreeError for an unknown name."""
        if name not in self._components:
            raise ComponentTreeError(f"There is no component {name} in this tree.", component=name)
        return self._components[name]

    def children(self, name: K) -> tuple[K, ...]:
        """Direct components, in the order given."""
        self.component(name)
        return tuple(self._children.get(name, ()))

    def ancestors(self, name: K) -> Iterator[K]:
        """Parents from the nearest to the root."""
        parent = self.component(name).parent
        while parent is not None:
            yield parent
            parent = self._components[parent].parent

    def depth(self, name: K) -> int:
        """0 for a root, at most 2."""
        return sum(1 for _ in self.ancestors(name))

    def subtree(self, name: K) -> Iterator[Component[K]]:
        """The component and everything in it, parents before their children."""
        waiting = [name]
        while waiting:
            current = waiting.pop()
            yield self.component(current)
            waiting.extend(reversed(self._children.get(current, [])))

    def __iter__(self) -> Iterator[Component[K]]:
        """Every component, parents before their children: the order in which they can be registered."""
        for root in self.roots:
            yield from self.subtree(root)

    def __len__(self) -> int:
        return len(self._components)

    def __contains__(self, name: object) -> bool:
        return name in self._components


def _named(components: Iterable[Component[K]]) -> dict[K, Component[K]]:
    named: dict[K, Component[K]] = {}
    for component in components:
        earlier = named.get(component.name)
        if earlier is not None and earlier.parent != component.parent:
            raise ComponentTreeError(
                f"{component.name} has two parents, {earlier.parent} and {component.parent}.",
                component=component.name,
            )
        if earlier is not None:
            raise ComponentTreeError(f"{component.name} is given twice.", component=component.name)
        named[component.name] = component
    return named


def _children(components: Mapping[K, Component[K]]) -> dict[K, list[K]]:
    children: dict[K, list[K]] = {}
    for name, component in components.items():
        if component.parent is None:
            continue
        parent = components.get(component.parent)
        if parent is None:
            raise ComponentTreeError(
                f"{name} is part of {component.parent}, which is not given.",
                component=name,
                parent=component.parent,
            )
        children.setdefault(parent.name, []).append(name)
    return children


def _refuse_cycles(components: Mapping[K, Component[K]]) -> None:
    """A level strictly below its parent's makes every cycle impossible, so one check refuses both."""
    for name, component in components.items():
        if component.parent is None:
            continue
        outer = components[component.parent].level
        if name == component.parent or not outer.may_contain(component.level):
            raise ComponentTreeError(
                f"{name}, a {component.level}, cannot be part of {component.parent}, a {outer}.",
                clause="Article 3(1)(2) to (4)",
                remedy="A pack holds modules or cells, a module holds cells; nothing holds itself.",
                component=name,
                parent=component.parent,
            )
