"""The normal form of a JSON Schema: two schemas that have the same one accept and refuse the same documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from passport.provenance.canonical import canonical_bytes

_PROSE = {"description", "title", "x-AccessRights", "x-samm-aspect-model-urn", "$defs", "components", "$schema"}


def normal_form(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """What decides about a document: references put in place, prose and annotations left out, sets sorted."""
    whole = root or schema
    if "$ref" in schema:
        return normal_form(_referred(schema["$ref"], whole), whole)
    if "allOf" in schema:
        return normal_form(schema["allOf"][0], whole)
    return {name: _normal(name, value, whole) for name, value in sorted(schema.items()) if name not in _PROSE}


def digest(value: Any) -> str:
    """sha2-256 of the canonical JSON, hex."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    here: Any = root
    for step in reference.removeprefix("#/").split("/"):
        here = here[step]
    return here


def _normal(name: str, value: Any, root: Mapping[str, Any]) -> Any:
    if name == "properties":
        return {member: normal_form(schema, root) for member, schema in sorted(value.items())}
    if name == "items":
        return normal_form(value, root)
    if name in {"required", "enum"}:
        return sorted(set(value))
    return value
