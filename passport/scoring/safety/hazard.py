"""Hazard class for whoever takes a battery apart: likelihood (1 - state of safety) times severity (heat given off).

The heat is that of cells driven into thermal runaway in a calorimeter (`finegan2024`), as a multiple of the rated
energy at a state of charge. It is a ranking aid: the classes' bounds are ours, no regulation names them.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import rfc8785
from pydantic import BaseModel, ConfigDict

from passport.errors import ScoringError
from passport.scoring.safety.method import HAZARD_CLASS
from passport.scoring.safety.result import SafetyScore
from passport.scoring.score import Method, rounded

MJ_PER_KWH = 3.6
HEAT_YIELD: tuple[tuple[float, float], ...] = ((0.0, 0.054), (0.2, 0.114), (0.4, 0.353), (0.6, 1.194), (1.0, 1.433))
"""(state of charge, heat over rated energy): medians over cell types, of benchmarks/scoring_severity.py."""
CALIBRATED_ON = ("NMC", "NCA")
DISCHARGED = 0.2
"""State of charge at which little heat is left, but cells are not yet harmed by deep discharge."""
HazardLetter = Literal["A", "B", "C", "D"]
BOUNDS_MJ: tuple[tuple[float, HazardLetter], ...] = ((100.0, "D"), (10.0, "C"), (1.0, "B"))
NOT_TO_BE_DISCHARGED = ("under_voltage", "over_temperature", "insulation", "accidents", "critical_event")
"""Below the limit on one of these, current through the battery may be what sets it off."""


class HazardClass(BaseModel):
    """A (least) to D (most), why, what to do, and what is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Literal["HazardClass"] = "HazardClass"
    hazard_class: HazardLetter
    index_mj: float
    """Likelihood times severity, MJ."""
    likelihood: float
    """1 - sos_min, no probability. The weakest link and not the product: the product also falls with what is unseen."""
    severity_mj: float
    """Heat of all cells in thermal runaway, MJ."""
    severity_discharged_mj: float
    """The same at a state of charge of 0.2."""
    advice: tuple[str, ...]
    unknown: tuple[str, ...]
    method: Method

    def canonical_bytes(self) -> bytes:
        """RFC 8785 JSON: the same class is the same bytes everywhere."""
        return rfc8785.dumps(self.model_dump(mode="json"))


def hazard_class(score: SafetyScore, rated_energy_kwh: float, state_of_charge: float | None) -> HazardClass:
    """Classes a battery for handling.

    Args:
        score: Its state of safety. If that abstains, the likelihood is taken as 1.
        rated_energy_kwh: Rated energy of what is handled: cell, module or pack.
        state_of_charge: 0 to 1 of the rated capacity; None or impossible is taken as full, and said to be unknown.

    Raises:
        ScoringError: the rated energy is not positive and finite.
    """
    if not 0.0 < rated_energy_kwh < 1e9:
        raise ScoringError(f"A rated energy of {rated_energy_kwh} kWh cannot be.", rated_energy_kwh=rated_energy_kwh)
    charge = state_of_charge
    known = charge is not None and math.isfinite(charge) and 0.0 <= charge <= 1.0
    filled = charge if known and charge is not None else 1.0
    likelihood = 1.0 if score.sos_min is None else 1.0 - score.sos_min
    severity, discharged = heat_mj(rated_energy_kwh, filled), heat_mj(rated_energy_kwh, min(filled, DISCHARGED))
    index = likelihood * severity
    letter: HazardLetter = next((name for bound, name in BOUNDS_MJ if index >= bound), "A")
    if score.latch is not None and letter in ("A", "B"):
        letter = "C"
    return HazardClass(
        hazard_class=letter,
        index_mj=rounded(index),
        likelihood=rounded(likelihood),
        severity_mj=rounded(severity),
        severity_discharged_mj=rounded(discharged),
        advice=_advice(score, filled, severity, discharged),
        unknown=_unknown(score, known),
        method=HAZARD_CLASS,
    )


def heat_mj(rated_energy_kwh: float, state_of_charge: float) -> float:
    """Heat, MJ, that all cells give off in thermal runaway; linear between the points of `HEAT_YIELD`."""
    at, heat = np.asarray(HEAT_YIELD, dtype=np.float64).T
    return rated_energy_kwh * MJ_PER_KWH * float(np.interp(state_of_charge, at, heat))


def _advice(score: SafetyScore, filled: float, severity: float, discharged: float) -> tuple[str, ...]:
    advice = []
    if score.latch is not None:
        advice.append("keep apart, do not open or move without an inspection: a critical event is latched")
    harmful = [item.name for item in score.links if item.name in NOT_TO_BE_DISCHARGED and item.value < 0.8]
    if filled > DISCHARGED and harmful:
        advice.append(f"do not discharge through its terminals before an inspection: {', '.join(harmful)}")
    elif filled > DISCHARGED:
        advice.append(f"discharge first: the heat it can give off falls from {severity:.3g} MJ to {discharged:.3g} MJ")
    if any(item.seen == "unseen" for item in score.links):
        advice.append("measure what is unknown before opening: voltage of every cell, temperature, insulation")
    return tuple(advice)


def _unknown(score: SafetyScore, charge_known: bool) -> tuple[str, ...]:
    unknown = [f"link {item.name}: not seen" for item in score.links if item.seen == "unseen"]
    unknown += [
        f"link {item.name}: readings missing" for item in score.links if item.seen != "unseen" and not item.complete
    ]
    if score.abstention is not None:
        unknown.append(f"state of safety: {score.abstention.reason}")
    if not charge_known:
        unknown.append("state of charge: taken as full")
    if score.chemistry not in CALIBRATED_ON:
        unknown.append(f"heat of {score.chemistry}: that of nickel-based cells is used, no other was measured")
    return (*unknown, "mechanical damage that left no record")
