"""Selective disclosure is read without leniency: whatever does not fit in the one way is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from passport.errors import ProvenanceError
from passport.provenance.base64url import encoded
from passport.provenance.canonical import canonical_bytes
from passport.provenance.concealed import MAX_ROWS
from passport.provenance.sd_jwt import (
    Disclosure,
    DisclosureRefused,
    conceal,
    element,
    fresh_salt,
    joined,
    member,
    read_disclosure,
    reveal,
    taken_apart,
)
from passport.provenance.signed_product import digest_of, read_product, sign_product
from passport.provenance.signing_key import key_id
from tests.unit.provenance.test_signed_product import CHAIN, TestSigner, compact, product

SALT = "A" * 22
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = texts.filter(lambda name: name not in ("_sd", "...", "_sd_alg"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats(-1, 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
payloads = st.dictionaries(names, values | st.lists(st.dictionaries(names, values, max_size=3), max_size=5), max_size=6)


def text_of(*fields: Any) -> bytes:
    return encoded(json.dumps(fields).encode()).encode()


def digests(*disclosures: Disclosure) -> list[str]:
    return [disclosure.digest for disclosure in disclosures]


# ---------------------------------------------------------------------- round trips
@given(payloads, st.integers(0, 3))
def test_conceal__any_members__are_revealed_again(payload: dict[str, Any], decoys: int) -> None:
    claims, disclosures = conceal(payload, by_row=lambda value: isinstance(value, list), decoys=decoys)
    revealed = reveal(claims, [each.text for each in disclosures])
    assert revealed.claims == payload
    assert len(revealed.hidden) == decoys
    assert claims["_sd"] == sorted(claims["_sd"])
    assert [each for _, each in revealed.shown] == list(disclosures)


@given(payloads, st.data())
def test_product__any_part_of_its_disclosures__has_its_digest_and_says_less(
    payload: dict[str, Any], data: st.DataObject
) -> None:
    content = sign_product(product(payload=payload), TestSigner(), CHAIN)
    parts = taken_apart(content)
    whole = read_product(content)
    kept = (
        data.draw(st.lists(st.sampled_from(range(len(parts.disclosures))), unique=True).map(sorted))
        if (parts.disclosures)
        else []
    )
    places = [whole.shown[at][0] for at in kept]
    assume(all(place[:1] in places for place in places))
    part = joined(parts.jwt, [parts.disclosures[at] for at in kept])
    read = read_product(part, in_part=True)
    assert (read.digest, digest_of(part)) == (whole.digest, whole.digest)
    assert set(read.product.payload) == {place[0] for place in places}
    assert read.product.model_copy(update={"payload": payload}) == whole.product
    assert bool(read.undisclosed) == (part != content)
    if read.undisclosed:
        with pytest.raises(DisclosureRefused, match="not there"):
            read_product(part)


def test_product__long_series__is_one_disclosure() -> None:
    table = [{"n": n} for n in range(MAX_ROWS)]
    content = sign_product(product(payload={"table": table, "series": [*table, {"n": -1}]}), TestSigner(), CHAIN)
    assert len(taken_apart(content).disclosures) == 2 + MAX_ROWS


@given(texts, values)
def test_disclosures__of_one_value__differ(name: str, value: Any) -> None:
    assume(name not in ("_sd", "...", "_sd_alg"))
    first, second = (conceal({name: value})[1][0] for _ in range(2))
    assert first.digest != second.digest


# ---------------------------------------------------------------------- strict reading
A, B = member("a", 1, SALT), member("b", 2, SALT)
ROW = element({"x": 1}, SALT)


def nested(levels: int) -> tuple[dict[str, Any], list[bytes]]:
    claims, disclosures = conceal({"deep": 1})
    for _ in range(levels):
        inner = member("in", {"_sd": digests(*disclosures[:1])}, fresh_salt())
        claims, disclosures = {"_sd": digests(inner)}, (inner, *disclosures)
    return claims, [each.text for each in disclosures]


@pytest.mark.parametrize(
    ("claims", "disclosures"),
    [
        pytest.param({"_sd": digests(A)}, [A.text, A.text], id="disclosure twice"),
        pytest.param({"_sd": digests(A, A)}, [A.text], id="digest twice"),
        pytest.param({"_sd": digests(A), "c": {"_sd": digests(A)}}, [A.text], id="digest in two objects"),
        pytest.param({"_sd": [*digests(A), "x", "x"]}, [A.text], id="hidden digest twice"),
        pytest.param({"_sd": digests(A)}, [A.text, B.text], id="disclosure without digest"),
        pytest.param({}, [A.text], id="nothing concealed"),
        pytest.param({"_sd": digests(A), "a": 3}, [A.text], id="replaces a member"),
        pytest.param(
            {"_sd": digests(A, member("a", 2, "B" * 22))},
            [A.text, member("a", 2, "B" * 22).text],
            id="two members of one name",
        ),
        pytest.param({"_sd": digests(ROW)}, [ROW.text], id="element in an object"),
        pytest.param({"r": [{"...": A.digest}]}, [A.text], id="member in an array"),
        pytest.param({"...": A.digest}, [A.text], id="element outside an array"),
        pytest.param({"r": [{"...": ROW.digest, "y": 1}]}, [ROW.text], id="element with a second member"),
        pytest.param({"r": [{"...": [ROW.digest]}]}, [ROW.text], id="element digest is a list"),
        pytest.param({"r": [{"...": ROW.digest}, {"...": ROW.digest}]}, [ROW.text], id="element twice"),
        pytest.param({"_sd": A.digest}, [A.text], id="_sd is text"),
        pytest.param({"_sd": [1]}, [], id="_sd holds a number"),
        pytest.param({"_sd": {}}, [], id="_sd is an object"),
        pytest.param({"_sd": digests(A), "_sd_alg": "sha-512"}, [A.text], id="another digest"),
        pytest.param({"_sd": digests(A), "_sd_alg": None}, [A.text], id="no digest"),
        pytest.param({"_sd": digests(A), "c": {"_sd_alg": "sha-256"}}, [A.text], id="_sd_alg inside"),
        pytest.param(*nested(70), id="too deep"),
    ],
)
def test_reveal__what_does_not_fit__is_refused(claims: Any, disclosures: list[bytes]) -> None:
    with pytest.raises(DisclosureRefused):
        reveal(claims, disclosures)


def test_reveal__nested_within_reason__is_read() -> None:
    """The control of the refusals above."""
    claims, disclosures = nested(3)
    assert reveal(claims, disclosures).claims == {"in": {"in": {"in": {"deep": 1}}}}
    assert reveal({"_sd": digests(A, B), "r": [{"...": ROW.digest}]}, [B.text, ROW.text]).claims == {
        "b": 2,
        "r": [{"x": 1}],
    }


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"=",
        A.text + b"=",
        A.text[:-1],
        A.text + b"\n",
        A.text.replace(b"W", b"%", 1),
        text_of(SALT),
        text_of(SALT, "a", 1, 2),
        text_of(1, "a", 1),
        text_of(SALT, 1, 1),
        text_of(SALT, None, 1),
        text_of(SALT, "_sd", 1),
        text_of(SALT, "...", 1),
        text_of(SALT, "_sd_alg", "sha-256"),
        encoded(b'{"a":1}').encode(),
        encoded(b'["s","a",{"b":1,"b":2}]').encode(),
        encoded(b'["s","a",NaN]').encode(),
        encoded(b'["s","a",1e999]').encode(),
        encoded(b'["s","a","\\ud800"]').encode(),
        encoded(b'["s","a",' + b"[" * 100 + b"]" * 100 + b"]").encode(),
        encoded(b"\xef\xbb\xbf" + b'["s","a",1]').encode(),
        encoded(b"\xff").encode(),
    ],
)
def test_disclosure__malformed__is_refused(text: bytes) -> None:
    with pytest.raises(DisclosureRefused):
        read_disclosure(text)


@pytest.mark.parametrize(
    "payload", [{"_sd": []}, {"a": {"_sd": 1}}, {"a": [{"...": "x"}]}, {"a": [[{"_sd_alg": 1}]]}, {"...": 1}]
)
def test_sign__payload_with_a_reserved_name__is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(DisclosureRefused):
        sign_product(product(payload=payload), TestSigner(), CHAIN)


# ---------------------------------------------------------------------- the product's only form
WORDS = product(payload={"a": 1, "b": 2, "rows": [{"x": 1}, {"x": 2}, {"x": 3}]})
SIGNED = sign_product(WORDS, TestSigner(), CHAIN)


def changed(change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    parts = taken_apart(SIGNED)
    return joined(parts.jwt, change(list(parts.disclosures)))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda all_: all_[::-1], id="reversed"),
        pytest.param(lambda all_: [all_[1], all_[0], *all_[2:]], id="two swapped"),
        pytest.param(lambda all_: all_[1:], id="first dropped"),
        pytest.param(lambda all_: all_[:-1], id="last dropped"),
        pytest.param(lambda _: [], id="all dropped"),
        pytest.param(lambda all_: [*all_, all_[0]], id="one repeated"),
        pytest.param(lambda all_: [*all_, A.text], id="one added"),
        pytest.param(lambda all_: [*all_, b""], id="an empty one"),
    ],
)
def test_product__disclosures_reordered_dropped_or_added__is_refused(change: Any) -> None:
    assert read_product(changed(list)).product == WORDS
    with pytest.raises(DisclosureRefused):
        read_product(changed(change))


def test_product__row_without_its_list__is_refused() -> None:
    rows = [each.text for place, each in read_product(SIGNED).shown if len(place) == 2]
    with pytest.raises(DisclosureRefused):
        read_product(joined(taken_apart(SIGNED).jwt, rows), in_part=True)


def test_product__disclosures_of_another_product__are_refused() -> None:
    other = taken_apart(sign_product(WORDS, TestSigner(), CHAIN))
    with pytest.raises(DisclosureRefused):
        read_product(changed(lambda _: list(other.disclosures)))


@given(st.integers(min_value=0), st.integers(0, 7))
def test_product__one_bit_flipped_anywhere__is_refused(place: int, bit: int) -> None:
    signed = bytearray(SIGNED)
    signed[place % len(signed)] ^= 1 << bit
    with pytest.raises(ProvenanceError):
        read_product(bytes(signed), in_part=True)


def signed_by_hand(data: Any, disclosures: list[bytes], **members: Any) -> bytes:
    """Any concealed payload under a true signature: what an issuer with other software might write."""
    signer = TestSigner()
    head = {"alg": "ES256K", "jwk": signer.public_jwk, "kid": key_id(CHAIN, signer.address), "typ": "vc+sd-jwt"}
    from passport.provenance.credential import credential_of

    credential = {**credential_of(product(), CHAIN, data), "_sd_alg": "sha-256", **members}
    return joined(compact(head, canonical_bytes(credential)), disclosures)


IN = member("in", {"_sd": digests(A)}, SALT)
EMPTY = member("in", {"_sd": [], "a": 1}, SALT)
LOOSE = text_of(SALT, "a", 1)
SPACED = Disclosure(LOOSE, SALT, "a", 1)
SHORT = member("a", 1, "AAAA")


@pytest.mark.parametrize(
    ("data", "disclosures"),
    [
        pytest.param({"_sd": sorted(digests(A, B), reverse=True)}, None, id="digests descend"),
        pytest.param({"_sd": digests(IN)}, [IN.text, A.text], id="member inside a member"),
        pytest.param({"_sd": digests(IN)}, [IN.text], id="member inside a member, hidden"),
        pytest.param({"_sd": digests(EMPTY)}, [EMPTY.text], id="no digests inside a member"),
        pytest.param({"_sd": digests(SPACED)}, [SPACED.text], id="white space in a disclosure"),
        pytest.param({"_sd": digests(SHORT)}, [SHORT.text], id="short salt"),
        pytest.param({"_sd": digests(A), "b": 2}, [A.text], id="a member in clear"),
        pytest.param([{"...": ROW.digest}], [ROW.text], id="a payload that is a list"),
        pytest.param({"a": 1}, [], id="nothing concealed"),
    ],
)
def test_product__other_forms_of_sd_jwt__are_refused(data: Any, disclosures: list[bytes] | None) -> None:
    by_digest = {each.digest: each.text for each in (A, B)}
    given_ = disclosures if disclosures is not None else [by_digest[digest] for digest in data["_sd"]]
    with pytest.raises(ProvenanceError):
        read_product(signed_by_hand(data, given_), in_part=True)


def test_product__form_by_hand__is_read() -> None:
    """The control of the refusals above and below."""
    assert read_product(signed_by_hand({"_sd": digests(A)}, [A.text])).product.payload == {"a": 1}
    assert read_product(signed_by_hand({"_sd": []}, [])).product.payload == {}


@pytest.mark.parametrize("members", [{"_sd_alg": "sha-512"}, {"_sd_alg": None}, {"_sd": digests(A)}, {"cnf": {}}])
def test_product__other_members_beside_the_digests__are_refused(members: dict[str, Any]) -> None:
    with pytest.raises(ProvenanceError):
        read_product(signed_by_hand({"_sd": digests(A)}, [A.text], **members))


def test_product__with_a_key_binding__is_no_stored_product() -> None:
    with pytest.raises(DisclosureRefused, match="key binding"):
        read_product(SIGNED + b"a.b.c")
