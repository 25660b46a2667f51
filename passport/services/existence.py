"""Make a record on chain of a passport that is still a leaf of its batch, so that something can happen to it alone."""

from __future__ import annotations

from passport.identifiers import Address, PassportId
from passport.ledger.acts import Act, BringIntoExistence
from passport.ledger.refusals import PassportExists, PassportUnknown
from passport.services.standing import position_of
from passport.services.steps import Steps
from passport.services.workbench import Workbench


def bring_into_existence(
    bench: Workbench, steps: Steps, passport_id: PassportId, sender: Address, name: str = "existence"
) -> None:
    """Makes a record of a lazy passport; goes on with a try that was cut off, also if it has taken effect meanwhile.

    Args:
        bench: The ports.
        steps: The use case this is a step of.
        passport_id: The passport; nothing happens if it is a record already.
        sender: Who sends it: its custodian, its manufacturer or an authority.
        name: Of the step.

    Raises:
        PassportUnknown, ParentUnknown, NotHolder: As the contract refuses.
    """
    lazy = position_of(bench, bench.ledger.snapshot(), passport_id).lazy
    if lazy is None and not steps.is_under_way(bench.outbox, name):
        return

    def act() -> Act:
        if lazy is None:
            raise PassportUnknown(passport_id)
        return BringIntoExistence(lazy)

    try:
        steps.deliver(bench.outbox, name, sender, act)
    except PassportExists:
        # Somebody else who may was faster; all that is wanted is that it exists.
        return


def bring_whole_into_existence(bench: Workbench, steps: Steps, passport_id: PassportId, sender: Address) -> None:
    """As `bring_into_existence`, after everything it is built into: a component needs its parent to exist first."""
    whole = [passport_id]
    while (entry := bench.catalogue.passport(whole[-1])) is not None and entry.parent is not None:
        whole.append(entry.parent)
    for depth, part in enumerate(reversed(whole)):
        bring_into_existence(bench, steps, part, sender, f"existence-{depth}")
