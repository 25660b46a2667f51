"""A real Kubo for the tests: its own repository, loopback only, no peers, no public network."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

START_TIMEOUT_S = 60


@dataclass
class KuboDaemon:
    """A Kubo node in a folder; `kill` is SIGKILL, `stop` asks first."""

    binary: Path
    repository: Path
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        # The profile puts every listener on 127.0.0.1 with a free port and empties the bootstrap list.
        self.run("init", "--profile=test")

    def run(self, *words: str, content: bytes = b"") -> bytes:
        done = subprocess.run(
            [self.binary, *words], env=self._environment(), input=content, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    def start(self) -> None:
        api = self.repository / "api"
        api.unlink(missing_ok=True)
        with (self.repository / "daemon.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.binary, "daemon", "--offline"], env=self._environment(), stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"Kubo ended at its start: {self.log()}"
            if api.exists() and api.read_text():
                _, _, host, _, port = api.read_text().strip().split("/")
                self.url = f"http://{host}:{port}"
                if _answers(self.url):
                    return
            time.sleep(0.05)
        raise AssertionError(f"Kubo did not answer in {START_TIMEOUT_S} s: {self.log()}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def block_file(self, multihash: bytes) -> Path:
        """Where flatfs keeps the block with this multihash."""
        name = base64.b32encode(multihash).decode().rstrip("=")
        return self.repository / "blocks" / name[-3:-1] / f"{name}.data"

    def log(self) -> str:
        return (self.repository / "daemon.log").read_text(errors="replace")[-2000:]

    def _end(self, sign: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(sign)
            self._process.wait(START_TIMEOUT_S)
            self._process = None

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "IPFS_PATH": str(self.repository), "IPFS_TELEMETRY": "off"}


@contextmanager
def running_kubo(binary: Path, repository: Path) -> Iterator[KuboDaemon]:
    daemon = KuboDaemon(binary, repository)
    daemon.initialise()
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.post(f"{url}/api/v0/version", trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
