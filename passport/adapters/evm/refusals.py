"""Node answers that say no -> typed errors of `passport.ledger.refusals`, whatever the node.

The three engines put revert data in three places: Anvil and geth as text in ``error.data``, Ganache as text there for
``eth_call`` and below ``error.data.result`` for ``eth_estimateGas``; Ganache's older form nests it by transaction
hash. All are read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from passport.adapters.evm.rpc import RpcError, as_bytes
from passport.errors import LedgerError, LedgerRefused, LedgerUnavailable
from passport.ledger.refusals import from_revert

_REVERTED = ("revert", "vm exception", "invalid opcode", "out of gas", "stack underflow", "bad jump")
_GONE = (
    "header not found",
    "header for hash not found",
    "hash is not currently canonical",
    "missing trie node",
    "resource not found",
    "blockoutofrangeerror",
    "block not found",
    "unknown block",
    "state is not available",
    "historical state",
)


class SenderCannotPay(LedgerError):
    """The sending account does not own what the gas of the transaction may cost."""

    code = "ledger.sender_cannot_pay"
    default_remedy = "Fund the account, or set the connection's fees to `zero` on a network without gas price."


def revert_data(error: RpcError) -> bytes | None:
    """The revert data of an error answer: empty bytes for a revert without a reason, None if it is no revert."""
    for text in _texts(error.data):
        hexadecimal = text.removeprefix("Reverted ").strip()
        if hexadecimal.startswith("0x"):
            try:
                return as_bytes(hexadecimal)
            except ValueError:
                continue
    return b"" if _says(error, _REVERTED) or error.code == 3 else None


def as_ledger_error(error: RpcError) -> LedgerError:
    """The error of our tree that an error answer to a call, an estimate or a read means."""
    if _says(error, ("insufficient funds", "enough funds", "upfront cost")):
        return SenderCannotPay(f"The sender cannot pay for the transaction: {error.message}.")
    data = revert_data(error)
    if data is not None and not _says(error, _GONE):
        refusal = from_revert(data)
        return refusal if data else LedgerRefused(f"The node gave no reason: {error.message}.")
    if _says(error, _GONE):
        return LedgerUnavailable(
            "The node does not have that block's state (any more).",
            remedy="Repeat with a newer block; for old blocks ask an archive node.",
            method=error.method,
        )
    return LedgerUnavailable(f"The node refused {error.method}: {error.message}.", method=error.method)


def _says(error: RpcError, phrases: tuple[str, ...]) -> bool:
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)


def _texts(data: object) -> Iterator[str]:
    """Every text in which a node may have put revert data, the likeliest first."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name in ("data", "result", "return"):
            if isinstance(data.get(name), str):
                yield data[name]
        for inner in data.values():
            if isinstance(inner, dict):
                yield from _texts(inner)
