"""What becomes of an act: entries of the outbox and receipts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, TypeVar

from passport.errors import HistoryContradiction
from passport.identifiers import Address, BlockRef, TxHash
from passport.ledger.acts import Act
from passport.ledger.events import LedgerEvent

AnyEvent = TypeVar("AnyEvent", bound=LedgerEvent)

IdempotencyKey = NewType("IdempotencyKey", str)
"""Names one intention of a caller; the same key never leads to two effects. At most 200 characters."""


class OutboxState(StrEnum):
    """How far an act has come. It only moves down this list."""

    PENDING = "pending"
    """Written down; nothing was signed."""
    SENT = "sent"
    """Signed, written down with its nonce, and given to the node at least once."""
    CONFIRMED = "confirmed"
    """In a block that is deep enough."""
    REFUSED = "refused"
    """The contract refused it; the chain is unchanged and no repeat will be tried."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An act that is in a final block."""

    tx_hash: TxHash
    block: BlockRef
    gas_used: int
    effective_gas_price_wei: int
    events: tuple[LedgerEvent, ...]
    """What the contracts of this ledger emitted in this transaction, in order."""

    def single(self, kind: type[AnyEvent]) -> AnyEvent:
        """The one event of this kind. Raises HistoryContradiction if there is none or more than one."""
        found = [event for event in self.events if isinstance(event, kind)]
        if len(found) != 1:
            raise HistoryContradiction(
                f"Transaction {self.tx_hash} has {len(found)} events {kind.__name__}; one was expected.",
                transaction=self.tx_hash,
                event=kind.__name__,
            )
        return found[0]


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """An act with its key and its state."""

    key: IdempotencyKey
    act: Act
    sender: Address
    state: OutboxState
    nonce: int | None = None
    tx_hash: TxHash | None = None
    """The newest transaction that carries it; a replacement has the same nonce."""
    receipt: Receipt | None = None
    refusal: str | None = None
    """Why it was refused, in words."""
