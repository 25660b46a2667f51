"""Who may see what: the four points of Annex XIII of Regulation (EU) 2023/1542."""

from __future__ import annotations

from enum import IntEnum

from passport.battery.roles import Role, RoleSet


class DisclosureClass(IntEnum):
    """The point of Annex XIII a data product falls under. A product has exactly one. These are names, not ranks."""

    PUBLIC = 1
    """Point 1: publicly accessible, about the battery model."""
    LEGITIMATE_INTEREST_AND_AUTHORITIES = 2
    """Point 2: persons with a legitimate interest and the Commission, about the model."""
    AUTHORITIES = 3
    """Point 3: notified bodies, market surveillance authorities and the Commission."""
    INDIVIDUAL = 4
    """Point 4: persons with a legitimate interest, about one battery."""

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self is DisclosureClass.PUBLIC

    @property
    def clause(self) -> str:
        """Where the Regulation says so."""
        return f"Regulation (EU) 2023/1542, Annex XIII point {int(self)}"


_AUTHORITIES = RoleSet.of(Role.AUDITOR, Role.AUTHORITY)
_VISIBLE_TO_ALL = frozenset({DisclosureClass.PUBLIC})
_VISIBLE_TO_AUTHORITIES = frozenset(
    {DisclosureClass.PUBLIC, DisclosureClass.LEGITIMATE_INTEREST_AND_AUTHORITIES, DisclosureClass.AUTHORITIES}
)
_VISIBLE_WITH_LEGITIMATE_INTEREST = frozenset(
    {DisclosureClass.PUBLIC, DisclosureClass.LEGITIMATE_INTEREST_AND_AUTHORITIES, DisclosureClass.INDIVIDUAL}
)


def visible_to(roles: RoleSet) -> frozenset[DisclosureClass]:
    """The classes that may be shown to somebody with these roles; without any, only what is public (Article 77(2)).

    A table, not a ladder: an authority does not see what is about one battery (point 4), and economic operators with a
    legitimate interest do not see test reports (point 3).
    """
    classes = _VISIBLE_TO_ALL
    if roles & _AUTHORITIES:
        classes |= _VISIBLE_TO_AUTHORITIES
    if roles & ~_AUTHORITIES:
        classes |= _VISIBLE_WITH_LEGITIMATE_INTEREST
    return classes
