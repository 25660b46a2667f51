"""What a battery of a chemistry is allowed, as anchors of the sub-functions. Another number is another version.

The defaults are ours, in the range of public data sheets and of ISO 6469-1 for insulation; they stand for no particular
cell. A caller who has the maker's limits gives them instead, and the score names the version it used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from passport.errors import ScoringError
from passport.scoring.kernels.safety_links import Anchors


@dataclass(frozen=True, slots=True)
class Limits:
    """Anchors by link, in the unit in the name; `x_tau` is where the value is 0.8."""

    version: str
    chemistry: str
    over_voltage_v: Anchors
    under_voltage_v: Anchors
    charge_c_rate: tuple[tuple[float, float], ...]
    """Highest C-rate of charge at a temperature: (degC, C-rate), rising in temperature, linear between."""
    discharge_c_rate: tuple[tuple[float, float], ...]
    critical_low_v: float
    """A cell this low is destroyed, not empty."""
    critical_high_v: float
    over_temperature_c: Anchors
    under_temperature_c: Anchors
    current_ratio: Anchors
    """Current over the limit at that temperature."""
    cell_deviation_v: Anchors
    drift_v: Anchors
    """Change of a cell's place in the pack against its own history."""
    cell_resistance_rise_mohm: Anchors
    """Rise of a cell's resistance against the pack's, since its own beginning."""
    temperature_spread_k: Anchors
    temperature_rate_k_per_min: Anchors
    rest_drop_mv_per_h: Anchors
    insulation_ohm_per_v: Anchors
    alarm_level: Anchors
    sensor_loss_share: Anchors
    deep_discharges: Anchors
    hot_charges: Anchors
    accidents: Anchors
    resistance_growth_percent: Anchors
    fade_percent_per_100_cycles: Anchors
    critical_temperature_c: float
    critical_insulation_ohm_per_v: float
    possible_cell_voltage_v: tuple[float, float]
    """A reading outside is no voltage of a lithium-ion cell that is read correctly."""
    possible_temperature_c: tuple[float, float]
    """Open interval: -40 and 215 are what the bytes 0 and 255 decode to with an offset of 40."""


_NMC = Limits(
    version="nmc-1",
    chemistry="NMC",
    over_voltage_v=Anchors(4.20, 4.30),
    under_voltage_v=Anchors(2.80, 2.50),
    charge_c_rate=((-20.0, 0.05), (0.0, 0.3), (15.0, 1.0), (25.0, 2.0), (45.0, 2.0), (60.0, 0.3)),
    discharge_c_rate=((-30.0, 0.3), (-10.0, 1.0), (10.0, 3.0), (45.0, 3.0), (60.0, 1.0)),
    critical_low_v=1.5,
    critical_high_v=4.5,
    over_temperature_c=Anchors(45.0, 60.0),
    under_temperature_c=Anchors(-20.0, -30.0),
    current_ratio=Anchors(1.0, 1.25),
    cell_deviation_v=Anchors(0.10, 0.20),
    drift_v=Anchors(0.015, 0.025),
    cell_resistance_rise_mohm=Anchors(0.2, 0.4),
    temperature_spread_k=Anchors(10.0, 15.0),
    temperature_rate_k_per_min=Anchors(6.0, 10.0),
    rest_drop_mv_per_h=Anchors(5.0, 10.0),
    insulation_ohm_per_v=Anchors(500.0, 100.0),
    alarm_level=Anchors(0.0, 2.0),
    sensor_loss_share=Anchors(0.0, 0.05),
    deep_discharges=Anchors(0.0, 10.0),
    hot_charges=Anchors(0.0, 10.0),
    accidents=Anchors(0.0, 1.0),
    resistance_growth_percent=Anchors(50.0, 100.0),
    fade_percent_per_100_cycles=Anchors(5.0, 10.0),
    critical_temperature_c=80.0,
    critical_insulation_ohm_per_v=100.0,
    possible_cell_voltage_v=(0.5, 5.0),
    possible_temperature_c=(-40.0, 215.0),
)
_LFP = replace(
    _NMC,
    version="lfp-1",
    chemistry="LFP",
    over_voltage_v=Anchors(3.65, 3.80),
    under_voltage_v=Anchors(2.50, 2.00),
    critical_low_v=1.0,
    critical_high_v=4.2,
)
KNOWN = {limits.chemistry: limits for limits in (_NMC, _LFP)}


def default_limits(chemistry: str) -> Limits:
    """The defaults for a chemistry.

    Raises:
        ScoringError: no defaults for it; limits are never guessed from another chemistry.
    """
    found = KNOWN.get(chemistry.strip().upper())
    if found is None:
        raise ScoringError(
            f"There are no limits for the chemistry {chemistry!r}.",
            remedy=f"Give the maker's limits, or one of: {', '.join(KNOWN)}.",
            chemistry=chemistry,
        )
    return found
