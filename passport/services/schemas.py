"""Which schema a product of a type follows unless its issuer names another."""

from __future__ import annotations

from collections.abc import Mapping

from passport.battery.product_types import ProductType

_SCHEMAS: Mapping[ProductType, str] = {
    ProductType.PRODUCT_DATA_SHEET: "urn:ioxio:Energy/Battery/ProductDataSheet_v1.0",
    ProductType.ENVIRONMENTAL_FOOTPRINT: "urn:ioxio:Product/Manufacturing/EnvironmentalFootprint_v1.0",
    ProductType.CHARGING_HISTORY: "urn:ioxio:Energy/Battery/ChargingHistory_v1.0",
}
"""Definitions of the IOXIO dataspace (MIT), by the path they have there."""


def schema_of(kind: ProductType) -> str:
    """The schema id of a type: the IOXIO definition where there is one, else a name of our own."""
    return _SCHEMAS.get(kind, f"urn:battery-passport:schema:{kind.value}")
