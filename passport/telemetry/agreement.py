"""Whether the columns of a series agree: direction of current, units, probes against their maximum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from passport.telemetry.findings import Finding, Weight
from passport.telemetry.recording import Floats, Recording

LEAST_STEPS = 5
"""Steps of current that must be seen before the sign is judged by them."""
LEAST_DRIFTS = 20
"""Intervals of steady current that must be seen before the sign is judged by them."""
STEADY_SHARE = 0.02
"""A current is steady from one row to the next when it changes by less than this share of its largest value."""
STEP_SHARE = 0.2
"""A step is a change of the current by this share of its largest value from one row to the next."""
AGREEING_SHARE = 0.3
"""Where voltage follows current in a smaller share, the sign is the other way round."""
UNIT_RATIO = 5.0
"""Two ways to the same quantity that differ by more are in different units."""
LARGEST_UNIT_RATIO = 1e4
"""No two units of one quantity in use differ by more (3600: coulomb and ampere hour)."""
PROBE_DIFFERENCE_C = 15.0


def agreement_findings(recording: Recording) -> Iterator[Finding]:
    """Contradictions between columns, and what could not be judged."""
    columns = recording.columns
    yield from _direction(columns["current_ampere"], columns["voltage_volt"])
    yield from _power(columns)
    yield from _charge(columns)
    yield from _probes(columns)


def _direction(current: Floats, voltage: Floats) -> Iterator[Finding]:
    """Whether positive is charge: a battery has a positive resistance, and its voltage rises while it is charged.

    Steps of the current say so best; without enough of them, how the voltage drifts under a steady current.
    """
    known = np.isfinite(current) & np.isfinite(voltage)
    amperes, volts = current[known], voltage[known]
    largest = float(np.max(np.abs(amperes))) if amperes.size else 0.0
    change_a, change_v = np.diff(amperes), np.diff(volts)
    moved = (change_v != 0.0) & (largest > 0.0)
    steps = moved & (np.abs(change_a) > STEP_SHARE * largest)
    drifts = moved & (np.abs(change_a) < STEADY_SHARE * largest) & (np.abs(amperes[1:]) > STEP_SHARE * largest)
    for seen, cause, least, what in (
        (steps, change_a, LEAST_STEPS, "steps of current"),
        (drifts, amperes[1:], LEAST_DRIFTS, "intervals of steady current"),
    ):
        count = int(seen.sum())
        if count >= least:
            share = float(np.mean(np.sign(cause[seen]) == np.sign(change_v[seen])))
            if share < AGREEING_SHARE:
                text = f"voltage goes against current in {1 - share:.0%} of {count} {what}: positive is discharge here"
                yield Finding("sign-convention", Weight.REFUSAL, text, "current_ampere", count, unfit=True)
            return
    text = "too few changes of current and voltage to tell the sign convention by"
    yield Finding("sign-not-seen", Weight.NOTE, text, "current_ampere")


def _power(columns: Mapping[str, Floats]) -> Iterator[Finding]:
    """Power against voltage times current."""
    if "power_watt" in columns:
        product = columns["voltage_volt"] * columns["current_ampere"]
        ratio = _median_ratio(np.abs(columns["power_watt"]), np.abs(product))
        yield from _contradiction("power_watt", ratio, "voltage times current")


def _charge(columns: Mapping[str, Floats]) -> Iterator[Finding]:
    """Counters of charge against the integral of the current by the trapezoidal rule."""
    time, current = columns["test_time_second"], columns["current_ampere"]
    steps = np.diff(time)
    if not np.isfinite(steps).all() or (steps < 0).any():
        return
    for name, sign in (("charging", 1.0), ("discharging", -1.0)):
        for counter in (f"{name}_capacity_ah", f"cycle_{name}_capacity_ah"):
            if counter in columns:
                flowing = np.maximum(0.0, sign * current)
                integral = float(np.nansum(0.5 * (flowing[1:] + flowing[:-1]) * steps)) / 3600.0
                counted = float(np.nansum(np.maximum(0.0, np.diff(columns[counter]))))
                ratio = counted / integral if counted > 0.0 and integral > 0.0 else None
                yield from _contradiction(counter, ratio, "the integral of the current")


def _probes(columns: Mapping[str, Floats]) -> Iterator[Finding]:
    """Probes against the largest temperature that the battery management system gives itself."""
    probes = [name for name in columns if re.fullmatch(r"temperature_t\d+_celsius", name)]
    if not probes or "temperature_maximum_celsius" not in columns:
        return
    highest = np.max(np.stack([np.nan_to_num(columns[name], nan=-np.inf) for name in probes]), axis=0)
    difference = (highest - columns["temperature_maximum_celsius"])[np.isfinite(highest)]
    middle = float(np.nanmedian(difference)) if np.isfinite(difference).any() else 0.0
    if abs(middle) > PROBE_DIFFERENCE_C:
        text = f"the highest probe stands {middle:+.0f} degC from the maximum that the same log gives: another coding"
        for name in probes + [one for one in ("temperature_mean_celsius",) if one in columns]:
            yield Finding("probe-offset", Weight.DOUBT, text, name, int(difference.size), unfit=True)


def _median_ratio(one: Floats, other: Floats) -> float | None:
    """Median of one over other where both are not small; None where there is nothing to compare."""
    both = np.isfinite(one) & np.isfinite(other)
    if not both.any():
        return None
    large = both & (one > 0.0) & (other > 0.05 * float(np.max(other[both])))
    return float(np.median(one[large] / other[large])) if int(large.sum()) >= LEAST_STEPS else None


def _contradiction(name: str, ratio: float | None, against: str) -> Iterator[Finding]:
    if ratio is None or 1 / UNIT_RATIO < ratio < UNIT_RATIO:
        return
    if 1 / LARGEST_UNIT_RATIO < ratio < LARGEST_UNIT_RATIO:
        text = f"{ratio:.3g} times {against}: the units of the columns differ, and which is wrong is not known"
        yield Finding("unit-contradiction", Weight.REFUSAL, text, name, unfit=True)
    else:
        yield Finding("counter-idle", Weight.DOUBT, f"{ratio:.3g} times {against}: it did not count", name, unfit=True)
