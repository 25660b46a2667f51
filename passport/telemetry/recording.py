"""What was read from an export: columns of numbers, each row with its line in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from passport.telemetry.findings import Finding
from passport.telemetry.table import ColumnTable

Floats = NDArray[np.float64]
Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recording:
    """Rows as they stand in the export, in its order, in canonical units; NaN where nothing was measured."""

    table: ColumnTable
    columns: Mapping[str, Floats]
    """Canonical name to values, shape (rows,)."""
    lines: Lines
    """Line (for Parquet: row) of the export each row is from, counted from 1, shape (rows,)."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the export says outside its rows."""
    findings: tuple[Finding, ...] = ()
    """Found while reading."""

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return int(self.lines.size)
