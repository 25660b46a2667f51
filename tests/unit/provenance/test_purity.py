"""The trust kernel stands alone: importing it loads no client, no server, no database, no science."""

from __future__ import annotations

import json
import subprocess
import sys

FOREIGN = {"web3", "httpx", "requests", "aiohttp", "sqlalchemy", "fastapi", "numpy", "rich", "typer"}
OURS = {
    "passport.scoring",
    "passport.access",
    "passport.adapters",
    "passport.services",
    "passport.ports",
    "passport.cli",
}


def test_provenance__imported_alone__loads_nothing_that_reaches_outside() -> None:
    program = (
        "import json, sys, pkgutil, importlib, passport.provenance as room\n"
        "for module in pkgutil.walk_packages(room.__path__, 'passport.provenance.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    loaded = set(json.loads(answer.stdout))
    assert "passport.provenance.verification.verify" in loaded
    assert not loaded & FOREIGN
    assert not loaded & OURS
