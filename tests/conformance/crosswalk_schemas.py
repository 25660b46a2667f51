"""The formats the crosswalk writes, as schemas to validate against, and the normal form that two schemas share.

GEFEG's licence is not stated, so its schemas are not copied here: `vectors/crosswalk/gefeg/model-1.0.json` lists in a
form of our own which members each guide asks for and of what kind, and `gefeg_schema` builds the schema from it. The
digest of the published schema's normal form is pinned: what is built accepts and refuses the same documents
(docs/decisions/0140). The consortium's schemas are kept without their prose (CC BY 4.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator

VECTORS = Path(__file__).parent / "vectors" / "crosswalk"
GEFEG_MODEL: dict[str, Any] = json.loads((VECTORS / "gefeg" / "model-1.0.json").read_bytes())
GUIDES: tuple[str, ...] = tuple(GEFEG_MODEL["published"])
CONSORTIUM_MODEL: dict[str, Any] = json.loads((VECTORS / "consortium" / "model-1.2.json").read_bytes())
ASPECTS: tuple[str, ...] = tuple(CONSORTIUM_MODEL["aspects"])

_SIMPLE = {
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
}


def gefeg_schema(guide: str) -> dict[str, Any]:
    """The schema of a guide, built from our description of it."""
    groups: dict[str, dict[str, Any]] = {}
    required: dict[str, list[str]] = {}
    for member in GEFEG_MODEL["members"]:
        if guide in member["required"] + member["optional"]:
            groups.setdefault(member["group"], {})[member["name"]] = _gefeg_kind(member["kind"], guide)
        if guide in member["required"]:
            required.setdefault(member["group"], []).append(member["name"])
    inner = {name: _object(members, required.get(name, [])) for name, members in groups.items()}
    return _object({"Battery_Passport": _object(inner, list(inner))}, ["Battery_Passport"])


def gefeg_errors(guide: str, document: Mapping[str, Any]) -> list[str]:
    """What the guide's schema says against a document, formats included; empty when nothing."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return _messages(Draft202012Validator(gefeg_schema(guide), format_checker=checker).iter_errors(document))


def consortium_errors(aspect: str, payload: Mapping[str, Any]) -> list[str]:
    """What the aspect's draft-04 schema says against a payload, formats included; empty when nothing."""
    schema = CONSORTIUM_MODEL["aspects"][aspect]["schema"]
    return _messages(Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER).iter_errors(payload))


def _messages(errors: Iterator[Any]) -> list[str]:
    return sorted(f"{error.json_path}: {error.message}" for error in errors)


def _gefeg_kind(kind: str, guide: str) -> dict[str, Any]:
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    variants = GEFEG_MODEL["kinds"][kind]
    fields = next(variant["fields"] for variant in variants if guide in variant["guides"])
    members = {name: _leaf(field) for name, field in fields.items()}
    return _object(members, [name for name, field in fields.items() if field["required"]])


def _leaf(field: Mapping[str, Any]) -> dict[str, Any]:
    if "one_of" in field:
        return {"type": "string", "enum": sorted(field["one_of"])}
    leaf = dict(_SIMPLE[field["is"]])
    if "from" in field:
        leaf |= {"minimum": field["from"], "maximum": field["to"]}
    return leaf


def _object(members: dict[str, Any], required: list[str]) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "properties": dict(sorted(members.items()))}
    return shape | ({"required": sorted(required)} if required else {})
