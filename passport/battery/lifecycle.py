"""Stage and status of a battery, with the numbers they have on chain (contracts/types/Battery.sol)."""

from __future__ import annotations

from enum import IntEnum


class Stage(IntEnum):
    """How far a battery has come. A stage never goes back."""

    NONE = 0
    """No record on chain."""
    REGISTERED = 1
    IN_SERVICE = 2
    SECOND_LIFE = 3
    END_OF_LIFE = 4
    RECYCLED = 5
    """Terminal (Article 77(8): the passport ceases to exist after recycling; its record stays)."""

    @property
    def label(self) -> str:
        """For people: ``in service``."""
        return self.name.lower().replace("_", " ")


class Status(IntEnum):
    """Battery status, Annex XIII point 4(c)."""

    ORIGINAL = 0
    REPURPOSED = 1
    REUSED = 2
    REMANUFACTURED = 3
    WASTE = 4

    @property
    def label(self) -> str:
        """For people: ``original``."""
        return self.name.lower()
