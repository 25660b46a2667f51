"""Take components out of a battery: each gets custody of its own, and words signed for the whole are void."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import BlockRef, ParticipantId, PassportId, TxHash
from passport.ledger.acts import SplitOff
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import ComponentSplitOff
from passport.provenance.canonical import Json
from passport.services.existence import bring_whole_into_existence
from passport.services.read import entry_of
from passport.services.standing import position_of
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench


@dataclass(frozen=True, slots=True)
class SplitComponent:
    """A component that is on its own."""

    passport_id: PassportId
    parent: PassportId
    custodian: ParticipantId
    stage: Stage
    status: Status
    transaction: TxHash
    block: BlockRef


def split_off(
    bench: Workbench, holder: Party, component: PassportId, *, key: IdempotencyKey | None = None
) -> SplitComponent:
    """Takes one component out of what it is built into, whoever registered it.

    A component that is still a leaf of its batch is made a record first, and so is what it is built into. A component
    is split off once in its life: asked again, the answer is what was done, with the stage and status it has now.

    Raises:
        NotHolder, PassportNotAttached, PassportIsPacked, PassportIsClosed, ...: As the contract refuses.
        ContentNotFound: The component is not known here.
    """
    entry_of(bench, component)
    request: Json = {"component": component.hex0x, "holder": int(holder.participant_id)}
    steps = Steps(bench.journal, "split", key, request)
    bring_whole_into_existence(bench, steps, component, holder.signer.address)
    receipt = steps.deliver(bench.outbox, "split", holder.signer.address, lambda: SplitOff(component))
    steps.finish()
    event = receipt.single(ComponentSplitOff)
    standing = position_of(bench, bench.ledger.snapshot(), component).standing
    return SplitComponent(
        component, event.parent, event.custodian, standing.stage, standing.status, receipt.tx_hash, receipt.block
    )


def split_all(
    bench: Workbench,
    holder: Party,
    components: Sequence[PassportId],
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[SplitComponent, ...]:
    """Takes several components out, one transaction each; cut off, the same again goes on with those that are left.

    Args:
        bench: The ports.
        holder: Who holds the whole.
        components: What is taken out, in this order.
        progress: Told how many are done, and how many there are.
    """
    done = []
    for number, component in enumerate(components):
        progress(number, len(components))
        done.append(split_off(bench, holder, component))
    progress(len(components), len(components))
    return tuple(done)
