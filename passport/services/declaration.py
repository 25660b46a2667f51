"""What a manufacturer declares when it registers batteries: the input of `register`."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from passport.battery.category import BatteryCategory, ComponentLevel
from passport.battery.components import Component, ComponentTree
from passport.battery.quantities import RatedQuantities
from passport.identifiers import BatteryIdentifier


class DeclaredBattery(BaseModel):
    """One pack, module or cell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identifier: BatteryIdentifier
    """Unique identifier (Article 77(3)), in normal form."""
    level: ComponentLevel
    parent: BatteryIdentifier | None = None
    """What it is built into; declared in the same document."""
    product_code: str = Field(min_length=1, max_length=100)
    """The manufacturer's name of the model."""
    serial_number: str = Field(min_length=1, max_length=100)
    rated: RatedQuantities | None = None


class Declaration(BaseModel):
    """Batteries to be registered together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: BatteryCategory
    manufacturing_date: date
    batteries: tuple[DeclaredBattery, ...] = Field(min_length=1, max_length=2**20)

    def in_order(self) -> list[DeclaredBattery]:
        """Parents before their components; raises ComponentTreeError if they form no tree."""
        by_name = {battery.identifier: battery for battery in self.batteries}
        tree = ComponentTree(Component(battery.identifier, battery.level, battery.parent) for battery in self.batteries)
        return [by_name[component.name] for component in tree]

    def passport_of(self, battery: DeclaredBattery) -> dict[str, Any]:
        """The content of the first version of a battery's passport, as JSON."""
        return {
            "category": self.category.value,
            "manufacturingDate": self.manufacturing_date.isoformat(),
            **battery.model_dump(mode="json", exclude_none=True),
        }
