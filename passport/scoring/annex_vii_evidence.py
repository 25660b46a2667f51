"""What the legal quantities are computed from: measurements, and the reference the battery's own passport holds."""

from __future__ import annotations

from dataclasses import dataclass

from passport.errors import ScoringError
from passport.scoring.kernels.coulomb import Counted, CutOffs
from passport.scoring.kernels.throughput import Limits, Throughput


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Largest error of the sensors as shares of the reading, as stated by whoever recorded."""

    voltage: float
    current: float

    def __post_init__(self) -> None:
        """Refuses shares that cannot be."""
        if not (0.0 <= self.voltage < 1.0 and 0.0 <= self.current < 1.0):
            raise ScoringError("An accuracy is a share of the reading between 0 and 1.")


@dataclass(frozen=True, slots=True)
class Reference:
    """How the battery was measured when it was new, from its passport; None where the passport does not say."""

    rated_capacity_ah: float
    cut_offs: CutOffs
    c_rate: float
    temperature_c: float
    certified_energy_wh: float | None = None
    """Certified usable battery energy."""

    def __post_init__(self) -> None:
        """Refuses numbers that cannot be."""
        energy_wh = 1.0 if self.certified_energy_wh is None else self.certified_energy_wh
        if not all(0.0 < value < 1e9 for value in (self.rated_capacity_ah, self.c_rate, energy_wh)):
            raise ScoringError("Rated capacity, C-rate and certified energy must be positive numbers.")


@dataclass(frozen=True, slots=True)
class CapacityTest:
    """One counted full discharge; `full` is stated by whoever charged the battery before it."""

    counted: Counted
    cut_offs: CutOffs
    temperature_c: float
    accuracy: Accuracy
    full: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A summed log, the limits it was summed with, and the accuracy of its sensors."""

    summed: Throughput
    limits: Limits
    accuracy: Accuracy


@dataclass(frozen=True, slots=True)
class MeasuredResistance:
    """Median over steps with its interval (`kernels.resistance.median_with_interval`), Ohm, and where it holds."""

    median_ohm: float
    lower_ohm: float
    upper_ohm: float
    level: float
    steps: int
    temperature_c: float
    accuracy: Accuracy


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything there is about one battery; what is None has not been measured."""

    reference: Reference | None = None
    capacity_test: CapacityTest | None = None
    cycle: Log | None = None
    """One cycle from full to full, for the round-trip efficiency."""
    resistance: MeasuredResistance | None = None
    life: Log | None = None
    """From putting into service to now."""
    manufactured_on: str | None = None
    put_into_service_on: str | None = None
