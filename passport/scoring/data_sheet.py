"""What a method takes from a product data sheet, whichever version of the sheet it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.errors import ScoringError
from passport.scoring.health import rated_capacity_ah_of


def rated_capacity_ah(data_sheet: Mapping[str, Any]) -> float:
    """Rated capacity, Ah, of the payload of a ProductDataSheet 2.0 (ours) or 1.0 (IOXIO).

    Raises:
        ScoringError: the number is missing or cannot be, or the kWh and Ah of a sheet 1.0 contradict each other.
    """
    if "ratedCapacityAh" not in data_sheet:
        return rated_capacity_ah_of(data_sheet)
    stated = data_sheet["ratedCapacityAh"]
    if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0.0 < stated < 1e9:
        raise ScoringError("The product data sheet has no positive ratedCapacityAh.", field="ratedCapacityAh")
    return float(stated)
