"""What an organisation may act as, with the numbers the roles have on chain (contracts/types/Battery.sol)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, IntFlag


class Role(IntEnum):
    """One role of a participant."""

    MANUFACTURER = 0
    """Economic operator that places the battery on the market (Article 3(1)(22))."""
    OPERATOR = 1
    """User or owner of a battery in service."""
    SECOND_LIFE_OPERATOR = 2
    """Repurposer or remanufacturer, and user of a battery in its second life."""
    RECYCLER = 3
    """Waste management operator."""
    SERVICE = 4
    """Repair and measurement."""
    AUDITOR = 5
    """Notified body (Article 77(2) and Annex XIII point 3)."""
    AUTHORITY = 6
    """Market surveillance authority."""

    @property
    def label(self) -> str:
        """For people: ``second-life operator``."""
        return self.name.lower().replace("second_life", "second-life").replace("_", " ")


class RoleSet(IntFlag):
    """A set of roles as on chain: role r is bit ``1 << r`` of a uint16."""

    MANUFACTURER = 1 << Role.MANUFACTURER
    OPERATOR = 1 << Role.OPERATOR
    SECOND_LIFE_OPERATOR = 1 << Role.SECOND_LIFE_OPERATOR
    RECYCLER = 1 << Role.RECYCLER
    SERVICE = 1 << Role.SERVICE
    AUDITOR = 1 << Role.AUDITOR
    AUTHORITY = 1 << Role.AUTHORITY

    @classmethod
    def of(cls, *roles: Role) -> RoleSet:
        """The set of these roles; empty for none."""
        return cls.union(roles)

    @classmethod
    def union(cls, roles: Iterable[Role]) -> RoleSet:
        """The set of these roles."""
        members = cls(0)
        for role in roles:
            members |= cls(1 << role)
        return members

    def includes(self, role: Role) -> bool:
        """Whether `role` is in the set."""
        return bool(self & (1 << role))

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles, in the order of their numbers."""
        return tuple(role for role in Role if self.includes(role))
