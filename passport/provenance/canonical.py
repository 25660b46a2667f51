"""Canonical JSON (RFC 8785) and the strict reading of JSON.

What is signed or hashed must have one form only. Writing is the `rfc8785` library's, and the standard library's where
the two write alike (it is several times as fast); reading here refuses
everything that two readers could understand differently: duplicate names, NaN and Infinity, integers a
double cannot hold, lone surrogates, a byte order mark, and documents too large or too deep to be read in
bounded time.

It does not judge content: a well-formed lie passes.
"""

from __future__ import annotations

import hmac
import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, cast

import rfc8785

from passport.errors import CanonicalFormError

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""Any JSON value; integers between -(2^53 - 1) and 2^53 - 1."""

MAX_BYTES = 64 * 1024 * 1024
"""Longest document read unless the caller sets another bound, in bytes."""

MAX_DEPTH = 64
"""Deepest nesting of arrays and objects read."""

_INTEGER_LIMIT = 2**53 - 1
_EXPONENT_FROM = 1e21
"""From here on RFC 8785 writes numbers with an exponent."""

_POINT_FROM = 1e-4
"""From here on Python writes numbers without an exponent; RFC 8785 from 1e-6 on."""

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
"""What a surrogate is written as in UTF-8 that decodes."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands where a value was refused, so that a walk from the root can name the path."""

    rule: str
    clause: str
    member: str = ""


def canonical_bytes(value: Json) -> bytes:
    """Writes a JSON value in its only canonical form.

    Args:
        value: Objects (str keys), arrays, text, numbers, booleans, None.

    Returns:
        UTF-8 bytes as RFC 8785 section 3.2 says.

    Raises:
        CanonicalFormError: A number or text that JSON cannot carry exactly, or another Python type.
    """
    try:
        try:
            return _written(_plain(value))
        except _NotPlain:
            _refuse_wide_floats(value)
            return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError) as error:
        raise CanonicalFormError(
            f"This value has no canonical JSON form: {error}.",
            clause="RFC 8785 section 3.2",
            rule="no-canonical-form",
        ) from error


