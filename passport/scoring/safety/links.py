"""The links: which quantity each looks at, out of which signals, and whether all its readings were there.

A link goes by the worst of the log, not by its newest row: what the sensors say after they burnt heals nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from passport.scoring.kernels import safety_signals
from passport.scoring.kernels.capacity_fade import Floats
from passport.scoring.kernels.safety_links import Anchors, link_value, sub_function
from passport.scoring.kernels.safety_signals import Mask
from passport.scoring.safety.limits import Limits
from passport.scoring.safety.own_history import OwnHistory, drift_v, own_history, resistance_rise_ohm
from passport.scoring.safety.pack_log import PackLog
from passport.scoring.safety.result import Link, Seen
from passport.scoring.score import rounded

REST_C_RATE = 0.02
SETTLING_S, REST_S, REST_GAP_S = 900.0, 1800.0, 600.0
RATE_SHORTEST_S, RATE_LONGEST_S = 60.0, 600.0
STUCK_ROWS, STUCK_S = 20, 120.0
STUCK_VOLTAGE_V, STUCK_TEMPERATURE_K = 0.05, 5.0
CORE = frozenset({"cell_voltage", "temperature", "current"})


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the log; None is unseen. Numbers that cannot be (negative, not finite) are unseen too."""

    rated_capacity_ah: float | None = None
    start: OwnHistory | None = None
    """The battery's own beginning; the product it came from belongs to the inputs of the score."""
    deep_discharges: float | None = None
    hot_charges: float | None = None
    accidents: float | None = None
    resistance_growth_percent: float | None = None
    """Modelled: another method's result."""
    fade_percent_per_100_cycles: float | None = None
    """Modelled: another method's result."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    worst: float
    """NaN: unseen."""
    unit: str
    anchors: Anchors
    complete: bool = True
    seen: Seen = "measured"


def links_of(log: PackLog, background: Background, limits: Limits, fresh: bool) -> tuple[Link, ...]:
    """Every link of a log, in a fixed order.

    Args:
        log: Canonical log.
        background: What is known beside it.
        limits: Anchors.
        fresh: False when the log is too old for its purpose.
    """
    voltage_stuck = safety_signals.stuck_channels(log.time_s, log.cell_voltage_v, STUCK_ROWS, STUCK_S, STUCK_VOLTAGE_V)
    temperature_stuck = safety_signals.stuck_channels(
        log.time_s, log.temperature_c, STUCK_ROWS, STUCK_S, STUCK_TEMPERATURE_K
    )
    volts = fresh and _all_there(log.cell_voltage_v) and not bool(voltage_stuck.any())
    heat = fresh and _all_there(log.temperature_c) and not bool(temperature_stuck.any())
    amps = fresh and _all_there(log.current_a)
    found = [
        *_voltage(log, background, limits, volts, amps),
        *_temperature(log, limits, heat),
        *_current(log, background, limits, amps and heat),
        *_protection(log, limits, fresh, [_share(voltage_stuck), _share(temperature_stuck)]),
        *_background(background, limits),
    ]
    return tuple(_link(item) for item in found)


def _voltage(log: PackLog, background: Background, limits: Limits, volts: bool, amps: bool) -> list[_Found]:
    cells = log.cell_voltage_v
    everywhere = np.ones(log.time_s.size, dtype=np.bool_)
    rated = _known(background.rated_capacity_ah)
    resting = _resting(log, rated)
    drift, rise = _against_history(log, background, rated)
    fall = safety_signals.steepest_fall_at_rest(log.time_s, cells, resting, SETTLING_S, REST_S, REST_GAP_S)
    return [
        _Found("over_voltage", _highest(cells), "V", limits.over_voltage_v, volts),
        _Found("under_voltage", -_highest(-cells), "V", limits.under_voltage_v, volts),
        _Found(
            "cell_deviation",
            _highest(np.abs(safety_signals.deviation(cells, everywhere))),
            "V",
            limits.cell_deviation_v,
            volts,
        ),
        _Found("drift", drift, "V", limits.drift_v, volts and amps),
        _Found("cell_resistance", rise, "mohm", limits.cell_resistance_rise_mohm, volts and amps),
        _Found("voltage_at_rest", fall * 1000.0, "mV/h", limits.rest_drop_mv_per_h, volts and amps),
    ]


def _against_history(log: PackLog, background: Background, rated: float) -> tuple[float, float]:
    """Largest move of a cell, V, and largest rise of a cell's resistance, mohm; NaN where unseen."""
    if background.start is None or not rated > 0.0:
        return math.nan, math.nan
    now = own_history(log, rated)
    moved = drift_v(now, background.start)
    return (
        math.nan if moved is None else _highest(np.abs(moved)),
        resistance_rise_ohm(now, background.start) * 1000.0,
    )


