"""Vehicle logs that come as Parquet, read by the same column tables as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from passport.telemetry.errors import ExportEmpty, ExportMalformed, ExportTooLarge
from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.reading import carried, detect, mapped, named, recorded, uncoded
from passport.telemetry.recording import Floats, Lines, Recording
from passport.telemetry.rows import MOST_COLUMNS, MOST_ROWS

_MAGIC = b"PAR1"


def is_parquet(content: bytes) -> bool:
    """Whether the bytes begin as a Parquet file does."""
    return content.startswith(_MAGIC)


def read_log(content: bytes, format_name: str | None) -> Recording:
    """The rows of a Parquet file by the column table that fits its column names.

    Raises:
        TelemetryError: No Parquet, no known format, too much of it.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        _refuse_extent(file.metadata.num_rows, file.metadata.num_columns)
        read = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ExportMalformed(f"The export begins as Parquet and is none: {type(error).__name__}.") from error
    headers = [str(name) for name in read.column_names]
    table = detect(",".join(headers)) if format_name is None else named(format_name)
    lines = np.arange(1, read.num_rows + 1, dtype=np.int64)
    places, left = carried(headers, table)
    values: dict[str, Floats] = {}
    findings: list[Finding] = []
    for ours, (theirs, field) in places.items():
        raw = _floats(read.column(headers.index(theirs)), ours)
        findings += (*_absent(raw, lines, ours), *uncoded(raw, field, lines, ours))
        values[ours] = mapped(raw, field)
    return recorded(table, values, lines, places, (*findings, *left))


def _refuse_extent(rows: int, columns: int) -> None:
    if rows == 0:
        raise ExportEmpty("The export has no rows.")
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise ExportTooLarge(f"{rows} rows of {columns} columns; {MOST_ROWS} of {MOST_COLUMNS} are read at most.")


def _floats(values: Any, name: str) -> Floats:
    """A column as float64, NaN for null; time stamps as seconds since 1970. Raises ExportMalformed."""
    try:
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.timestamp("us", tz=values.type.tz)).cast(pa.int64())
            return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64) / 1e6
        return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise ExportMalformed(f"The column {name} holds {values.type}, not numbers.", column=name) from error


def _absent(values: Floats, lines: Lines, name: str) -> list[Finding]:
    missing = np.isnan(values)
    if missing.all():
        text = "no value in any row"
        return [Finding("empty-column", Weight.DOUBT, text, name, int(values.size), unfit=True)]
    if not missing.any():
        return []
    text = "rows without a value"
    return [Finding("missing-value", Weight.DOUBT, text, name, int(missing.sum()), ranges(lines[missing]))]