def read_json(document: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Json:
    """Reads one JSON document strictly (I-JSON, RFC 7493).

    Args:
        document: UTF-8 bytes without a byte order mark.
        max_bytes: Longest document taken.
        max_depth: Deepest nesting taken.

    Raises:
        CanonicalFormError: With `path` (a JSON pointer) and `rule` in its values.
    """
    _check_bounds(document, max_bytes, max_depth)
    marks: list[_Refused] = []
    try:
        value = json.loads(
            document.decode("utf-8"),
            object_pairs_hook=partial(_object, marks),
            parse_int=partial(_integer, marks),
            parse_float=partial(_float, marks),
            parse_constant=lambda name: _marked(marks, f"{name} is not JSON", "RFC 8259 section 6"),
        )
    except UnicodeDecodeError as error:
        raise _error("", "the document is not UTF-8", "RFC 7493 section 2.1") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _error("", f"the document is not JSON ({error})", "RFC 8259") from error
    if marks or _SURROGATE_ESCAPE.search(document):
        _refuse_marked(value, "")
    return cast(Json, value)


def read_canonical(document: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Json:
    """As `read_json`, and the bytes must be the value's canonical form: no other whitespace, order or escape.

    Raises:
        CanonicalFormError: As `read_json`, or rule `not-canonical`.
    """
    value = read_json(document, max_bytes=max_bytes, max_depth=max_depth)
    written = canonical_bytes(value)
    if not hmac.compare_digest(written, document):
        offset = next((at for at, pair in enumerate(zip(written, document, strict=False)) if pair[0] != pair[1]), None)
        raise CanonicalFormError(
            "The JSON is not in canonical form.",
            clause="RFC 8785",
            remedy="Present the bytes exactly as they were signed or written.",
            rule="not-canonical",
            path="",
            offset=min(len(written), len(document)) if offset is None else offset,
        )
    return value


def _check_bounds(document: bytes, max_bytes: int, max_depth: int) -> None:
    if len(document) > max_bytes:
        raise _error("", f"{len(document)} bytes are more than the {max_bytes} read here", "size bound")
    depth = deepest = 0
    for byte in _STRINGS.sub(b"", document):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    if deepest > max_depth:
        raise _error("", f"{deepest} levels are more than the {max_depth} read here", "depth bound")


def _marked(marks: list[_Refused], rule: str, clause: str, member: str = "") -> _Refused:
    marks.append(_Refused(rule, clause, member))
    return marks[-1]


def _object(marks: list[_Refused], pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return _marked(marks, "a name occurs twice in one object", "RFC 7493 section 2.3", twice)


def _integer(marks: list[_Refused], text: str) -> object:
    if len(text) > 17 or not -_INTEGER_LIMIT <= (value := int(text)) <= _INTEGER_LIMIT:
        return _marked(marks, "an integer is beyond 2^53 - 1", "RFC 7493 section 2.2")
    return value


def _float(marks: list[_Refused], text: str) -> object:
    value = float(text)
    if math.isfinite(value):
        return value
    return _marked(marks, "a number is beyond a double", "RFC 7493 section 2.2")


class _NotPlain(Exception):
    """A value the standard library does not write as RFC 8785 asks."""


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def _written(value: object) -> bytes:
    """A plain value; for those the standard library's form is RFC 8785's (a property test compares the two)."""
    return _ENCODER.encode(value).encode("utf-8")


def _plain(value: Any) -> object:
    """The value, if the standard library writes it as RFC 8785 asks. Raises _NotPlain.

    It is so for objects with ASCII names (their order is that of UTF-16), text, integers, and floats that Python and
    ECMAScript write alike: with a point and without an exponent. Whole floats are written as integers.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict and all(type(name) is str and name.isascii() for name in value):
        return {name: _plain(member) for name, member in value.items()}
    if kind is list or kind is tuple:
        return [_plain(item) for item in value]
    if kind is int and -_INTEGER_LIMIT <= value <= _INTEGER_LIMIT:
        return value
    if kind is float and (value == 0 or _POINT_FROM <= abs(value) < _INTEGER_LIMIT):
        return int(value) if value.is_integer() else value
    raise _NotPlain


def _refuse_wide_floats(value: Json) -> None:
    """A whole float beyond 2^53 is written without a point, as an integer that no strict reader takes."""
    if isinstance(value, float):
        if _INTEGER_LIMIT < abs(value) < _EXPONENT_FROM:
            raise rfc8785.FloatDomainError(value)
    elif isinstance(value, Mapping):
        for member in value.values():
            _refuse_wide_floats(member)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_wide_floats(item)


def _refuse_marked(value: object, path: str) -> None:
    """Walks the value and raises at the first thing that was refused."""
    if isinstance(value, _Refused):
        raise _error(path + ("/" + _pointer(value.member) if value.member else ""), value.rule, value.clause)
    if isinstance(value, str):
        _refuse_surrogates(value, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            _refuse_surrogates(name, path)
            _refuse_marked(member, f"{path}/{_pointer(name)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_marked(item, f"{path}/{index}")


def _refuse_surrogates(text: str, path: str) -> None:
    if _SURROGATE.search(text):
        raise _error(path, "text holds a lone surrogate", "RFC 7493 section 2.1")


def _pointer(name: str) -> str:
    """A name as a JSON pointer token (RFC 6901), always printable."""
    safe = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return safe.replace("~", "~0").replace("/", "~1")


def _error(path: str, rule: str, clause: str) -> CanonicalFormError:
    return CanonicalFormError(
        f"At {path or 'the root'}: {rule}.",
        clause=clause,
        remedy="Correct the JSON at its source.",
        path=path,
        rule=rule,
    )
