"""What happened to a battery: incidents, repairs, its condition on inspection (Annex XIII point 4(d))."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import Law, annex
from passport.battery.products.parties import Document
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import refuse_disorder, refuse_duplicates
from passport.battery.products.values import Count, Name, NonNegative, Text, Time

_EVENTS = annex("XIII 4(d)")
_AFFECTED = Field(max_length=1000)


class IncidentReport(Statement):
    """A negative event, such as an accident."""

    CLAUSE: ClassVar[str] = _EVENTS.clause

    occurred_at: Time
    reported_at: Time
    kind: Literal[
        "accident",
        "fire",
        "thermal-runaway",
        "mechanical-damage",
        "immersion",
        "overheating",
        "overcharge",
        "deep-discharge",
        "short-circuit",
        "isolation-fault",
        "recall",
        "other",
    ]
    severity: Literal["minor", "serious", "critical"] | None = None
    description: Text
    measures_taken: Text | None = None
    affected_components: Annotated[tuple[Name, ...] | None, _AFFECTED] = None
    """Identifiers of modules or cells."""
    document: Document | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        times = (("occurredAt", self.occurred_at), ("reportedAt", self.reported_at))
        refuse_disorder(times, "date-order", _EVENTS.clause)
        refuse_duplicates(self.affected_components or (), str, "affectedComponents", _EVENTS.clause)
        return self


class ReplacedPart(Shape):
    """A part taken out, and what came in."""

    part_number: Name
    removed_identifier: Name | None = None
    installed_identifier: Name | None = None


class ReplacedCounter(Shape):
    """A counter that does not go on where it was: why a history may begin anew."""

    counter: Literal["operating-hours", "cycle-count", "energy-throughput", "capacity-throughput"]
    value_before: NonNegative
    value_after: NonNegative


class RepairReport(Statement):
    """Work done on a battery."""

    CLAUSE: ClassVar[str] = Law("Article 3(1)(47) and Annex XIII point 4(d)").clause

    started_at: Time
    finished_at: Time
    description: Text
    workshop: Name | None = None
    replaced_parts: Annotated[tuple[ReplacedPart, ...] | None, _AFFECTED] = None
    replaced_counters: Annotated[tuple[ReplacedCounter, ...] | None, Field(max_length=4)] = None
    document: Document | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        times = (("startedAt", self.started_at), ("finishedAt", self.finished_at))
        refuse_disorder(times, "date-order", self.CLAUSE)
        refuse_duplicates(self.replaced_counters or (), lambda row: row.counter, "replacedCounters", self.CLAUSE)
        parts = [row for row in self.replaced_parts or () if row.removed_identifier is not None]
        refuse_duplicates(parts, lambda row: row.removed_identifier, "replacedParts", self.CLAUSE)
        return self


class ConditionFinding(Shape):
    """One thing inspected."""

    subject: Name
    condition: Literal["good", "worn", "damaged", "failed", "not-inspected"]
    note: Text | None = None


class ConditionReport(Statement):
    """What an inspection found, and what the battery is fit for."""

    CLAUSE: ClassVar[str] = _EVENTS.clause

    inspected_at: Time
    overall: Literal["good", "worn", "damaged", "unsafe"]
    findings: Annotated[tuple[ConditionFinding, ...] | None, Field(max_length=1000)] = None
    fit_for: Annotated[
        tuple[Literal["use", "reuse", "repurposing", "remanufacturing", "recycling"], ...] | None, Field(max_length=5)
    ] = None
    cells_inspected: Count | None = None
    document: Document | None = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(self.findings or (), lambda row: row.subject, "findings", self.CLAUSE)
        refuse_duplicates(self.fit_for or (), str, "fitFor", self.CLAUSE)
        return self
