"""Calls of IAccessLog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, Bytes32, Digest, Signature
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract
from passport.ledger.read_logs import Checkpoint


@dataclass(frozen=True, slots=True)
class OpenLog(Act):
    """Opens a read log of the caller's organisation."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG
    function: ClassVar[str] = "open"

    name: Bytes32


@dataclass(frozen=True, slots=True)
class RecordCheckpoint(Act):
    """Records a signed checkpoint with its consistency proof."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG
    function: ClassVar[str] = "checkpoint"

    words: Checkpoint
    consistency_proof: tuple[Digest, ...]
    signer: Address
    signature: Signature


@dataclass(frozen=True, slots=True)
class ProveEquivocation(Act):
    """Proves that the owner signed two roots for one size; closes the log."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG
    function: ClassVar[str] = "proveEquivocation"

    first: Checkpoint
    first_signer: Address
    first_signature: Signature
    second: Checkpoint
    second_signer: Address
    second_signature: Signature
