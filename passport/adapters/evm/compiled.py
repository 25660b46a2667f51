"""The compiled contracts that ship with this package (made by scripts/build_contracts.py)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast

from passport.ledger.deployment import Contract


@cache
def artifact(contract: Contract) -> dict[str, Any]:
    """ABI, bytecode and layout of one contract."""
    text = (files("passport.adapters.evm") / "artifacts" / f"{contract.value}.json").read_text("utf-8")
    return cast(dict[str, Any], json.loads(text))


@cache
def indexed_inputs(contract: Contract, event: str) -> tuple[bool, ...]:
    """Which inputs of an event are topics, in their order."""
    for entry in artifact(contract)["abi"]:
        if entry["type"] == "event" and entry["name"] == event:
            return tuple(bool(item["indexed"]) for item in entry["inputs"])
    raise KeyError(f"{contract.value} declares no event {event}")
