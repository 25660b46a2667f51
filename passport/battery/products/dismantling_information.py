"""How a battery is taken apart, spare parts, safety measures (Annex XIII point 2(b) to (d))."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex
from passport.battery.products.parties import Document, PostalAddress
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import broken, refuse_duplicates
from passport.battery.products.values import Count, Email, Name, Text, Url

Topic = Literal[
    "exploded-diagrams", "disassembly-sequence", "fasteners", "tools", "damage-warnings", "cell-count-and-layout"
]
"""The items Annex XIII point 2(c) asks for, in its order."""
_DISMANTLING, _PARTS = annex("XIII 2(c)"), annex("XIII 2(b)")


class DismantlingDocument(Document):
    """A manual, drawing, model or list."""

    kind: Literal["bill-of-material", "model-3d", "dismantling-manual", "removal-manual", "drawing", "other-manual"]
    covers: Annotated[tuple[Topic, ...] | None, Field(max_length=6)] = None
    """Items of point 2(c) the document contains, as its issuer says."""

    @model_validator(mode="after")
    def _once(self) -> Self:
        refuse_duplicates(self.covers or (), str, "covers", _DISMANTLING.clause)
        return self


class Fastener(Shape):
    """A kind of fastening to be unlocked."""

    technique: Name
    count: Count


class SparePart(Shape):
    """A component and its part number."""

    part_name: Name
    part_number: Name


class SparePartSource(Shape):
    """Where replacement spares come from."""

    name: Name
    postal_address: PostalAddress
    email: Email | None = None
    web_address: Url | None = None
    part_numbers: Annotated[tuple[Name, ...] | None, Field(max_length=1000)] = None
    """What this source supplies, of the component part numbers; all of them if left out."""


class SafetyMeasures(Shape):
    """What protects whoever handles the battery."""

    instructions_url: Url | None = None
    measures: Annotated[tuple[Text, ...] | None, Field(max_length=100)] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.instructions_url is None and not self.measures:
            clause = annex("XIII 2(d)").clause
            raise broken("measures-missing", "", "safety measures are said here, or where they are", clause)
        return self


class DismantlingInformation(Statement):
    """For repairers, remanufacturers, second-life operators and recyclers."""

    CLAUSE: ClassVar[str] = annex("XIII 2").clause

    documents: Annotated[tuple[DismantlingDocument, ...] | None, Field(max_length=100), _DISMANTLING] = None
    disassembly_sequence: Annotated[tuple[Text, ...] | None, Field(min_length=1, max_length=500), _DISMANTLING] = None
    """Steps, in order."""
    fasteners: Annotated[tuple[Fastener, ...] | None, Field(max_length=200), _DISMANTLING] = None
    tools: Annotated[tuple[Name, ...] | None, Field(max_length=200), _DISMANTLING] = None
    damage_warnings: Annotated[tuple[Text, ...] | None, Field(max_length=200), _DISMANTLING] = None
    """An empty list says that nothing is at risk of being damaged."""
    cell_count: Annotated[Count | None, _DISMANTLING] = None
    cell_layout: Annotated[Text | None, _DISMANTLING] = None
    """For example 96s2p in 12 modules."""
    part_numbers: Annotated[tuple[SparePart, ...] | None, Field(max_length=1000), _PARTS] = None
    part_numbers_url: Annotated[Url | None, _PARTS] = None
    """Where the list is kept, if it is not here."""
    spare_part_sources: Annotated[tuple[SparePartSource, ...] | None, Field(max_length=100), _PARTS] = None
    spare_part_sources_url: Annotated[Url | None, _PARTS] = None
    """Where the list is kept, if it is not here."""
    safety_measures: Annotated[SafetyMeasures | None, annex("XIII 2(d)")] = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        clause = self.CLAUSE
        refuse_duplicates(self.documents or (), lambda row: row.url, "documents", clause)
        refuse_duplicates(self.fasteners or (), lambda row: row.technique, "fasteners", clause)
        refuse_duplicates(self.tools or (), str, "tools", clause)
        refuse_duplicates(self.part_numbers or (), lambda row: row.part_number, "partNumbers", clause)
        refuse_duplicates(self.spare_part_sources or (), lambda row: row.name, "sparePartSources", clause)
        return self
