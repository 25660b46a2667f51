"""What policies make of statements that are true: who may say such a thing, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from passport.battery.roles import Role, RoleSet
from passport.identifiers import ParticipantId
from passport.provenance.evidence import Standing
from passport.provenance.verification import IssuerMayIssue, MaxAge, Statement

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHEET = Statement(
    product_type="ProductDataSheet",
    issuer=ParticipantId(1),
    issuer_roles=RoleSet.of(Role.MANUFACTURER),
    issuer_suspended=False,
    valid_from=NOW - timedelta(days=1),
    standing=Standing.STANDS,
    state_time=NOW,
    now=NOW,
)


@pytest.mark.parametrize("role", [Role.MANUFACTURER, Role.SECOND_LIFE_OPERATOR])
def test_issuer_may_issue__a_role_of_the_type__holds(role: Role) -> None:
    assert IssuerMayIssue().judge(replace(SHEET, issuer_roles=RoleSet.of(role))) == ()


@pytest.mark.parametrize("roles", [RoleSet.of(Role.RECYCLER), RoleSet.of(Role.OPERATOR, Role.AUDITOR), RoleSet.of()])
def test_issuer_may_issue__no_role_of_the_type__refuses(roles: RoleSet) -> None:
    """A recycler's data sheet of a new pack is signed, anchored, and worth nothing."""
    (refusal,) = IssuerMayIssue().judge(replace(SHEET, issuer_roles=roles))
    assert refusal.rule == "IssuerMayIssue"


def test_issuer_may_issue__type_of_others__is_not_judged() -> None:
    assert IssuerMayIssue().judge(replace(SHEET, product_type="SomethingElse", issuer_roles=RoleSet.of())) == ()


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=2), timedelta(minutes=-4)])
def test_max_age__young_enough__holds(age: timedelta) -> None:
    assert MaxAge(timedelta(days=2)).judge(replace(SHEET, valid_from=NOW - age)) == ()


@pytest.mark.parametrize("age", [timedelta(days=2, seconds=1), timedelta(minutes=-6), timedelta(days=-36500)])
def test_max_age__too_old_or_of_the_future__refuses(age: timedelta) -> None:
    (refusal,) = MaxAge(timedelta(days=2)).judge(replace(SHEET, valid_from=NOW - age))
    assert refusal.rule == "MaxAge"
