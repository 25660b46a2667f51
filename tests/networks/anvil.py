"""A plain Anvil of the tests: no journal, no embedded chain, a base fee that moves. `reorg` and `mine` on demand."""

from __future__ import annotations

from pathlib import Path

from passport.adapters.evm.anvil_binary import require_anvil

from .processes import NodeProcess, free_port

CHAIN_ID = 31972


def anvil_node(home: Path, *options: str, port: int | None = None) -> NodeProcess:
    """A stopped Anvil with its per-transaction gas cap on. `options` are further command-line options."""
    port = port or free_port()
    command = [str(require_anvil()), "--host", "127.0.0.1", "--port", str(port), "--quiet"]
    command += ["--chain-id", str(CHAIN_ID), "--hardfork", "paris", "--accounts", "0", "--enable-tx-gas-limit"]
    return NodeProcess("anvil", [*command, *options], f"http://127.0.0.1:{port}", home / f"anvil-{port}.log")
