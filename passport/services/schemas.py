"""Which schema a product of a type follows unless its issuer names another."""

from __future__ import annotations

from passport.battery.product_types import ProductType
from passport.battery.products import schema_id


def schema_of(kind: ProductType, version: str = "1.0") -> str:
    """The schema id of a version of a type: the IOXIO definition where that version is one, else a name of our own."""
    return schema_id(kind, version)
