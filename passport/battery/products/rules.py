"""Plausibility rules that several products share. Each names where it was broken, which rule, and the clause."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from pydantic_core import PydanticCustomError

T = TypeVar("T")
Ordered = TypeVar("Ordered", Decimal, int, date)

SHARE_TOLERANCE = Decimal("0.5")
"""Percentage points a sum of shares may exceed 100 by: shares are stated rounded."""
ENERGY_TOLERANCE = Decimal("0.10")
"""Share by which stated energy may differ from capacity times nominal voltage; rating voltages differ in practice."""


def broken(rule: str, path: str, message: str, clause: str) -> PydanticCustomError:
    """The error for a rule that does not hold at `path`, a JSON pointer relative to the model that raises it."""
    return PydanticCustomError("rule", "{message}", {"rule": rule, "path": path, "message": message, "clause": clause})


def refuse_duplicates(rows: Sequence[T], key: Callable[[T], Hashable], member: str, clause: str) -> None:
    """Refuses two rows of the array `member` with the same key."""
    seen: dict[Hashable, int] = {}
    for index, row in enumerate(rows):
        name = key(row)
        if name in seen:
            raise broken("duplicate-row", f"/{member}/{index}", f"this repeats row {seen[name]}", clause)
        seen[name] = index


def refuse_sum_above_100(shares: Iterable[Decimal | None], member: str, clause: str) -> None:
    """Refuses shares that are more than the whole by more than their rounding (`SHARE_TOLERANCE`)."""
    total = sum((share for share in shares if share is not None), Decimal(0))
    if total > 100 + SHARE_TOLERANCE:
        raise broken("composition-sum", f"/{member}", f"the shares add up to {total} %, more than the whole", clause)


def refuse_disorder(values: Sequence[tuple[str, Ordered | None]], rule: str, clause: str) -> None:
    """Refuses members that are not in the order given (equal ones may follow each other); missing ones are left out."""
    there = [(name, value) for name, value in values if value is not None]
    for (earlier, low), (later, high) in pairwise(there):
        if high < low:
            compared = "before" if isinstance(high, date) else "below"
            raise broken(rule, f"/{later}", f"{high} is {compared} {earlier} {low}", clause)


def refuse_energy_that_does_not_fit(
    energy_wh: Decimal, capacity_ah: Decimal, voltage_v: Decimal, member: str, clause: str
) -> None:
    """Refuses an energy that capacity times nominal voltage does not give within `ENERGY_TOLERANCE`."""
    expected = capacity_ah * voltage_v
    if abs(energy_wh - expected) > ENERGY_TOLERANCE * expected:
        says = (
            f"{energy_wh} Wh does not fit {capacity_ah} Ah x {voltage_v} V = {expected} Wh within "
            f"{ENERGY_TOLERANCE:.0%}; kWh and Wh, Ah and mAh are easily mistaken"
        )
        raise broken("energy-fits", f"/{member}", says, clause)
