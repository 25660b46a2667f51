"""What a product's payload must look like before anybody signs it, for the types that have a definition here.

Shapes are those of the IOXIO definitions (MIT); plausibility is ours. Known trap: in ProductDataSheet_v1.0 the member
`capacity` is energy in kWh and `energy` is charge in Ah; the two are checked against each other by the nominal voltage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from passport.battery.product_types import ProductType
from passport.errors import PassportError, ScoringError
from passport.scoring.health import rated_capacity_ah_of


class PayloadRefused(PassportError):
    """A payload that is not what its type says, or that cannot be true."""

    code = "publish.payload"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True, allow_inf_nan=False)


class _Row(_Shape):
    time: AwareDatetime = Field(strict=False)
    operatingHours: float = Field(ge=0)  # noqa: N815 (the definition's own name)
    cycleCount: int = Field(ge=0)  # noqa: N815
    maxCapacity: float = Field(ge=0)  # noqa: N815


class _ChargingHistory(_Shape):
    batteryChargingHistory: list[_Row]  # noqa: N815
    totalCount: int = Field(ge=0)  # noqa: N815


class _Voltage(_Shape):
    min: float
    max: float
    nominal: float = Field(gt=0)


class _Dimensions(_Shape):
    length: int = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)


class _OperatingTemperature(_Shape):
    min: float
    max: float
    recommendedMin: float  # noqa: N815
    recommendedMax: float  # noqa: N815


class _ProductDataSheet(_Shape):
    manufacturer: str
    productCode: str  # noqa: N815
    name: str
    cellType: str = Field(pattern="^(lithium-titanate|lithium-ion polymer)$")  # noqa: N815
    capacity: float = Field(gt=0)
    energy: float = Field(gt=0)
    voltage: _Voltage
    peakDischargingPower: float = Field(ge=0)  # noqa: N815
    peakChargingPower: float = Field(ge=0)  # noqa: N815
    continuousPower: float = Field(ge=0)  # noqa: N815
    standbyConsumption: float = Field(ge=0)  # noqa: N815
    cycleLife: int = Field(ge=0)  # noqa: N815
    dimensions: _Dimensions
    weight: float = Field(gt=0)
    operatingTemperature: _OperatingTemperature  # noqa: N815
    ipRating: str = Field(pattern="^IP[0-9X]{1,2}K?[0-9X]?K?$")  # noqa: N815
    maxCoolantPressure: float = Field(ge=0)  # noqa: N815
    standardsCompliance: list[str]  # noqa: N815


class _EnvironmentalFootprint(_Shape):
    carbonEquivalent: float = Field(ge=0)  # noqa: N815
    materialWaste: float = Field(ge=0)  # noqa: N815


_SHAPES: Mapping[ProductType, type[_Shape]] = {
    ProductType.CHARGING_HISTORY: _ChargingHistory,
    ProductType.PRODUCT_DATA_SHEET: _ProductDataSheet,
    ProductType.ENVIRONMENTAL_FOOTPRINT: _EnvironmentalFootprint,
}


def check_payload(kind: ProductType, payload: Mapping[str, Any]) -> None:
    """Returns if the payload may be signed as `kind`; types without a definition here are taken as they are.

    Raises:
        PayloadRefused: naming the member that is missing or wrong, or what cannot be true.
    """
    shape = _SHAPES.get(kind)
    if shape is None:
        return
    try:
        shaped = shape.model_validate(dict(payload))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PayloadRefused(
            f"This is no {kind.value}: {where}: {first['msg']}.", clause=_definition(kind), path=where
        ) from error
    if isinstance(shaped, _ChargingHistory):
        _check_history(shaped)
    elif isinstance(shaped, _ProductDataSheet):
        _check_sheet(shaped, payload)


def _check_history(history: _ChargingHistory) -> None:
    rows = sorted(history.batteryChargingHistory, key=lambda row: row.time)
    counters: tuple[tuple[str, Callable[[_Row], float]], ...] = (
        ("operatingHours", lambda row: row.operatingHours),
        ("cycleCount", lambda row: row.cycleCount),
    )
    for name, counter in counters:
        for before, after in pairwise(rows):
            if counter(after) < counter(before):
                raise PayloadRefused(
                    f"{name} falls from {counter(before)} to {counter(after)} at {after.time.isoformat()}.",
                    clause="a counter never falls",
                    remedy="Correct or leave out the row; say so in a repair report if the counter was replaced.",
                    path=name,
                )


def _check_sheet(sheet: _ProductDataSheet, payload: Mapping[str, Any]) -> None:
    if not sheet.voltage.min <= sheet.voltage.nominal <= sheet.voltage.max:
        raise PayloadRefused("The nominal voltage is outside minimum and maximum.", path="voltage.nominal")
    try:
        rated_capacity_ah_of(payload)
    except ScoringError as error:
        raise PayloadRefused(error.message, remedy=error.remedy, path="capacity") from error


def _definition(kind: ProductType) -> str:
    return f"IOXIO definition {kind.value}_v1.0"
