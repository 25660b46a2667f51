"""Transactions and receipts: their EIP-2718 bytes, and what verification reads of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import rlp
from eth_account import Account
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from passport.errors import IdentifierError, ProofInvalid
from passport.identifiers import Address, Bytes32, TxHash
from passport.keccak import keccak256

_TO_AND_INPUT = {0: (3, 5), 1: (4, 6), 2: (5, 7)}
"""Where recipient and input stand, by transaction type (legacy, EIP-2930, EIP-1559)."""


_UNREADABLE = (
    IdentifierError, RLPException, BadSignature, ValidationError, ValueError, TypeError, IndexError, KeyError,
)  # fmt: skip
"""What the libraries raise for bytes that are no transaction."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One signed transaction."""

    hash: TxHash
    sender: Address
    """Recovered from the signature: who ordered it."""
    to: Address | None
    """None when it creates a contract."""
    input: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """One event as the chain keeps it."""

    address: Address
    topics: tuple[Bytes32, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """Outcome of a transaction."""

    succeeded: bool
    logs: tuple[Log, ...]


def read_transaction(encoded: bytes) -> Transaction:
    """A signed transaction from its EIP-2718 bytes.

    Raises:
        ProofInvalid: No transaction, a type unknown here, or a signature that names nobody.
    """
    kind, fields = _typed(encoded)
    if kind not in _TO_AND_INPUT:
        raise ProofInvalid(f"Transactions of type {kind} are not read here.", type=kind)
    to_at, input_at = _TO_AND_INPUT[kind]
    try:
        to = Address.from_bytes(fields[to_at]) if fields[to_at] else None
        sender = Address(Account.recover_transaction(encoded))
        return Transaction(TxHash(keccak256(encoded)), sender, to, bytes(fields[input_at]))
    except _UNREADABLE as error:
        raise ProofInvalid(f"The bytes are not a signed transaction: {error}.") from error


def read_receipt(encoded: bytes) -> ReceiptRecord:
    """A receipt from its EIP-2718 bytes.

    Raises:
        ProofInvalid: The bytes are no receipt.
    """
    _, fields = _typed(encoded)
    try:
        status, _, _, logs = fields
        return ReceiptRecord(
            succeeded=status == b"\x01",
            logs=tuple(
                Log(Address.from_bytes(address), tuple(Bytes32(topic) for topic in topics), bytes(data))
                for address, topics, data in logs
            ),
        )
    except (IdentifierError, ValueError, TypeError) as error:
        raise ProofInvalid(f"The bytes are not a receipt: {error}.") from error


def encode_transaction(transaction: Mapping[str, Any]) -> bytes:
    """The bytes of a transaction from a node's JSON, for nodes that do not give them raw.

    Raises:
        ProofInvalid: The result does not have the transaction's hash, or its type is unknown here.
    """
    kind = _number(transaction.get("type", "0x0"))
    to = _octets(transaction["to"]) if transaction.get("to") else b""
    tail = [to, _number(transaction["value"]), _octets(transaction["input"])]
    ends = [_number(transaction["r"]), _number(transaction["s"])]
    nonce, gas = _number(transaction["nonce"]), _number(transaction["gas"])
    if kind == 0:
        fields = [nonce, _number(transaction["gasPrice"]), gas, *tail, _number(transaction["v"]), *ends]
    elif kind in (1, 2):
        prices = ("gasPrice",) if kind == 1 else ("maxPriorityFeePerGas", "maxFeePerGas")
        parity = _number(transaction.get("yParity", transaction["v"]))
        listed = [[_octets(e["address"]), [_octets(k) for k in e["storageKeys"]]] for e in transaction["accessList"]]
        head = [_number(transaction["chainId"]), nonce, *(_number(transaction[price]) for price in prices), gas]
        fields = [*head, *tail, listed, parity, *ends]
    else:
        raise ProofInvalid(f"Transactions of type {kind} are not written here.", type=kind)
    encoded = (bytes([kind]) if kind else b"") + cast(bytes, rlp.encode(fields))
    if "0x" + keccak256(encoded).hex() != transaction["hash"]:
        raise ProofInvalid("This transaction does not hash to its hash.", hash=transaction["hash"])
    return encoded


def encode_receipt(receipt: Mapping[str, Any]) -> bytes:
    """The bytes of a receipt from a node's JSON (status form, EIP-658)."""
    logs = [
        [_octets(log["address"]), [_octets(t) for t in log["topics"]], _octets(log["data"])] for log in receipt["logs"]
    ]
    status, gas = _number(receipt["status"]), _number(receipt["cumulativeGasUsed"])
    kind = _number(receipt.get("type", "0x0"))
    body = cast(bytes, rlp.encode([status, gas, _octets(receipt["logsBloom"]), logs]))
    return (bytes([kind]) if kind else b"") + body


def _typed(encoded: bytes) -> tuple[int, Sequence[Any]]:
    """Type and fields of an EIP-2718 envelope."""
    kind, body = (encoded[0], encoded[1:]) if encoded and encoded[0] < 0x80 else (0, encoded)
    try:
        fields = rlp.decode(body, strict=True)
    except RLPException as error:
        raise ProofInvalid(f"The bytes are not RLP: {error}.") from error
    if not isinstance(fields, list):
        raise ProofInvalid("A transaction or receipt is a list.")
    return kind, fields


def _number(value: Any) -> int:
    return value if isinstance(value, int) else int(str(value), 16)


def _octets(value: Any) -> bytes:
    return bytes.fromhex(str(value)[2:])