def _temperature(log: PackLog, limits: Limits, heat: bool) -> list[_Found]:
    probes = log.temperature_c
    rate = safety_signals.fastest_rise(log.time_s, probes, RATE_SHORTEST_S, RATE_LONGEST_S)
    return [
        _Found("over_temperature", _highest(probes), "degC", limits.over_temperature_c, heat),
        _Found("under_temperature", -_highest(-probes), "degC", limits.under_temperature_c, heat),
        _Found("temperature_spread", safety_signals.spread(probes), "K", limits.temperature_spread_k, heat),
        _Found("temperature_rate", rate, "K/min", limits.temperature_rate_k_per_min, heat),
    ]


def _current(log: PackLog, background: Background, limits: Limits, complete: bool) -> list[_Found]:
    rated = _known(background.rated_capacity_ah)
    if not rated > 0.0:
        rated = math.nan
    coldest = np.fmin.reduce(log.temperature_c, axis=1, initial=np.nan)
    hottest = np.fmax.reduce(log.temperature_c, axis=1, initial=np.nan)
    found = []
    for name, table, sign in (
        ("charge_current", limits.charge_c_rate, 1.0),
        ("discharge_current", limits.discharge_c_rate, -1.0),
    ):
        at, c_rate = np.asarray(table, dtype=np.float64).T
        allowed_a = rated * np.minimum(np.interp(coldest, at, c_rate), np.interp(hottest, at, c_rate))
        ratio = _highest(np.maximum(sign * log.current_a, 0.0) / allowed_a)
        found.append(_Found(name, ratio, "of the limit at that temperature", limits.current_ratio, complete))
    return found


def _protection(log: PackLog, limits: Limits, fresh: bool, stuck: list[float]) -> list[_Found]:
    insulation = -_highest(-log.insulation_ohm) / _highest(log.pack_voltage_v)
    insulated = fresh and _all_there(log.insulation_ohm) and _all_there(log.pack_voltage_v)
    signals = {
        "cell_voltage": log.cell_voltage_v,
        "temperature": log.temperature_c,
        "current": log.current_a,
        "pack_voltage": log.pack_voltage_v,
        "insulation": log.insulation_ohm,
        "alarm_level": log.alarm_level,
    }
    lost = [_share(np.isnan(values)) for name, values in signals.items() if name in log.given]
    every_core = fresh and log.given >= CORE
    return [
        _Found("insulation", insulation, "ohm/V", limits.insulation_ohm_per_v, insulated),
        _Found("alarm", _highest(log.alarm_level), "level", limits.alarm_level, fresh and _all_there(log.alarm_level)),
        _Found("sensors", max([*lost, *stuck]), "share lost or stuck", limits.sensor_loss_share, every_core),
    ]


def _background(background: Background, limits: Limits) -> list[_Found]:
    return [
        _Found("deep_discharges", _known(background.deep_discharges), "count", limits.deep_discharges),
        _Found("hot_charges", _known(background.hot_charges), "count", limits.hot_charges),
        _Found("accidents", _known(background.accidents), "count", limits.accidents),
        _Found(
            "resistance_growth",
            _known(background.resistance_growth_percent, lowest=-100.0),
            "%",
            limits.resistance_growth_percent,
            seen="modelled",
        ),
        _Found(
            "fade_speed",
            _known(background.fade_percent_per_100_cycles, lowest=-100.0),
            "% per 100 cycles",
            limits.fade_percent_per_100_cycles,
            seen="modelled",
        ),
    ]


def _link(found: _Found) -> Link:
    there = not math.isnan(found.worst)
    value = float(sub_function(np.asarray([found.worst]), found.anchors)[0]) if there else None
    complete = found.complete and there
    return Link(
        name=found.name,
        value=rounded(link_value(value, complete)),
        seen=found.seen if there else "unseen",
        complete=complete,
        worst=rounded(found.worst) if math.isfinite(found.worst) else None,
        unit=found.unit,
        x_100=found.anchors.x_100,
        x_tau=found.anchors.x_tau,
        held=False,
    )


def _resting(log: PackLog, rated_capacity_ah: float) -> Mask:
    return np.asarray(np.abs(log.current_a) <= REST_C_RATE * rated_capacity_ah)


def _known(value: float | None, lowest: float = 0.0) -> float:
    return value if value is not None and math.isfinite(value) and value >= lowest else math.nan


def _highest(values: Floats) -> float:
    return float(np.fmax.reduce(values.ravel(), initial=np.nan))


def _all_there(values: Floats) -> bool:
    return values.size > 0 and not bool(np.isnan(values).any())


def _share(flags: Mask) -> float:
    return int(np.sum(flags)) / flags.size if flags.size else 0.0
