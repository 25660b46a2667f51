"""The chain for reading: `passport.ports.PassportLedger` on an EVM node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.events import decode_logs, emitters
from passport.adapters.evm.rpc import as_int, quantity
from passport.adapters.evm.snapshot import EvmSnapshot
from passport.errors import LedgerUnavailable
from passport.identifiers import BlockHash, BlockRef
from passport.ledger.deployment import Deployment
from passport.ledger.events import LedgerEvent

LOG_RANGE_BLOCKS = 5_000
"""Besu's limit for eth_getLogs."""


class EvmLedger:
    """The five contracts on one chain.

    Args:
        connection: A node of that chain.
        deployment: Where the contracts stand.
        log_range_blocks: Widest range of blocks to ask for events at once.

    Raises:
        WrongChain, WrongContract: On construction, if the node is not the one the deployment names.
    """

    def __init__(
        self, connection: EvmConnection, deployment: Deployment, log_range_blocks: int = LOG_RANGE_BLOCKS
    ) -> None:
        connection.require(deployment)
        self._connection = connection
        self._deployment = deployment
        self._emitters = emitters(deployment)
        self._log_range_blocks = log_range_blocks

    @property
    def deployment(self) -> Deployment:
        """Where the contracts stand."""
        return self._deployment

    def head(self) -> BlockRef:
        """The newest block."""
        return self._connection.head()

    def final_head(self) -> BlockRef:
        """The newest block that counts as final on this network."""
        return self._connection.final_head()

    def block(self, number: int) -> BlockRef:
        """A block by height. Raises LedgerUnavailable if the node has none."""
        return self._connection.block(number)

    def snapshot(self, at: BlockRef | None = None) -> EvmSnapshot:
        """The chain after `at`, or after the newest block."""
        return EvmSnapshot(self._connection, self._deployment, self.head() if at is None else at)

    def events(self, from_block: int, to_block: int) -> Iterator[LedgerEvent]:
        """Every event of the five contracts in these blocks, in chain order.

        The range is asked for in pieces. The last block of a piece is looked at before and after its logs were
        fetched: an unchanged hash means that no block below it changed either.

        Raises:
            LedgerUnavailable: The node has not all these blocks, or they changed meanwhile; repeat.
        """
        first = max(from_block, self._deployment.first_block)
        for start in range(first, to_block + 1, self._log_range_blocks):
            yield from self._events_of(start, min(start + self._log_range_blocks - 1, to_block))

    def _events_of(self, first: int, last: int) -> list[LedgerEvent]:
        end = self.block(last)
        logs: list[dict[str, Any]] = self._connection.ask(
            "eth_getLogs",
            {"fromBlock": quantity(first), "toBlock": quantity(last), "address": list(self._emitters)},
        )
        logs.sort(key=lambda log: (as_int(log["blockNumber"]), as_int(log["logIndex"])))
        timestamps = {}
        for log in logs:
            number = as_int(log["blockNumber"])
            if number not in timestamps:
                block = self.block(number)
                if log.get("removed") or block.hash != BlockHash.from_hex(log["blockHash"]):
                    raise _moved(number)
                timestamps[number] = block.timestamp
        if self.block(last).hash != end.hash:
            raise _moved(last)
        return list(decode_logs(logs, self._emitters, timestamps))


def _moved(number: int) -> LedgerUnavailable:
    return LedgerUnavailable(f"Block {number} was replaced while its events were read.", block=number)
