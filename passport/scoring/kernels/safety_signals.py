"""Quantities the links of the state of safety look at, out of the signals of a pack.

Maxima, minima, medians and differences of single readings only: no sum, so no result depends on threads. NaN is a
reading that is not there. Arrays are float64; rows are by time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from passport.scoring.kernels.capacity_fade import Floats

Mask = NDArray[np.bool_]


def row_median(values: Floats) -> Floats:
    """Median of each row's readings, shape (n,); NaN where none is there."""
    middle = np.full(values.shape[0], np.nan)
    if values.shape[1]:
        there = ~np.isnan(values)
        whole, some = there.all(axis=1), there.any(axis=1)
        middle[whole] = np.median(values[whole], axis=1)
        partly = some & ~whole
        middle[partly] = np.nanmedian(values[partly], axis=1)
    return middle


def deviation(values: Floats, at: Mask) -> Floats:
    """Each channel's distance to the row's median in the rows `at`; NaN below three channels."""
    chosen = values[at]
    if values.shape[1] < 3:
        return np.full(chosen.shape, np.nan)
    return chosen - row_median(chosen).reshape(-1, 1)


def spread(values: Floats) -> float:
    """Largest difference within one row; NaN when no row has two readings."""
    rows = values[(~np.isnan(values)).sum(axis=1) >= 2]
    return float(np.max(np.nanmax(rows, axis=1) - np.nanmin(rows, axis=1))) if rows.size else float("nan")


def fastest_rise(time_s: Floats, values: Floats, shortest_s: float, longest_s: float) -> float:
    """Steepest rise of any channel, per minute, over a baseline between `shortest_s` and `longest_s`; NaN if none.

    The baseline of a row reaches back to the newest row at least `shortest_s` older, so that the steps of a coarse
    sensor do not look like heat.
    """
    back = np.searchsorted(time_s, time_s - shortest_s, side="right") - 1
    here = np.flatnonzero(back >= 0)
    here = here[time_s[here] - time_s[back[here]] <= longest_s]
    if not here.size or not values.shape[1]:
        return float("nan")
    minutes = (time_s[here] - time_s[back[here]]) / 60.0
    rates = (values[here] - values[back[here]]) / minutes.reshape(-1, 1)
    rates = rates[~np.isnan(rates)]
    return float(np.max(rates)) if rates.size else float("nan")


def steepest_fall_at_rest(
    time_s: Floats, values: Floats, resting: Mask, settling_s: float, shortest_s: float, longest_gap_s: float
) -> float:
    """Fastest fall of a channel against the pack's median within a rest, per hour; NaN without a rest long enough.

    Args:
        time_s: Shape (n,).
        values: Shape (n, channels), three channels or more.
        resting: Rows at rest.
        settling_s: Of each rest the first that is left out: cells relax at different speeds after a load.
        shortest_s: A shorter rest after that says nothing.
        longest_gap_s: A longer gap between two rows ends a rest: nobody knows what flowed meanwhile.
    """
    rows = np.flatnonzero(resting)
    if rows.size < 2:
        return float("nan")
    breaks = np.flatnonzero((np.diff(rows) > 1) | (np.diff(time_s[rows]) > longest_gap_s)) + 1
    falls: list[float] = []
    for rest in np.split(rows, breaks):
        settled = rest[time_s[rest] - time_s[rest[0]] >= settling_s]
        seconds = float(time_s[settled[-1]] - time_s[settled[0]]) if settled.size else 0.0
        if seconds < shortest_s:
            continue
        ends = np.zeros(time_s.size, dtype=np.bool_)
        ends[[settled[0], settled[-1]]] = True
        first, last = deviation(values, ends)
        fall = (first - last) / (seconds / 3600.0)
        falls.extend(fall[~np.isnan(fall)].tolist())
    return max(falls) if falls else float("nan")


def stuck_channels(time_s: Floats, values: Floats, fewest_rows: int, shortest_s: float, moved: float) -> Mask:
    """Channels that repeat one value over `fewest_rows` rows and `shortest_s` while the median moves by `moved`.

    A gap longer than half of `shortest_s` ends a repetition: nobody knows what the sensor said meanwhile.
    """
    found = np.zeros(values.shape[1], dtype=np.bool_)
    if values.shape[0] < fewest_rows or values.shape[1] < 3:
        return found
    middle = row_median(values)
    gap = np.diff(time_s) > shortest_s / 2.0
    changes = (values[1:] != values[:-1]) | gap.reshape(-1, 1)
    for channel in range(values.shape[1]):
        edges = np.concatenate(([0], np.flatnonzero(changes[:, channel]) + 1, [values.shape[0]]))
        for run in np.flatnonzero(np.diff(edges) >= fewest_rows):
            first, end = edges[run], edges[run + 1]
            part = middle[first:end]
            lasted = time_s[end - 1] - time_s[first] >= shortest_s
            if lasted and float(np.nanmax(part) - np.nanmin(part)) >= moved:
                found[channel] = True
                break
    return found
