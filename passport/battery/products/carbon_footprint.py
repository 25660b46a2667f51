"""Carbon footprint of a battery model per site (Article 7, Annex II, Annex XIII point 1(c))."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import broken, refuse_duplicates
from passport.battery.products.values import Name, NonNegative, Url

STAGE_TOLERANCE = Decimal("0.02")
"""Share by which the life-cycle stages may miss the total: each is stated rounded."""


class LifeCycleStage(Shape):
    """What one stage of the life cycle contributes."""

    stage: Literal["raw-material-acquisition", "main-production", "distribution", "end-of-life-and-recycling"]
    kg_co2e_per_kwh: NonNegative


class CarbonFootprint(Statement):
    """The carbon footprint declaration, class and label. The functional unit is one kWh over the service life."""

    CLAUSE: ClassVar[str] = article("7(1)").clause

    kg_co2e_per_kwh: Annotated[NonNegative, article("7(1)(d)")]
    """Carbon footprint per kWh of the total energy provided over the expected service life."""
    life_cycle_stages: Annotated[tuple[LifeCycleStage, ...] | None, Field(max_length=4), article("7(1)(e)")] = None
    absolute_kg_co2e: NonNegative | None = None
    """Of one whole battery over its life."""
    performance_class: Annotated[Name | None, article("7(2)")] = None
    label_url: Annotated[Url | None, article("7(2)")] = None
    study_url: Annotated[Url | None, article("7(1)(g)")] = None
    """Public version of the study the declaration rests on."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        stages, clause = self.life_cycle_stages, article("7(1)(e)").clause
        if stages is None:
            return self
        refuse_duplicates(stages, lambda stage: stage.stage, "lifeCycleStages", clause)
        total = sum((stage.kg_co2e_per_kwh for stage in stages), Decimal(0))
        whole = self.kg_co2e_per_kwh
        if total > whole * (1 + STAGE_TOLERANCE) or (len(stages) == 4 and total < whole * (1 - STAGE_TOLERANCE)):
            says = f"the stages add up to {total}, the whole is {whole} (tolerance {STAGE_TOLERANCE:.0%})"
            raise broken("stage-sum", "/lifeCycleStages", says, annex("II").clause)
        return self
