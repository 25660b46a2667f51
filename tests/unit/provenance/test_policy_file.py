"""Policies from files: the same values as in code, or a typed refusal that names the member."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from passport.battery.roles import Role
from passport.errors import PolicyMalformed
from passport.identifiers import ParticipantId
from passport.provenance.verification import (
    AllOf,
    AnyOf,
    IssuerHasRole,
    IssuerIn,
    IssuerMayIssue,
    MaxAge,
    Policy,
    Stands,
    StateNotOlderThan,
    TypeIn,
    UnsafeNoPolicy,
    policy,
    read_policy,
)


def written(rule: Any) -> bytes:
    return json.dumps(rule).encode()


CASES: list[tuple[dict[str, Any], Policy]] = [
    ({"rule": "Stands"}, Stands()),
    ({"rule": "IssuerMayIssue"}, IssuerMayIssue()),
    ({"rule": "UnsafeNoPolicy"}, UnsafeNoPolicy()),
    ({"rule": "IssuerIn", "participants": [1, 4]}, IssuerIn(frozenset({ParticipantId(1), ParticipantId(4)}))),
    (
        {"rule": "IssuerHasRole", "roles": ["second-life-operator", "auditor"]},
        IssuerHasRole.of(Role.AUDITOR, Role.SECOND_LIFE_OPERATOR),
    ),
    ({"rule": "TypeIn", "types": ["ChargingHistory"]}, TypeIn(frozenset({"ChargingHistory"}))),
    ({"rule": "MaxAge", "days": 30}, MaxAge(timedelta(days=30))),
    ({"rule": "StateNotOlderThan", "hours": 24}, StateNotOlderThan(timedelta(hours=24))),
    (
        {
            "rule": "AllOf",
            "policies": [{"rule": "Stands"}, {"rule": "AnyOf", "policies": [{"rule": "IssuerMayIssue"}]}],
        },
        AllOf((Stands(), AnyOf((IssuerMayIssue(),)))),
    ),
]


@pytest.mark.parametrize(("rule", "expected"), CASES, ids=[case[0]["rule"] for case in CASES])
def test_policy__of_a_file__is_that_of_the_code(rule: dict[str, Any], expected: Policy) -> None:
    assert read_policy(written(rule)) == expected


def test_policy__every_rule__can_be_in_a_file() -> None:
    rules = {name for name, kind in vars(policy).items() if hasattr(kind, "judge") and name != "Policy"}
    assert rules == {case[0]["rule"] for case in CASES} | {"AnyOf"}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (b"", ""),
        (b"[]", ""),
        (b"{", ""),
        (b'{"rule": "Stands", "rule": "Stands"}', "/rule"),
        (written({"rule": "stands"}), ""),
        (written({"rule": "Stands", "more": 1}), "Stands/more"),
        (written({"rule": "IssuerIn", "participants": []}), "IssuerIn/participants"),
        (written({"rule": "IssuerIn", "participants": [0]}), "IssuerIn/participants/0"),
        (written({"rule": "IssuerIn", "participants": ["1"]}), "IssuerIn/participants/0"),
        (written({"rule": "IssuerHasRole", "roles": ["king"]}), "IssuerHasRole/roles/0"),
        (written({"rule": "MaxAge", "days": 0}), "MaxAge/days"),
        (written({"rule": "MaxAge", "days": 10**9}), "MaxAge/days"),
        (written({"rule": "MaxAge", "days": True}), "MaxAge/days"),
        (written({"rule": "MaxAge", "days": 1.5}), "MaxAge/days"),
        (written({"rule": "AllOf", "policies": []}), "AllOf/policies"),
        (written({"rule": "AllOf"}), "AllOf/policies"),
        (written({"rule": "AllOf", "policies": [{"rule": "TypeIn", "types": [7]}]}), "AllOf/policies/0/TypeIn/types/0"),
    ],
)
def test_policy__malformed__is_refused_with_its_path(document: bytes, path: str) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        read_policy(document)
    assert refused.value.values["path"] == path


def test_policy__nested_beyond_reason__is_refused() -> None:
    rule: Any = {"rule": "Stands"}
    for _ in range(200):
        rule = {"rule": "AllOf", "policies": [rule]}
    with pytest.raises(PolicyMalformed):
        read_policy(written(rule))
