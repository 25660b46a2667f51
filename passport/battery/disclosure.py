"""Who may see what: the four points of Annex XIII of Regulation (EU) 2023/1542."""

from __future__ import annotations

from enum import IntEnum


class DisclosureClass(IntEnum):
    """The point of Annex XIII a data product falls under. A product has exactly one. These are names, not ranks."""

    PUBLIC = 1
    """Point 1: publicly accessible, about the battery model."""
    LEGITIMATE_INTEREST_AND_AUTHORITIES = 2
    """Point 2: persons with a legitimate interest and the Commission, about the model."""
    AUTHORITIES = 3
    """Point 3: notified bodies, market surveillance authorities and the Commission."""
    INDIVIDUAL = 4
    """Point 4: persons with a legitimate interest, about one battery."""

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self is DisclosureClass.PUBLIC

    @property
    def clause(self) -> str:
        """Where the Regulation says so."""
        return f"Regulation (EU) 2023/1542, Annex XIII point {int(self)}"
