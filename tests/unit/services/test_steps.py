"""Two processes that ask for the same thing at once end with one result."""

from __future__ import annotations

import pytest

from passport.adapters.memory import MemoryJournal
from passport.errors import JournalConflict
from passport.ledger.delivery import IdempotencyKey
from passport.services.steps import Steps


def test_once__another_process_recorded_first__both_use_its_result() -> None:
    journal = MemoryJournal()
    slower, faster = (Steps(journal, "sign", None, {"what": "this"}) for _ in range(2))
    assert faster.once("salted", lambda: "first") == "first"
    assert slower.once("salted", lambda: "second") == "first"
    assert slower.result("salted") == "first"


def test_steps__another_request_under_the_same_key__is_refused() -> None:
    journal = MemoryJournal()
    Steps(journal, "sign", IdempotencyKey("named"), {"what": "this"})
    with pytest.raises(JournalConflict):
        Steps(journal, "sign", IdempotencyKey("named"), {"what": "that"})
