"""Documents for the tests of the payload models: an example of each, others of the same schema, and broken ones."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Path_ = tuple[str | int, ...]

_FIRST, _LAST = datetime(2000, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 (zones are drawn apart)

FOLDER = Path(__file__).parent / "payloads"


def example(name: str) -> dict[str, Any]:
    """The example of this file name, with every member there is."""
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_bytes())
    return loaded


def documents(schema: Schema) -> st.SearchStrategy[Any]:
    """Documents a schema allows, by its own words only."""
    return _values(schema, schema.get("$defs", {}))


def _values(schema: Schema, defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _values(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return st.one_of([_values(one, defs) for one in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    return _OF_TYPE[schema["type"]](schema, defs)


def _object(schema: Schema, defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        keys = st.from_regex(next(iter(schema.get("patternProperties", {"^[a-z]{2}$": 0}))), fullmatch=True)
        inner = schema.get("additionalProperties") or next(iter(schema["patternProperties"].values()))
        return st.dictionaries(keys, _values(inner, defs), min_size=schema.get("minProperties", 0), max_size=2)
    members = {name: _values(inner, defs) for name, inner in schema["properties"].items()}
    required = {name: members[name] for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional={name: members[name] for name in members.keys() - required.keys()})


def _array(schema: Schema, defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    least = schema.get("minItems", 0)
    return st.lists(_values(schema["items"], defs), min_size=least, max_size=min(schema.get("maxItems", 3), least + 2))


def _number(schema: Schema, _defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    floats = st.floats(low, high, exclude_min="exclusiveMinimum" in schema, allow_nan=False, allow_infinity=False)
    whole = st.integers(low + ("exclusiveMinimum" in schema), high)
    return whole if schema["type"] == "integer" else floats | whole


def _string(schema: Schema, _defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    if schema.get("format") == "date-time":
        zones = st.sampled_from(["Z", "+01:00", "-11:30"])
        return st.builds(lambda at, zone: at.isoformat(timespec="seconds") + zone, st.datetimes(_FIRST, _LAST), zones)
    if schema.get("format") == "date":
        return st.dates(_FIRST.date(), _LAST.date()).map(lambda day: day.isoformat())
    if "pattern" in schema:
        longest = schema.get("maxLength", 2000)
        return st.from_regex(schema["pattern"], fullmatch=True).filter(lambda text: len(text) <= longest)
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=schema.get("minLength", 0), max_size=8)


def _boolean(_schema: Schema, _defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    return st.booleans()


def _null(_schema: Schema, _defs: dict[str, Schema]) -> st.SearchStrategy[Any]:
    return st.none()


_OF_TYPE = {
    "object": _object,
    "array": _array,
    "number": _number,
    "integer": _number,
    "string": _string,
    "boolean": _boolean,
    "null": _null,
}


def places(schema: Schema, document: Any) -> list[tuple[Path_, Schema]]:
    """Every place of a document with the part of the schema that speaks of it; the root first."""
    return list(_places(schema, document, schema.get("$defs", {}), ()))


def _places(schema: Schema, value: Any, defs: dict[str, Schema], path: Path_) -> Iterator[tuple[Path_, Schema]]:
    while "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return
    yield path, schema
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from _places(inner, value[name], defs, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(schema["items"], item, defs, (*path, index))


@st.composite
def broken(draw: st.DrawFn, schema: Schema, document: dict[str, Any]) -> tuple[Path_, str, dict[str, Any]]:
    """A copy of the document with one thing wrong that a schema can say; where, what, and the copy."""
    path, part = draw(st.sampled_from(places(schema, document)))
    mistakes = list(_mistakes(part, _at(document, path)))
    if path:
        mistakes.append(("another kind", [{"not": ["this"]}]))
    what, value = draw(st.sampled_from(mistakes))
    return path, what, _with(document, path, value)


def _mistakes(schema: Schema, value: Any) -> Iterator[tuple[str, Any]]:
    """What can be put in place of a value so that the schema is broken."""
    if schema.get("additionalProperties") is False:
        yield "unknown member", {**value, "neverHeardOf": 1}
        for name in schema.get("required", ()):
            yield f"{name} missing", {key: member for key, member in value.items() if key != name}
    if isinstance(schema.get("maxItems"), int) and schema["maxItems"] <= 1000:
        yield "oversize", value[:1] * (schema["maxItems"] + 1) if value else [{}]
    if schema.get("minItems"):
        yield "empty", []
    if schema["type"] in ("number", "integer"):
        yield from (("text", str(value)), ("true", True), ("beyond", 1e300))
        least = schema.get("minimum", schema.get("exclusiveMinimum"))
        yield "below", least - 1
    if schema["type"] == "string":
        yield from (("number", 7), ("empty text", ""), ("too long", "x" * 5000))
    if schema["type"] == "boolean":
        yield "number for truth", 1


def _at(document: Any, path: Path_) -> Any:
    for part in path:
        document = document[part]
    return document


def _with(document: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    if not path:
        return dict(value)
    changed = copy.deepcopy(document)
    _at(changed, path[:-1])[path[-1]] = value
    return changed
