"""How an act ended: finding its receipt, keeping it in the outbox, and naming why a contract refused.

The outbox keeps the node's receipt as it came, so that a repeated call is answered without the chain.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode

from passport.adapters.evm.calldata import selector
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.events import decode_logs, emitters
from passport.adapters.evm.rpc import as_bytes, as_data, as_int, quantity
from passport.adapters.sql.outbox_store import Attempt
from passport.errors import LedgerError, LedgerRefused, LedgerUnavailable
from passport.identifiers import Address, BlockHash, BlockRef, TxHash
from passport.ledger.abi import coders_of, to_abi
from passport.ledger.delivery import Receipt
from passport.ledger.deployment import Contract, Deployment
from passport.ledger.refusals import ContractRefusal, from_revert


@dataclass(frozen=True)
class Found:
    """A transaction that is in a block."""

    block: BlockRef
    receipt: dict[str, Any]
    """As the node gave it."""

    @property
    def succeeded(self) -> bool:
        """Whether the call did not revert."""
        return as_int(self.receipt["status"]) == 1

    def write(self) -> str:
        """As the outbox keeps it."""
        kept = {name: value for name, value in self.receipt.items() if name != "logsBloom"}
        return json.dumps({"timestamp": self.block.timestamp, "receipt": kept}, separators=(",", ":"))


class Outcomes:
    """What became of an act's transactions on one chain."""

    def __init__(self, connection: EvmConnection, deployment: Deployment) -> None:
        self._connection = connection
        self._deployment = deployment
        self._emitters = emitters(deployment)

    def find(self, attempts: Sequence[Attempt]) -> Found | None:
        """The one of these transactions that is in the chain now, whichever it is; the newest is asked for first."""
        for attempt in reversed(attempts):
            receipt = self._connection.ask("eth_getTransactionReceipt", attempt.tx_hash.hex0x)
            if isinstance(receipt, dict) and receipt.get("blockHash"):
                try:
                    block = self._connection.block(as_int(receipt["blockNumber"]))
                except LedgerUnavailable:
                    continue
                if block.hash == BlockHash.from_hex(receipt["blockHash"]):
                    return Found(block, receipt)
        return None

    def is_known(self, attempt: Attempt) -> bool:
        """Whether the node has the transaction, in a block or waiting for one."""
        return self._connection.ask("eth_getTransactionByHash", attempt.tx_hash.hex0x) is not None

    def is_lost(self, sender: Address, nonce: int, attempts: Sequence[Attempt]) -> bool:
        """Whether a final block used the nonce for a transaction that is none of these."""
        final = self._connection.final_number()
        used = as_int(self._connection.ask("eth_getTransactionCount", sender, quantity(final)))
        return used > nonce and self.find(attempts) is None

    def why_refused(self, block: BlockRef, sender: Address, contract: Contract, data: bytes) -> LedgerRefused:
        """Makes a call that reverted in `block` again, before and after it, to learn its reason."""
        to = self._deployment.address_of(contract)
        for state in (self._connection.block(max(block.number - 1, 0)), block):
            try:
                self._connection.call_at(state, to, data, sender)
            except LedgerRefused as refusal:
                return refusal
        return LedgerRefused(
            f"The transaction reverted in block {block.number}; called again it does not.",
            remedy="It may have lost a race with another act in the same block. Look at the state and decide anew.",
            block=block.number,
        )

    def read_receipt(self, outcome: str | None) -> Receipt:
        """The receipt the outbox kept."""
        kept = _load(outcome)
        receipt = kept["receipt"]
        number, timestamp = as_int(receipt["blockNumber"]), int(kept["timestamp"])
        return Receipt(
            tx_hash=TxHash.from_hex(receipt["transactionHash"]),
            block=BlockRef(number, BlockHash.from_hex(receipt["blockHash"]), timestamp),
            gas_used=as_int(receipt["gasUsed"]),
            effective_gas_price_wei=as_int(receipt.get("effectiveGasPrice")),
            events=tuple(decode_logs(receipt["logs"], self._emitters, {number: timestamp})),
        )


def write_refusal(refusal: LedgerRefused) -> str:
    """A refusal as the outbox keeps it: the contract's own revert data where it is one of its errors."""
    data = None
    if isinstance(refusal, ContractRefusal):
        types = [coder.solidity for _, coder in coders_of(type(refusal))]
        data = as_data(selector(type(refusal).abi_signature()) + encode(types, to_abi(refusal)))
    return json.dumps({"message": refusal.message, "remedy": refusal.remedy, "data": data})


def read_refusal(outcome: str | None) -> LedgerRefused:
    """The refusal the outbox kept, with its type and values."""
    kept = _load(outcome)
    if kept.get("data"):
        return from_revert(as_bytes(kept["data"]))
    return LedgerRefused(str(kept.get("message")), remedy=kept.get("remedy"))


def _load(outcome: str | None) -> dict[str, Any]:
    try:
        kept = json.loads(outcome or "")
    except ValueError as error:
        raise LedgerError("The outbox has an entry whose outcome cannot be read.") from error
    if not isinstance(kept, dict):
        raise LedgerError("The outbox has an entry whose outcome cannot be read.")
    return kept
