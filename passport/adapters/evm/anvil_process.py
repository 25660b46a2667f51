"""A process that another process of ours may have started: whether it lives, whether it is Anvil, and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

_POLL_S = 0.02


def is_anvil_at(pid: int, port: int) -> bool:
    """Whether the process lives and was started as an Anvil at that port; process numbers are given again."""
    if not is_alive(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        # No /proc: the portable way to see how a process was started.
        asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        words = asked.stdout.split()
    return "anvil" in Path(words[0] if words else "").name and str(port) in words


def is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie. Reaps it first if it is our own child."""
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        # Gone since; or there is no /proc here, and a process that takes signals counts as alive.
        return not Path("/proc/self").exists()
    except OSError:
        return False
    return state != "Z"


def end(pid: int, patience_s: float = 10.0) -> None:
    """SIGTERM, then SIGKILL; returns when the process is gone."""
    deadline = time.monotonic() + patience_s
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not is_alive(pid):
            return
        os.kill(pid, sign)
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        deadline += patience_s
