"""UNTP's schema and context as lists of facts: where, what. And the documents made of them again.

`python -m tests.conformance.untp_forms FOLDER` writes the lists from the published files (see the README beside them).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from passport.provenance.canonical import canonical_bytes

VECTORS = Path(__file__).parent / "vectors" / "crosswalk" / "untp"
PUBLISHED = {"schema": "untp-dpp-schema.json", "context": "untp-dpp-context.jsonld"}
_PROSE = frozenset({"description", "example", "title", "default", "readOnly", "$comment"})


def facts_in(published: Any, prose: frozenset[str] = _PROSE) -> list[list[Any]]:
    """Every place with its value; prose and examples left out."""
    return [list(pair) for pair in _facts(published, prose, members=False)]


def document_of(facts: list[list[Any]]) -> Any:
    """The document that says these facts."""
    document: dict[str, Any] = {}
    for place, value in facts:
        here: Any = document
        steps = place.split("|")
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            key: Any = int(step[1:]) if step.startswith("#") else step
            inner: Any = value if following is None else ([] if following.startswith("#") else {})
            if isinstance(here, list):
                here.extend([None] * (key + 1 - len(here)))
                here[key] = inner if here[key] is None else here[key]
            else:
                here.setdefault(key, inner)
            here = here[key]
    return document


def digest(document: Any) -> str:
    """sha2-256 of the canonical JSON, hex."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def model() -> dict[str, Any]:
    """The lists, with the digests of what they were taken from."""
    found: dict[str, Any] = json.loads((VECTORS / "model-0.6.1.json").read_text(encoding="utf-8"))
    return found


def schema() -> Any:
    """The JSON Schema of the credential, without prose."""
    return document_of(model()["schema"]["facts"])


def context() -> Any:
    """The JSON-LD context of the credential."""
    return document_of(model()["context"]["facts"])


def _facts(value: Any, prose: frozenset[str], members: bool, place: str = "") -> Iterator[tuple[str, Any]]:
    """`members` is true where the names are names of members, which may be any word."""
    if isinstance(value, dict) and value:
        for name, each in sorted(value.items()):
            if members or name not in prose:
                inside = name in ("properties", "$defs") and not members
                yield from _facts(each, prose, inside, f"{place}|{name}" if place else name)
    elif isinstance(value, list) and value:
        for at, each in enumerate(value):
            yield from _facts(each, prose, False, f"{place}|#{at}")
    else:
        yield place, value


def main(folder: Path) -> None:
    found: dict[str, Any] = {}
    for kind, name in PUBLISHED.items():
        content = (folder / name).read_bytes()
        facts = facts_in(json.loads(content), _PROSE if kind == "schema" else frozenset())
        found[kind] = {
            "file": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "facts_sha256": digest(facts),
            "facts": facts,
        }
    rows = json.dumps(found, ensure_ascii=False, indent=None, separators=(",", ":"))
    (VECTORS / "model-0.6.1.json").write_text(rows.replace("],[", "],\n["), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
