"""JSON Schemas (2020-12) and the JSON-LD context, written from the models.

A schema says what JSON Schema can say: members, kinds, ranges, lengths, patterns, vocabularies. What it cannot say
(members compared with each other, rows compared with rows, check digits, days of a calendar) only the model checks;
docs/data-products.md lists those rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products.payload import Payload
from passport.battery.products.registry import every_model
from passport.battery.products.values import FULL_DATE, RFC3339

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TERMS = "urn:battery-passport:term:"
CONTEXT_NAME = "battery-passport"
CONTEXT_VERSION = "v1"
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_XSD = "http://www.w3.org/2001/XMLSchema#"


class _Published(GenerateJsonSchema):
    """Writes decimals as numbers, times with their offset, and optional members without null."""

    schema_dialect = DIALECT

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        bounds = {_BOUNDS[name]: _number(value) for name, value in schema.items() if name in _BOUNDS}
        return {"type": "number", **bounds}

    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        return {"type": "string", "format": "date-time", "pattern": RFC3339}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "pattern": FULL_DATE}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = schema["schema"]
        if inner["type"] == "nullable":
            return self.generate_inner(inner["schema"])
        return super().default_schema(schema)


def schema_of_model(kind: ProductType, model: type[Payload]) -> dict[str, Any]:
    """The published schema of one version of a type."""
    written = model.model_json_schema(by_alias=True, schema_generator=_Published)
    title = written.pop("title")
    description = written.pop("description", "")
    return {
        "$schema": DIALECT,
        "$id": published_id(kind, model),
        "title": f"{kind.value} {model.VERSION}",
        "description": " ".join(description.split()),
        "$comment": model.CLAUSE,
        "x-model": title,
        "x-disclosure-class": int(PRODUCT_RULES[kind].disclosure),
        **_without_titles(written),
    }


def published_id(kind: ProductType, model: type[Payload]) -> str:
    """The id of our schema; also for the versions whose definition is IOXIO's."""
    return f"urn:battery-passport:schema:{kind.value}:{model.VERSION}"


def file_name(kind: ProductType, model: type[Payload]) -> str:
    """Name of the schema's file."""
    return f"{kind.value}-{model.VERSION}.json"


def context() -> dict[str, Any]:
    """The JSON-LD 1.1 context: a type's name scopes the terms of its payload, which stands under ``data``.

    The scope of ``data`` is the property's, so terms of the credential's own protected context (``name``,
    ``description``) may mean a payload's member there and nothing else outside.
    """
    terms: dict[str, Any] = {"@version": 1.1, "bp": TERMS}
    by_type: dict[ProductType, dict[str, Any]] = {}
    for kind, model in every_model():
        by_type[kind] = _merged(by_type.get(kind, {}), _terms(kind.value, model))
    for kind, members in by_type.items():
        data = {"@id": "bp:data", "@context": members}
        terms[kind.value] = {"@id": f"bp:{kind.value}", "@context": {"@propagate": True, "data": data}}
    return {"@context": terms}


def _merged(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """The terms of all versions of a type; a member two versions share has the inner terms of both."""
    merged = {**older, **newer}
    for name in older.keys() & newer.keys():
        inner = [terms[name]["@context"] for terms in (older, newer) if "@context" in terms[name]]
        if inner:
            merged[name] = {**older[name], **newer[name], "@context": {**inner[0], **inner[-1]}}
    return merged


def _terms(owner: str, model: type[BaseModel]) -> dict[str, Any]:
    """The terms of an object's members; those of inner objects are scoped to the member that holds them."""
    return {
        field.alias or name: _term(f"bp:{owner}/{field.alias or name}", field.annotation)
        for name, field in model.model_fields.items()
    }


def _term(iri: str, annotation: Any) -> dict[str, Any]:
    parts = list(_leaves(annotation))
    term: dict[str, Any] = {"@id": iri}
    inner = next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)
    if inner is not None:
        term["@context"] = _terms(inner.__name__, inner)
    rows = [part for part in parts if get_origin(part) is tuple]
    if any(_may_be_null(get_args(row)[0]) for row in rows):
        return {**term, "@type": "@json"}
    if rows:
        term["@container"] = "@list"
    if any(get_origin(part) is dict for part in parts):
        return _of_map(term, iri)
    names = {getattr(part, "__name__", "") for part in parts}
    if "datetime" in names:
        term["@type"] = f"{_XSD}dateTime"
    elif "date" in names:
        term["@type"] = f"{_XSD}date"
    return term


def _of_map(term: dict[str, Any], iri: str) -> dict[str, Any]:
    """Texts by language are a language map; other maps keep their keys as JSON."""
    if iri.endswith("/meaning"):
        return {**term, "@container": "@language"}
    return {**term, "@type": "@json"}


def _may_be_null(annotation: Any) -> bool:
    """Whether null is among the values; JSON-LD would drop it from a list."""
    return annotation is type(None) or any(_may_be_null(inner) for inner in get_args(annotation))


def _leaves(annotation: Any) -> Iterator[Any]:
    """The annotation and everything in it."""
    yield annotation
    for inner in get_args(annotation):
        yield from _leaves(inner)


def _number(value: Any) -> int | float:
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _without_titles(schema: Any, *, names: bool = False) -> Any:
    """Without the titles pydantic makes of names; `names` says that the keys of this object are members' names."""
    if isinstance(schema, Mapping):
        return {
            key: _without_titles(value, names=not names and key in ("properties", "$defs"))
            for key, value in schema.items()
            if names or key != "title"
        }
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema
