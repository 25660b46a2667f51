"""Run a function in a process of its own that may be killed, at a named instant or at a random one.

A fork server that has imported everything already makes such a process in a few milliseconds, so that hundreds of
deaths fit into a test. Nothing is shared with it but files and the node.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from passport.faults import ENVIRONMENT

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.chaos.imports"])
PATIENCE_S = 120


def _life(fault: str | None, deed: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    if fault is not None:
        os.environ[ENVIRONMENT] = fault
    deed(*arguments)


def run(
    deed: Callable[..., None], *arguments: Any, fault: str | None = None, kill_after_s: float | None = None
) -> bool:
    """Whether the deed came to its end; False if the process was killed on the way.

    Args:
        deed: A function of a module (it is sent by name).
        arguments: What it is called with.
        fault: Fault point at which it dies.
        kill_after_s: When it is killed from outside, if it lives that long.
    """
    process = _context.Process(target=_life, args=(fault, deed, arguments))
    process.start()
    if kill_after_s is not None:
        process.join(kill_after_s)
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
    process.join(PATIENCE_S)
    code = process.exitcode
    if code is None:
        process.kill()
        raise AssertionError(f"{deed.__name__} hangs")
    assert code in (0, -signal.SIGKILL), f"{deed.__name__} failed with exit code {code}, which no kill explains"
    return code == 0


def start(deed: Callable[..., None], *arguments: Any) -> Callable[[], bool]:
    """Starts a deed beside this process; call the answer to wait for its end."""
    process = _context.Process(target=_life, args=(None, deed, arguments))
    process.start()

    def wait() -> bool:
        process.join(PATIENCE_S)
        return process.exitcode == 0

    return wait


def pause(seconds: float) -> None:
    """Lets a started deed go on for a while."""
    time.sleep(seconds)
