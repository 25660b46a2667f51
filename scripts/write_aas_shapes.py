#!/usr/bin/env python3
"""Write what the IDTA 02035 submodels look like, from their published schemas: names, kinds, semantic ids.

scripts/write_aas_shapes.py          write passport/crosswalk/aas/idta_02035.json
scripts/write_aas_shapes.py --check  say whether it is what would be written
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "tests/conformance/vectors/crosswalk/aas/idta-samm"
SHAPES = ROOT / "passport/crosswalk/aas/idta_02035.json"
URN = "x-samm-aspect-model-urn"
SUBMODELS = {
    "DigitalNameplate": "NameplateBattery",
    "HandoverDocumentation": "HandoverDocumentationBattery",
    "ProductCondition": "ProductConditionBattery",
    "TechnicalData": "TechnicalDataBattery",
    "CarbonFootprint": "CarbonFootprintBattery",
    "MaterialComposition": "MaterialCompositionBattery",
    "Circularity": "CircularityBattery",
}
"""Parts 1 to 7 of IDTA 02035 by idShort, and the file that has the schema."""
LICENCE = (
    "Derived from the JSON schemas of github.com/admin-shell-io/smt-semantic-models at "
    "47929ba17092e171523e4bcd0e4951be1dfb5833, (c) Industrial Digital Twin Association, CC BY 4.0; "
    "reduced to names, kinds and semantic identifiers by scripts/write_aas_shapes.py."
)


def shape(node: dict[str, Any], definitions: dict[str, Any], name: str, semantic: str) -> dict[str, Any]:
    """One element: its kind, and its members or the shape of its rows."""
    whole = resolved(node, definitions)
    found: dict[str, Any] = {"name": name, "semantic": semantic}
    kind = whole.get("type")
    members = whole.get("properties", {})
    if whole.get(URN, "").endswith("#MultiLanguageTexts"):
        return {**found, "kind": "text"}
    if kind == "array":
        rows = resolved(whole["items"], definitions)
        if rows.get(URN, "").endswith("#MultiLanguageText"):
            return {**found, "kind": "text"}
        return {**found, "kind": "list", "rows": shape(whole["items"], definitions, "", rows.get(URN, semantic))}
    if kind == "object" and set(members) == {"value", "contentType"}:
        return {**found, "kind": "file"}
    if kind == "object":
        inside = [shape(node, definitions, key, node.get(URN, "")) for key, node in members.items()]
        return {**found, "kind": "collection", "required": whole.get("required", []), "members": inside}
    return {**found, "kind": "property", "type": value_type(whole)}


def value_type(node: dict[str, Any]) -> str:
    """The XML schema type an AAS property of this JSON type has."""
    if node["type"] == "boolean":
        return "xs:boolean"
    if node["type"] == "number":
        return "xs:unsignedInt" if node.get("maximum") == 4294967295 else "xs:double"
    if node.get("format") == "date":
        return "xs:date"
    if node.get("format") == "uri":
        return "xs:anyURI"
    return "xs:dateTime" if "T(([01][0-9]" in node.get("pattern", "") else "xs:string"


def resolved(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The node with what it refers to merged in."""
    own = {key: value for key, value in node.items() if key not in ("$ref", "allOf")}
    parts = [part for part in [node, *node.get("allOf", [])] if "$ref" in part]
    whole: dict[str, Any] = {}
    for part in [*(resolved(definitions[part["$ref"].rsplit("/", 1)[1]], definitions) for part in parts), own]:
        members = whole.get("properties", {}) | part.get("properties", {})
        required = [*whole.get("required", []), *part.get("required", [])]
        whole |= part | ({"properties": members, "required": required} if members else {})
    if "$ref" in node:  # the semantic id of the member is the property's, of the value its type's
        whole[URN] = definitions[node["$ref"].rsplit("/", 1)[1]].get(URN, whole.get(URN, ""))
    return whole


def written() -> str:
    shapes = {}
    for submodel, file in SUBMODELS.items():
        schema = json.loads((SCHEMAS / f"{file}-schema.json").read_text(encoding="utf-8"))
        shapes[submodel] = shape(schema, schema["components"]["schemas"], submodel, schema[URN])
    return json.dumps({"licence": LICENCE, "submodels": shapes}, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        same = SHAPES.read_text(encoding="utf-8") == written()
        print(
            "The shapes are up to date." if same else f"{SHAPES.name} is not what its sources say: run {sys.argv[0]}."
        )
        return 0 if same else 1
    SHAPES.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
