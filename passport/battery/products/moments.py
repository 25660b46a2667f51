"""When a payload says that something was seen or measured: never later than it is stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from passport.battery.product_types import ProductType
from passport.battery.products.payload import Payload, Shape, camel
from passport.battery.products.refusal import PayloadRefused

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much the clock of who measured and the clock of who states it may differ."""


def refuse_future(kind: ProductType, payload: Payload, now: datetime) -> None:
    """Refuses a payload with a time later than `now`; a model has no clock, so whoever signs asks for this.

    Every time of day in a payload is one of an observation; what lies ahead (the end of a warranty) is a date.

    Raises:
        PayloadRefused: rule ``in-the-future``; `path` names the first such time.
    """
    for path, moment in _times(payload, ""):
        if moment > now + CLOCKS_DIFFER:
            says = f"{path}: {moment.isoformat()} has not come yet"
            raise PayloadRefused(
                f"This is no {kind.value} {payload.VERSION}: at {says}.",
                clause=payload.CLAUSE,
                path=path,
                rule="in-the-future",
                product_type=kind.value,
                version=payload.VERSION,
                problems=[says],
            )


def _times(shape: Shape, path: str) -> Iterator[tuple[str, datetime]]:
    for name, value in shape:
        place = f"{path}/{camel(name)}"
        if isinstance(value, datetime):
            yield place, value
        elif isinstance(value, Shape):
            yield from _times(value, place)
        elif isinstance(value, tuple):
            for index, row in enumerate(value):
                if isinstance(row, Shape):
                    yield from _times(row, f"{place}/{index}")
