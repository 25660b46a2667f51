"""A state of safety: the numbers, every link behind them, and what could not be seen."""

from __future__ import annotations

from typing import Final, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict

from passport.identifiers import Cid
from passport.scoring.score import Abstention, Method

MEANING: Final = "ordinal index, no probability; it says nothing of damage that no signal shows"

Seen = Literal["measured", "modelled", "unseen"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RejectedReadings(_Frozen):
    """Readings of one signal that were not used, and why."""

    signal: str
    reason: str
    readings: int
    first_at_s: float | None
    """Seconds since 1970, UTC."""


class Link(_Frozen):
    """One kind of abuse."""

    name: str
    value: float
    """1 is safe, 0.8 the limit."""
    seen: Seen
    complete: bool
    """False: readings are missing, stale, stuck or impossible, so the value is at most 0.8."""
    worst: float | None
    """The worst reading, in `unit`."""
    unit: str
    x_100: float
    x_tau: float
    held: bool
    """The value is an earlier score's, because this log does not show that it got better."""


class Latch(_Frozen):
    """A critical event that was seen on independent physical signals. Only an inspection lifts it."""

    since_s: float
    """Seconds since 1970, UTC."""
    signals: tuple[str, ...]


class SafetyScore(_Frozen):
    """One score. Either the three values are given, or `abstention` is."""

    kind: Literal["StateOfSafety"] = "StateOfSafety"
    sos_product: float | None
    sos_min: float | None
    weakest_link: str | None
    observability: float
    """Share of the links that were measured or modelled, 0 to 1."""
    meaning: Literal["ordinal index, no probability; it says nothing of damage that no signal shows"] = MEANING
    links: tuple[Link, ...]
    latch: Latch | None
    inspected_at_s: float | None
    """Rows before the last inspection that found the battery fit do not count; seconds since 1970, UTC."""
    method: Method
    limits_version: str
    chemistry: str
    inputs: tuple[Cid, ...]
    parameters: dict[str, float]
    valid_at: str | None
    """Time of the newest row used, UTC."""
    rows_given: int
    rows_used: int
    readings_rejected: tuple[RejectedReadings, ...]
    abstention: Abstention | None

    def canonical_bytes(self) -> bytes:
        """RFC 8785 JSON: the same score is the same bytes everywhere."""
        return rfc8785.dumps(self.model_dump(mode="json"))
