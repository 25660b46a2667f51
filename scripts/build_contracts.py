"""Compile the contracts and write, or check, the artefacts that the Python side ships.

One JSON file a contract under passport/adapters/evm/artifacts/: ABI, bytecode, where immutable values stand in the
deployed bytecode, storage layout, selectors, and what they were made from (source hash, compiler, settings). The same
sources give the same bytes on every machine: sources are named relative to the repository, and no metadata hash is
appended to the bytecode.

    python scripts/build_contracts.py            write the artefacts
    python scripts/build_contracts.py --check    exit 1 if they differ from what the sources give

The compiler is called through py-solc-x: the native binary of the pinned version if py-solc-x has it (or was asked to
fetch it with --install-native), else the npm build of the same version behind the same call (scripts/solc.js).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import socket
import sys
from pathlib import Path
from typing import Any

import requests
import solcx
from solcx.exceptions import SolcInstallationError

SOLC_VERSION = "0.8.29"
ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "passport" / "adapters" / "evm" / "artifacts"
NPM_SOLC = ROOT / "scripts" / "solc.js"
INSTALL_TIMEOUT_S = 15

CONTRACTS = {
    "AccessManager": "@openzeppelin/contracts/access/manager/AccessManager.sol",
    "ParticipantRegistry": "contracts/ParticipantRegistry.sol",
    "PassportRegistry": "contracts/PassportRegistry.sol",
    "DataProductRegistry": "contracts/DataProductRegistry.sol",
    "ConsentRegistry": "contracts/ConsentRegistry.sol",
    "AccessLog": "contracts/AccessLog.sol",
}

SETTINGS: dict[str, Any] = {
    "evmVersion": "paris",
    "optimizer": {"enabled": True, "runs": 200},
    "viaIR": True,
    "metadata": {"bytecodeHash": "none"},
}

OUTPUTS = [
    "abi",
    "evm.bytecode.object",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "evm.methodIdentifiers",
    "storageLayout",
]

IMPORT = re.compile(r"""^\s*import\s+(?:[^"';]*?from\s+)?["']([^"']+)["']\s*;""", re.MULTILINE)


def source_path(name: str) -> Path:
    """Where a source stands on this machine; packages come from the npm lock."""
    return ROOT / ("node_modules" if name.startswith("@") else ".") / name


def imported_name(importer: str, written: str) -> str:
    """The name of a source that `importer` imports as `written`."""
    if not written.startswith("."):
        return written
    parts = importer.split("/")[:-1]
    for part in written.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def gather_sources(names: list[str]) -> dict[str, str]:
    """The named sources and all they import, by name."""
    sources: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in sources:
            continue
        sources[name] = source_path(name).read_text("utf-8")
        waiting += [imported_name(name, written) for written in IMPORT.findall(sources[name])]
    return dict(sorted(sources.items()))


def install_native() -> None:
    """Ask py-solc-x for the native compiler; offline it says so and the npm build serves."""
    socket.setdefaulttimeout(INSTALL_TIMEOUT_S)
    try:
        solcx.install_solc(SOLC_VERSION)
    except (SolcInstallationError, requests.RequestException, OSError) as error:
        print(f"native solc {SOLC_VERSION} cannot be fetched ({type(error).__name__}); using the npm build")


def compiler_binary() -> Path:
    """The native compiler if py-solc-x has it, else the npm build behind the same command line."""
    if any(str(version) == SOLC_VERSION for version in solcx.get_installed_solc_versions()):
        return solcx.install.get_executable(SOLC_VERSION)
    return NPM_SOLC


def compile_contracts() -> dict[str, dict[str, Any]]:
    """Compile all contracts; the artefacts by contract name."""
    sources = gather_sources(sorted(CONTRACTS.values()))
    settings = SETTINGS | {"outputSelection": {"*": {"*": OUTPUTS}}}
    standard_input = {
        "language": "Solidity",
        "sources": {name: {"content": content} for name, content in sources.items()},
        "settings": settings,
    }
    output = solcx.compile_standard(standard_input, solc_binary=compiler_binary())
    for problem in output.get("errors", []):
        print(problem["formattedMessage"], file=sys.stderr)
    return {
        name: artifact(name, source, output["contracts"][source][name], sources) for name, source in CONTRACTS.items()
    }


