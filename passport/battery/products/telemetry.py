"""Measured series and impedance spectra of one battery (Annex XIII point 4(d))."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from passport.battery.products.law import Law, annex
from passport.battery.products.payload import Shape, Statement
from passport.battery.products.rules import broken, refuse_disorder, refuse_duplicates
from passport.battery.products.values import (
    CidText,
    Count,
    Name,
    Number,
    Percent,
    Positive,
    Sha256,
    Temperature,
    Time,
    Truth,
)

MAX_INLINE_ROWS = 100_000
"""Longer series are attachments."""
_USE = annex("XIII 4(d)")


class Attachment(Shape):
    """Bytes kept beside the product, in the content store; the product signs their digest."""

    cid: CidText
    """Of the bytes as stored: of the sealed ones if `sealed`."""
    length_bytes: Count
    """Of the plaintext."""
    sha256: Sha256
    """Of the plaintext."""
    media_type: Name
    """For example application/vnd.apache.parquet."""
    sealed: Truth


class Column(Shape):
    """One measured quantity over time."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,79}$"), Law("Battery Data Format")]
    """Name of the Battery Data Format, with the unit in it: ``voltage_volt``, ``current_ampere``."""
    unit: Name
    """Symbol of the unit: V, A, degC, s."""
    values: Annotated[tuple[Number | None, ...] | None, Field(max_length=MAX_INLINE_ROWS)] = None
    """One a row; null where nothing was measured. Left out when an attachment holds them."""


class Telemetry(Statement):
    """A series of measurements: small ones inline, larger ones as an attachment."""

    CLAUSE: ClassVar[str] = _USE.clause

    recorded_from: Time
    recorded_to: Time
    row_count: Count
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=2000)]
    attachment: Attachment | None = None
    source: Name | None = None
    """What recorded it."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        ends = (("recordedFrom", self.recorded_from), ("recordedTo", self.recorded_to))
        refuse_disorder(ends, "date-order", _USE.clause)
        refuse_duplicates(self.columns, lambda column: column.name, "columns", _USE.clause)
        for index, column in enumerate(self.columns):
            inline = column.values is not None
            if inline == (self.attachment is not None):
                says = "values are either here or in the attachment"
                raise broken("inline-or-attached", f"/columns/{index}/values", says, _USE.clause)
            if column.values is not None and len(column.values) != self.row_count:
                says = f"{len(column.values)} values for {self.row_count} rows"
                raise broken("row-count", f"/columns/{index}/values", says, _USE.clause)
        return self


class ImpedancePoint(Shape):
    """Impedance at a frequency."""

    frequency_hz: Positive
    real_ohm: Number
    imaginary_ohm: Number
    """Negative where the cell is capacitive."""


class ImpedanceSpectrum(Statement):
    """One electrochemical impedance spectrum."""

    CLAUSE: ClassVar[str] = annex("XIII 4(b)").clause

    measured_at: Time
    mode: Literal["galvanostatic", "potentiostatic"] | None = None
    state_of_charge_percent: Percent | None = None
    temperature_c: Temperature | None = None
    instrument: Name | None = None
    points: Annotated[tuple[ImpedancePoint, ...], Field(min_length=1, max_length=10_000)]
    """In falling or rising order of frequency."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        refuse_duplicates(self.points, lambda point: point.frequency_hz, "points", self.CLAUSE)
        rising = [after.frequency_hz > before.frequency_hz for before, after in pairwise(self.points)]
        if len(set(rising)) > 1:
            index = rising.index(not rising[0]) + 1
            raise broken("frequency-order", f"/points/{index}", "the frequencies go up and down", self.CLAUSE)
        return self
