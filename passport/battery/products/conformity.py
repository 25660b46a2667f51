"""EU declaration of conformity with the marks, public; results of test reports, for authorities."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.parties import Body, Document
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import refuse_disorder, refuse_duplicates
from passport.battery.products.values import Day, Name, Number, Text, Url


class Mark(Shape):
    """A symbol on the battery and what it means."""

    symbol_url: Url
    meaning: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], Text], Field(min_length=1, max_length=40)]
    """By ISO 639 language code."""


class HeavyMetalMark(Mark):
    """Cd or Pb (Article 13(5))."""

    metal: Literal["Cd", "Pb"]


class OtherMark(Mark):
    """Any other label."""

    subject: Literal["carbon-footprint", "extinguishing-agent", "hazardous-material", "capacity", "ce", "other"]


class DeclarationOfConformity(Statement):
    """The EU declaration of conformity and the marks on the battery."""

    CLAUSE: ClassVar[str] = article("18").clause

    declaration: Annotated[Document, annex("XIII 1(r)")]
    declaration_number: Name | None = None
    issued_on: Day | None = None
    standards: Annotated[tuple[Name, ...] | None, Field(max_length=200), annex("IX")] = None
    """Harmonised standards and common specifications applied."""
    notified_body: Annotated[Body | None, annex("IX")] = None
    certificate_number: Name | None = None
    separate_collection_mark: Annotated[Mark | None, article("13(4)")] = None
    heavy_metal_marks: Annotated[tuple[HeavyMetalMark, ...] | None, Field(max_length=2), article("13(5)")] = None
    """Above 0,002 % cadmium or 0,004 % lead. An empty list says that neither is needed."""
    other_marks: Annotated[tuple[OtherMark, ...] | None, Field(max_length=50), article("13")] = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(self.standards or (), str, "standards", annex("IX").clause)
        refuse_duplicates(
            self.heavy_metal_marks or (), lambda mark: mark.metal, "heavyMetalMarks", article("13(5)").clause
        )
        refuse_duplicates(
            self.other_marks or (), lambda mark: (mark.subject, mark.symbol_url), "otherMarks", article("13").clause
        )
        return self


class TestedQuantity(Shape):
    """One number a test found."""

    __test__: ClassVar[bool] = False  # pytest takes classes of this name for tests

    quantity: Name
    value: Number
    unit: Name
    """SI symbol or %; the quantity is the report's own, so its unit is beside it."""
    limit: Number | None = None


class TestReport(Statement):
    """Result of one test report that proves compliance."""

    __test__: ClassVar[bool] = False

    CLAUSE: ClassVar[str] = annex("XIII 3").clause

    report_number: Name | None = None
    report: Document
    requirement: Annotated[Name | None, annex("VIII Part A(2)(h)")] = None
    """What compliance is proved with, for example Article 10 or Annex V."""
    method: Name | None = None
    """Standard tested to."""
    laboratory: Body | None = None
    tested_from: Day | None = None
    tested_to: Day | None = None
    issued_on: Day | None = None
    result: Literal["passed", "failed"] | None = None
    """Left out where the report behind the link is not read."""
    quantities: Annotated[tuple[TestedQuantity, ...] | None, Field(max_length=500)] = None

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        dates = (("testedFrom", self.tested_from), ("testedTo", self.tested_to), ("issuedOn", self.issued_on))
        refuse_disorder(dates, "date-order", self.CLAUSE)
        refuse_duplicates(self.quantities or (), lambda row: row.quantity, "quantities", self.CLAUSE)
        return self
