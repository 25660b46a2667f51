"""The contracts as Slither sees them; runs in .venv-analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crytic_compile import CryticCompile
from crytic_compile.platform.solc_standard_json import SolcStandardJson
from slither import Slither

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ("ParticipantRegistry", "PassportRegistry", "DataProductRegistry", "ConsentRegistry", "AccessLog")


def load() -> Any:
    """Compiles the five contracts with the npm solc and hands them to Slither."""
    sources = {f"contracts/{name}.sol": (ROOT / "contracts" / f"{name}.sol").read_text() for name in CONTRACTS}
    standard_input = {
        "language": "Solidity",
        "sources": {name: {"content": content} for name, content in sources.items()},
        "settings": {"evmVersion": "paris", "optimizer": {"enabled": False}},
    }
    return Slither(CryticCompile(SolcStandardJson(standard_input), solc=str(ROOT / "scripts" / "solc.js")))
