"""A Ganache of the tests: the engine many development set-ups still run. Its forks end at Shanghai."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .processes import NodeProcess, free_port

CHAIN_ID = 31974


def ganache_node(command: Sequence[str], home: Path, funded: Sequence[bytes]) -> NodeProcess:
    """A stopped Ganache; the keys in `funded` begin with 1,000 ether."""
    port = free_port()
    options = ["--server.host", "127.0.0.1", "--server.port", str(port), "--logging.quiet"]
    options += ["--chain.chainId", str(CHAIN_ID), "--chain.networkId", str(CHAIN_ID), "--chain.hardfork", "merge"]
    options += ["--miner.blockGasLimit", hex(60_000_000), "--miner.callGasLimit", hex(60_000_000)]
    for key in funded:
        options += ["--wallet.accounts", f"0x{key.hex()},{hex(10**21)}"]
    return NodeProcess("ganache", [*command, *options], f"http://127.0.0.1:{port}", home / f"ganache-{port}.log")
