"""Schemas of data products: which one a product names, and the published files."""

from __future__ import annotations

from importlib.resources import files

from passport.battery.product_types import ProductType, product_type
from passport.battery.products import every_model, model_of, schema_id
from passport.battery.products.schema import file_name

_PUBLISHED = "passport.battery.products"


def schema_of(kind: ProductType, version: str = "1.0") -> str:
    """The schema id of a version of a type: the IOXIO definition where that version is one, else a name of our own."""
    return schema_id(kind, version)


def published_versions() -> tuple[tuple[str, str], ...]:
    """Type and version of every published schema."""
    return tuple((kind.value, model.VERSION) for kind, model in every_model())


def published_schema(name: str, version: str) -> bytes:
    """The JSON Schema (2020-12) of a version of a type, as it is in the package.

    Raises:
        ProductTypeError: There is no such type.
        PayloadRefused: There is no such version of it.
    """
    kind = product_type(name)
    published = files(_PUBLISHED) / "schemas" / file_name(kind, model_of(kind, version))
    return published.read_bytes()


def published_context() -> bytes:
    """The JSON-LD context of all payloads, as it is in the package."""
    return (files(_PUBLISHED) / "context.jsonld").read_bytes()
