"""Small exports with a known truth, and what is expected of the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from passport.telemetry import Outcome

DATA = Path(__file__).parent / "data"

ACCEPTED, WITH_FINDINGS, REFUSED = Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_FINDINGS, Outcome.REFUSED


@dataclass(frozen=True)
class Expected:
    """What the whole file and its excerpt must come to. `codes` are all that weigh more than a note."""

    format: str
    outcome: Outcome
    codes: frozenset[str] = frozenset()
    unfit: tuple[str, ...] = ()
    rows: int = 0
    """Of the whole file; 0 where nothing can be read."""


EXPECTED = {
    "arbin_FastCharge_000025_CH8.csv": Expected("arbin", ACCEPTED, rows=248),
    "arbin_TC_CONTACT_FAULT_CH33.csv": Expected(
        "arbin",
        WITH_FINDINGS,
        frozenset({"empty-column"}),
        ("cycle_count", "step_index", "step_time_second"),
        rows=287,
    ),
    "arbin_example.csv": Expected("arbin", ACCEPTED, rows=2142),
    "bdf_DLR_LiLNMO_POCV_basytec.bdf.csv": Expected(
        "bdf", WITH_FINDINGS, frozenset({"clock-unit-doubtful"}), ("test_time_second",), rows=17860
    ),
    "bdf_SINTEF_LiGrR2032_landt.bdf.csv": Expected(
        "bdf", WITH_FINDINGS, frozenset({"stuck-sensor"}), ("ambient_temperature_celsius",), rows=25162
    ),
    "bdf_SINTEF_SLPBA_rate_neware_TIME_BUG.bdf.csv": Expected(
        "bdf", REFUSED, frozenset({"clock-runs-back"}), ("test_time_second",), rows=13086
    ),
    "biologic_mb_timestamped.txt": Expected("biologic-bt-lab", ACCEPTED, rows=8),
    "eis_biologic.mpt": Expected("biologic-ec-lab-eis", ACCEPTED, rows=43),
    "eis_biologic_MISSING_FREQ.mpt": Expected("biologic-ec-lab-eis", REFUSED, frozenset({"column_missing"})),
    "eis_gamry.DTA": Expected("gamry-eis", ACCEPTED, rows=72),
    "eis_gamry_ABORTED.DTA": Expected(
        "gamry-eis", WITH_FINDINGS, frozenset({"aborted-sweep", "incomplete-sweep"}), rows=72
    ),
    "eis_parstat.txt": Expected("parstat-eis", WITH_FINDINGS, frozenset({"negative-resistance"}), rows=31),
    "maccor_4267-66-6519.041": Expected(
        "maccor", WITH_FINDINGS, frozenset({"duplicate-row", "repeated-time"}), rows=74
    ),
    "novonix_sample.csv": Expected("novonix", ACCEPTED, rows=207),
}


def bdf(rows: Sequence[Sequence[object]], header: str = "test_time_second,voltage_volt,current_ampere") -> bytes:
    """A Battery Data Format export."""
    return "\n".join([header, *(",".join(map(str, row)) for row in rows), ""]).encode()


def pulses(count: int = 60, *, sign: float = 1.0, second: float = 10.0) -> list[list[float]]:
    """Time, voltage, current of a cell of 50 mOhm under pulses that charge and discharge it in turn."""
    rows: list[list[float]] = []
    for index in range(count):
        current = (2.0, 0.0, -1.0)[index // 4 % 3]
        rows.append([index * second, round(3.6 + 0.05 * current + 0.0001 * index, 6), sign * current])
    return rows
