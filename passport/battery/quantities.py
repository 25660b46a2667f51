"""Rated quantities of a battery, exact decimals with the unit in the name (Annex XIII point 1(g) and following)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from passport.errors import QuantityError

Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False, max_digits=18, decimal_places=9)]

ENERGY_TOLERANCE = Decimal("0.10")
"""Rated energy may differ from capacity times nominal voltage by this share: rating voltages differ in practice."""


class RatedQuantities(BaseModel):
    """What the maker rates the battery at, when new."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    capacity_ah: Positive
    """Rated capacity, Ah: charge between the stated cut-offs under specific conditions (Article 3(1)(28))."""
    nominal_voltage_v: Positive
    """Nominal voltage, V."""
    energy_wh: Positive | None = None
    """Rated energy, Wh."""
    mass_kg: Positive | None = None
    """Mass, kg."""

    @model_validator(mode="after")
    def _energy_fits(self) -> Self:
        if self.energy_wh is None:
            return self
        expected = self.capacity_ah * self.nominal_voltage_v
        if abs(self.energy_wh - expected) > ENERGY_TOLERANCE * expected:
            raise QuantityError(
                f"{self.energy_wh} Wh does not fit {self.capacity_ah} Ah x {self.nominal_voltage_v} V"
                f" = {expected} Wh within {ENERGY_TOLERANCE:.0%}.",
                clause="Annex XIII point 1(g)",
                remedy="Check the units: kWh and Wh, Ah and mAh are easily mistaken.",
                energy_wh=str(self.energy_wh),
                expected_wh=str(expected),
            )
        return self

    @property
    def nominal_energy_wh(self) -> Decimal:
        """Rated energy, or capacity times nominal voltage where none is stated; Wh."""
        return self.energy_wh if self.energy_wh is not None else self.capacity_ah * self.nominal_voltage_v
