"""Any change of a bundle is caught, by the step it concerns, even under a manifest written anew."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from passport.provenance.verification import Verdict
from tests.evidence.shown import Shown
from tests.evidence.tampering import (
    SHOWS_IN,
    altered,
    at,
    concerns,
    flipped,
    is_malformed,
    leaves,
    lists,
    pieces_of,
    replaced,
    sealed,
)

several = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_tampering__nothing_changed__sealing_gives_the_same_bytes(shown: Shown) -> None:
    assert sealed(pieces_of(shown.bundle)) == shown.bundle


def test_tampering__every_field_of_every_kind__has_a_step(shown: Shown) -> None:
    found = {(name.partition("/")[0], field) for name, piece in pieces_of(shown.bundle).items() for field in piece}
    assert found == set(SHOWS_IN)


@several
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_bundle__one_bit_flipped__fails_step_2(shown: Shown, place: int, bit: int) -> None:
    report = shown.examined(flipped(shown.bundle, place % len(shown.bundle) * 8 + bit))
    assert 2 in report.failed


@several
@given(data=st.data(), salt=st.integers(0, 2**20))
def test_bundle__one_value_changed_and_sealed_again__fails_its_step(
    shown: Shown, data: st.DataObject, salt: int
) -> None:
    pieces = pieces_of(shown.bundle)
    kind, field = data.draw(st.sampled_from(sorted(SHOWS_IN)))
    path = data.draw(st.sampled_from([path for path in leaves(pieces) if concerns(path, kind, field)]))
    changed = sealed(replaced(pieces, path, altered(at(pieces, path), salt)))
    report = shown.examined(changed)
    assert is_malformed(report) or report.failed & SHOWS_IN[kind, field], (path, report.failed)


@several
@given(data=st.data())
def test_bundle__values_of_two_pieces_swapped_and_sealed_again__fails_their_step(
    shown: Shown, data: st.DataObject
) -> None:
    pieces = pieces_of(shown.bundle)
    kind, field = data.draw(st.sampled_from(sorted(SHOWS_IN)))
    names = [name for name in pieces if name.partition("/")[0] == kind]
    assume(len(names) > 1)
    first, second = data.draw(st.permutations(names))[:2]
    one, other = pieces[first][field], pieces[second][field]
    assume(one != other)
    changed = sealed(replaced(replaced(pieces, (first, field), other), (second, field), one))
    report = shown.examined(changed)
    assert is_malformed(report) or report.failed & (SHOWS_IN[kind, field] | {5}), (kind, field, report.failed)


@several
@given(data=st.data())
def test_bundle__list_in_a_piece_reordered_or_shortened__fails_its_step(shown: Shown, data: st.DataObject) -> None:
    pieces = pieces_of(shown.bundle)
    path = data.draw(st.sampled_from(sorted(lists(pieces), key=str)))
    items = at(pieces, path)
    shuffled = data.draw(st.permutations(items) | st.permutations(items).map(lambda some: some[1:]))
    assume(shuffled != items)
    report = shown.examined(sealed(replaced(pieces, path, shuffled)))
    assert is_malformed(report) or report.failed & SHOWS_IN[path[0].partition("/")[0], path[1]], path


def test_bundle__any_piece_dropped__fails_step_2(shown: Shown) -> None:
    for name in pieces_of(shown.bundle):
        document = json.loads(shown.bundle)
        del document["pieces"][name]
        assert 2 in shown.examined(compact(document)).failed, name


def test_bundle__any_piece_dropped_and_sealed_again__fails(shown: Shown) -> None:
    shows_in = {"chain": {2}, "header": {5, 6}, "transaction": {7}, "state": {5}, "passport": {5}, "product": {5}}
    pieces = pieces_of(shown.bundle)
    for name in pieces:
        rest = {other: body for other, body in pieces.items() if other != name}
        assert shown.examined(sealed(rest)).failed & shows_in[name.partition("/")[0]], name


def test_bundle__two_pieces_swapped_under_their_names__fails_step_2(shown: Shown) -> None:
    names = list(pieces_of(shown.bundle))
    for first, second in pairwise(names):
        document = json.loads(shown.bundle)
        document["pieces"][first], document["pieces"][second] = (
            document["pieces"][second],
            document["pieces"][first],
        )
        assert 2 in shown.examined(compact(document)).failed, (first, second)


@several
@given(data=st.data())
def test_bundle__other_order_or_whitespace__fails_step_2(shown: Shown, data: st.DataObject) -> None:
    document = json.loads(shown.bundle)
    path = data.draw(st.sampled_from([(), ("pieces",), ("manifest",), ("pieces", data.draw(names(document)))]))
    members = list(at(document, path).items())
    shuffled = data.draw(st.permutations(members) | st.just(list(reversed(members))))
    changed = document
    if path:
        at(document, path[:-1])[path[-1]] = dict(shuffled)
    else:
        changed = dict(shuffled)
    spaced = data.draw(st.booleans())
    written = compact(changed) if not spaced else json.dumps(changed, ensure_ascii=False).encode()
    assume(written != shown.bundle)
    assert is_malformed(shown.examined(written))


@pytest.mark.parametrize("junk", [b"", b"null", b"[]", b"{}", b"\x00", b"{" * 200, b'{"manifest":{}}'])
def test_bundle__something_else__fails_step_2_and_checks_nothing(shown: Shown, junk: bytes) -> None:
    report = shown.examined(junk)
    assert report.failed == {2}
    assert all(step.checked == 0 for step in report.steps)
    assert report.verdict is Verdict.FAILED


def names(document: dict[str, Any]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(document["pieces"]))


def compact(document: Any) -> bytes:
    """JSON without whitespace in the order of the value, as a careless program would write it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
