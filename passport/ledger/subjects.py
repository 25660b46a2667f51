"""What a handover or a withdrawal is about: one passport, the rest of a registration batch, or a consignment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from passport.identifiers import PassportId, SubjectId


class SubjectKind(IntEnum):
    """As on chain (contracts/types/Battery.sol)."""

    PASSPORT = 0
    LOT = 1
    """Everything of a registration batch that has not been brought into existence."""
    CONSIGNMENT = 2
    """A container of passports that changes hands as one."""


class ReasonCode(IntEnum):
    """Why an authority or a manufacturer acts. The reason is public; the evidence is a digest."""

    UNSPECIFIED = 0
    HOLDER_DISSOLVED = 1
    HOLDER_UNREACHABLE = 2
    COURT_ORDER = 3
    SAFETY_RECALL = 4
    DUPLICATE_IDENTITY = 5
    DATA_ERROR = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with its kind."""

    kind: SubjectKind
    id: SubjectId

    @classmethod
    def passport(cls, passport_id: PassportId) -> Subject:
        """One passport."""
        return cls(SubjectKind.PASSPORT, SubjectId(passport_id))

    @classmethod
    def lot(cls, batch: int) -> Subject:
        """The rest of a registration batch."""
        return cls(SubjectKind.LOT, SubjectId(batch.to_bytes(32, "big")))

    @classmethod
    def consignment(cls, number: int) -> Subject:
        """A consignment."""
        return cls(SubjectKind.CONSIGNMENT, SubjectId(number.to_bytes(32, "big")))

    @property
    def passport_id(self) -> PassportId:
        """The passport; only for that kind."""
        if self.kind is not SubjectKind.PASSPORT:
            raise ValueError(f"A {self.kind.name.lower()} is no passport.")
        return PassportId(self.id)

    @property
    def number(self) -> int:
        """Number of the batch or consignment; only for those kinds."""
        if self.kind is SubjectKind.PASSPORT:
            raise ValueError("A passport has no number.")
        return int.from_bytes(self.id, "big")
