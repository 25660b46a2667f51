"""A bar for work that takes long, on standard error, so that results can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TransferSpeedColumn

from passport.cli.output import err


@contextmanager
def byte_bar(title: str, total_bytes: int | None) -> Iterator[Callable[[int], None]]:
    """A bar over bytes; tell it how many are done so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        task = bars.add_task(title, total=total_bytes)
        yield lambda done: bars.update(task, completed=done)


@contextmanager
def count_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over things; tell it how many are done so far, and of how many."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err, transient=True
    ) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
