"""A table carries what it names both ways, and names what it does not carry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.crosswalk import units
from passport.crosswalk.carriers import Code, Day, Listed, Number, Rows, Same
from passport.crosswalk.content import NoteKind
from passport.crosswalk.errors import DocumentRefused
from passport.crosswalk.places import Place, leaves, pointer
from passport.crosswalk.table import Notebook, Table, row

NAMES = st.text("abcdef~/é -", min_size=1, max_size=6)
TREES = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
TABLE = Table(
    (
        row("Sheet/massKg", "Data/mass", Number(units.KILOGRAM, units.GRAM), required=True),
        row("Sheet/names[lang=de]/text", "Data/german", Same()),
        row("Sheet/colour", "Data/colour", Code((("red", "R"), ("green", "G")))),
        row("Sheet/rows", "Data/rows", Rows(Table((row("a", "b", Same(), required=True),)))),
        row("Sheet/tags", "Data/tags", Listed(Same())),
        row("Sheet/day", "Data/day", Day()),
    )
)
FACTS: dict[str, Any] = {
    "Sheet": {
        "massKg": 1.5,
        "names": [{"lang": "de", "text": "Akku"}],
        "colour": "green",
        "rows": [{"a": "1"}, {"a": "2"}],
        "tags": ["x", "y"],
        "day": "2027-02-18",
    }
}
DOCUMENT: dict[str, Any] = {
    "Data": {
        "mass": 1500,
        "german": "Akku",
        "colour": "G",
        "rows": [{"b": "1"}, {"b": "2"}],
        "tags": ["x", "y"],
        "day": "2027-02-18",
    }
}


def kinds(book: Notebook) -> list[tuple[str, str]]:
    return [(note.kind.value, note.path) for note in book.notes]


@given(TREES)
def test_leaves__any_tree__are_all_there_and_have_distinct_pointers(tree: Any) -> None:
    found = list(leaves(tree))
    assert len({pointer(trail) for trail in found}) == len(found)
    for trail in found:
        here = tree
        for step in trail:
            here = here[step]
        assert not here or not isinstance(here, dict | list)


@given(st.lists(st.sampled_from(["a", "b[k=1]", "b[k=x]", "c[0]"]), max_size=4), st.integers())
def test_place__what_is_put__is_found_again(steps: list[str], value: int) -> None:
    place = Place.of("/".join([*steps, "leaf"]))
    tree: dict[str, Any] = {}
    place.put(tree, value)
    found = place.find(tree)
    assert found is not None
    assert found[1] == value


def test_place__an_array_where_an_object_is_needed__is_refused_with_its_pointer() -> None:
    with pytest.raises(DocumentRefused) as refusal:
        Place.of("a/b/c").find({"a": {"b": [1]}})
    assert refusal.value.values["path"] == "/a/b"


def test_table__facts__become_the_document_and_back_without_a_note() -> None:
    book = Notebook()
    assert TABLE.write(FACTS, book) == DOCUMENT
    assert TABLE.read(DOCUMENT, book) == FACTS
    assert book.notes == []


def test_write__what_no_row_reads__is_noted_leaf_by_leaf() -> None:
    book = Notebook()
    TABLE.write({"Sheet": {**FACTS["Sheet"], "extra": {"deep": [1, {"x": 2}]}}}, book)
    assert kinds(book) == [("not-carried", "/Sheet/extra/deep/0"), ("not-carried", "/Sheet/extra/deep/1/x")]


def test_write__what_is_asked_for_and_not_there__is_noted() -> None:
    book = Notebook()
    TABLE.write({"Sheet": {"rows": [{}]}}, book)
    assert sorted(kinds(book)) == [("missing", "/Sheet/massKg"), ("missing", "/Sheet/rows/0/a")]


def test_write__a_word_the_other_side_does_not_have__is_left_out_and_noted() -> None:
    book = Notebook()
    document = TABLE.write({"Sheet": {"massKg": 1, "colour": "blue"}}, book)
    assert "colour" not in document["Data"]
    assert kinds(book) == [("not-carried", "/Sheet/colour")]


def test_read__two_places_that_differ__keep_the_first_and_note_the_second() -> None:
    table = Table((row("x", "a", Same()), row("x", "b", Same())))
    book = Notebook()
    assert table.read({"a": "1", "b": "2"}, book) == {"x": "1"}
    assert kinds(book) == [("not-carried", "/b")]


def test_write__a_fallback__writes_only_where_nothing_stands() -> None:
    table = Table((row("x", "a", Same(), required=True), row("y", "a", Same(), fallback=True)))
    assert table.write({"x": "1", "y": "2"}, Notebook()) == {"a": "1"}
    book = Notebook()
    assert table.write({"y": "2"}, book) == {"a": "2"}
    assert book.notes == []
    assert table.read({"a": "2"}, Notebook()) == {"x": "2"}


def test_write__a_value_beside_another__waits_for_it() -> None:
    table = Table((row("x", "a/value", Same()), row("t", "a/time", Same(), beside=True)))
    assert table.write({"t": "now"}, Notebook()) == {}
    assert table.write({"t": "now", "x": "1"}, Notebook()) == {"a": {"value": "1", "time": "now"}}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("mass", "1500"),
        ("mass", True),
        ("mass", float("nan")),
        ("mass", float("inf")),
        ("mass", 1e300),
        ("german", 5),
        ("colour", "B"),
        ("rows", {"b": "1"}),
        ("rows", ["1"]),
        ("tags", "x"),
        ("tags", [1]),
        ("day", "2027-02-30"),
        ("day", "18.02.2027"),
        ("day", "20270218"),
    ],
)
def test_read__a_value_that_is_not_of_the_format__is_refused_with_its_place(member: str, value: object) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        TABLE.read({"Data": {member: value}}, Notebook())
    assert str(refusal.value.values["path"]).startswith(f"/Data/{member}")


@given(st.floats(1e-6, 1e9))
def test_number__any_mass__comes_back_or_its_rounding_is_noted(mass: float) -> None:
    book = Notebook()
    document = TABLE.write({"Sheet": {"massKg": mass}}, book)
    back = TABLE.read(document, book)["Sheet"]["massKg"]
    assert back == mass or {note.kind for note in book.notes} == {NoteKind.ROUNDED}
    assert back == pytest.approx(mass, rel=1e-15)
