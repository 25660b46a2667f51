"""Why bytes are not read as telemetry at all."""

from __future__ import annotations

from passport.errors import PassportError


class TelemetryError(PassportError):
    """An export that cannot be read. Poor rows are no error: they are findings of the verdict."""

    code = "telemetry"


class ExportEmpty(TelemetryError):
    """No bytes, no header, or no rows."""

    code = "telemetry.empty"
    default_remedy = "Export again; keep the header."


class ExportTooLarge(TelemetryError):
    """More bytes or rows than one import takes."""

    code = "telemetry.oversize"
    default_remedy = "Export in parts, each a file."


class FormatUnknown(TelemetryError):
    """No column table fits the header, or there is none of that name."""

    code = "telemetry.format"
    default_remedy = "Name the format, or add a column table for it (docs/telemetry.md)."


class ExportMalformed(TelemetryError):
    """Of a known format by its first lines, and not readable as it."""

    code = "telemetry.malformed"
    default_remedy = "Export again with the instrument's own software; do not open and save it in a spreadsheet."


class ColumnMissing(TelemetryError):
    """A quantity without which the rest says nothing."""

    code = "telemetry.column_missing"
    default_remedy = "Export again with this column; it is not guessed from the others."


class ExportRefused(TelemetryError):
    """Read, and refused: no number may be computed from it."""

    code = "telemetry.refused"
    default_remedy = "Correct the cause in the instrument or its export and export again; nothing is mended here."
