"""What every product's payload has in common: exact members, nothing unknown, nothing changed after reading."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from passport.battery.products.law import REGULATION
from passport.battery.products.values import Text


def camel(name: str) -> str:
    """The JSON member of a Python attribute: ``rated_capacity_ah`` is ``ratedCapacityAh``."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class Shape(BaseModel):
    """An object inside a payload."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        alias_generator=camel,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


class Payload(Shape):
    """The payload of one version of one type of data product."""

    VERSION: ClassVar[str] = "1.0"
    CLAUSE: ClassVar[str] = REGULATION
    """Cited when a member without a clause of its own is refused."""

    NULLABLE: ClassVar[bool] = False
    """Whether null is a value here. Elsewhere what is not known is left out, so that it is said in one way only."""

    def as_json(self) -> dict[str, Any]:
        """The payload as JSON values; members that are not there stay out."""
        values: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return values


class Statement(Payload):
    """A payload with room for what its issuer wants whoever reads it to know: that the values are examples, say."""

    remark: Text | None = None
