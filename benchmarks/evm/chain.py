"""An Anvil of its own for the time of a measurement, and the gas of what is sent to it."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3

from passport.adapters.evm.anvil_binary import require_anvil

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "passport" / "adapters" / "evm" / "artifacts"
TRANSACTION_GAS_CAP = 16_777_216
START_TIMEOUT_S = 30
_MNEMONIC = "test test test test test test test test test test test junk"


@dataclass(frozen=True)
class Sent:
    """A mined transaction: its gas, and what it paid before the first instruction ran."""

    gas: int
    intrinsic: int
    logs: tuple[Any, ...]


class Chain:
    """A running chain and its funded keys."""

    def __init__(self, w3: Web3) -> None:
        self.w3 = w3
        Account.enable_unaudited_hdwallet_features()
        self.keys: list[LocalAccount] = [
            Account.from_mnemonic(_MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}") for index in range(10)
        ]

    def deploy(self, compiled: dict[str, Any], *arguments: Any) -> Any:
        """Deploys a compiled contract from the first key."""
        factory = self.w3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
        sent = factory.constructor(*arguments).transact({"from": self.keys[0].address})
        receipt = self.w3.eth.wait_for_transaction_receipt(sent)
        if receipt["status"] != 1:
            raise RuntimeError("a contract could not be deployed")
        return self.w3.eth.contract(address=receipt["contractAddress"], abi=compiled["abi"])

    def send(self, call: Any, sender: LocalAccount) -> Sent:
        """Mines a call; raises if it fails."""
        transaction = call.build_transaction({"from": sender.address, "gas": TRANSACTION_GAS_CAP, "gasPrice": 0})
        receipt = self.w3.eth.wait_for_transaction_receipt(self.w3.eth.send_transaction(transaction))
        if receipt["status"] != 1:
            raise RuntimeError(f"{call.fn_name} failed")
        data = bytes(Web3.to_bytes(hexstr=transaction["data"]))
        return Sent(receipt["gasUsed"], intrinsic_gas(data), tuple(receipt["logs"]))

    def now(self) -> int:
        """Time of the newest block."""
        return int(self.w3.eth.get_block("latest")["timestamp"])


def intrinsic_gas(data: bytes) -> int:
    """What a call pays before it starts (EIP-2028): 21,000, 4 a zero byte and 16 any other."""
    zeros = data.count(0)
    return 21_000 + 4 * zeros + 16 * (len(data) - zeros)


def shipped(name: str) -> dict[str, Any]:
    """A contract as the Python side ships it."""
    content: dict[str, Any] = json.loads((ARTIFACTS / f"{name}.json").read_text())
    return content


@contextmanager
def running_chain() -> Iterator[Chain]:
    """An Anvil on a free port, for Paris, without a gas price; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(require_anvil()), "--silent", "--port", str(port), "--hardfork", "paris", "--gas-limit", "100000000",
        "--base-fee", "0", "--gas-price", "0", "--mnemonic", _MNEMONIC,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        w3 = Web3(Web3.HTTPProvider(f"http://127.0.0.1:{port}"))
        patience = time.monotonic() + START_TIMEOUT_S
        while not w3.is_connected():
            if process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError("Anvil did not start")
            time.sleep(0.05)
        yield Chain(w3)
    finally:
        process.terminate()
        process.wait(timeout=10)
