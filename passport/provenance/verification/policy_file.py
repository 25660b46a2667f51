"""A policy as a file: which issuers, in which roles, how fresh.

::

    {"rule": "AllOf", "policies": [
        {"rule": "Stands"},
        {"rule": "IssuerHasRole", "roles": ["manufacturer", "operator"]},
        {"rule": "MaxAge", "days": 365},
        {"rule": "StateNotOlderThan", "hours": 24}]}

The names are those of `passport.provenance.verification.policy`, and they compose in the same way.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from passport.battery.roles import Role, RoleSet
from passport.errors import CanonicalFormError, PolicyMalformed
from passport.identifiers import ParticipantId
from passport.provenance.canonical import read_json
from passport.provenance.verification import policy as rules
from passport.provenance.verification.policy import Policy

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16


def _role(value: object) -> object:
    names = {role.name.lower().replace("_", "-"): role for role in Role}
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"a role is one of {', '.join(names)}")
    return names[value]


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def policy(self) -> Policy:
        """The rule as a policy."""
        raise AttributeError(type(self).__name__)


class _Stands(_Rule):
    rule: Literal["Stands"]

    def policy(self) -> Policy:
        return rules.Stands()


class _IssuerMayIssue(_Rule):
    rule: Literal["IssuerMayIssue"]

    def policy(self) -> Policy:
        return rules.IssuerMayIssue()


class _UnsafeNoPolicy(_Rule):
    rule: Literal["UnsafeNoPolicy"]

    def policy(self) -> Policy:
        return rules.UnsafeNoPolicy()


class _IssuerIn(_Rule):
    rule: Literal["IssuerIn"]
    participants: Annotated[tuple[ParticipantId, ...], Field(min_length=1)]

    def policy(self) -> Policy:
        return rules.IssuerIn(frozenset(self.participants))


class _IssuerHasRole(_Rule):
    rule: Literal["IssuerHasRole"]
    roles: Annotated[tuple[Annotated[Role, BeforeValidator(_role)], ...], Field(min_length=1)]

    def policy(self) -> Policy:
        return rules.IssuerHasRole(RoleSet.of(*self.roles))


class _TypeIn(_Rule):
    rule: Literal["TypeIn"]
    types: Annotated[tuple[str, ...], Field(min_length=1)]

    def policy(self) -> Policy:
        return rules.TypeIn(frozenset(self.types))


class _MaxAge(_Rule):
    rule: Literal["MaxAge"]
    days: Annotated[int, Field(strict=True, ge=1, le=36_500)]

    def policy(self) -> Policy:
        return rules.MaxAge(timedelta(days=self.days))


class _StateNotOlderThan(_Rule):
    rule: Literal["StateNotOlderThan"]
    hours: Annotated[int, Field(strict=True, ge=1, le=876_000)]

    def policy(self) -> Policy:
        return rules.StateNotOlderThan(timedelta(hours=self.hours))


class _AllOf(_Rule):
    rule: Literal["AllOf"]
    policies: Annotated[tuple[_AnyRule, ...], Field(min_length=1)]

    def policy(self) -> Policy:
        return rules.AllOf(tuple(each.policy() for each in self.policies))


class _AnyOf(_Rule):
    rule: Literal["AnyOf"]
    policies: Annotated[tuple[_AnyRule, ...], Field(min_length=1)]

    def policy(self) -> Policy:
        return rules.AnyOf(tuple(each.policy() for each in self.policies))


_AnyRule = Annotated[
    _Stands | _IssuerMayIssue | _UnsafeNoPolicy | _IssuerIn | _IssuerHasRole | _TypeIn | _MaxAge | _StateNotOlderThan
    | _AllOf | _AnyOf,
    Field(discriminator="rule"),
]  # fmt: skip

_AllOf.model_rebuild()
_AnyOf.model_rebuild()
_READER: TypeAdapter[_Rule] = TypeAdapter(_AnyRule)


def read_policy(document: bytes) -> Policy:
    """Reads a policy file (JSON; whitespace and order are free, people edit it).

    Raises:
        PolicyMalformed: It is not one; `path` names the member.
    """
    try:
        rule = _READER.validate_python(read_json(document, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH))
    except CanonicalFormError as error:
        raise PolicyMalformed(f"The policy is not JSON: {error}", path=error.values.get("path")) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = "/".join(str(part) for part in first["loc"])
        raise PolicyMalformed(
            f"The policy is malformed at {path or 'its root'}: {first['msg']}.",
            remedy="docs/verification.md lists the rules.",
            path=path,
        ) from error
    return rule.policy()
