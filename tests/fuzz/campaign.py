"""Runs a parser over many inputs and counts what came of it."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from passport.errors import PassportError
from tests.fuzz.mutation import Mutator
from tests.fuzz.target import Target

LIMIT_S = 5.0
"""An input that takes longer hangs."""


class Hang(BaseException):
    """An input took too long. No `Exception`, so that no parser can catch it."""


@dataclass
class Crash:
    """An input that brought a parser down."""

    target: str
    content: bytes
    error: str
    where: str


@dataclass
class Outcome:
    """What came of one parser."""

    target: str
    inputs: int = 0
    refused: int = 0
    taken: int = 0
    slowest_s: float = 0.0
    crashes: list[Crash] = field(default_factory=list)


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raises Hang in the main thread when the time is over."""
    if seconds is None:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(
    target: Target,
    inputs: int,
    seed: int,
    *,
    alarm: bool = False,
    told: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:
    """Feeds a parser its good inputs, then spoiled ones. A good input that is refused is a crash too.

    Args:
        target: The parser.
        inputs: How many spoiled inputs.
        seed: The same seed makes the same inputs.
        alarm: Whether to interrupt an input that takes longer than LIMIT_S (uses SIGALRM).
        told: Hears how far it has come, now and then.
    """
    outcome = Outcome(target.name)
    for content in target.seeds:
        one(target, content, outcome, LIMIT_S if alarm else None, must_take=True)
    mutator = Mutator(target.seeds, seed)
    for number in range(inputs):
        one(target, mutator.next(), outcome, LIMIT_S if alarm else None)
        if number % 256 == 0:
            told(outcome)
    told(outcome)
    return outcome


def one(target: Target, content: bytes, outcome: Outcome, limit_s: float | None, *, must_take: bool = False) -> None:
    """One input."""
    start = time.perf_counter()
    outcome.inputs += 1
    try:
        with time_limit(limit_s):
            target.read(content)
        outcome.taken += 1
    except PassportError as error:
        outcome.refused += 1
        if must_take:
            outcome.crashes.append(_crash(target, content, error))
    except (Exception, Hang) as error:  # noqa: BLE001 - any other exception is what is looked for
        outcome.crashes.append(_crash(target, content, error))
    took = time.perf_counter() - start
    outcome.slowest_s = max(outcome.slowest_s, took)


def _crash(target: Target, content: bytes, error: BaseException) -> Crash:
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/passport/" in frame.filename]
    where = f"{ours[-1].filename.rpartition('/passport/')[2]}:{ours[-1].lineno}" if ours else "outside"
    return Crash(target.name, content, f"{type(error).__name__}: {error}"[:200], where)
