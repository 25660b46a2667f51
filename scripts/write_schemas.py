#!/usr/bin/env python3
"""Write the published JSON Schemas and the JSON-LD context from the models.

    python scripts/write_schemas.py [--check]

They go to passport/battery/products/schemas/ and passport/battery/products/context.jsonld. With --check nothing is
written: exit code 1 names each file that is not what the models say.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from passport.battery.products.registry import every_model  # noqa: E402 (the path above comes first)
from passport.battery.products.schema import context, file_name, schema_of_model  # noqa: E402

PLACE = ROOT / "passport" / "battery" / "products"


def documents() -> dict[Path, str]:
    """Every published file and its text."""
    files = {PLACE / "schemas" / file_name(kind, model): schema_of_model(kind, model) for kind, model in every_model()}
    files[PLACE / "context.jsonld"] = context()
    return {path: _text(document) for path, document in files.items()}


def stale() -> list[str]:
    """What is missing, different or left over."""
    wanted = documents()
    found = {*(PLACE / "schemas").glob("*"), PLACE / "context.jsonld"}
    wrong = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return [path.relative_to(ROOT).as_posix() for path in sorted({*wrong, *(found - wanted.keys())})]


def write() -> None:
    """Puts every file in its place; one that no model stands behind any more goes."""
    wanted = documents()
    (PLACE / "schemas").mkdir(exist_ok=True)
    for left_over in set((PLACE / "schemas").glob("*")) - wanted.keys():
        left_over.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is not what it should be")
    if not parser.parse_args().check:
        write()
        return 0
    wrong = stale()
    for name in wrong:
        print(f"{name} is not what the models say; run python scripts/write_schemas.py")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
