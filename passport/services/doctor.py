"""Look at every part and say in words what is wrong, and what helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from passport.errors import PassportError
from passport.ports import Clock, ContentStore, Journal, Outbox, PassportLedger

CLOCK_SKEW_S = 120
"""How far the newest block may be ahead of this machine's clock."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found."""

    part: str
    ok: bool
    says: str
    remedy: str | None = None


def examine(part: str, look: Callable[[], Finding]) -> Finding:
    """Takes one look; an error of ours becomes the finding."""
    try:
        return look()
    except PassportError as error:
        return Finding(part, ok=False, says=error.message, remedy=error.remedy)


def chain(ledger: PassportLedger) -> Finding:
    """Whether the chain answers; its id, genesis and the contracts' code were compared when it was opened."""
    head, final = ledger.head(), ledger.final_head()
    return Finding(
        "chain",
        ok=True,
        says=f"chain {ledger.deployment.chain_id}, block {head.number}, final up to {final.number}",
    )


def contracts(ledger: PassportLedger) -> Finding:
    """Which contracts stand where; their code hashes were compared when the chain was opened."""
    ledger.snapshot().participant_of(next(iter(ledger.deployment.contracts.values())).address)
    names = ", ".join(contract.value for contract in ledger.deployment.contracts)
    return Finding("contracts", ok=True, says=f"code as deployed: {names}")


def clock(ledger: PassportLedger, now: Clock) -> Finding:
    """Whether this machine's clock agrees with the newest block's time; deadlines are block times."""
    ahead_s = ledger.head().timestamp - now.now().timestamp()
    if ahead_s > CLOCK_SKEW_S:
        return Finding(
            "clock",
            ok=False,
            says=f"the newest block is {ahead_s:.0f} s ahead of this machine",
            remedy="Set this machine's clock (NTP); offers it signs now may be expired already.",
        )
    newest = datetime.fromtimestamp(ledger.head().timestamp, UTC)
    return Finding("clock", ok=True, says=f"newest block of {newest:%Y-%m-%d %H:%M:%S} UTC, not in the future")


def store(content: ContentStore) -> Finding:
    """Whether the content store can be used."""
    status = content.status()
    remedy = None if status.available else "Start the store, or correct [content] in config.toml."
    return Finding("content store", ok=status.available, says=status.description, remedy=remedy)


def database(journal: Journal) -> Finding:
    """Whether the database answers, and whether a use case was cut off."""
    cut_off = [entry.key for entry in journal.unfinished()]
    if not cut_off:
        return Finding("database", ok=True, says="answers; no use case was cut off")
    return Finding(
        "database",
        ok=True,
        says=f"answers; {len(cut_off)} use case(s) not finished: {', '.join(cut_off[:3])}",
        remedy="Repeat the same command: it goes on where it stopped. One that was refused may be left alone.",
    )


def outbox(box: Outbox) -> Finding:
    """Whether acts are on their way to the chain."""
    waiting = [entry.key for entry in box.pending()]
    if not waiting:
        return Finding("outbox", ok=True, says="nothing is on its way")
    return Finding(
        "outbox",
        ok=True,
        says=f"{len(waiting)} act(s) on their way: {', '.join(waiting[:3])}",
        remedy="Repeat the command that sent them.",
    )
