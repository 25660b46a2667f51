"""When a block counts as final: a setting of the connection, because networks differ.

``instant``: as soon as it is there (Besu QBFT, IBFT: a block is never taken back). ``depth:N``: N blocks later
(Clique and other networks where validators may disagree for a while). ``tag:finalized`` or ``tag:safe``: what the
node itself says (proof-of-stake networks). The embedded chain's blocks are final when its journal has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.rpc import JsonRpc, RpcError, as_int
from passport.errors import LedgerError, LedgerUnavailable


class Finality(Protocol):
    """A rule that names the newest final block."""

    def final_number(self, rpc: JsonRpc) -> int:
        """Height of the newest final block; everything below it is final too. Raises LedgerUnavailable."""
        ...


@dataclass(frozen=True)
class Instant:
    """Every block is final at once."""

    def final_number(self, rpc: JsonRpc) -> int:
        """The head."""
        return as_int(rpc.call("eth_blockNumber"))


@dataclass(frozen=True)
class Depth:
    """A block is final when `blocks` more stand on it."""

    blocks: int

    def final_number(self, rpc: JsonRpc) -> int:
        """The head less the depth, never below the genesis."""
        return max(0, as_int(rpc.call("eth_blockNumber")) - self.blocks)


@dataclass(frozen=True)
class Tag:
    """The node's own word, ``finalized`` or ``safe``."""

    name: str

    def final_number(self, rpc: JsonRpc) -> int:
        """The block the node gives that name."""
        try:
            block = rpc.call("eth_getBlockByNumber", self.name, False)
        except RpcError as error:
            raise self._unknown() from error
        if not isinstance(block, dict):
            raise self._unknown()
        return as_int(block["number"])

    def _unknown(self) -> LedgerUnavailable:
        return LedgerUnavailable(
            f"The node does not know the block tag {self.name}.",
            remedy="On Besu QBFT set the finality to `instant`; on Clique to a depth.",
        )


@dataclass(frozen=True)
class Recorded:
    """A block of the embedded chain is final when it is safe on disk."""

    chain: EmbeddedChain

    def final_number(self, rpc: JsonRpc) -> int:
        """Writes what is not written yet, and answers the last block that is. Starts the chain if it died."""
        self.chain.ensure_running()
        return self.chain.record()


def finality_of(setting: str) -> Finality:
    """Reads ``instant``, ``depth:N``, ``tag:finalized`` or ``tag:safe``. Raises LedgerError."""
    word, _, value = setting.partition(":")
    if setting == "instant":
        return Instant()
    if word == "depth" and value.isascii() and value.isdigit():
        return Depth(int(value))
    if word == "tag" and value in ("finalized", "safe"):
        return Tag(value)
    raise LedgerError(
        f"Finality {setting!r} is not known.",
        remedy="Write instant, depth:N, tag:finalized or tag:safe.",
        setting=setting,
    )
