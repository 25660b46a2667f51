"""Writes events as a chain would, one transaction after the other, for tests of the history."""

from __future__ import annotations

from typing import Any

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.identifiers import BlockHash, Digest, MerkleRoot, ParticipantId, PassportId, TxHash
from passport.ledger.events import (
    BatchRegistered,
    CustodyTransferred,
    LedgerEvent,
    LogPosition,
    PassportBroughtIntoExistence,
    PassportRegistered,
)
from passport.ledger.subjects import Subject

MAKER, OWNER, SECOND_OWNER, REUSER, RECYCLER, WORKSHOP, AUTHORITY = (ParticipantId(n) for n in range(1, 8))


def digest(text: str) -> Digest:
    return Digest(text.encode().ljust(32, b"\0"))


def pid(text: str) -> PassportId:
    return PassportId(text.encode().ljust(32, b"\0"))


class Chronicle:
    """Events so far; each `emit` is one block later unless `same_transaction` is asked for."""

    def __init__(self) -> None:
        self.events: list[LedgerEvent] = []
        self._block = 0
        self._index = 0

    def emit(self, kind: type[LedgerEvent], *values: Any, same_transaction: bool = False) -> LedgerEvent:
        if not same_transaction:
            self._block, self._index = self._block + 1, 0
        mark = self._block.to_bytes(32, "big")
        position = LogPosition(self._block, self._index, BlockHash(mark), TxHash(mark), 1_800_000_000 + self._block)
        self._index += 1
        event = kind(position, *values)
        self.events.append(event)
        return event

    def register(self, name: str, maker: ParticipantId = MAKER, parent: str | None = None, **where: bool) -> None:
        above = None if parent is None else pid(parent)
        self.emit(PassportRegistered, pid(name), maker, above, digest("id " + name), digest("v1 " + name), **where)

    def register_batch(self, number: int, count: int = 10) -> None:
        self.emit(BatchRegistered, number, MAKER, MerkleRoot(digest(f"root {number}")), count, digest("manifest"))

    def bring(self, name: str, batch: int, parent: str | None = None, **where: bool) -> None:
        above = None if parent is None else pid(parent)
        values = (pid(name), batch, above, digest("id " + name), digest("v1 " + name))
        self.emit(PassportBroughtIntoExistence, *values, **where)

    def transfer(
        self,
        subject: Subject | str,
        giver: ParticipantId,
        receiver: ParticipantId,
        role: Role,
        stage: Stage,
        status: Status,
        sequence: int,
        **where: bool,
    ) -> None:
        about = Subject.passport(pid(subject)) if isinstance(subject, str) else subject
        words = (
            about.kind,
            about.id,
            giver,
            receiver,
            stage,
            status,
            role,
            sequence,
            None,
            digest(f"offer {sequence}"),
        )
        self.emit(CustodyTransferred, *words, **where)
