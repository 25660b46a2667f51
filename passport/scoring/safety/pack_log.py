"""Reads a battery's log: one order, one unit a signal, and every reading that cannot be listed with its reason.

Nothing is repaired: a reading that cannot be becomes a missing one, and is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from passport.errors import ScoringError
from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.safety.limits import Limits
from passport.scoring.safety.result import RejectedReadings

UNITS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "cell_voltage": {"V": (1.0, 0.0), "mV": (1000.0, 0.0)},
    "temperature": {"degC": (1.0, 0.0), "K": (1.0, 273.15), "degC+40": (1.0, 40.0)},
    "current": {"A": (1.0, 0.0), "mA": (1000.0, 0.0), "A discharge": (-1.0, 0.0), "mA discharge": (-1000.0, 0.0)},
    "pack_voltage": {"V": (1.0, 0.0), "mV": (1000.0, 0.0)},
    "insulation": {"ohm": (1.0, 0.0), "kohm": (1e-3, 0.0), "Mohm": (1e-6, 0.0)},
    "alarm_level": {"level": (1.0, 0.0)},
}
"""Signal, unit: divisor and then what is taken off. "discharge" says that discharge is positive in the source."""
WIDE = ("cell_voltage", "temperature")
MAX_CURRENT_A, MAX_PACK_V, MAX_ALARM = 5000.0, 2000.0, 3.0
INPUT_DECIMALS = 9
"""Units are converted in float64; this takes the last digits of the conversion off again."""


@dataclass(frozen=True, slots=True, eq=False)
class PackLog:
    """A log in canonical units, by time, each row once. A signal the source lacks is NaN (no columns if wide)."""

    time_s: Floats
    """Seconds since 1970, UTC, shape (n,)."""
    cell_voltage_v: Floats
    """Shape (n, cells)."""
    temperature_c: Floats
    """Shape (n, probes)."""
    current_a: Floats
    """Charge is positive, shape (n,)."""
    pack_voltage_v: Floats
    insulation_ohm: Floats
    alarm_level: Floats
    given: frozenset[str]
    """Signals the source has, by the names of `UNITS`, also when no reading of one can be used."""
    rows_given: int
    rejected: tuple[RejectedReadings, ...]

    def after(self, time_s: float) -> PackLog:
        """The rows later than a time; what was given and rejected stays as it was."""
        later = self.time_s > time_s
        return replace(
            self,
            time_s=self.time_s[later],
            cell_voltage_v=self.cell_voltage_v[later],
            temperature_c=self.temperature_c[later],
            current_a=self.current_a[later],
            pack_voltage_v=self.pack_voltage_v[later],
            insulation_ohm=self.insulation_ohm[later],
            alarm_level=self.alarm_level[later],
        )


def read_log(time_s: ArrayLike, signals: Mapping[str, ArrayLike], units: Mapping[str, str], limits: Limits) -> PackLog:
    """Puts a log into canonical form.

    Args:
        time_s: Seconds since 1970, UTC, shape (n,), in any order.
        signals: By the names of `UNITS`; cell_voltage (n, cells) and temperature (n, probes), the others (n,).
        units: Unit of each signal given. It is stated, never guessed.
        limits: What readings are possible.

    Raises:
        ScoringError: an unknown signal or unit, or shapes that do not fit.
    """
    time = np.asarray(time_s, dtype=np.float64)
    table = [time.reshape(-1, 1)] + [_column(name, signals, units, time.size) for name in UNITS]
    ends = np.cumsum([part.shape[1] for part in table]).tolist()
    rows = _ordered(np.concatenate(table, axis=1))
    time = rows[:, 0]
    rejected: list[RejectedReadings] = []
    if bad := int(np.sum(~np.isfinite(np.asarray(time_s, dtype=np.float64)))):
        rejected.append(RejectedReadings(signal="time", reason="is no finite time", readings=bad, first_at_s=None))
    values = {
        name: _possible(name, rows[:, ends[index] : ends[index + 1]], time, limits, rejected)
        for index, name in enumerate(UNITS)
    }
    narrow = {name: part[:, 0] for name, part in values.items() if name not in WIDE}
    return PackLog(
        time_s=time,
        cell_voltage_v=values["cell_voltage"],
        temperature_c=values["temperature"],
        current_a=narrow["current"],
        pack_voltage_v=narrow["pack_voltage"],
        insulation_ohm=narrow["insulation"],
        alarm_level=narrow["alarm_level"],
        given=frozenset(signals),
        rows_given=int(np.asarray(time_s).size),
        rejected=tuple(rejected),
    )


def _column(name: str, signals: Mapping[str, ArrayLike], units: Mapping[str, str], rows: int) -> Floats:
    unknown = sorted(set(signals) - set(UNITS))
    if unknown:
        raise ScoringError(f"Unknown signals: {', '.join(unknown)}.", remedy=f"Known are {', '.join(UNITS)}.")
    if name not in signals:
        return np.full((rows, 0 if name in WIDE else 1), np.nan)
    unit = units.get(name, "")
    if unit not in UNITS[name]:
        raise ScoringError(
            f"{name} has the unit {unit!r}.", remedy=f"Say one of {', '.join(UNITS[name])}.", signal=name
        )
    values = np.asarray(signals[name], dtype=np.float64)
    shape = (rows, values.shape[1] if values.ndim == 2 else 1) if name in WIDE else (rows,)
    if values.shape != shape:
        raise ScoringError(f"{name} has the shape {values.shape}; {shape} is needed.", signal=name)
    divisor, offset = UNITS[name][unit]
    return np.round(values / divisor - offset, INPUT_DECIMALS).reshape(rows, shape[1] if len(shape) == 2 else 1) + 0.0


def _ordered(rows: Floats) -> Floats:
    """Rows with a time, by time and then by content, each once."""
    rows = rows[np.isfinite(rows[:, 0])]
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    repeated = rows[1:, 0] == rows[:-1, 0]
    tied = np.concatenate(([False], repeated)) | np.concatenate((repeated, [False]))
    if not bool(tied.any()):
        return rows
    same = {tuple(_sortable(row)): row for row in rows[tied]}
    return _by_time(rows[~tied], [same[key] for key in sorted(same)])


def _by_time(single: Floats, others: Sequence[Floats]) -> Floats:
    rows = np.concatenate((single, np.asarray(others, dtype=np.float64)))
    return rows[np.argsort(rows[:, 0], kind="stable")]


def _sortable(row: Floats) -> list[Any]:
    return [(value != value, 0.0 if value != value else value) for value in row.tolist()]


def _possible(name: str, values: Floats, time: Floats, limits: Limits, rejected: list[RejectedReadings]) -> Floats:
    """The readings that can be; the others are NaN and listed."""
    impossible: NDArray[np.bool_]
    with np.errstate(invalid="ignore"):
        if name == "cell_voltage":
            low, high = limits.possible_cell_voltage_v
            impossible = (values < low) | (values > high)
        elif name == "temperature":
            low, high = limits.possible_temperature_c
            impossible = (values <= low) | (values >= high)
        elif name == "current":
            impossible = np.abs(values) > MAX_CURRENT_A
        elif name == "alarm_level":
            impossible = (values < 0.0) | (values > MAX_ALARM)
        else:
            impossible = (values < 0.0) | (values > (MAX_PACK_V if name == "pack_voltage" else np.inf))
    impossible |= np.isinf(values)
    if bool(impossible.any()):
        first = float(time[np.argmax(impossible.any(axis=1))])
        count = int(impossible.sum())
        rejected.append(RejectedReadings(signal=name, reason="cannot be", readings=count, first_at_s=first))
    return np.where(impossible, np.nan, values)
