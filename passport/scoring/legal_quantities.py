"""The quantities Annex VII of Regulation (EU) 2023/1542 names, by category: determined, or not determinable and why.

Electric vehicle batteries: state of certified energy. Stationary systems and light means of transport: the five of
part A and those of part B. The Regulation names none for other categories. No threshold is adopted: nothing says
"compliant".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from passport.battery.category import BatteryCategory
from passport.identifiers import Cid
from passport.scoring import annex_vii_a as part_a
from passport.scoring import annex_vii_b as part_b
from passport.scoring.annex_vii_evidence import Evidence
from passport.scoring.annex_vii_method import ANNEX_VII
from passport.scoring.annex_vii_quantity import Determined, LegalQuantities, Missing
from passport.scoring.score import NotDeterminable

Rule = Callable[[Evidence], Determined]

_ELECTRIC_VEHICLE: tuple[tuple[str, str, Rule], ...] = (
    ("state of certified energy", part_a.PART_A, part_a.state_of_certified_energy),
)
_STATIONARY_AND_LMT: tuple[tuple[str, str, Rule], ...] = (
    ("remaining capacity", part_a.PART_A, part_a.remaining_capacity),
    ("remaining power capability", part_a.PART_A, part_a.remaining_power_capability),
    ("round-trip efficiency", part_a.PART_A, part_a.round_trip_efficiency),
    ("evolution of self-discharge", part_a.PART_A, part_a.evolution_of_self_discharge),
    ("ohmic resistance", part_a.PART_A, part_a.ohmic_resistance),
    ("energy throughput", part_b.PART_B, part_b.energy_throughput),
    ("capacity throughput", part_b.PART_B, part_b.capacity_throughput),
    ("deep discharges", part_b.PART_B, part_b.deep_discharges),
    ("time in extreme temperatures", part_b.PART_B, part_b.time_in_extreme_temperatures),
    ("time charging in extreme temperatures", part_b.PART_B, part_b.time_charging_in_extreme_temperatures),
    ("full equivalent cycles", part_b.PART_B, part_b.full_equivalent_cycles),
)
_NAMED: dict[BatteryCategory, tuple[tuple[str, str, Rule], ...]] = {
    BatteryCategory.ELECTRIC_VEHICLE: _ELECTRIC_VEHICLE,
    BatteryCategory.STATIONARY: _STATIONARY_AND_LMT,
    BatteryCategory.LMT: _STATIONARY_AND_LMT,
}


def legal_quantities(category: BatteryCategory, evidence: Evidence, inputs: Iterable[Cid]) -> LegalQuantities:
    """Every quantity the law names for the category, in the order of the Annex.

    Args:
        category: Of the battery; decides what is named.
        evidence: What has been measured, and the passport's reference.
        inputs: CIDs of the products the evidence came from.
    """
    determined: list[Determined] = []
    missing: list[NotDeterminable] = []
    for name, clause, rule in _NAMED.get(category, ()):
        try:
            determined.append(rule(evidence))
        except Missing as reason:
            missing.append(NotDeterminable(name=name, clause=clause, reason=str(reason)))
    dates = (("manufactured_on", evidence.manufactured_on), ("put_into_service_on", evidence.put_into_service_on))
    return LegalQuantities(
        category=category,
        method=ANNEX_VII,
        inputs=tuple(sorted(set(inputs))),
        determined=tuple(determined),
        not_determinable=tuple(missing),
        dates={name: value for name, value in dates if value is not None},
    )
