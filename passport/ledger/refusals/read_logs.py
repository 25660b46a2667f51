"""Custom errors of IAccessLog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, LogId, ParticipantId
from passport.ledger.abi import Uint64
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class LogUnknown(ContractRefusal):
    """There is no read log `log_id`."""

    sentence: ClassVar[str] = "There is no read log {log_id}."

    log_id: LogId


@dataclass(eq=False)
class LogAlreadyOpen(ContractRefusal):
    """Read log `log_id` is open already."""

    sentence: ClassVar[str] = "Read log {log_id} is open already."

    log_id: LogId


@dataclass(eq=False)
class LogEquivocated(ContractRefusal):
    """The owner of read log `log_id` signed two roots for one size; the log is closed."""

    sentence: ClassVar[str] = "The owner of read log {log_id} signed two roots for one size; the log is closed."

    log_id: LogId


@dataclass(eq=False)
class CheckpointShrinks(ContractRefusal):
    """Read log `log_id` has `tree_size` entries; a checkpoint of `given` would shrink it."""

    sentence: ClassVar[str] = "Read log {log_id} has {tree_size} entries; a checkpoint of {given} would shrink it."

    log_id: LogId
    tree_size: Uint64
    given: Uint64


@dataclass(eq=False)
class CheckpointForks(ContractRefusal):
    """Read log `log_id` has another root at `tree_size` entries."""

    sentence: ClassVar[str] = "Read log {log_id} has another root at {tree_size} entries."

    log_id: LogId
    tree_size: Uint64


@dataclass(eq=False)
class CheckpointSignatureInvalid(ContractRefusal):
    """The signature of `signer` does not fit the checkpoint, this contract or this chain."""

    sentence: ClassVar[str] = "The signature of {signer} does not fit the checkpoint, this contract or this chain."

    signer: Address


@dataclass(eq=False)
class CheckpointSignerForeign(ContractRefusal):
    """The signer belongs to participant `signer_of`; the read log belongs to `owner`."""

    sentence: ClassVar[str] = "The signer belongs to participant {signer_of}; the read log belongs to {owner}."

    signer_of: ParticipantId | None
    owner: ParticipantId | None


@dataclass(eq=False)
class ConsistencyProofInvalid(ContractRefusal):
    """The proof does not show that read log `log_id` grew from `from_size` to `to_size` entries."""

    sentence: ClassVar[str] = (
        "The proof does not show that read log {log_id} grew from {from_size} to {to_size} entries."
    )

    log_id: LogId
    from_size: Uint64
    to_size: Uint64


@dataclass(eq=False)
class NotEquivocation(ContractRefusal):
    """These checkpoints do not prove equivocation of read log `log_id`."""

    sentence: ClassVar[str] = "These checkpoints do not prove equivocation of read log {log_id}."

    log_id: LogId
