"""What is declared when batteries are registered: individuals, their models, and what is made of old ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from passport.battery.category import BatteryCategory, ComponentLevel, Granularity
from passport.battery.components import Component, ComponentTree
from passport.battery.quantities import RatedQuantities
from passport.identifiers import BatteryIdentifier, ParticipantId, PassportId


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
    model: BatteryIdentifier | None = None
    """Identifier under which its model is registered; what is true of the model is published there, once."""
    model_registrant: ParticipantId | None = None
    """Who registered the model; None for who registers the battery."""

    def model_id(self, registrant: ParticipantId) -> PassportId | None:
        """Passport id of the model, None if it names none."""
        return None if self.model is None else self.model.passport_id(self.model_registrant or registrant)


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

    def as_request(self) -> dict[str, Any]:
        """What is asked, as JSON.

        Members that came later are left out where they say nothing, so that a registration which an earlier release
        began goes on, and is not done again.
        """
        document = self.model_dump(mode="json")
        for battery in document["batteries"]:
            for name in ("model", "model_registrant"):
                if battery[name] is None:
                    del battery[name]
        return document

    def passport_of(self, battery: DeclaredBattery, registrant: ParticipantId) -> dict[str, Any]:
        """The content of the first version of a battery's passport, as JSON."""
        model = battery.model_id(registrant)
        own = battery.model_dump(mode="json", exclude_none=True, exclude={"model", "model_registrant"})
        return {
            "category": self.category.value,
            "manufacturingDate": self.manufacturing_date.isoformat(),
            **own,
            **({} if model is None else {"model": model.hex0x}),
        }


class ModelDeclaration(BaseModel):
    """A model of pack, module or cell: what many batteries have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: BatteryCategory
    level: ComponentLevel
    identifier: BatteryIdentifier
    """Unique identifier of the model."""
    product_code: str = Field(min_length=1, max_length=100)
    rated: RatedQuantities | None = None

    def passport(self) -> dict[str, Any]:
        """The content of the first version of the model's passport, as JSON."""
        return {"granularity": Granularity.MODEL.value, **self.model_dump(mode="json", exclude_none=True)}


class SuccessorDeclaration(BaseModel):
    """The battery that is made of others in their second life (Article 77(7))."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: BatteryCategory
    manufacturing_date: date
    status: Literal["repurposed", "remanufactured"]
    identifier: BatteryIdentifier
    level: ComponentLevel
    product_code: str = Field(min_length=1, max_length=100)
    serial_number: str = Field(min_length=1, max_length=100)
    rated: RatedQuantities | None = None

    def passport(self, predecessors: Sequence[PassportId]) -> dict[str, Any]:
        """The content of the first version of its passport, as JSON."""
        own = self.model_dump(mode="json", exclude_none=True, exclude={"manufacturing_date"})
        return {
            **own,
            "manufacturingDate": self.manufacturing_date.isoformat(),
            "predecessors": [predecessor.hex0x for predecessor in predecessors],
        }
