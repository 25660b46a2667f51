"""What was recovered from a waste battery (Article 71, Annex XII Parts B and C)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.parties import Body
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import broken, refuse_disorder, refuse_duplicates
from passport.battery.products.values import Day, Name, NonNegative, Percent, Positive

MASS_TOLERANCE = Decimal("0.01")
"""Share by which output may exceed input: scales."""


class RecoveredMaterial(Shape):
    """Mass of one recovered material."""

    material: Name
    mass_kg: NonNegative
    recovery_percent: Annotated[Percent | None, annex("XII Part C")] = None
    """Of that material in the input."""


class RecyclingReport(Statement):
    """The mass balance of one battery's recycling, or its share of a lot's."""

    CLAUSE: ClassVar[str] = article("71").clause

    received_on: Day
    completed_on: Day
    facility: Body | None = None
    input_mass_kg: Positive
    recovered: Annotated[tuple[RecoveredMaterial, ...], Field(max_length=200), annex("XII")]
    recycling_efficiency_percent: Annotated[Percent | None, annex("XII Part B")] = None
    process: Name | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        dates = (("receivedOn", self.received_on), ("completedOn", self.completed_on))
        refuse_disorder(dates, "date-order", self.CLAUSE)
        refuse_duplicates(self.recovered, lambda row: row.material, "recovered", self.CLAUSE)
        total = sum((row.mass_kg for row in self.recovered), Decimal(0))
        if total > self.input_mass_kg * (1 + MASS_TOLERANCE):
            says = f"{total} kg come out of {self.input_mass_kg} kg"
            raise broken("mass-balance", "/recovered", says, annex("XII").clause)
        return self
