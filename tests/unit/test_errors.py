"""The error tree: drawn as it is, every error explains itself."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator

import pytest

import passport.errors
from passport.battery.lifecycle import Stage
from passport.errors import IdentifierError, PassportError


def subclasses(root: type[PassportError]) -> Iterator[type[PassportError]]:
    for child in root.__subclasses__():
        if child.__module__ == "passport.errors":
            yield child
            yield from subclasses(child)


def test_tree__as_drawn__is_the_tree_that_is() -> None:
    drawn: dict[str, str] = {}
    stack: list[tuple[int, str]] = [(0, "PassportError")]
    for line in (passport.errors.__doc__ or "").splitlines():
        branch = re.match(r"^([ |]*)\+-- (\w+)", line)
        if branch:
            depth = len(branch.group(1))
            while stack[-1][0] >= depth:
                stack.pop()
            drawn[branch.group(2)] = stack[-1][1]
            stack.append((depth, branch.group(2)))
    actual = {kind.__name__: kind.__bases__[0].__name__ for kind in subclasses(PassportError)}
    assert drawn == actual


def test_codes__of_the_whole_tree__are_distinct() -> None:
    codes = [kind.code for kind in (PassportError, *subclasses(PassportError))]
    assert len(codes) == len(set(codes))


def test_diagnostics__any_values__are_json_and_complete() -> None:
    error = PassportError(
        "It went wrong.",
        clause="Article 1",
        remedy="Repair it.",
        raw=b"\x01",
        stage=Stage.IN_SERVICE,
        many=(1, b"\xff"),
    )
    assert json.loads(json.dumps(error.diagnostics())) == {
        "code": "passport",
        "message": "It went wrong.",
        "clause": "Article 1",
        "remedy": "Repair it.",
        "values": {"raw": "0x01", "stage": "in_service", "many": [1, "0xff"]},
    }
    assert str(error) == "It went wrong."


def test_identifier_error__is_a_value_error__so_pydantic_reports_it() -> None:
    assert issubclass(IdentifierError, ValueError)


@pytest.mark.parametrize("kind", list(subclasses(PassportError)), ids=lambda kind: kind.__name__)
def test_error__with_class_defaults__keeps_them_unless_told_otherwise(kind: type[PassportError]) -> None:
    assert kind("x").remedy == kind.default_remedy
    assert kind("x", remedy="y").remedy == "y"
    assert str(copy.copy(kind("x"))) == "x"
