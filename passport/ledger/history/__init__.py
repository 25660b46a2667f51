"""Who held a passport when, in which stage and status: folded from events, with the contracts' rules applied again.

What does not add up is refused: `HistoryGap` when an event is missing, `HistoryContradiction` when events exclude each
other. What the fold cannot see: whether the events are the chain's (that is `passport.provenance`), and whether the
participants had their roles (a verifier checks those against the participants' own events).
"""

from __future__ import annotations

from passport.ledger.history.book import CustodyBook
from passport.ledger.history.fold import book_of, fold, history_of
from passport.ledger.history.select import concerning
from passport.ledger.history.values import (
    CustodyCause,
    CustodyStep,
    HistoryEntry,
    PassportHistory,
    StandingWithdrawal,
)

__all__ = [
    "CustodyBook",
    "CustodyCause",
    "CustodyStep",
    "HistoryEntry",
    "PassportHistory",
    "StandingWithdrawal",
    "book_of",
    "concerning",
    "fold",
    "history_of",
]
