"""Scores as products: the shape `passport.scoring` writes, members in snake_case as its methods name them.

Scoring stands above this room, so the shape is said here and a test compares the two member by member.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from passport.battery.products.law import annex
from passport.battery.products.payload import Payload, Shape
from passport.battery.products.rules import broken, refuse_disorder
from passport.battery.products.values import CidText, Count, Name, Number, Share, Text, Time

_AS_WRITTEN = ConfigDict(alias_generator=None)
Digest = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


class Interval(Shape):
    """Where the quantity lies, at a level, and how that was obtained."""

    model_config = _AS_WRITTEN

    lower: Number
    upper: Number
    level: Share
    basis: Text


class Method(Shape):
    """Which computation."""

    model_config = _AS_WRITTEN

    id: Name
    version: Name
    code_digest: Digest


class Measure(Shape):
    """One determined quantity beside the main value."""

    model_config = _AS_WRITTEN

    name: Name
    value: Number
    unit: Name
    basis: Text


class NotDeterminable(Shape):
    """A quantity the inputs cannot give."""

    model_config = _AS_WRITTEN

    name: Name
    clause: Name
    reason: Text


class RejectedRow(Shape):
    """A row that was not used, as it was given, and why."""

    model_config = _AS_WRITTEN

    row: Annotated[dict[str, str], Field(max_length=100)]
    reason: Text


class Abstention(Shape):
    """Why no value is given."""

    model_config = _AS_WRITTEN

    code: Name
    reason: Text


class Score(Payload):
    """One score. Either `value` and `interval` are given, or `abstention` is."""

    model_config = _AS_WRITTEN

    CLAUSE: ClassVar[str] = annex("XIII 4(b)").clause
    NULLABLE: ClassVar[bool] = True

    quantity: Name
    value: Number | None
    unit: Name
    interval: Interval | None
    threshold: Literal["threshold not yet adopted"]
    method: Method
    inputs: Annotated[tuple[CidText, ...], Field(max_length=1000)]
    parameters: Annotated[dict[str, Number], Field(max_length=200)]
    conditions: Annotated[dict[str, str], Field(max_length=200)]
    valid_at: Time | None
    rows_given: Count
    rows_used: Count
    rows_rejected: Annotated[tuple[RejectedRow, ...], Field(max_length=200_000)]
    measures: Annotated[tuple[Measure, ...], Field(max_length=200)]
    not_determinable: Annotated[tuple[NotDeterminable, ...], Field(max_length=200)]
    observability: Share
    abstention: Abstention | None

    def as_json(self) -> dict[str, Any]:
        """The score as its method writes it: what is not known is null, not left out."""
        values: dict[str, Any] = self.model_dump(mode="json", by_alias=True)
        return values

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        if (self.value is None) == (self.abstention is None):
            raise broken("value-or-abstention", "/value", "a score gives a value or says why not", self.CLAUSE)
        if self.value is not None and self.interval is None:
            raise broken("interval-missing", "/interval", "a value comes with its interval", self.CLAUSE)
        if self.interval is not None and self.value is not None:
            ends = (("interval/lower", self.interval.lower), ("interval/upper", self.interval.upper))
            refuse_disorder(ends, "interval-order", self.CLAUSE)
        if self.rows_used + len(self.rows_rejected) > self.rows_given:
            raise broken("row-count", "/rows_given", "more rows are used and rejected than given", self.CLAUSE)
        return self


class StateOfHealth(Score):
    """A state-of-health score."""

    kind: Literal["StateOfHealth"]


class StateOfSafety(Score):
    """A state-of-safety score."""

    kind: Literal["StateOfSafety"]
