"""The table of stages, and what it means in repair. The contract's own table is compared on chain and by vectors."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import ParticipantId
from passport.ledger.refusals import RepairReturnsToOwner, TransitionNotAllowed
from passport.ledger.transitions import TRANSITIONS, Standing, Transition, after_handover

GIVER, RECEIVER, OWNER = ParticipantId(1), ParticipantId(2), ParticipantId(3)
SOLIDITY = Path(__file__).parents[3] / "contracts" / "libraries" / "StageTransitions.sol"

stages, statuses, roles = st.sampled_from(Stage), st.sampled_from(Status), st.sampled_from(Role)


def solidity_table() -> dict[tuple[Stage, Role], Transition]:
    """The cells of the contract's constant: byte r of the row of a stage is 0xSR."""
    rows = dict(re.findall(r"FROM_(\w+) = 0x([0-9a-f_]+);", SOLIDITY.read_text()))
    table = {}
    for stage, role in product(Stage, Role):
        cell = bytes.fromhex(rows.get(stage.name, "00" * 7).replace("_", ""))[-1 - role]
        if cell:
            rule = cell & 0x0F
            status = Status(rule - 1) if 1 <= rule <= 5 else None
            table[stage, role] = Transition(Stage(cell >> 4), status, rule == 8)
    return table


def test_table__against_the_constant_of_the_contract__is_the_same() -> None:
    assert dict(TRANSITIONS) == solidity_table()
    assert len(TRANSITIONS) == 12


@pytest.mark.parametrize(
    ("stage", "role", "expected"),
    [
        (Stage.REGISTERED, Role.OPERATOR, Standing(Stage.IN_SERVICE, Status.ORIGINAL)),
        (Stage.IN_SERVICE, Role.OPERATOR, Standing(Stage.IN_SERVICE, Status.REUSED)),
        (Stage.IN_SERVICE, Role.SECOND_LIFE_OPERATOR, Standing(Stage.SECOND_LIFE, Status.REPURPOSED)),
        (Stage.IN_SERVICE, Role.SERVICE, Standing(Stage.IN_SERVICE, Status.ORIGINAL, GIVER)),
        (Stage.SECOND_LIFE, Role.RECYCLER, Standing(Stage.END_OF_LIFE, Status.WASTE)),
        (Stage.END_OF_LIFE, Role.RECYCLER, Standing(Stage.END_OF_LIFE, Status.WASTE)),
    ],
)
def test_handover__on_the_way_of_a_battery__leads_there(stage: Stage, role: Role, expected: Standing) -> None:
    assert after_handover(Standing(stage, Status.ORIGINAL), GIVER, RECEIVER, role) == expected


@pytest.mark.parametrize("role", [Role.SECOND_LIFE_OPERATOR, Role.MANUFACTURER, Role.SERVICE, Role.AUDITOR])
def test_handover__of_a_registered_battery_to_a_later_stage__is_refused(role: Role) -> None:
    with pytest.raises(TransitionNotAllowed):
        after_handover(Standing(Stage.REGISTERED, Status.ORIGINAL), GIVER, RECEIVER, role)


@given(stages, statuses, roles, st.none() | st.just(OWNER), st.sampled_from([RECEIVER, OWNER]))
def test_handover__whatever_is_allowed__never_goes_back(
    stage: Stage, status: Status, role: Role, repair_for: ParticipantId | None, receiver: ParticipantId
) -> None:
    try:
        after = after_handover(Standing(stage, status, repair_for), GIVER, receiver, role)
    except (TransitionNotAllowed, RepairReturnsToOwner):
        return
    assert after.stage >= stage
    assert stage not in (Stage.NONE, Stage.RECYCLED)
    assert after.stage not in (Stage.NONE, Stage.RECYCLED)
    assert (after.status is Status.WASTE) == (after.stage is Stage.END_OF_LIFE) or after.status is status


@given(stages, statuses, st.sampled_from([Role.AUDITOR, Role.AUTHORITY]))
def test_handover__to_an_auditor_or_authority__is_always_refused(stage: Stage, status: Status, role: Role) -> None:
    with pytest.raises(TransitionNotAllowed):
        after_handover(Standing(stage, status), GIVER, RECEIVER, role)


IN_REPAIR = Standing(Stage.IN_SERVICE, Status.REUSED, OWNER)


@pytest.mark.parametrize(
    ("receiver", "role", "expected"),
    [
        (OWNER, Role.OPERATOR, Standing(Stage.IN_SERVICE, Status.REUSED)),
        (OWNER, Role.SERVICE, Standing(Stage.IN_SERVICE, Status.REUSED)),
        (RECEIVER, Role.SERVICE, IN_REPAIR),
        (RECEIVER, Role.MANUFACTURER, IN_REPAIR),
        (RECEIVER, Role.RECYCLER, Standing(Stage.END_OF_LIFE, Status.WASTE)),
    ],
)
def test_repair__back_to_owner_on_to_repairer_or_recycler__is_allowed(
    receiver: ParticipantId, role: Role, expected: Standing
) -> None:
    assert after_handover(IN_REPAIR, GIVER, receiver, role) == expected


@pytest.mark.parametrize(
    ("receiver", "role"),
    [(RECEIVER, Role.OPERATOR), (RECEIVER, Role.SECOND_LIFE_OPERATOR), (OWNER, Role.SECOND_LIFE_OPERATOR)],
)
def test_repair__to_anybody_else__returns_to_owner(receiver: ParticipantId, role: Role) -> None:
    with pytest.raises(RepairReturnsToOwner) as caught:
        after_handover(IN_REPAIR, GIVER, receiver, role)
    assert (caught.value.owner, caught.value.given) == (OWNER, receiver)
