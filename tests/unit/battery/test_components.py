"""The component tree: every forest of pack, module and cell is taken, nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.category import ComponentLevel
from passport.battery.components import Component, ComponentTree
from passport.errors import ComponentTreeError

PACK, MODULE, CELL = ComponentLevel.PACK, ComponentLevel.MODULE, ComponentLevel.CELL


@st.composite
def forests(draw: st.DrawFn) -> list[Component[str]]:
    """Packs with modules with cells, cells straight in a pack, and single modules and cells; in any order."""
    components: list[Component[str]] = []
    for level in draw(st.lists(st.sampled_from(ComponentLevel), max_size=12)):
        outer = [None, *(c.name for c in components if c.level.may_contain(level))]
        components.append(Component(f"{level}-{len(components)}", level, draw(st.sampled_from(outer))))
    return draw(st.permutations(components))


@given(forests())
def test_tree__of_any_forest__visits_each_once_and_parents_first(components: list[Component[str]]) -> None:
    tree = ComponentTree(components)
    visited = [component.name for component in tree]
    assert sorted(visited) == sorted(component.name for component in components)
    assert len(tree) == len(components)
    for component in components:
        if component.parent is None:
            assert tree.depth(component.name) == 0
            assert component.name in tree.roots
        else:
            assert visited.index(component.parent) < visited.index(component.name)
            assert tree.depth(component.name) == tree.depth(component.parent) + 1 <= 2
            assert component.name in tree.children(component.parent)


@given(forests().filter(bool), st.data())
def test_tree__one_component_given_twice__is_refused(components: list[Component[str]], data: st.DataObject) -> None:
    twice = data.draw(st.sampled_from(components))
    with pytest.raises(ComponentTreeError, match="given twice"):
        ComponentTree([*components, twice])


@pytest.mark.parametrize(
    ("components", "reason"),
    [
        ([Component("a", PACK, "a")], "cannot be part"),
        ([Component("a", MODULE, "b"), Component("b", MODULE, "a")], "cannot be part"),
        ([Component("p", PACK), Component("q", PACK, "p")], "cannot be part"),
        ([Component("c", CELL), Component("m", MODULE, "c")], "cannot be part"),
        ([Component("m", MODULE, "missing")], "not given"),
        (
            [Component("p", PACK), Component("q", PACK), Component("m", MODULE, "p"), Component("m", MODULE, "q")],
            "two parents",
        ),
    ],
    ids=["itself", "cycle", "pack in pack", "module in cell", "unknown parent", "second parent"],
)
def test_tree__what_is_no_tree__is_refused(components: list[Component[str]], reason: str) -> None:
    with pytest.raises(ComponentTreeError, match=reason):
        ComponentTree(components)


def test_tree__questions_about_a_pack__are_answered_in_the_order_given() -> None:
    tree = ComponentTree(
        [
            Component("p", PACK),
            Component("m2", MODULE, "p"),
            Component("m1", MODULE, "p"),
            Component("c", CELL, "m1"),
        ]
    )
    assert tree.children("p") == ("m2", "m1")
    assert list(tree.ancestors("c")) == ["m1", "p"]
    assert [component.name for component in tree.subtree("m1")] == ["m1", "c"]
    assert "c" in tree
    with pytest.raises(ComponentTreeError):
        tree.children("x")
