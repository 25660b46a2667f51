"""The committed NASA discharges as arrays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"
Signals = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def discharges() -> dict[str, Signals]:
    """Time (s), voltage (V) and current (A, positive on charge) by `cell/test`."""
    lines = [line.split(",") for line in (DATA / "nasa_discharges.csv").read_text().splitlines()[1:]]
    names = list(dict.fromkeys(f"{line[0]}/{line[1]}" for line in lines))
    signals = {}
    for name in names:
        rows = np.asarray([line[2:] for line in lines if f"{line[0]}/{line[1]}" == name], dtype=np.float64)
        signals[name] = (rows[:, 0], rows[:, 1], rows[:, 2])
    return signals


def labels_ah() -> dict[str, float]:
    """Capacity the source states, Ah, by `cell/test`."""
    labels: dict[str, float] = json.loads((DATA / "nasa_labels_ah.json").read_text())
    return labels
