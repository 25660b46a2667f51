"""Blocks, time, accounts and the JSON-RPC calls of the suite."""

import re
from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_utils import keccak
from pyrevm import EVM, BlockEnv, CfgEnv, Env

_GAS = 30_000_000
_UNLIMITED_CODE = 1 << 20
_MNEMONIC = "test test test test test test test test test test test junk"
_REVERT = re.compile(r"output: 0x([0-9a-fA-F]*)")
CHAIN_ID = 31337


class Reverted(Exception):
    """A call that failed; carries the revert data."""

    def __init__(self, data: bytes) -> None:
        super().__init__(f"reverted with 0x{data.hex()}")
        self.data = data


class Machine:
    """One chain: an EVM, the number and time of its newest block."""

    def __init__(self) -> None:
        self.number = 0
        self.timestamp = 1_800_000_000
        self.next_timestamp: int | None = None
        config = CfgEnv(chain_id=CHAIN_ID, limit_contract_code_size=_UNLIMITED_CODE)
        self.evm = EVM(Env(cfg=config), spec_id="MERGE")
        self._marks: list[tuple[Any, int, int]] = []

    def mine(self) -> None:
        """One more block, a second later or at the time that was asked for."""
        self.number += 1
        self.timestamp = self.next_timestamp or self.timestamp + 1
        self.next_timestamp = None

    def enter_block(self, number: int, timestamp: int) -> None:
        """Makes the EVM see this block."""
        self.evm.set_block_env(BlockEnv(number=number, timestamp=timestamp, gas_limit=_GAS))

    def send(self, sender: str, to: str | None, data: bytes) -> str | None:
        """Mines a transaction; the new contract's address if it creates one."""
        self.mine()
        self.enter_block(self.number, self.timestamp)
        return self._execute(sender, to, data)

    def call(self, sender: str, to: str, data: bytes) -> bytes:
        """A call in the newest block that leaves nothing behind."""
        self.enter_block(self.number, self.timestamp)
        before = self.evm.snapshot()
        try:
            return bytes(self._message(sender, to, data))
        finally:
            self.evm.revert(before)

    def snapshot(self) -> None:
        """Remembers this state."""
        self._marks.append((self.evm.snapshot(), self.number, self.timestamp))

    def revert(self) -> None:
        """Goes back to the state remembered last."""
        mark, self.number, self.timestamp = self._marks.pop()
        self.next_timestamp = None
        self.evm.revert(mark)

    def _execute(self, sender: str, to: str | None, data: bytes) -> str | None:
        before, created = self.evm.snapshot(), None
        try:
            if to is None:
                created = str(self.evm.deploy(deployer=sender, code=data, gas=1 << 40))
            else:
                self._message(sender, to, data)
        except Reverted:
            self.evm.revert(before)
            raise
        self.evm.commit()
        return created

    def _message(self, sender: str, to: str, data: bytes) -> Any:
        try:
            return self.evm.message_call(caller=sender, to=to, calldata=data, gas=_GAS)
        except RuntimeError as failure:
            found = _REVERT.search(str(failure))
            raise Reverted(bytes.fromhex(found[1]) if found else b"") from failure


MACHINE = Machine()


class _Chain:
    def snapshot(self) -> None:
        MACHINE.snapshot()

    def revert(self) -> None:
        MACHINE.revert()

    def sleep(self, seconds: int) -> None:
        MACHINE.next_timestamp = MACHINE.timestamp + seconds

    def mine(self, blocks: int = 1) -> None:
        for _ in range(blocks):
            MACHINE.mine()


@dataclass(frozen=True)
class _Account:
    address: str


class _Accounts:
    def __init__(self) -> None:
        Account.enable_unaudited_hdwallet_features()
        self._known: dict[int, _Account] = {}

    def __getitem__(self, index: int) -> _Account:
        if index not in self._known:
            key = Account.from_mnemonic(_MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")
            self._known[index] = _Account(key.address)
        return self._known[index]


class _Eth:
    def __init__(self) -> None:
        self.receipts: dict[str, dict[str, Any]] = {}

    @property
    def block_number(self) -> int:
        return MACHINE.number

    def get_block(self, _name: str) -> dict[str, int]:
        return {"timestamp": MACHINE.timestamp, "number": MACHINE.number}

    def wait_for_transaction_receipt(self, transaction: str, timeout: float = 0) -> dict[str, Any]:
        return self.receipts[transaction]


class _Provider:
    def __init__(self, eth: _Eth) -> None:
        self._eth = eth

    def make_request(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        if method == "evm_setNextBlockTimestamp":
            MACHINE.next_timestamp = parameters[0]
            return {"result": None}
        if method == "evm_mine":
            MACHINE.next_timestamp = parameters[0]
            MACHINE.mine()
            return {"result": None}
        request = parameters[0]
        sender = request.get("from", "0x" + "00" * 20)
        data = bytes.fromhex(request["data"].removeprefix("0x"))
        if method == "eth_call":
            try:
                return {"result": "0x" + MACHINE.call(sender, request["to"], data).hex()}
            except Reverted as refusal:
                return {"error": {"data": "0x" + refusal.data.hex()}}
        return {"result": self._send(sender, request.get("to"), data)}

    def _send(self, sender: str, to: str | None, data: bytes) -> str:
        transaction = "0x" + keccak(len(self._eth.receipts).to_bytes(8, "big")).hex()
        receipt: dict[str, Any] = {"status": 1, "logs": [], "contractAddress": None}
        try:
            receipt["contractAddress"] = MACHINE.send(sender, to, data)
            receipt["logs"] = list(MACHINE.evm.result.logs)
        except Reverted:
            receipt["status"] = 0
        self._eth.receipts[transaction] = receipt
        return transaction


class _Web3:
    client_version = "anvil, so to speak"
    keccak = staticmethod(keccak)

    def __init__(self) -> None:
        self.eth = _Eth()
        self.provider = _Provider(self.eth)


chain = _Chain()
accounts = _Accounts()
web3 = _Web3()
