"""A quantity the law names, determined with bounds or not determinable with the reason."""

from __future__ import annotations

from typing import Literal

import rfc8785
from pydantic import BaseModel, ConfigDict

from passport.battery.category import BatteryCategory
from passport.identifiers import Cid
from passport.scoring.score import THRESHOLD_WORDING, Interval, Method, NotDeterminable, rounded


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Determined(_Frozen):
    """One quantity with what it holds for."""

    name: str
    clause: str
    value: float
    unit: str
    interval: Interval
    conditions: dict[str, str]
    threshold: Literal["threshold not yet adopted"] = THRESHOLD_WORDING


class LegalQuantities(_Frozen):
    """All quantities Annex VII names for the category: each is in one of the two lists, none has a default."""

    category: BatteryCategory
    method: Method
    inputs: tuple[Cid, ...]
    determined: tuple[Determined, ...]
    not_determinable: tuple[NotDeterminable, ...]
    dates: dict[str, str]
    """Dates of Annex VII part B(1), as stated."""

    @property
    def observability(self) -> float:
        """Share of the quantities named that these inputs determine; 0 where none is named."""
        named = len(self.determined) + len(self.not_determinable)
        return rounded(len(self.determined) / named) if named else 0.0

    def canonical_bytes(self) -> bytes:
        """RFC 8785 JSON: the same quantities are the same bytes everywhere."""
        return rfc8785.dumps(self.model_dump(mode="json"))


class Missing(Exception):
    """Why a quantity cannot be determined."""


def bounded(lower: float, upper: float, level: float, basis: str) -> Interval:
    """An interval by the rounding rule of scores."""
    return Interval(lower=rounded(lower), upper=rounded(upper), level=level, basis=basis)
