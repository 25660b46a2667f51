"""Writes the descriptions of GEFEG's and the consortium's formats from their published schemas.

Run it with the two folders that hold the published files:
`.venv/bin/python -m tests.conformance.make_crosswalk_vectors [--check] GEFEG_FOLDER CONSORTIUM_FOLDER`.
With `--check` it writes nothing, and fails if the published files say anything else than the descriptions here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import textwrap
from pathlib import Path
from typing import Any

from tests.conformance.schema_forms import digest, normal_form

VECTORS = Path(__file__).parent / "vectors" / "crosswalk"
FILES = {
    "ev": "EV_batterypass_1.0.json",
    "lmt": "LMT_batterypass_1.0.json",
    "other-industrial": "Other_Industrial_batterypass_1.0.json",
    "stationary": "Stationary_Industrial_batterypass_1.0.json",
    "industrial-without-bms": "IndustrialWithoutBMS.live.schema.json",
}
ASPECTS = (
    "GeneralProductInformation",
    "CarbonFootprintForBatteries",
    "Circularity",
    "MaterialComposition",
    "PerformanceAndDurability",
    "Labeling",
    "SupplyChainDueDiligence",
)


def gefeg(folder: Path) -> dict[str, Any]:
    """The description of the five guides."""
    published: dict[str, Any] = {}
    kinds: dict[str, list[dict[str, Any]]] = {}
    members: dict[tuple[str, str], dict[str, Any]] = {}
    for guide, name in FILES.items():
        content = (folder / name).read_bytes()
        schema = json.loads(content)
        published[guide] = {
            "file": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "normal_form_sha256": digest(normal_form(schema)),
        }
        definitions = schema["$defs"]
        for group in definitions["Battery_Passport_Master"]["required"]:
            for member, shape in definitions[group]["properties"].items():
                readers = shape["x-AccessRights"]["read"]
                said = {
                    "group": group,
                    "name": member,
                    "kind": _kind(shape),
                    "read": readers,
                    "required": [],
                    "optional": [],
                }
                entry = members.setdefault((group, member), said)
                entry["required" if member in definitions[group]["required"] else "optional"].append(guide)
                if "$ref" in shape:
                    _note_kind(kinds, _kind(shape), normal_form(shape, schema), guide)
    return {"published": published, "kinds": kinds, "members": [members[key] for key in sorted(members)]}


def consortium(folder: Path) -> dict[str, Any]:
    """The seven schemas without prose."""
    aspects: dict[str, Any] = {}
    for aspect in ASPECTS:
        content = (folder / f"{aspect}-schema.json").read_bytes()
        aspects[aspect] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "schema": normal_form(json.loads(content)),
        }
    return {"aspects": aspects}


def _kind(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[1]
    return str(shape.get("format", "text" if shape["type"] == "string" else shape["type"]))


def _note_kind(kinds: dict[str, list[dict[str, Any]]], kind: str, shape: dict[str, Any], guide: str) -> None:
    fields = {name: _field(leaf) | {"required": name in shape.get("required", [])} for name, leaf in _leaves(shape)}
    variants = kinds.setdefault(kind, [])
    for variant in variants:
        if variant["fields"] == fields:
            variant["guides"] += [guide] if guide not in variant["guides"] else []
            return
    variants.append({"guides": [guide], "fields": fields})


def _leaves(shape: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(shape["properties"].items())


def _field(leaf: dict[str, Any]) -> dict[str, Any]:
    if "enum" in leaf:
        return {"one_of": leaf["enum"]}
    bounds = {"from": leaf["minimum"], "to": leaf["maximum"]} if "minimum" in leaf else {}
    return {"is": "text" if leaf["type"] == "string" else leaf["type"]} | bounds


def _text(value: dict[str, Any]) -> str:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    for entry in value.get("members", ()):  # one line a member
        text = text.replace(textwrap.indent(json.dumps(entry, indent=1), "  "), "  " + json.dumps(entry))
    return text + "\n"


def main() -> int:
    """Exit code 0: written, or the same; 1: `--check` found a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("gefeg", type=Path)
    parser.add_argument("consortium", type=Path)
    options = parser.parse_args()
    made = {
        VECTORS / "gefeg" / "model-1.0.json": _text(gefeg(options.gefeg)),
        VECTORS / "consortium" / "model-1.2.json": _text(consortium(options.consortium)),
    }
    if options.check:
        differ = [file.name for file, text in made.items() if file.read_text(encoding="utf-8") != text]
        print(f"differ: {', '.join(differ)}" if differ else "the same")
        return 1 if differ else 0
    for file, text in made.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
