"""Step 10: what the caller asks beyond truth: which issuers, in which roles, how fresh.

Policies are values and compose. An empty one refuses: who asks for nothing has not thought about it. Whoever truly
wants no policy says so with `UnsafeNoPolicy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from passport.battery.product_types import PRODUCT_RULES
from passport.battery.roles import Role, RoleSet
from passport.identifiers import ParticipantId
from passport.provenance.evidence import Standing

_RULES = {kind.value: rule for kind, rule in PRODUCT_RULES.items()}

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much the issuer's clock and the verifier's may differ."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One signed thing in the bundle, as a policy sees it."""

    product_type: str
    issuer: ParticipantId
    issuer_roles: RoleSet
    """Roles of the issuer in the state block."""
    issuer_suspended: bool
    valid_from: datetime
    standing: Standing
    state_time: datetime
    """Time of the block whose state is shown."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a policy does not hold."""

    rule: str
    """Name of the policy that refused."""
    because: str
    """The fact, for a person."""


class Policy(Protocol):
    """A rule over one statement."""

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Why not; empty if the policy holds."""
        ...


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these."""

    policies: tuple[Policy, ...] = ()

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """The refusals of all."""
        if not self.policies:
            return (Refusal("AllOf", "an empty policy refuses everything"),)
        return tuple(refusal for policy in self.policies for refusal in policy.judge(statement))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    policies: tuple[Policy, ...] = ()

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """The refusals of all, if none holds."""
        if not self.policies:
            return (Refusal("AnyOf", "an empty policy refuses everything"),)
        judged = [policy.judge(statement) for policy in self.policies]
        return () if not all(judged) else tuple(refusal for refusals in judged for refusal in refusals)


@dataclass(frozen=True, slots=True)
class IssuerIn:
    """The issuer is one of these participants."""

    participants: frozenset[ParticipantId]

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses any other issuer."""
        if statement.issuer in self.participants:
            return ()
        return (Refusal("IssuerIn", f"the issuer is participant {statement.issuer}"),)


@dataclass(frozen=True, slots=True)
class IssuerHasRole:
    """The issuer has one of these roles and is not suspended, in the state block."""

    roles: RoleSet

    @classmethod
    def of(cls, *roles: Role) -> IssuerHasRole:
        """One of the roles given."""
        return cls(RoleSet.of(*roles))

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses an issuer without any of the roles."""
        if statement.issuer_suspended:
            return (Refusal("IssuerHasRole", f"participant {statement.issuer} is suspended"),)
        if statement.issuer_roles & self.roles:
            return ()
        return (Refusal("IssuerHasRole", f"participant {statement.issuer} has none of the roles asked for"),)


@dataclass(frozen=True, slots=True)
class IssuerMayIssue:
    """The issuer has, in the state block, a role that issues this type (Article 77, Annex XIII).

    Any participant can anchor a statement about any battery; a recycler's data sheet of a new pack says nothing. Types
    this project does not define are not judged.
    """

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses an issuer whose roles do not issue this type."""
        rule = _RULES.get(statement.product_type)
        if rule is None or statement.issuer_roles & rule.issuers:
            return ()
        because = f"participant {statement.issuer} has no role that issues a {statement.product_type}"
        return (Refusal("IssuerMayIssue", because),)


@dataclass(frozen=True, slots=True)
class TypeIn:
    """The product is of one of these types; with `AnyOf` a rule can be made for some types only."""

    types: frozenset[str]

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses any other type."""
        if statement.product_type in self.types:
            return ()
        return (Refusal("TypeIn", f"the type is {statement.product_type}"),)


@dataclass(frozen=True, slots=True)
class Stands:
    """The product is neither withdrawn nor superseded."""

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses what does not stand, though it is rightly shown as such."""
        if statement.standing is Standing.STANDS:
            return ()
        return (Refusal("Stands", f"the product is {statement.standing.value}"),)


@dataclass(frozen=True, slots=True)
class StateNotOlderThan:
    """The state shown is fresh: what was withdrawn after its block, the bundle cannot know."""

    age: timedelta

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses an older state."""
        found = statement.now - statement.state_time
        if found <= self.age:
            return ()
        return (Refusal("StateNotOlderThan", f"the state is {found} old"),)


@dataclass(frozen=True, slots=True)
class MaxAge:
    """The statement itself is not older than this, and not of the future: that would never grow old."""

    age: timedelta

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Refuses an older statement, and one dated later than a clock may be wrong."""
        found = statement.now - statement.valid_from
        if found < -CLOCKS_DIFFER:
            return (Refusal("MaxAge", f"the statement is dated {-found} in the future"),)
        if found <= self.age:
            return ()
        return (Refusal("MaxAge", f"the statement is {found} old"),)


@dataclass(frozen=True, slots=True)
class UnsafeNoPolicy:
    """Everything that is true is accepted, whoever said it and whenever."""

    def judge(self, statement: Statement) -> tuple[Refusal, ...]:
        """Never refuses."""
        return ()


def utc_of(timestamp: int) -> datetime:
    """A block's time."""
    return datetime.fromtimestamp(timestamp, UTC)
