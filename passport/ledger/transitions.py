"""What a handover does to stage and status: one constant table, the Python twin of StageTransitions.sol.

Regulation (EU) 2023/1542: repurposing, remanufacturing and re-use (Articles 3(1)(30) to (32), 77(7)), waste and
recycling (Article 77(8)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import ParticipantId
from passport.ledger.refusals import RepairReturnsToOwner, TransitionNotAllowed


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed cell of the table."""

    stage: Stage
    """Stage after the handover."""
    status: Status | None = None
    """Status after the handover; None keeps it."""
    is_repair: bool = False
    """Whether the battery goes back to the giver afterwards."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a handover changes besides the custodian."""

    stage: Stage
    status: Status
    repair_for: ParticipantId | None = None
    """While in repair: whom it goes back to."""


_WASTE = Transition(Stage.END_OF_LIFE, Status.WASTE)
_REPAIR_IN_SERVICE = Transition(Stage.IN_SERVICE, is_repair=True)
_REPAIR_IN_SECOND_LIFE = Transition(Stage.SECOND_LIFE, is_repair=True)

TRANSITIONS: Mapping[tuple[Stage, Role], Transition] = {
    (Stage.REGISTERED, Role.OPERATOR): Transition(Stage.IN_SERVICE, Status.ORIGINAL),
    (Stage.REGISTERED, Role.RECYCLER): _WASTE,
    (Stage.IN_SERVICE, Role.MANUFACTURER): _REPAIR_IN_SERVICE,
    (Stage.IN_SERVICE, Role.OPERATOR): Transition(Stage.IN_SERVICE, Status.REUSED),
    (Stage.IN_SERVICE, Role.SECOND_LIFE_OPERATOR): Transition(Stage.SECOND_LIFE, Status.REPURPOSED),
    (Stage.IN_SERVICE, Role.RECYCLER): _WASTE,
    (Stage.IN_SERVICE, Role.SERVICE): _REPAIR_IN_SERVICE,
    (Stage.SECOND_LIFE, Role.MANUFACTURER): _REPAIR_IN_SECOND_LIFE,
    (Stage.SECOND_LIFE, Role.SECOND_LIFE_OPERATOR): Transition(Stage.SECOND_LIFE),
    (Stage.SECOND_LIFE, Role.RECYCLER): _WASTE,
    (Stage.SECOND_LIFE, Role.SERVICE): _REPAIR_IN_SECOND_LIFE,
    (Stage.END_OF_LIFE, Role.RECYCLER): _WASTE,
}
"""Stage of the battery x role in which the receiver takes it. What is not here is refused."""

_OWNER_ROLE: Mapping[Stage, Role] = {
    Stage.IN_SERVICE: Role.OPERATOR,
    Stage.SECOND_LIFE: Role.SECOND_LIFE_OPERATOR,
}
"""In which role the owner takes a battery back from repair."""


def after_handover(before: Standing, giver: ParticipantId, receiver: ParticipantId, receiver_role: Role) -> Standing:
    """Stage, status and repair claim after a handover.

    Raises:
        TransitionNotAllowed: the table has no such cell.
        RepairReturnsToOwner: it is in repair, and this receiver is neither its owner, a repairer nor a recycler.
    """
    transition = TRANSITIONS.get((before.stage, receiver_role))
    if before.repair_for is not None and receiver_role is not Role.RECYCLER:
        return _from_repair(before, transition, receiver, receiver_role)
    if transition is None:
        raise TransitionNotAllowed(before.stage, receiver_role)
    status = before.status if transition.status is None else transition.status
    return Standing(transition.stage, status, giver if transition.is_repair else None)


def _from_repair(
    before: Standing, transition: Transition | None, receiver: ParticipantId, receiver_role: Role
) -> Standing:
    to_repairer = transition is not None and transition.is_repair
    if receiver == before.repair_for and (to_repairer or receiver_role is _OWNER_ROLE.get(before.stage)):
        return Standing(before.stage, before.status)
    if not to_repairer:
        raise RepairReturnsToOwner(before.repair_for, receiver)
    return before
