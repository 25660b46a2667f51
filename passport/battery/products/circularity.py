"""What the public is told about recycled content and the end of life (Annex XIII point 1(e), (f), (s); Annex VI)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import refuse_duplicates, refuse_sum_above_100
from passport.battery.products.values import Name, Percent, Url

_RECYCLED = annex("XIII 1(e)")


class RecycledContent(Shape):
    """Share of a metal that was recovered, of that metal in the battery."""

    pre_consumer_percent: Percent | None = None
    """Recovered from battery manufacturing waste, %."""
    post_consumer_percent: Percent
    """Recovered from post-consumer waste, %."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_sum_above_100(
            (self.pre_consumer_percent, self.post_consumer_percent), "postConsumerPercent", _RECYCLED.clause
        )
        return self


class ExtinguishingAgent(Shape):
    """An agent that puts a fire of this battery out."""

    agent: Name
    fire_class: Annotated[Literal["A", "B", "C", "D", "F", "lithium"] | None, annex("VI Part A(9)")] = None
    """Class of EN 2; ``lithium`` for agents made for lithium-ion batteries."""


class Circularity(Statement):
    """Recycled and renewable content, extinguishing agents, and what end users are told."""

    CLAUSE: ClassVar[str] = annex("XIII 1").clause

    recycled_cobalt: Annotated[RecycledContent | None, _RECYCLED] = None
    """In active materials."""
    recycled_lithium: Annotated[RecycledContent | None, _RECYCLED] = None
    """In active materials."""
    recycled_nickel: Annotated[RecycledContent | None, _RECYCLED] = None
    """In active materials."""
    recycled_lead: Annotated[RecycledContent | None, _RECYCLED] = None
    """In the battery."""
    renewable_content_percent: Annotated[Percent | None, annex("XIII 1(f)")] = None
    extinguishing_agents: Annotated[
        tuple[ExtinguishingAgent, ...] | None, Field(min_length=1, max_length=20), annex("VI Part A(9)")
    ] = None
    waste_prevention_url: Annotated[Url | None, article("74(1)(a)")] = None
    """Role of end users in preventing waste."""
    separate_collection_url: Annotated[Url | None, article("74(1)(b)")] = None
    """Role of end users in separate collection."""
    collection_and_treatment_url: Annotated[Url | None, article("74(1)(c)")] = None
    """Collection, take-back, preparation for second life and treatment."""
    waste_safety_url: Annotated[Url | None, article("74(1)(d)")] = None
    """Safety instructions for handling the waste battery."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(
            self.extinguishing_agents or (),
            lambda row: row.agent,
            "extinguishingAgents",
            annex("VI Part A(9)").clause,
        )
        return self
