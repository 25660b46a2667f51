"""Measured series and spectra from cyclers, vehicles and impedance analysers, in canonical columns.

`examine` turns bytes into a verdict and a recording; `written` (passport.telemetry.parquet) turns a recording into
Parquet. A format is a column table in `formats/`. Nothing here reads a file or a clock, and nothing repairs a value:
what is wrong is listed. docs/telemetry.md says what is asked of an export.
"""

from __future__ import annotations

from passport.telemetry.examination import Examination, check, examine, read
from passport.telemetry.findings import Finding, Outcome, Verdict, Weight
from passport.telemetry.recording import Recording

__all__ = ["Examination", "Finding", "Outcome", "Recording", "Verdict", "Weight", "check", "examine", "read"]
