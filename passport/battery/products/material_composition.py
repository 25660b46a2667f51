"""What a battery is made of: a public product, and one for persons with a legitimate interest.

The rows are split by class: hazardous substances and critical raw materials are public (Annex VI Part A), the detailed
composition is not (Annex XIII point 2(a)).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import broken, refuse_duplicates, refuse_sum_above_100
from passport.battery.products.values import CasNumber, Name, Percent, Positive, Text, Truth, cas_checks

ELSEWHERE = {"7439-97-6": "mercury", "7440-43-9": "cadmium", "7439-92-1": "lead"}
"""Annex VI Part A(8) lists the hazardous substances other than these."""
CRITICAL_FROM_PERCENT = Decimal("0.1")
"""Annex VI Part A(10): present in a concentration of more than 0,1 % weight by weight."""
_DETAIL = annex("XIII 2(a)").clause

HazardClass = Literal[
    "acute-toxicity",
    "skin-corrosion-or-irritation",
    "eye-damage-or-irritation",
    "sensitisation",
    "germ-cell-mutagenicity",
    "carcinogenicity",
    "reproductive-toxicity",
    "specific-target-organ-toxicity",
    "aspiration-hazard",
    "hazardous-to-the-aquatic-environment",
    "hazardous-to-the-ozone-layer",
    "flammable",
    "explosive",
    "other",
]
"""Hazard classes of Regulation (EC) No 1272/2008 (CLP), as far as battery substances have them."""


class Chemistry(Shape):
    """Chemistry of the battery."""

    short_name: Name
    """For example NMC or LFP."""
    clear_name: Name | None = None


class Substance(Shape):
    """A substance by name and, where it has one, CAS registry number."""

    name: Name
    cas_number: CasNumber | None = None

    @model_validator(mode="after")
    def _checks(self) -> Self:
        if self.cas_number is not None and not cas_checks(self.cas_number):
            says = f"the check digit of {self.cas_number} is wrong"
            raise broken("cas-check-digit", "/casNumber", says, "CAS registry number")
        return self


class HazardousSubstance(Substance):
    """A hazardous substance present in the battery."""

    hazard_class: HazardClass
    concentration_percent: Percent | None = None
    """Weight by weight, %."""
    location: Name | None = None
    """Component it is in."""
    component_identifier: Name | None = None
    impacts: Annotated[tuple[Text, ...], Field(max_length=50), article("74(1)(f)")]
    """Impact on the environment, human health and safety."""


class CriticalRawMaterial(Substance):
    """A critical raw material above 0,1 % weight by weight."""

    concentration_percent: Percent | None = None
    location: Name | None = None


class MaterialComposition(Statement):
    """Chemistry, hazardous substances and critical raw materials: what everybody may know."""

    CLAUSE: ClassVar[str] = annex("XIII 1(b)").clause

    chemistry: Annotated[Chemistry, annex("VI Part A(7)")]
    hazardous_substances: Annotated[tuple[HazardousSubstance, ...], Field(max_length=200), annex("VI Part A(8)")]
    """Other than mercury, cadmium or lead. An empty list says there are none."""
    critical_raw_materials: Annotated[tuple[CriticalRawMaterial, ...], Field(max_length=200), annex("VI Part A(10)")]
    """An empty list says there are none."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        hazards, hazards_clause = self.hazardous_substances, annex("VI Part A(8)").clause
        for index, row in enumerate(hazards):
            if row.cas_number in ELSEWHERE:
                says = f"{ELSEWHERE[row.cas_number]} is not listed here, its symbol is marked instead"
                raise broken("heavy-metal", f"/hazardousSubstances/{index}", says, hazards_clause)
        refuse_duplicates(
            hazards, lambda row: (row.name, row.cas_number, row.location), "hazardousSubstances", hazards_clause
        )
        refuse_sum_above_100((row.concentration_percent for row in hazards), "hazardousSubstances", hazards_clause)
        self._check_critical()
        return self

    def _check_critical(self) -> None:
        rows, clause = self.critical_raw_materials, annex("VI Part A(10)").clause
        for index, row in enumerate(rows):
            if row.concentration_percent is not None and row.concentration_percent <= CRITICAL_FROM_PERCENT:
                says = f"{row.concentration_percent} % is not more than {CRITICAL_FROM_PERCENT} %"
                raise broken("critical-threshold", f"/criticalRawMaterials/{index}", says, clause)
        refuse_duplicates(rows, lambda row: (row.name, row.cas_number, row.location), "criticalRawMaterials", clause)
        refuse_sum_above_100((row.concentration_percent for row in rows), "criticalRawMaterials", clause)


class Material(Substance):
    """A material of the battery, by mass or share."""

    component: Literal["cathode", "anode", "electrolyte", "separator", "housing", "other"]
    component_identifier: Name | None = None
    mass_kg: Positive | None = None
    mass_percent: Percent | None = None
    """Share of the battery's mass, %."""
    is_critical_raw_material: Truth | None = None

    @model_validator(mode="after")
    def _has_an_amount(self) -> Self:
        if self.mass_kg is None and self.mass_percent is None:
            raise broken("amount-missing", "/massPercent", "a material has a mass or a share", _DETAIL)
        return self


class MaterialCompositionRestricted(Statement):
    """Detailed composition, with the materials of cathode, anode and electrolyte."""

    CLAUSE: ClassVar[str] = _DETAIL

    materials: Annotated[tuple[Material, ...], Field(min_length=1, max_length=1000), annex("XIII 2(a)")]

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(
            self.materials,
            lambda row: (row.name, row.cas_number, row.component, row.component_identifier),
            "materials",
            _DETAIL,
        )
        refuse_sum_above_100((row.mass_percent for row in self.materials), "materials", _DETAIL)
        return self
