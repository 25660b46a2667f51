"""Whether an impedance spectrum is whole and can be one. Kramers-Kronig is the scorer's to test."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.recording import Floats, Recording

FREQUENCY, REAL, IMAGINARY = "frequency_hertz", "real_impedance_ohm", "imaginary_impedance_ohm"
LEAST_POINTS = 5
REACHED_RATIO = 1.5
"""A sweep that ends above this times the frequency it was to end at is not whole."""


def spectrum_findings(recording: Recording) -> Iterator[Finding]:
    """What is wrong with a spectrum."""
    yield from _values(recording)
    frequency = recording.columns[FREQUENCY]
    known = frequency[np.isfinite(frequency)]
    if known.size < LEAST_POINTS:
        text = f"{known.size} points are no spectrum; {LEAST_POINTS} are the least"
        yield Finding("too-few-points", Weight.REFUSAL, text, FREQUENCY, int(known.size))
        return
    yield from _order(frequency, recording)
    yield from _sign(recording)
    yield from _whole(known, recording)


def _values(recording: Recording) -> Iterator[Finding]:
    """Points that no passive cell gives."""
    for name in (FREQUENCY, REAL, IMAGINARY):
        missing = ~np.isfinite(recording.columns[name])
        if missing.any():
            text = "points without it"
            lines = ranges(recording.lines[missing])
            yield Finding("missing-point", Weight.REFUSAL, text, name, int(missing.sum()), lines)
    below = recording.columns[FREQUENCY] <= 0.0
    if below.any():
        text = "frequencies that are not positive"
        lines = ranges(recording.lines[below])
        yield Finding("frequency-not-positive", Weight.REFUSAL, text, FREQUENCY, int(below.sum()), lines)
    negative = recording.columns[REAL] < 0.0
    if negative.any():
        text = "negative resistance: no passive cell has one"
        lines = ranges(recording.lines[negative])
        yield Finding("negative-resistance", Weight.DOUBT, text, REAL, int(negative.sum()), lines)


def _order(frequency: Floats, recording: Recording) -> Iterator[Finding]:
    steps = np.sign(np.diff(frequency))
    turned = steps != (steps[np.flatnonzero(steps)[0]] if steps.any() else 1.0)
    if turned.any():
        text = "frequencies repeat or turn: several sweeps in one file, or a point measured again"
        lines = ranges(recording.lines[1:][turned])
        yield Finding("frequency-order", Weight.DOUBT, text, FREQUENCY, int(turned.sum()), lines)


def _sign(recording: Recording) -> Iterator[Finding]:
    """At its low frequencies a cell is capacitive: the imaginary part is negative."""
    low = np.argsort(recording.columns[FREQUENCY], kind="stable")[: max(3, recording.row_count // 2)]
    imaginary = recording.columns[IMAGINARY][low]
    positive = float(np.mean(imaginary[np.isfinite(imaginary)] > 0.0)) if np.isfinite(imaginary).any() else 0.0
    if positive > 0.8:
        text = (
            f"the imaginary part is positive at {positive:.0%} of the lower frequencies: it is minus the one asked for"
        )
        yield Finding("sign-convention", Weight.REFUSAL, text, IMAGINARY, recording.row_count, unfit=True)


def _whole(known: Floats, recording: Recording) -> Iterator[Finding]:
    """The sweep as planned against the sweep as it is."""
    if "aborted" in recording.facts:
        text = f"the instrument says the run was aborted; it reached {known.min():g} Hz"
        yield Finding("aborted-sweep", Weight.DOUBT, text, FREQUENCY, int(known.size))
    planned = _planned(recording.facts.get("last_frequency_hertz"))
    if planned is not None and known.min() > REACHED_RATIO * planned:
        text = f"planned down to {planned:g} Hz, measured down to {known.min():g} Hz"
        yield Finding("incomplete-sweep", Weight.DOUBT, text, FREQUENCY, int(known.size))


def _planned(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else 0.0
    except ValueError:
        return None
    return value if 0.0 < value < float("inf") else None
