"""Responsible sourcing, as the report on the due diligence policy says it (Article 52(3), Annex XIII point 1(d))."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from passport.battery.products.law import annex, article
from passport.battery.products.parties import Document
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import refuse_duplicates
from passport.battery.products.values import Day, Name, Number, Url


class Assurance(Shape):
    """A recognised due diligence scheme that vouches."""

    scheme: Name | None = None
    url: Url


class SupplyChainDueDiligence(Statement):
    """The report and who assures it."""

    CLAUSE: ClassVar[str] = annex("XIII 1(d)").clause

    report: Annotated[Document, article("52(3)")]
    reported_on: Day | None = None
    third_party_assurances: Annotated[tuple[Assurance, ...] | None, Field(max_length=50), article("53")] = None
    supply_chain_index: Number | None = None
    """Voluntary; the index's own scale."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(
            self.third_party_assurances or (), lambda row: row.url, "thirdPartyAssurances", article("53").clause
        )
        return self
