"""What every event has: where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import BlockHash, TxHash
from passport.ledger.abi import signature_of
from passport.ledger.deployment import Contract


@dataclass(frozen=True, slots=True, order=True)
class LogPosition:
    """Where an event stands in the chain. Orders events; `log_index` counts within the block."""

    block_number: int
    log_index: int
    block_hash: BlockHash
    tx_hash: TxHash
    timestamp: int
    """Unix seconds of the block."""


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One contract event: its position, then its fields in Solidity order (see `passport.ledger.abi`)."""

    contract: ClassVar[Contract]

    position: LogPosition

    @classmethod
    def abi_signature(cls) -> str:
        """Canonical signature; its keccak256 is topic 0."""
        return signature_of(cls, cls.__name__)
