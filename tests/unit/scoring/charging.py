"""Charging histories for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2024, 1, 1, tzinfo=UTC)


def row(number: int, capacity_ah: float, **changes: Any) -> dict[str, Any]:
    """The row of cycle `number`, two hours of operation and half a day each."""
    usual = {
        "time": (START + timedelta(hours=12 * number)).isoformat(),
        "operatingHours": 2.0 * number,
        "cycleCount": number,
        "maxCapacity": capacity_ah,
    }
    return usual | changes


def straight_fade(rows: int, first_ah: float = 2.0, lost_per_cycle_ah: float = 0.004) -> list[dict[str, Any]]:
    """A battery that loses the same every cycle, measured without error."""
    return [row(number, first_ah - lost_per_cycle_ah * (number - 1)) for number in range(1, rows + 1)]
