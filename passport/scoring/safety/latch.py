"""What latches, and what lifts a latch.

One signal alone does not latch: a decoding glitch is one signal. Two independent physical signals within ten minutes
do, and then nothing a sensor says later lifts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.safety_signals import Mask
from passport.scoring.safety.limits import Limits
from passport.scoring.safety.pack_log import PackLog
from passport.scoring.safety.result import Latch

LATCHED = 0.1
"""A latched battery scores no higher."""
WITHIN_S = 600.0
FEWEST_ROWS = 2
"""A reading that stands alone in time is not an event."""
LOST_ROWS, LOST_S = 3, 60.0
"""Sensors that fall silent this long, to the end of the log, count as destroyed beside a measured event."""


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """An inspection of the battery itself. The caller has verified its signature and the role of its issuer."""

    role: Literal["service", "auditor"]
    inspected_at_s: float
    """Seconds since 1970, UTC."""
    finding: Literal["fit", "unfit"]
    record: Cid
    """The signed product."""

    def __post_init__(self) -> None:
        """Refuses anybody else's word.

        Raises:
            ScoringError: another role, another finding, or no time.
        """
        if self.role not in ("service", "auditor") or self.finding not in ("fit", "unfit"):
            raise ScoringError(
                f"An inspection by {self.role!r} that finds {self.finding!r} lifts nothing.",
                remedy="Only a service or an auditor inspects; it finds fit or unfit.",
            )
        if not np.isfinite(self.inspected_at_s):
            raise ScoringError("An inspection needs the time at which it took place.")

    def lifts(self, latch: Latch) -> bool:
        """Whether the battery was found fit after what latched."""
        return self.finding == "fit" and self.inspected_at_s >= latch.since_s


def critical_event(log: PackLog, limits: Limits) -> Latch | None:
    """The first time two independent physical signals were critical together; None if never."""
    lost = {
        "voltage": _lost_from(log.time_s, log.cell_voltage_v),
        "temperature": _lost_from(log.time_s, log.temperature_c),
    }
    events = {
        signal: log.time_s[rows] for signal, rows in _critical_rows(log, limits).items() if rows.sum() >= FEWEST_ROWS
    }
    best: Latch | None = None
    for signal, times in events.items():
        for other in sorted(set(events) | {name for name, since in lost.items() if since is not None}):
            if other == signal:
                continue
            there = events.get(other, np.empty(0))
            if (silent := lost.get(other)) is not None:
                there = np.sort(np.append(there, silent))
            since = _first_together(times, there)
            if since is not None and (best is None or since < best.since_s):
                best = Latch(since_s=since, signals=tuple(sorted((signal, other))))
    return best


def _critical_rows(log: PackLog, limits: Limits) -> dict[str, Mask]:
    cells = log.cell_voltage_v
    rows: dict[str, Mask] = {
        "voltage": np.any((cells < limits.critical_low_v) | (cells > limits.critical_high_v), axis=1),
        "temperature": np.any(log.temperature_c >= limits.critical_temperature_c, axis=1),
        "insulation": log.insulation_ohm < limits.critical_insulation_ohm_per_v * log.pack_voltage_v,
    }
    return rows


def _lost_from(time_s: Floats, values: Floats) -> float | None:
    """Since when a channel that once spoke has been silent to the end of the log."""
    earliest: float | None = None
    for channel in range(values.shape[1]):
        there = np.flatnonzero(~np.isnan(values[:, channel]))
        if not there.size:
            continue
        silent = time_s[there[-1] + 1 :]
        if silent.size >= LOST_ROWS and silent[-1] - silent[0] >= LOST_S:
            earliest = float(silent[0]) if earliest is None else min(earliest, float(silent[0]))
    return earliest


def _first_together(one: Floats, other: Floats) -> float | None:
    """First time at which both have an event within `WITHIN_S`."""
    place = np.searchsorted(other, one - WITHIN_S, side="left")
    near = place < other.size
    partner = other[np.minimum(place, max(other.size - 1, 0))] if other.size else np.empty(0)
    if not other.size:
        return None
    near &= np.abs(partner - one) <= WITHIN_S
    hits = np.flatnonzero(near)
    return float(max(one[hits[0]], partner[hits[0]])) if hits.size else None
