"""One form only, read strictly."""

from __future__ import annotations

import json
from collections import OrderedDict
from enum import IntFlag, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from passport.errors import CanonicalFormError
from passport.provenance.canonical import canonical_bytes, read_canonical, read_json

EXACT = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-EXACT, EXACT)
    | st.floats(-EXACT, EXACT)
    | st.floats(1e21, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def test_canonical__rfc_8785_example__is_as_the_rfc_prints_it() -> None:
    """RFC 8785 section 3.2.2 and 3.2.3."""
    value = json.loads(
        r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
    )
    wanted = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_bytes(value) == wanted.encode()


def test_canonical__names__are_sorted_by_utf16() -> None:
    """RFC 8785 section 3.2.3: a surrogate pair sorts before U+FB33."""
    names = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_bytes(names))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(VALUES)
def test_canonical__any_value__reads_back_and_is_stable(value: Any) -> None:
    written = canonical_bytes(value)
    assert canonical_bytes(read_canonical(written)) == written


@given(VALUES)
def test_canonical__written_with_spaces__is_refused(value: Any) -> None:
    spaced = json.dumps(value, indent=1).encode() + b"\n"
    with pytest.raises(CanonicalFormError) as refusal:
        read_canonical(spaced)
    assert refusal.value.values["rule"] == "not-canonical"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (b'{"a":1,"a":1}', "/a"),
        (b'{"x":[0,{"b/c":1,"b/c":2}]}', "/x/1/b~1c"),
        (b"[1,NaN]", "/1"),
        (b"[-Infinity]", "/0"),
        (b"[1e999]", "/0"),
        (b'{"n":9007199254740992}', "/n"),
        (b'{"n":-9007199254740992}', "/n"),
        (b"[" + b"1" * 5000 + b"]", "/0"),
        (b'{"t":"\\ud800"}', "/t"),
        (b'{"\\udc00":1}', ""),
    ],
)
def test_json__ambiguous_value__is_refused_with_its_path(document: bytes, path: str) -> None:
    with pytest.raises(CanonicalFormError) as refusal:
        read_json(document)
    assert refusal.value.values["path"] == path
    assert refusal.value.clause


@pytest.mark.parametrize("document", [b"", b"{", b"\xef\xbb\xbf{}", b"\xff", b"[1]x", b"'a'", b"[1,]"])
def test_json__not_json__is_refused(document: bytes) -> None:
    with pytest.raises(CanonicalFormError):
        read_json(document)


def test_json__brackets_inside_text__are_not_depth() -> None:
    text = '["' + "[" * 500 + '\\""]'
    assert read_json(text.encode()) == ["[" * 500 + '"']


@pytest.mark.parametrize("depth", [64, 65, 100_000])
def test_json__deeper_than_the_bound__is_refused(depth: int) -> None:
    document = b"[" * depth + b"]" * depth
    if depth <= 64:
        assert read_json(document) is not None
    else:
        with pytest.raises(CanonicalFormError, match="levels"):
            read_json(document)


def test_json__longer_than_the_bound__is_refused() -> None:
    with pytest.raises(CanonicalFormError, match="bytes"):
        read_json(b'"' + b"a" * 100 + b'"', max_bytes=50)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, 2.0**53, -1e20, [{"a": 1e20}], {1: 2}, {"a": object()}, "\ud800"]
)
def test_canonical__value_json_cannot_carry__is_refused(value: Any) -> None:
    with pytest.raises(CanonicalFormError):
        canonical_bytes(value)


def test_canonical__lone_surrogate_in_a_name__is_refused() -> None:
    """Found by fuzzing: the library sorts names as UTF-16 and trips over what cannot be written so."""
    with pytest.raises(CanonicalFormError):
        canonical_bytes({"\ud800": 1})


@settings(max_examples=400)
@given(VALUES | st.floats(-10, 10) | st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_canonical__quick_way__is_the_librarys(value: Any) -> None:
    """Most values are written by the standard library, because it is much faster; never otherwise than by rfc8785."""
    try:
        written = canonical_bytes(value)
    except CanonicalFormError:
        return
    assert written == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        0.0, -0.0, 1.0, -1.0, 1e-4, 9.999e-5, 1e-5, 1e-6, 1e-7, 0.1, 1 / 3, 123456789.123, 2.0**53 - 1, 2.0**52 + 0.5,
        1e21, 5e-324, 1.7976931348623157e308, 100.0, 4.35, 0.000123, "\x7f", "\x00\x1f\b\f\n\r\t\"\\/", "\u2028\u2029",
        "\U0001f600", {"\ufb33": 1, "\U0001f600": 2}, {"b": 1, "a": 2, "B": 3, "": 4}, {"\x7f": 1, "\x1f": 2},
        [[], {}, ()],
    ],
    ids=ascii,
)  # fmt: skip
def test_canonical__edges_of_the_quick_way__are_the_librarys(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


class Name(StrEnum):
    A = "a"


class Bits(IntFlag):
    ONE = 1


@pytest.mark.parametrize("value", [Name.A, {Name.A: Name.A}, OrderedDict(b=1, a=2), Bits.ONE], ids=repr)
def test_canonical__subclasses__are_written_as_what_they_are(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)
