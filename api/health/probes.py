"""What readiness asks of each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from passport.errors import PassportError


@dataclass(frozen=True, slots=True)
class PartState:
    """How one part answered."""

    ready: bool
    description: str
    """For people; never a password, never a key."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One part the API stands on, and the question put to it."""

    name: str
    ask: Callable[[], PartState]

    def answer(self) -> PartState:
        """Put the question; a part that answers with an error is not ready."""
        try:
            return self.ask()
        except PassportError as error:
            return PartState(False, str(error))
