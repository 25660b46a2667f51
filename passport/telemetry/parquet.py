"""A recording as Parquet: canonical columns, and what was found beside them.

The same recording and verdict give the same bytes with the same pyarrow; another pyarrow may write other bytes with the
same content. No clock, no machine and no file name is in them. Times are UTC or relative to the first row.
"""

from __future__ import annotations

import hashlib
import json

import pyarrow as pa
import pyarrow.parquet as pq

from passport.telemetry.columns import column, place_of
from passport.telemetry.errors import ExportRefused
from passport.telemetry.findings import Outcome, Verdict
from passport.telemetry.recording import Recording

LINE = "source_line"
"""Line of the export (row, for Parquet) that a row is from: findings name lines."""
MEDIA_TYPE = "application/vnd.apache.parquet"
_ROWS_A_GROUP = 1 << 20


def written(recording: Recording, verdict: Verdict, source: bytes) -> bytes:
    """Parquet of a recording that was not refused. Values as recorded, null where nothing was measured.

    Args:
        recording: As read.
        verdict: On it; goes into the file's metadata under ``passport.verdict``, unfit columns marked.
        source: The export's bytes; their digest goes into the metadata.

    Raises:
        ExportRefused: The verdict is a refusal: there is no table to compute from.
    """
    if verdict.outcome is Outcome.REFUSED:
        raise ExportRefused("A refused export is not written.", codes=", ".join(sorted(verdict.codes)))
    unfit = set(verdict.unfit_columns)
    names = sorted(recording.columns, key=place_of)
    fields = [pa.field(LINE, pa.int64(), nullable=False)]
    fields += [pa.field(name, pa.float64(), metadata=_about(name, unfit=name in unfit)) for name in names]
    about = {
        "passport.format": recording.table.name,
        "passport.kind": recording.table.kind.value,
        "passport.source_sha256": hashlib.sha256(source).hexdigest(),
        "passport.verdict": json.dumps(verdict.as_document(), ensure_ascii=False),
    }
    arrays = [pa.array(recording.lines, type=pa.int64())]
    arrays += [pa.array(recording.columns[name], type=pa.float64(), from_pandas=True) for name in names]
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=about)),
        sink,
        row_group_size=_ROWS_A_GROUP,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=False,
        write_statistics=True,
    )
    return bytes(sink.getvalue())


def _about(name: str, *, unfit: bool) -> dict[str, str]:
    return {"unit": column(name).unit, "fit": "no" if unfit else "yes"}
