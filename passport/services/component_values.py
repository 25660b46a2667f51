"""Values of a battery, module or cell for drilling down and rolling up: what they are, and how each is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from passport.battery.product_types import ProductType
from passport.battery.rollup import Gap, Quantity, Reading
from passport.errors import ScoringError
from passport.identifiers import BatteryIdentifier, Cid
from passport.provenance.credential import DataProduct
from passport.scoring.data_sheet import rated_capacity_ah
from passport.scoring.rows import HistoryRow, read_rows

Found = tuple[Cid, DataProduct | None, str]
"""A product's CID, its content if it could be read, else why not."""

_ANY_CAPACITY_AH = 1e6
"""Bounds what is plausible where no rated capacity is known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one component's values come from."""

    identifier: BatteryIdentifier
    first_version_cid: Cid
    first_version: DataProduct
    products: Mapping[str, Found]
    """The newest of each type, by its name."""

    def product(self, kind: ProductType) -> tuple[Cid, DataProduct]:
        """The product of a type. Raises _AbsentError."""
        if kind.value not in self.products:
            raise _AbsentError(f"no {kind.value} is known here")
        cid, product, reason = self.products[kind.value]
        if product is None:
            raise _AbsentError(reason, cid)
        return cid, product


class _AbsentError(LookupError):
    """Says why a value cannot be had, and which product stands in the way."""

    def __init__(self, reason: str, source: Cid | None = None) -> None:
        super().__init__(reason)
        self.reason, self.source = reason, source


Value = tuple[Decimal, tuple[Cid, ...]]

CAPACITY = Quantity("capacity", "Ah", "newest usable row of the charging history")
REMAINING_CAPACITY = Quantity(
    "remaining capacity", "% of rated capacity", "newest usable row of the charging history over the rated capacity"
)
STATE_OF_HEALTH = Quantity("state of health", "% of rated capacity", "newest published score")
CYCLES = Quantity("cycles", "1", "newest usable row of the charging history", low_is_weak=False)
OPERATING_HOURS = Quantity("operating hours", "h", "newest usable row of the charging history", low_is_weak=False)
RATED_CAPACITY = Quantity("rated capacity", "Ah", "data sheet, else the registration")
MASS = Quantity("mass", "kg", "data sheet, else the registration", low_is_weak=False, additive=True)


def value_of(quantity: Quantity, facts: Facts) -> Reading | Gap:
    """The value of a component, or why there is none."""
    try:
        value, sources = _FINDERS[quantity.name](facts)
    except _AbsentError as absent:
        return Gap(facts.identifier, absent.reason, absent.source)
    return Reading(facts.identifier, value, sources)


def _newest_row(facts: Facts) -> tuple[HistoryRow, tuple[Cid, ...]]:
    cid, product = facts.product(ProductType.CHARGING_HISTORY)
    entries = product.payload.get("batteryChargingHistory")
    try:
        rated_ah = float(_rated_capacity(facts)[0])
    except _AbsentError:
        rated_ah = _ANY_CAPACITY_AH
    rows = read_rows(entries if isinstance(entries, list) else [], rated_ah).used
    if not rows:
        raise _AbsentError("the charging history has no usable row", cid)
    return rows[-1], (cid,)


def _capacity(facts: Facts) -> Value:
    row, sources = _newest_row(facts)
    return Decimal(str(row.capacity_ah)), sources


def _remaining_capacity(facts: Facts) -> Value:
    capacity, sources = _capacity(facts)
    rated, rated_sources = _rated_capacity(facts)
    return (100 * capacity / rated).quantize(Decimal("0.01")), (*sources, *rated_sources)


def _state_of_health(facts: Facts) -> Value:
    cid, product = facts.product(ProductType.STATE_OF_HEALTH)
    value = product.payload.get("value")
    if not isinstance(value, int | float):
        raise _AbsentError("the score abstains", cid)
    return Decimal(str(value)), (cid,)


def _cycles(facts: Facts) -> Value:
    row, sources = _newest_row(facts)
    return Decimal(row.cycle_count), sources


def _operating_hours(facts: Facts) -> Value:
    row, sources = _newest_row(facts)
    return Decimal(str(row.operating_hours)), sources


def _rated_capacity(facts: Facts) -> Value:
    def of_sheet(sheet: Mapping[str, Any]) -> Decimal:
        return Decimal(str(rated_capacity_ah(sheet)))

    return _rated(facts, "capacity_ah", of_sheet)


def _mass(facts: Facts) -> Value:
    def of_sheet(sheet: Mapping[str, Any]) -> Decimal:
        given = sheet.get("massKg", sheet.get("weight"))
        if not isinstance(given, int | float):
            raise ScoringError("The product data sheet states no mass.")
        return Decimal(str(given))

    return _rated(facts, "mass_kg", of_sheet)


def _rated(facts: Facts, name: str, of_sheet: Callable[[Mapping[str, Any]], Decimal]) -> Value:
    """From the data sheet; from the registration only if there is no sheet, not if it cannot be read."""
    if ProductType.PRODUCT_DATA_SHEET.value in facts.products:
        cid, sheet = facts.product(ProductType.PRODUCT_DATA_SHEET)
        try:
            return of_sheet(sheet.payload), (cid,)
        except ScoringError as error:
            raise _AbsentError(error.message, cid) from error
    rated = facts.first_version.payload.get("rated")
    if isinstance(rated, Mapping) and name in rated:
        return Decimal(str(rated[name])), (facts.first_version_cid,)
    raise _AbsentError("neither a data sheet nor the registration states it")


_FINDERS: Mapping[str, Callable[[Facts], Value]] = {
    REMAINING_CAPACITY.name: _remaining_capacity,
    STATE_OF_HEALTH.name: _state_of_health,
    CAPACITY.name: _capacity,
    CYCLES.name: _cycles,
    OPERATING_HOURS.name: _operating_hours,
    RATED_CAPACITY.name: _rated_capacity,
    MASS.name: _mass,
}

QUANTITIES: Mapping[str, Quantity] = {
    quantity.name: quantity
    for quantity in (REMAINING_CAPACITY, STATE_OF_HEALTH, CAPACITY, CYCLES, OPERATING_HOURS, RATED_CAPACITY, MASS)
}
"""By name; the first is what is asked when nothing is said."""
