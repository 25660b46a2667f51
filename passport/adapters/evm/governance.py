"""Who governs: the roles of the AccessManager and the functions they may call."""

from __future__ import annotations

from enum import IntEnum

from passport.ledger.deployment import Contract


class GovernanceRole(IntEnum):
    """Roles of the OpenZeppelin AccessManager. Not the roles of participants."""

    ADMIN = 0
    """Grants and revokes the others."""
    REGISTRAR = 1
    """Enrols organisations and sets what they may act as."""
    SUPERVISOR = 2
    """Suspends, reinstates, and reports compromised keys for those who lost their controller."""
    STEWARD = 3
    """Announces where the contracts stand."""


FUNCTION_ROLES: dict[GovernanceRole, tuple[str, ...]] = {
    GovernanceRole.REGISTRAR: ("enrol", "setRoles"),
    GovernanceRole.SUPERVISOR: ("suspend", "reinstate", "reportCompromiseFor"),
    GovernanceRole.STEWARD: ("announceContract",),
}
"""Restricted functions of the ParticipantRegistry; what is not named here is ADMIN's."""

ANNOUNCED = tuple(contract for contract in Contract if contract is not Contract.ACCESS_MANAGER)
"""Contracts whose place the ParticipantRegistry announces."""
