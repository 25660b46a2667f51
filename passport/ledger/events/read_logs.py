"""Events of IAccessLog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Bytes32, Digest, LogId, ParticipantId
from passport.ledger.abi import Uint64
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent


@dataclass(frozen=True, slots=True)
class LogOpened(LedgerEvent):
    """A read log was opened."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG

    log_id: LogId
    owner: ParticipantId
    name: Bytes32


@dataclass(frozen=True, slots=True)
class CheckpointRecorded(LedgerEvent):
    """A read log grew."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG

    log_id: LogId
    tree_size: Uint64
    root_hash: Digest


@dataclass(frozen=True, slots=True)
class EquivocationProved(LedgerEvent):
    """The owner of a read log signed two roots for one size."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG

    log_id: LogId
    tree_size: Uint64
    first_root: Digest
    second_root: Digest
