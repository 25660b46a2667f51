"""Kinds of values products are made of: each refuses what it cannot be, whatever the product.

Numbers are exact decimals in Python and JSON numbers in a payload. A number has at most the digits a JSON double
carries, so that reading and writing it changes nothing; text, true, NaN and Infinity are no numbers.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, StrictBool
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LARGEST = 10**12
"""No quantity here comes near it, in any unit."""

RFC3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
FULL_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_RFC3339, _FULL_DATE = re.compile(RFC3339), re.compile(FULL_DATE)


class _ReadFrom:
    """An annotation: reads a JSON value with `read` before the type's own checks, and writes it with `write`."""

    def __init__(self, read: Any, write: Any) -> None:
        self._read, self._write = read, write

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(self._write, when_used="json")
        return core_schema.no_info_before_validator_function(self._read, handler(source), serialization=written)


def exact(value: object) -> Decimal:
    """The decimal a JSON number says.

    Raises:
        PydanticCustomError: No number, not finite, or more digits than a JSON double carries.
    """
    if type(value) is float and -LARGEST <= value <= LARGEST:
        return Decimal(repr(value))
    if type(value) is int and -LARGEST <= value <= LARGEST:
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number", "this is no JSON number; the unit is in the member's name")
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite():
        raise PydanticCustomError("not-finite", "not finite: NaN and Infinity are no numbers")
    if not -LARGEST <= number <= LARGEST:
        raise PydanticCustomError("range", "this is beyond every quantity of a battery")
    if Decimal(repr(float(number))) != number:
        raise PydanticCustomError("digits", "this has more digits than a JSON number carries")
    return number


def json_number(value: Decimal) -> int | float:
    """The JSON number that reads back as the same decimal."""
    return int(value) if value == value.to_integral_value() else float(value)


def _whole(value: object) -> int:
    if type(value) is int and -LARGEST <= value <= LARGEST:
        return value
    number = exact(value)
    if number != number.to_integral_value():
        raise PydanticCustomError("whole", "this is no whole number")
    return int(number)


def _time(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise PydanticCustomError("rfc-3339", "a time is RFC 3339 with an offset to UTC, as 2027-02-18T09:00:00+01:00")
    try:
        moment = datetime.fromisoformat(value)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("rfc-3339", "this time is not in the calendar") from None
    return moment


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _FULL_DATE.fullmatch(value):
        raise PydanticCustomError("full-date", "a date is YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("full-date", "this date is not in the calendar") from None


def _written_time(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


EXACT = _ReadFrom(exact, json_number)
"""Comes last in an annotation: bounds stand before it, so that the published schema has them."""
WHOLE = _ReadFrom(_whole, int)

Number = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST), EXACT]
NonNegative = Annotated[Decimal, Field(ge=0, le=LARGEST), EXACT]
Positive = Annotated[Decimal, Field(gt=0, le=LARGEST), EXACT]
Percent = Annotated[Decimal, Field(ge=0, le=100), EXACT]
"""A share, 0 to 100 %."""
FadePercent = Annotated[Decimal, Field(ge=-50, le=100), EXACT]
"""Loss against the value when new; a little below zero where a battery is better than rated."""
IncreasePercent = Annotated[Decimal, Field(ge=-100, le=10_000), EXACT]
"""Growth against the value when new, %."""
StateOfPercent = Annotated[Decimal, Field(ge=0, le=150), EXACT]
"""A quantity now against the same when new, %; somewhat above 100 where a new battery exceeds its rating."""
Voltage = Annotated[Decimal, Field(gt=0, le=10_000), EXACT]
Temperature = Annotated[Decimal, Field(ge=-100, le=200), EXACT]
"""Degrees Celsius a battery is kept or used at."""
Resistance = Annotated[Decimal, Field(gt=0, le=10_000), EXACT]
Share = Annotated[Decimal, Field(ge=0, le=1), EXACT]
Ratio = Annotated[Decimal, Field(gt=0, le=1000), EXACT]
"""Of two quantities of one battery: C-rate, power over energy."""
Years = Annotated[Decimal, Field(gt=0, le=100), EXACT]
Count = Annotated[int, Field(ge=0, le=10**9), WHOLE]
Minutes = Annotated[int, Field(ge=0, le=100 * 366 * 24 * 60), WHOLE]
"""Of a battery's life, 100 years at most."""
Millimetres = Annotated[int, Field(ge=1, le=10**6), WHOLE]
Time = Annotated[datetime, _ReadFrom(_time, _written_time)]
"""RFC 3339 with an offset."""
Day = Annotated[date, _ReadFrom(_date, date.isoformat)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Url = Annotated[str, Field(max_length=2000, pattern=r"^(https?|ipfs)://[!-~]+$")]
"""Address of a document or a symbol."""
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@ ]+@[^@ ]+$")]
CasNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{1,6}-[0-9]{2}-[0-9]$")]
"""CAS registry number; its check digit is checked where it stands."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
CidText = Annotated[str, Field(pattern=r"^b[a-z2-7]{50,120}$")]
"""CIDv1 in base 32."""
Truth = StrictBool
Part = Literal["pack", "module", "cell"]
Metal = Literal["cobalt", "lithium", "nickel", "lead"]


def cas_checks(cas: str) -> bool:
    """Whether the check digit of a CAS registry number is right."""
    digits = cas.replace("-", "")
    total = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), start=1))
    return total % 10 == int(digits[-1])
