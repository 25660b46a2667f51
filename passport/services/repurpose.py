"""Make another battery out of old ones: a new passport, linked to those it closes (Article 77(7))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passport.battery.lifecycle import Status
from passport.identifiers import BlockRef, PassportId, TxHash
from passport.ledger.acts import CreateSuccessor
from passport.ledger.delivery import IdempotencyKey
from passport.provenance.canonical import Json
from passport.provenance.records import PassportEntry
from passport.services.declaration import SuccessorDeclaration
from passport.services.existence import bring_into_existence
from passport.services.first_version import register_one
from passport.services.kin import known
from passport.services.model import refuse_model
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench


@dataclass(frozen=True, slots=True)
class Repurposed:
    """A successor that is on chain; its predecessors are closed."""

    entry: PassportEntry
    predecessors: tuple[PassportId, ...]
    status: Status
    transaction: TxHash
    block: BlockRef


def repurpose(
    bench: Workbench,
    operator: Party,
    declared: SuccessorDeclaration,
    predecessors: Sequence[PassportId],
    *,
    key: IdempotencyKey | None = None,
) -> Repurposed:
    """Closes the predecessors and registers the battery made of them, in one transaction.

    Its operator answers for it from now on. The first version of its passport names the predecessors, so the link is
    in what the operator signed as well as on chain; nothing of theirs is erased.

    Args:
        bench: The ports.
        operator: A second-life operator, or a manufacturer that remanufactures; it holds all predecessors.
        declared: The new battery.
        predecessors: Packs, or modules and cells that were split off; none attached, packed, withdrawn or in repair.
        key: Name of this intention; derived from the declaration if None.

    Raises:
        CallerRoleMissing, NotHolder, StageNotAllowed, PassportIsAttached, ...: As the contract refuses.
        BatteryModelError: A predecessor is a model.
        ContentNotFound: A predecessor is not known here.
    """
    for predecessor in predecessors:
        known(bench, predecessor)
        refuse_model(bench, predecessor)
    payload: dict[str, Json] = declared.passport(predecessors)
    request: Json = {"operator": int(operator.participant_id), "passport": payload}
    steps = Steps(bench.journal, "repurpose", key, request)
    for number, predecessor in enumerate(predecessors):
        bring_into_existence(bench, steps, predecessor, operator.signer.address, f"existence-{number}")
    status = Status[declared.status.upper()]
    entry, receipt = register_one(
        bench,
        steps,
        operator,
        declared.identifier,
        payload,
        lambda registration: CreateSuccessor(tuple(predecessors), registration, status),
    )
    return Repurposed(entry, tuple(predecessors), status, receipt.tx_hash, receipt.block)
