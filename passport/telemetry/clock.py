"""Whether the time of a series can be integrated over: its order, repeats, gaps and span."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.recording import Recording

TIME = "test_time_second"
GAP_TIMES_MEDIAN = 20.0
"""A gap is this many times the median interval, and"""
GAP_LEAST_S = 300.0
"""at least this long."""
LONGEST_TEST_S = 10 * 365.25 * 86400.0
"""A test of one cell that lasts longer is more likely a clock in another unit."""


def clock_findings(recording: Recording) -> Iterator[Finding]:
    """What is wrong with the clock; rows are judged in the order of the export."""
    time, lines = recording.columns[TIME], recording.lines
    known = np.isfinite(time)
    if not known.any():
        yield Finding("clock-missing", Weight.REFUSAL, "no row has a time", TIME, int(time.size), unfit=True)
        return
    if not known.all():
        text = "rows without a time cannot be put in order"
        yield Finding("clock-missing", Weight.REFUSAL, text, TIME, int((~known).sum()), ranges(lines[~known]))
    steps = np.diff(time[known])
    later = lines[known][1:]
    if (steps < 0).any():
        back = later[steps < 0]
        text = f"the clock runs back {back.size} times, by up to {-steps.min():g} s; which order is right is not known"
        yield Finding("clock-runs-back", Weight.REFUSAL, text, TIME, int(back.size), ranges(back), unfit=True)
        return
    yield from _repeats(recording)
    forward = steps[steps > 0]
    longest = max(GAP_LEAST_S, GAP_TIMES_MEDIAN * float(np.median(forward))) if forward.size else GAP_LEAST_S
    gaps = steps > longest
    if gaps.any():
        text = f"no rows for up to {steps.max():g} s, where they usually come every {np.median(forward):g} s"
        yield Finding("gap", Weight.DOUBT, text, TIME, int(gaps.sum()), ranges(later[gaps]))
    span = float(time[known].max() - time[known].min())
    if span > LONGEST_TEST_S:
        years = span / (365.25 * 86400.0)
        text = f"the test lasts {years:.1f} years by its clock: a unit other than the second is likely"
        yield Finding("clock-unit-doubtful", Weight.DOUBT, text, TIME, int(time.size), unfit=True)


def _repeats(recording: Recording) -> Iterator[Finding]:
    """Rows with the time of the row before: the same row again, or another measurement at the same time."""
    time, lines = recording.columns[TIME], recording.lines
    repeats = np.concatenate(([False], np.diff(time) == 0.0))
    same = repeats.copy()
    for name, values in recording.columns.items():
        if name != "record_index":
            before = values[:-1]
            equal = (values[1:] == before) | (np.isnan(values[1:]) & np.isnan(before))
            same[1:] &= equal
    other = repeats & ~same
    if same.any():
        text = "the row before once more"
        yield Finding("duplicate-row", Weight.DOUBT, text, None, int(same.sum()), ranges(lines[same]))
    if other.any():
        text = "the time of the row before, with other values"
        yield Finding("repeated-time", Weight.DOUBT, text, TIME, int(other.sum()), ranges(lines[other]))
