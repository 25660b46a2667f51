"""Acts on their way to the chain, and the memory of use cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from passport.identifiers import (
    Address,
    Digest,
)
from passport.ledger.acts import Act
from passport.ledger.delivery import IdempotencyKey, OutboxEntry, Receipt


class Outbox(Protocol):
    """Acts on their way to the chain.

    Crash: an act is written down before it is signed, and its signed transaction before it is sent; killed anywhere,
    `deliver` with the same key goes on where it stopped. Repeats: one key has at most one effect on chain.
    """

    def submit(self, key: IdempotencyKey, act: Act, sender: Address) -> OutboxEntry:
        """Writes the act down. The same again returns the entry as it is; another act raises OutboxConflict."""
        ...

    def deliver(self, key: IdempotencyKey) -> Receipt:
        """Brings the act to a final block.

        Raises:
            LedgerRefused: the contract's custom error, as its subclass; nothing changed on chain.
            LedgerUnavailable, NotFinal: repeat later; nothing was lost.
            SigningError: the sender's key could not be used.
        """
        ...

    def pending(self) -> Iterable[OutboxEntry]:
        """Entries that are neither confirmed nor refused, oldest first."""
        ...

    def entry(self, key: IdempotencyKey) -> OutboxEntry | None:
        """One entry."""
        ...


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What a use case has done so far."""

    key: IdempotencyKey
    request: Digest
    """sha2-256 of the canonical request, so that one key cannot mean two things."""
    steps: Mapping[str, str] = field(default_factory=dict)
    """Result of each step done, by its name."""
    done: bool = False


class Journal(Protocol):
    """The crash-safe memory of a use case.

    Crash: when a call returns, it is durable. Repeats: a step recorded again with the same value changes nothing;
    with another value it raises JournalConflict, so a step has one result for ever.
    """

    def begin(self, key: IdempotencyKey, request: Digest) -> JournalEntry:
        """Opens the entry, or returns it as it is. Raises JournalConflict if the key has another request."""
        ...

    def record(self, key: IdempotencyKey, step: str, value: str) -> JournalEntry:
        """Adds the result of a step. Raises JournalConflict, also if `key` was never begun."""
        ...

    def forget(self, key: IdempotencyKey, step: str) -> JournalEntry:
        """Empties the result of a step that is needed no more: it stays taken, its value is "" for ever.

        Repeats change nothing. Raises JournalConflict if there is no such step.
        """
        ...

    def finish(self, key: IdempotencyKey) -> JournalEntry:
        """Marks the entry as done. Repeats change nothing."""
        ...

    def entry(self, key: IdempotencyKey) -> JournalEntry | None:
        """One entry."""
        ...

    def unfinished(self) -> Iterable[JournalEntry]:
        """Entries that were begun and not finished, oldest first."""
        ...
