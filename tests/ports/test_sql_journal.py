"""The journal in SQL."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from passport.adapters.sql.engine import Database
from passport.adapters.sql.journal import SqlJournal
from passport.errors import JournalConflict
from tests.ports.conftest import SteppingClock
from tests.ports.journal import KEY, REQUEST, JournalSuite


@pytest.fixture
def journal(database: Database, clock: SteppingClock) -> SqlJournal:
    return SqlJournal(database, clock)


class TestSqlJournal(JournalSuite):
    """Every promise of the port, on each engine."""


def race_for_steps(url: str, value: str) -> list[str]:
    """Run in a process of its own: try to give 20 steps this value; the steps as they are then."""
    database = Database(url)
    journal = SqlJournal(database, SteppingClock())
    journal.begin(KEY, REQUEST)
    won = []
    for number in range(20):
        try:
            journal.record(KEY, f"step {number}", value)
        except JournalConflict:
            continue
        won.append(f"step {number}")
    database.close()
    return won


def test_two_processes__same_steps_other_values__each_step_has_one_winner(
    database_url: str, two_processes: ProcessPoolExecutor
) -> None:
    first, second = two_processes.map(race_for_steps, [database_url] * 2, ["first", "second"])
    database = Database(database_url)
    entry = SqlJournal(database, SteppingClock()).entry(KEY)
    database.close()
    assert entry is not None
    assert sorted(first + second) == sorted(entry.steps) == sorted(f"step {number}" for number in range(20))
    assert {entry.steps[step] for step in first} <= {"first"}
    assert {entry.steps[step] for step in second} <= {"second"}
