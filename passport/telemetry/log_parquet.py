"""Vehicle logs that come as Parquet, read by the same column tables as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from passport.telemetry.errors import ExportEmpty, ExportMalformed, ExportTooLarge
from passport.telemetry.findings import Finding, Weight, ranges
from passport.telemetry.reading import carried, detect, mapped, named, recorded, uncoded
from passport.telemetry.recording import Floats, Lines, Recording
from passport.telemetry.rows import MOST_COLUMNS, MOST_ROWS, refuse_header
from passport.telemetry.table import Field

MOST_CELLS = 50_000_000
"""Rows times columns: a small file can unpack to any size."""
_MAGIC = b"PAR1"


def is_parquet(content: bytes) -> bool:
    """Whether the bytes begin as a Parquet file does."""
    return content.startswith(_MAGIC)


def read_log(content: bytes, format_name: str | None) -> Recording:
    """The rows of a Parquet file by the column table that fits its column names; other columns are not unpacked.

    Raises:
        TelemetryError: No Parquet, no known format, too much of it, text where numbers belong.
    """
    file, headers = _opened(content)
    table = detect(",".join(headers)) if format_name is None else named(format_name)
    places, left = carried(headers, table)
    lines = np.arange(1, file.metadata.num_rows + 1, dtype=np.int64)
    values: dict[str, Floats] = {}
    findings: list[Finding] = []
    for ours, (theirs, field) in places.items():
        raw = _floats(file, theirs, lines.size)
        findings += (*_absent(raw, lines, ours), *uncoded(raw, field, lines, ours))
        values[ours] = mapped(raw, field)
    return recorded(table, values, lines, places, (*findings, *left), zoned=_has_zone(file, places))


def _opened(content: bytes) -> tuple[Any, list[str]]:
    """The file and the names of its columns; its footer is read, none of its rows."""
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        headers = [str(name) for name in file.schema_arrow.names]
        rows, columns = file.metadata.num_rows, file.metadata.num_columns
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ExportMalformed(f"The export begins as Parquet and is none: {type(error).__name__}.") from error
    if rows == 0:
        raise ExportEmpty("The export has no rows.")
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        most = f"{MOST_ROWS} rows, {MOST_COLUMNS} columns and {MOST_CELLS} cells are read at most"
        raise ExportTooLarge(f"{rows} rows of {columns} columns; {most}.", rows=rows, columns=columns)
    refuse_header(headers)
    return file, headers


def _floats(file: Any, header: str, rows: int) -> Floats:
    """A column as float64, shape (rows,), NaN for null; time stamps as seconds since 1970. Raises ExportMalformed."""
    kind = file.schema_arrow.field(header).type
    stamp = pa.types.is_timestamp(kind)
    if not (stamp or pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        raise ExportMalformed(f"The column {header} holds {kind}, not numbers.", column=header)
    try:
        values = file.read(columns=[header]).column(0)
        if stamp:
            values = values.cast(pa.timestamp("us", tz=kind.tz), safe=False).cast(pa.int64())
        floats = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise ExportMalformed(
            f"The column {header} cannot be unpacked: {type(error).__name__}.", column=header
        ) from error
    if floats.size != rows:
        raise ExportMalformed(f"The column {header} has {floats.size} values for {rows} rows.", column=header)
    return floats / 1e6 if stamp else floats


def _has_zone(file: Any, places: Mapping[str, tuple[str, Field]]) -> bool:
    kind = file.schema_arrow.field(places["test_time_second"][0]).type
    return bool(pa.types.is_timestamp(kind) and kind.tz)


def _absent(values: Floats, lines: Lines, name: str) -> list[Finding]:
    missing = np.isnan(values)
    if missing.all():
        text = "no value in any row"
        return [Finding("empty-column", Weight.DOUBT, text, name, int(values.size), unfit=True)]
    if not missing.any():
        return []
    text = "rows without a value"
    return [Finding("missing-value", Weight.DOUBT, text, name, int(missing.sum()), ranges(lines[missing]))]
