"""The crash-safe course of a use case: each step is taken once, and its result kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from passport.errors import JournalConflict
from passport.faults import fault_point
from passport.identifiers import Address, Digest
from passport.ledger.acts import Act
from passport.ledger.delivery import IdempotencyKey, OutboxState, Receipt
from passport.ports import Journal, Outbox
from passport.provenance.canonical import Json, canonical_bytes


def request_key(use_case: str, request: Json) -> IdempotencyKey:
    """The key of a request nobody named: the same request again is the same intention."""
    return IdempotencyKey(f"{use_case}/{hashlib.sha256(canonical_bytes(request)).hexdigest()[:40]}")


class Steps:
    """One run of a use case under one key.

    Args:
        journal: Where results are kept.
        use_case: Name of the use case; prefixes its fault points.
        key: Name of the intention; derived from the request if None.
        request: What was asked, as JSON. The same key with another request raises JournalConflict.
    """

    def __init__(self, journal: Journal, use_case: str, key: IdempotencyKey | None, request: Json) -> None:
        self._journal = journal
        self._use_case = use_case
        self.key = key or request_key(use_case, request)
        digest = Digest(hashlib.sha256(canonical_bytes(request)).digest())
        self._results = dict(journal.begin(self.key, digest).steps)
        self.passed("begun")

    def once(self, name: str, make: Callable[[], str]) -> str:
        """The result of a step: the recorded one, or `make()`, which is then recorded before anything uses it."""
        if name not in self._results:
            self._results[name] = self._recorded(name, make())
            self.passed(name)
        return self._results[name]

    def _recorded(self, name: str, result: str) -> str:
        """The result that counts: ours, or that of another process that asks for the same and was faster."""
        try:
            self._journal.record(self.key, name, result)
        except JournalConflict:
            entry = self._journal.entry(self.key)
            if entry is None or name not in entry.steps:
                raise
            return entry.steps[name]
        return result

    def result(self, name: str) -> str | None:
        """The recorded result of a step, if it was taken."""
        return self._results.get(name)

    def recorded(self, name: str) -> str:
        """The result of a step that another process asking for the same has taken meanwhile. Raises JournalConflict."""
        entry = self._journal.entry(self.key)
        if entry is None or name not in entry.steps:
            raise JournalConflict(f"Step {name} of {self.key} was not taken.", key=self.key, step=name)
        return entry.steps[name]

    def forget(self, name: str) -> None:
        """Empties the result of a step that nothing needs any more."""
        if self._results.get(name):
            self._journal.forget(self.key, name)
            self._results[name] = ""
            self.passed(f"{name}_forgotten")

    def passed(self, name: str) -> None:
        """Names the instant after a step, for the tests that kill the process there."""
        fault_point(f"{self._use_case}.{name}")

    def deliver(self, outbox: Outbox, name: str, sender: Address, make: Callable[[], Act]) -> Receipt:
        """Brings an act to a final block, once.

        A refusal changed nothing on chain, so asking again after one is a new try under a new key; everything else
        goes on under the old one.

        Raises:
            LedgerRefused: The contract said no; repeat when the reason is gone.
            LedgerUnavailable, NotFinal: Repeat the use case: it goes on here.
        """
        attempt, entry = 1, outbox.entry(self._act_key(name, 1))
        while entry is not None and entry.state is OutboxState.REFUSED:
            attempt += 1
            entry = outbox.entry(self._act_key(name, attempt))
        key = self._act_key(name, attempt)
        if entry is None:
            outbox.submit(key, make(), sender)
            self.passed(f"{name}_submitted")
        receipt = outbox.deliver(key)
        self.passed(f"{name}_delivered")
        return receipt

    def is_under_way(self, outbox: Outbox, name: str) -> bool:
        """Whether an act of this name was asked for and is not refused: it may still take effect, or has."""
        attempt, under_way = 1, False
        while (entry := outbox.entry(self._act_key(name, attempt))) is not None:
            under_way = entry.state is not OutboxState.REFUSED
            attempt += 1
        return under_way

    def finish(self) -> None:
        """Marks the whole use case as done."""
        self._journal.finish(self.key)
        self.passed("finished")

    def _act_key(self, name: str, attempt: int) -> IdempotencyKey:
        return IdempotencyKey(f"{self.key}/{name}/{attempt}")
