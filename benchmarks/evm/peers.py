"""The peers, compiled with our compiler and our settings: EAS 1.9.0 and an OpenZeppelin ERC-721 mint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import solcx

from benchmarks.evm.chain import ROOT, Chain
from scripts.build_contracts import SETTINGS, compiler_binary, gather_sources

CACHE = ROOT / "build" / "benchmarks"
_EAS = "@ethereum-attestation-service/eas-contracts/contracts"
SOURCES = {
    "EAS": f"{_EAS}/EAS.sol",
    "SchemaRegistry": f"{_EAS}/SchemaRegistry.sol",
    "Token": "benchmarks/evm/contracts/Token.sol",
}
ZERO_ADDRESS = "0x" + "00" * 20
BATCH = 50
"""A hundred would cost more than one transaction may."""


@dataclass(frozen=True)
class PeerGas:
    """Gas of each peer's act; a batch is counted a piece."""

    eas_attest: int
    eas_multi_attest_each: int
    eas_timestamp: int
    erc721_mint: int


def compiled_peers() -> dict[str, dict[str, Any]]:
    """ABI and bytecode of the peers; compiled once for the same sources and settings."""
    sources = {name: {"content": text} for name, text in gather_sources(sorted(SOURCES.values())).items()}
    wanted = {"language": "Solidity", "sources": sources, "settings": SETTINGS | {"outputSelection": _outputs()}}
    cached = CACHE / f"peers-{hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]}.json"
    if not cached.exists():
        output = solcx.compile_standard(wanted, solc_binary=compiler_binary())["contracts"]
        peers = {
            name: {"abi": output[file][name]["abi"], "bytecode": output[file][name]["evm"]["bytecode"]["object"]}
            for name, file in SOURCES.items()
        }
        write(cached, json.dumps(peers))
    content: dict[str, dict[str, Any]] = json.loads(cached.read_text())
    return content


def _outputs() -> dict[str, dict[str, list[str]]]:
    return {file: {name: ["abi", "evm.bytecode.object"]} for name, file in SOURCES.items()}


def write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


def measure_peers(chain: Chain) -> PeerGas:
    """The peers' acts, each as its own transaction on the chain ours run on."""
    peers, sender = compiled_peers(), chain.keys[1]
    registry = chain.deploy(peers["SchemaRegistry"])
    eas = chain.deploy(peers["EAS"], registry.address)
    token = chain.deploy(peers["Token"])
    registered = chain.send(registry.functions.register("bytes32 passport,bytes32 digest", ZERO_ADDRESS, False), sender)
    schema = registered.logs[0]["topics"][1]

    def words(salt: int) -> tuple[Any, ...]:
        content = hashlib.sha256(b"passport %d" % salt).digest() + hashlib.sha256(b"digest %d" % salt).digest()
        return (sender.address, 0, False, bytes(32), content, 0)

    single = chain.send(eas.functions.attest((schema, words(0))), sender)
    many = chain.send(eas.functions.multiAttest([(schema, [words(n) for n in range(1, BATCH + 1)])]), sender)
    stamp = chain.send(eas.functions.timestamp(hashlib.sha256(b"root").digest()), sender)
    mint = chain.send(token.functions.mint(chain.keys[2].address, 7), sender)
    again = chain.send(token.functions.mint(chain.keys[2].address, 8), sender)
    return PeerGas(single.gas, round(many.gas / BATCH), stamp.gas, min(mint.gas, again.gas))
