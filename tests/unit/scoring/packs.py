"""Logs of packs for tests: a healthy one with known truth, and extracts of real ones."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from passport.scoring.safety.limits import default_limits
from passport.scoring.safety.links import Background
from passport.scoring.safety.own_history import STEP_V, OwnHistory
from passport.scoring.safety.pack_log import read_log
from passport.scoring.safety.result import Link, SafetyScore
from passport.scoring.safety.state_of_safety import state_of_safety

DATA = Path(__file__).parent / "data" / "ev_pack_faults"
LIMITS = default_limits("NMC")
START_S = 1_700_000_000.0
PLACES_V = (-0.002, 0.001, 0.0, -0.001, 0.002)
START_STEP = math.floor(3.9 / STEP_V)
KNOWN = Background(
    rated_capacity_ah=100.0,
    start=OwnHistory(((START_STEP, PLACES_V),), (0.0,) * 5),
    deep_discharges=0.0,
    hot_charges=0.0,
    accidents=0.0,
    resistance_growth_percent=5.0,
    fade_percent_per_100_cycles=1.0,
)
UNITS = {
    "cell_voltage": "V",
    "temperature": "degC",
    "current": "A",
    "pack_voltage": "V",
    "insulation": "ohm",
    "alarm_level": "level",
}


@dataclass
class Pack:
    """A log before it is read; change it, then score it."""

    time_s: Any
    signals: dict[str, Any]
    units: dict[str, str] = field(default_factory=lambda: dict(UNITS))
    background: Background = KNOWN

    def score(self, **given: Any) -> SafetyScore:
        as_of_s = given.pop("as_of_s", float(np.nanmax(self.time_s)) if len(self.time_s) else START_S)
        log = read_log(self.time_s, self.signals, self.units, LIMITS)
        return state_of_safety(log, self.background, LIMITS, [], as_of_s, **given)

    def knowing(self, **changes: Any) -> Pack:
        return replace(self, background=replace(self.background, **changes))


def healthy_pack(rows: int = 160) -> Pack:
    """Five cells and three probes, a row a minute: 60 rows of rest, then a discharge that moves every voltage."""
    number = np.arange(rows, dtype=np.float64)
    discharge = np.maximum(number - 60.0, 0.0)
    volts = np.round(3.9 - 0.002 * discharge, 4).reshape(-1, 1) + np.array(PLACES_V)
    heat = np.round(25.0 + 0.1 * discharge, 3).reshape(-1, 1) + np.array([0.0, 0.5, 1.0])
    return Pack(
        START_S + 60.0 * number,
        {
            "cell_voltage": np.round(volts, 4),
            "temperature": heat,
            "current": np.where(number < 60.0, 0.0, -25.0),
            "pack_voltage": np.round(volts.sum(axis=1), 4),
            "insulation": np.full(rows, 5e6),
            "alarm_level": np.zeros(rows),
        },
    )


def link(score: SafetyScore, name: str) -> Link:
    return next(item for item in score.links if item.name == name)


def real_pack(car: str) -> Pack:
    """An extract of ev_pack_faults: car1 (decoding glitch of 66.535 V) or car2 (0 V in half of the cells)."""
    with (DATA / f"{car}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    def wide(letter: str) -> Any:
        return np.array([[float(row[name]) for name in row if name.startswith(letter)] for row in rows])

    def narrow(name: str) -> Any:
        return np.array([float(row[name]) for row in rows])

    signals = {
        "cell_voltage": wide("V_"),
        "temperature": wide("T_"),
        "current": narrow("BMSBatteryCurrent"),
        "pack_voltage": narrow("BMSBatteryVoltage"),
    }
    units = UNITS | {"current": "A discharge"}
    if car == "car2":
        signals |= {"insulation": narrow("insulationResistance"), "alarm_level": narrow("BMSWarningInformation")}
        units |= {"insulation": "Mohm", "temperature": "degC+40"}
    times = [datetime.fromisoformat(row["time"]).replace(tzinfo=UTC).timestamp() for row in rows]
    return Pack(np.array(times), signals, units, Background(rated_capacity_ah=120.0))
