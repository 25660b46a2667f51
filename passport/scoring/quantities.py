"""The quantities of the state of health, and what each needs that a charging history does not say."""

from __future__ import annotations

from passport.scoring.score import NotDeterminable

NEEDS_MORE_THAN_A_CHARGING_HISTORY: tuple[NotDeterminable, ...] = tuple(
    NotDeterminable(name=name, clause=f"Regulation (EU) 2023/1542, {clause}", reason=reason)
    for name, clause, reason in (
        ("state of certified energy", "Annex VII part A", "needs energy measurements and the certified usable energy"),
        ("remaining power capability", "Annex VII part A", "needs voltage and current under load"),
        ("round-trip efficiency", "Annex VII part A", "needs the energy of charges and discharges"),
        ("evolution of self-discharge", "Annex VII part A", "needs open-circuit voltage or charge over rests"),
        ("ohmic resistance", "Annex VII part A", "needs voltage and current at steps, or impedance"),
        ("energy throughput", "Annex VII part B", "needs the energy of each charge and discharge"),
        ("capacity throughput", "Annex VII part B", "needs the charge of each cycle; a cycle may be partial"),
        ("full equivalent cycles", "Annex VII part B", "needs the charge of each cycle; a cycle may be partial"),
        ("deep discharges", "Annex VII part B", "needs the state of charge or voltage over time"),
        ("time in extreme temperatures", "Annex VII part B", "needs temperature over time"),
        ("time charging in extreme temperatures", "Annex VII part B", "needs temperature and current over time"),
    )
)
"""Not determinable from time, operating hours, cycle count and maximum capacity: never given a default."""
