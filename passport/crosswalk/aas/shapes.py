"""What the seven submodels of IDTA 02035 (Digital Battery Passport) look like: read from `idta_02035.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Shape:
    """One element: a property, a text in several languages, a file, a collection or a list."""

    name: str
    kind: str
    semantic: str
    type: str = "xs:string"
    required: tuple[str, ...] = ()
    members: tuple[Shape, ...] = ()
    rows: Shape | None = None


@cache
def submodel_shapes() -> Mapping[str, Shape]:
    """The submodels by idShort."""
    source = files("passport.crosswalk.aas").joinpath("idta_02035.json")
    text = source.read_text(encoding="utf-8")  # io-below-ports: a table of this package, not data from outside
    return {name: _shape(value) for name, value in json.loads(text)["submodels"].items()}


def _shape(value: Mapping[str, Any]) -> Shape:
    return Shape(
        name=value["name"],
        kind=value["kind"],
        semantic=value["semantic"],
        type=value.get("type", "xs:string"),
        required=tuple(value.get("required", ())),
        members=tuple(_shape(member) for member in value.get("members", ())),
        rows=_shape(value["rows"]) if "rows" in value else None,
    )
