"""Register, publish and hand over when the process and the chain under it die together, at each step of the outbox."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.faults import ENVIRONMENT
from tests.flows.conftest import house  # noqa: F401 a fixture
from tests.flows.house import House
from tests.flows.test_killed_anywhere import OUTBOX, Job, _lives, handover, publication, registration

pytestmark = [pytest.mark.chaos]


@pytest.mark.parametrize("point", OUTBOX)
@pytest.mark.parametrize("make", [registration, publication, handover])
def test_use_case__process_and_chain_killed_together__complete_and_single_after_repeat(
    house: House,  # noqa: F811
    make: Callable[[House], Job],
    point: str,
) -> None:
    job = make(house)
    assert _lives(house, job.ask, {ENVIRONMENT: point}) == -signal.SIGKILL
    running = EmbeddedChain(house.at.home.chain).running()
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    assert _lives(house, job.ask, {}) == 0
    job.is_single(house)
    assert not list(house.at.bench.journal.unfinished())
    assert not list(house.at.bench.outbox.pending())
