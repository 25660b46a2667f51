"""Start and stop the node processes of the tests: free ports, a log file each, no orphans."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from web3 import HTTPProvider, Web3

from scripts.fetch_nodes import GETH, find_node, version_of

REPOSITORY = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60.0


def free_port() -> int:
    """A port nobody listens on, below those that outgoing connections are given, which come and go by themselves."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def geth_binary() -> Path | None:
    """A geth that still seals Clique blocks; a newer one on the PATH does not count."""
    found = find_node(GETH)
    sealing = {release.version for release in GETH.releases}
    return found if found is not None and version_of(GETH, found) in sealing else None


def ganache_command() -> list[str] | None:
    script = REPOSITORY / "node_modules" / "ganache" / "dist" / "node" / "cli.js"
    node = shutil.which("node")
    return [node, str(script)] if node and script.exists() else None


def wait_until(what: str, ready: Callable[[], bool], timeout_s: float = START_TIMEOUT_S) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {timeout_s:.0f} s in vain: {what}")


def answers(url: str) -> bool:
    return Web3(HTTPProvider(url, request_kwargs={"timeout": 2})).is_connected()


@dataclass
class NodeProcess:
    """One node; `kill` is SIGKILL and `stop` asks first. Both wait for the end."""

    name: str
    command: Sequence[str]
    url: str
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        assert self.process is None, f"{self.name} runs already"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        process = self.process

        def ready() -> bool:
            assert process.poll() is None, f"{self.name} ended at its start: {self.tail()}"
            return answers(self.url)

        wait_until(f"{self.name} answers at {self.url}", ready)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, sign: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(sign)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
