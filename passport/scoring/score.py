"""A score: a value with everything needed to judge it and to compute it again."""

from __future__ import annotations

from typing import Final, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict

from passport.identifiers import Cid, Digest

DECIMALS = 6
"""Rounding rule: every float of a score is rounded half to even to six decimals, as the last step; minus zero is zero.
That is far below any measurement error and far above what float64 may differ by."""

THRESHOLD_WORDING: Final = "threshold not yet adopted"
"""No minimum values for state of health are adopted under the Regulation; nothing here says "compliant"."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Interval(_Frozen):
    """Where the quantity lies, at a level, and how that was obtained."""

    lower: float
    upper: float
    level: float
    basis: str


class Method(_Frozen):
    """Which computation: `id` and `version` for people, `code_digest` for machines."""

    id: str
    version: str
    code_digest: Digest
    """sha2-256 over the source of the modules that make the number."""


class Measure(_Frozen):
    """One determined quantity beside the main value."""

    name: str
    value: float
    unit: str
    basis: str


class NotDeterminable(_Frozen):
    """A quantity these inputs cannot give. It has no default."""

    name: str
    clause: str
    reason: str


class RejectedRow(_Frozen):
    """A row that was not used, as it was given, and why."""

    row: dict[str, str]
    reason: str


class Abstention(_Frozen):
    """Why no value is given. A wrong confident number is the worst outcome."""

    code: str
    reason: str


class Score(_Frozen):
    """One score. Either `value` and `interval` are given, or `abstention` is."""

    kind: Literal["StateOfHealth"]
    quantity: str
    value: float | None
    unit: str
    interval: Interval | None
    threshold: Literal["threshold not yet adopted"] = THRESHOLD_WORDING
    method: Method
    inputs: tuple[Cid, ...]
    """Sorted; what the score was computed from."""
    parameters: dict[str, float]
    """Numbers that came from inputs other than rows, with the unit in the name."""
    conditions: dict[str, str]
    """What the value holds for; what is not known says so."""
    valid_at: str | None
    """Time of the newest row used, UTC."""
    rows_given: int
    rows_used: int
    rows_rejected: tuple[RejectedRow, ...]
    measures: tuple[Measure, ...]
    not_determinable: tuple[NotDeterminable, ...]
    observability: float
    """Share of the quantities of the state of health that these inputs determine, 0 to 1."""
    abstention: Abstention | None

    def canonical_bytes(self) -> bytes:
        """RFC 8785 JSON: the same score is the same bytes everywhere."""
        return rfc8785.dumps(self.model_dump(mode="json"))


def rounded(value: float) -> float:
    """By the rounding rule of scores, see `DECIMALS`."""
    return round(value, DECIMALS) + 0.0
