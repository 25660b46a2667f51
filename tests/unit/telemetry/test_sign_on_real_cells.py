"""The sign of the current, judged on every charge and discharge of fifteen cells, as recorded and turned around."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from passport.telemetry import Recording, check
from passport.telemetry.formats.cyclers import BDF

WHOLE = os.environ.get("PASSPORT_DATA_DIR")
NAMES = {
    "test_time_second": "time_s",
    "voltage_volt": "voltage_V",
    "current_ampere": "current_A",
    "temperature_celsius": "temperature_C",
}


def recordings_of(file: Path) -> Iterator[Recording]:
    """Each charge and each discharge of a cell; the source's current is positive while charging."""
    table = pq.read_table(file)
    ids = table.column("test_id").to_numpy()
    columns = {ours: table.column(theirs).to_numpy().astype(np.float64) for ours, theirs in NAMES.items()}
    edges = [0, *(np.flatnonzero(np.diff(ids)) + 1), ids.size]
    for first, end in pairwise(edges):
        cut = {name: values[first:end] for name, values in columns.items()}
        yield Recording(BDF, cut, np.arange(end - first) + 2)


@pytest.mark.skipif(WHOLE is None, reason="PASSPORT_DATA_DIR names no folder with nasa_pcoe/")
def test_check__every_test_of_real_cells__is_refused_only_when_turned_around() -> None:
    counted: Counter[str] = Counter()
    for file in sorted((Path(str(WHOLE)) / "nasa_pcoe").glob("B*_timeseries.parquet")):
        for recording in recordings_of(file):
            turned = replace(
                recording, columns={**recording.columns, "current_ampere": -recording.columns["current_ampere"]}
            )
            right, wrong = check(recording), check(turned)
            counted["tests"] += 1
            counted["wrongly refused"] += "sign-convention" in right.codes
            counted["found"] += "sign-convention" in wrong.codes
            counted["said not to be seen"] += "sign-not-seen" in wrong.codes
    print(dict(counted))
    assert counted["tests"] > 2000
    assert counted["wrongly refused"] == 0
    assert counted["found"] / counted["tests"] > 0.98
