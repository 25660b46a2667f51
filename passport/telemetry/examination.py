"""Bytes to a verdict, and to a recording where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from passport.telemetry.agreement import agreement_findings
from passport.telemetry.clock import clock_findings
from passport.telemetry.errors import ColumnMissing, TelemetryError
from passport.telemetry.findings import Finding, Verdict, Weight
from passport.telemetry.log_parquet import is_parquet, read_log
from passport.telemetry.reading import detect, named, read_text
from passport.telemetry.recording import Recording
from passport.telemetry.sensors import sensor_findings
from passport.telemetry.spectra import spectrum_findings
from passport.telemetry.table import Kind
from passport.telemetry.text import decode, refuse_size

Check = Callable[[Recording], Iterator[Finding]]

CHECKS: dict[Kind, tuple[Check, ...]] = {
    Kind.SERIES: (clock_findings, sensor_findings, agreement_findings),
    Kind.SPECTRUM: (sensor_findings, spectrum_findings),
}
"""What each kind of export is asked; the order changes nothing."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What came of an export: a verdict always, a recording if it could be read."""

    verdict: Verdict
    recording: Recording | None


def read(content: bytes, format_name: str | None = None) -> Recording:
    """The rows of an export in canonical columns, values as they are in it.

    Args:
        content: The file's bytes.
        format_name: Of passport.telemetry.formats; found by the first lines if None.

    Raises:
        TelemetryError: It cannot be read.
    """
    refuse_size(len(content))
    if is_parquet(content):
        return read_log(content, format_name)
    text, found = decode(content)
    table = detect(text) if format_name is None else named(format_name)
    with np.errstate(over="ignore"):
        recording = read_text(text, table)
    return Recording(table, recording.columns, recording.lines, recording.facts, (*found, *recording.findings))


def check(recording: Recording, stated_faults: Mapping[str, str] | None = None) -> Verdict:
    """The verdict on a recording: what was found in reading it, by every check of its kind, and what a person states.

    Args:
        recording: As read.
        stated_faults: Canonical column to the fault that whoever ran the test knows of and the values do not show.

    Raises:
        ColumnMissing: A fault is stated of a column that is not there.
    """
    # An absurd value may overflow a product; it is listed as impossible, and the product then agrees with nothing.
    with np.errstate(all="ignore"):
        found = [finding for one in CHECKS[recording.table.kind] for finding in one(recording)]
    for name, text in (stated_faults or {}).items():
        if name not in recording.columns:
            raise ColumnMissing(f"A fault is stated of {name[:80]}, which the export does not have.", column=name[:80])
        found.append(Finding("stated-fault", Weight.DOUBT, text, name, recording.row_count, unfit=True))
    return Verdict.of((*recording.findings, *found))


def examine(
    content: bytes, format_name: str | None = None, stated_faults: Mapping[str, str] | None = None
) -> Examination:
    """Reads and checks an export. What cannot be read is refused, with the reason as its finding; nothing is raised.

    Args:
        content: The file's bytes.
        format_name: As for `read`.
        stated_faults: As for `check`.
    """
    recording: Recording | None = None
    try:
        recording = read(content, format_name)
        return Examination(check(recording, stated_faults), recording)
    except TelemetryError as error:
        column = error.values.get("column")
        named_column = column if isinstance(column, str) else None
        finding = Finding(error.code.removeprefix("telemetry."), Weight.REFUSAL, error.message, named_column)
        return Examination(Verdict.of((finding,)), recording)