def artifact(name: str, source: str, compiled: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    """What the Python side needs of one contract."""
    evm = compiled["evm"]
    return {
        "contractName": name,
        "sourceName": source,
        "sourceHash": source_hash(source, sources),
        "compiler": {"name": "solc", "version": SOLC_VERSION, "settings": SETTINGS},
        "abi": compiled["abi"],
        "bytecode": "0x" + evm["bytecode"]["object"],
        "deployedBytecode": "0x" + evm["deployedBytecode"]["object"],
        "immutableReferences": immutable_positions(evm["deployedBytecode"].get("immutableReferences", {})),
        "methodIdentifiers": evm["methodIdentifiers"],
        "errorSelectors": error_selectors(compiled["abi"]),
        "storageLayout": storage_layout(compiled["storageLayout"]),
    }


def source_hash(source: str, sources: dict[str, str]) -> str:
    """sha2-256 over the names and contents of a source and all it imports."""
    names = {source}
    waiting = [source]
    while waiting:
        name = waiting.pop()
        found = {imported_name(name, written) for written in IMPORT.findall(sources[name])} - names
        names |= found
        waiting += sorted(found)
    content = json.dumps({name: sources[name] for name in sorted(names)}, sort_keys=True)
    return "0x" + hashlib.sha256(content.encode()).hexdigest()


def immutable_positions(references: dict[str, list[dict[str, int]]]) -> list[dict[str, int]]:
    """Byte ranges of the deployed code that a constructor fills in."""
    return sorted((place for places in references.values() for place in places), key=lambda place: place["start"])


def error_selectors(abi: list[dict[str, Any]]) -> dict[str, str]:
    """Selector of every custom error the contract can raise, by signature."""
    from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector

    signatures = sorted(abi_to_signature(entry) for entry in abi if entry["type"] == "error")  # type: ignore[arg-type]
    return {signature: function_signature_to_4byte_selector(signature).hex() for signature in signatures}


def storage_layout(layout: dict[str, Any]) -> list[dict[str, Any]]:
    """Slot, offset and type of every state variable (the compiler's own numbering of types left out)."""
    types = layout["types"] or {}
    return [
        {
            "label": entry["label"],
            "slot": int(entry["slot"]),
            "offset": entry["offset"],
            "type": types[entry["type"]]["label"],
        }
        for entry in layout["storage"]
    ]


def written(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def differences(artifacts: dict[str, dict[str, Any]]) -> list[str]:
    """In words, how the artefacts on disk differ from those given."""
    found = []
    for name, content in artifacts.items():
        path = ARTIFACTS / f"{name}.json"
        if not path.exists():
            found.append(f"{path.name}: missing")
            continue
        recorded = json.loads(path.read_text("utf-8"))
        parts = [key for key in sorted(content.keys() | recorded.keys()) if content.get(key) != recorded.get(key)]
        if parts:
            found.append(f"{path.name}: differs in {', '.join(parts)}")
    stray = {path.stem for path in ARTIFACTS.glob("*.json")} - artifacts.keys()
    return found + [f"{name}.json: of no contract" for name in sorted(stray)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on any difference")
    parser.add_argument("--install-native", action="store_true", help="let py-solc-x fetch the native compiler")
    parser.add_argument("--sizes", action="store_true", help="print the size of the deployed code of each contract")
    options = parser.parse_args(arguments)
    if options.install_native:
        install_native()
    artifacts = compile_contracts()
    if options.sizes:
        for name, content in artifacts.items():
            print(f"{name:24}{len(content['deployedBytecode']) // 2 - 1:8,} bytes")
    if options.check:
        found = differences(artifacts)
        for line in found:
            print(line)
        print("artefacts match their sources" if not found else "run scripts/build_contracts.py and commit")
        return 1 if found else 0
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for name, content in artifacts.items():
        (ARTIFACTS / f"{name}.json").write_text(written(content), "utf-8")
    print(f"wrote {len(artifacts)} artefacts to {ARTIFACTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
