"""What a transaction may cost: nothing, or the market's price with room for it to rise.

Many permissioned networks charge no gas; there `ZeroFees` sends legacy transactions with price zero and never asks
for a price, because nodes name one all the same. Elsewhere `MarketFees` follows EIP-1559 where the chain has a base
fee, and the node's gas price where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from passport.adapters.evm.rpc import JsonRpc, RpcError, as_int

_RAISE_PERCENT = 125
"""Nodes take a replacement from 10 % (Ganache, geth) or 12.5 % more; 25 % clears all of them."""
_DEFAULT_PRIORITY_WEI = 10**9


@dataclass(frozen=True)
class Fees:
    """Price of a unit of gas, in wei."""

    max_wei: int
    """The most that may be paid; the gas price itself on a network without EIP-1559."""
    priority_wei: int | None
    """The part for the sealer; None on a network without EIP-1559."""


class FeePolicy(Protocol):
    """Decides what to offer."""

    def first(self, rpc: JsonRpc) -> Fees:
        """The offer of a new transaction. Raises LedgerUnavailable."""
        ...

    def raised(self, previous: Fees, rpc: JsonRpc) -> Fees | None:
        """A better offer for a transaction that is stuck; None if there is none to make."""
        ...


@dataclass(frozen=True)
class ZeroFees:
    """Gas is free."""

    def first(self, rpc: JsonRpc) -> Fees:
        """Zero."""
        return Fees(0, None)

    def raised(self, previous: Fees, rpc: JsonRpc) -> Fees | None:
        """More than zero would not help."""
        return None


@dataclass(frozen=True)
class MarketFees:
    """The node's price, never above `cap_wei`."""

    cap_wei: int = 500 * 10**9

    def first(self, rpc: JsonRpc) -> Fees:
        """Twice the base fee and the priority the node proposes, or the node's gas price."""
        head = rpc.call("eth_getBlockByNumber", "latest", False)
        if head.get("baseFeePerGas") is None:
            return Fees(min(as_int(rpc.call("eth_gasPrice")), self.cap_wei), None)
        priority = self._priority(rpc)
        most = min(2 * as_int(head["baseFeePerGas"]) + priority, self.cap_wei)
        return Fees(most, min(priority, most))

    def raised(self, previous: Fees, rpc: JsonRpc) -> Fees | None:
        """A quarter more than before, or today's price if that is higher; None at the cap."""
        today = self.first(rpc)
        most = min(max(_more(previous.max_wei), today.max_wei), self.cap_wei)
        if most < _more(previous.max_wei):
            return None
        if previous.priority_wei is None:
            return Fees(most, None)
        priority = max(_more(previous.priority_wei), today.priority_wei or 0)
        return Fees(most, min(priority, most))

    def _priority(self, rpc: JsonRpc) -> int:
        try:
            return as_int(rpc.call("eth_maxPriorityFeePerGas"))
        except RpcError:
            return _DEFAULT_PRIORITY_WEI


def _more(wei: int) -> int:
    return wei * _RAISE_PERCENT // 100 + 1
