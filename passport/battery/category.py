"""Battery categories (Regulation (EU) 2023/1542, Article 3(1)(9) to (15)), and which need a passport (Art. 77(1))."""

from __future__ import annotations

from enum import StrEnum


class BatteryCategory(StrEnum):
    """What kind of battery it is; decides which rules and data points apply."""

    PORTABLE = "portable"
    SLI = "sli"
    """Starting, lighting and ignition."""
    LMT = "lmt"
    """Light means of transport."""
    ELECTRIC_VEHICLE = "electric-vehicle"
    INDUSTRIAL = "industrial"
    STATIONARY = "stationary"
    """Stationary battery energy storage system: industrial, with internal storage (Article 3(1)(15))."""

    def needs_passport(self, rated_energy_kwh: float) -> bool:
        """Whether Article 77(1) asks for a passport: LMT and electric vehicle always, industrial above 2 kWh.

        Args:
            rated_energy_kwh: Rated energy of the battery, kWh.
        """
        if self in (BatteryCategory.LMT, BatteryCategory.ELECTRIC_VEHICLE):
            return True
        return self in (BatteryCategory.INDUSTRIAL, BatteryCategory.STATIONARY) and rated_energy_kwh > 2.0


class Granularity(StrEnum):
    """What a statement is about: a model, one battery, or a part of one."""

    MODEL = "model"
    INDIVIDUAL = "individual"
    COMPONENT = "component"


class ComponentLevel(StrEnum):
    """Place in the tree pack -> module -> cell (Article 3(1)(2) to (4), (6))."""

    PACK = "pack"
    MODULE = "module"
    CELL = "cell"

    def may_contain(self, inner: ComponentLevel) -> bool:
        """A pack holds modules or cells (cell-to-pack), a module holds cells, a cell holds nothing."""
        order = [ComponentLevel.PACK, ComponentLevel.MODULE, ComponentLevel.CELL]
        return order.index(self) < order.index(inner)
