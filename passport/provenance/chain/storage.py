"""Where our contracts keep what, and what a storage word says.

The slot numbers are those of the compiled artifacts; a test compares them, and another compares what is
read here with what the contracts' views answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from eth_utils.crypto import keccak

from passport.errors import ProofInvalid
from passport.identifiers import Address, Digest
from passport.ledger.abi import coders_of, from_abi
from passport.ledger.deployment import Contract

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variable:
    """A mapping in a contract's storage."""

    contract: Contract
    label: str
    """Name in the contract's source."""
    slot: int


PARTICIPANTS = Variable(Contract.PARTICIPANT_REGISTRY, "_participants", 1)
SIGNERS = Variable(Contract.PARTICIPANT_REGISTRY, "_signers", 2)
PASSPORTS = Variable(Contract.PASSPORT_REGISTRY, "_passports", 1)
PARENTS = Variable(Contract.PASSPORT_REGISTRY, "_parents", 2)
SUCCESSORS = Variable(Contract.PASSPORT_REGISTRY, "_successors", 3)
BATCHES = Variable(Contract.PASSPORT_REGISTRY, "_batches", 5)
BATCH_ROOTS = Variable(Contract.PASSPORT_REGISTRY, "_batchRoots", 6)
CONSIGNMENTS = Variable(Contract.PASSPORT_REGISTRY, "_consignments", 8)
ANCHOR_HEADS = Variable(Contract.DATA_PRODUCT_REGISTRY, "_heads", 0)
ANCHORS = Variable(Contract.DATA_PRODUCT_REGISTRY, "_anchors", 1)
WITHDRAWALS = Variable(Contract.DATA_PRODUCT_REGISTRY, "_withdrawals", 2)
PRODUCT_SUCCESSORS = Variable(Contract.DATA_PRODUCT_REGISTRY, "_successors", 3)

VARIABLES = (
    PARTICIPANTS, SIGNERS, PASSPORTS, PARENTS, SUCCESSORS, BATCHES, BATCH_ROOTS, CONSIGNMENTS,
    ANCHOR_HEADS, ANCHORS, WITHDRAWALS, PRODUCT_SUCCESSORS,
)  # fmt: skip
"""Every variable verification reads."""

Key = int | bytes | Address


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One word of one contract's storage."""

    contract: Contract
    slot: Digest


def place_of(variable: Variable, *keys: Key) -> Place:
    """Where a mapping keeps the value of these keys (Solidity: layout of mappings; nested from the left)."""
    slot = variable.slot.to_bytes(32, "big")
    for key in keys:
        slot = keccak(_word(key) + slot)
    return Place(variable.contract, Digest(slot))


def struct_in(cls: type[T], word: bytes) -> T | None:
    """A struct that Solidity packed into one word; None if the word is empty.

    Raises:
        ProofInvalid: The word cannot be one of these structs.
    """
    if not any(word):
        return None
    values: list[object] = []
    end = len(word)
    for _, coder in coders_of(cls):
        start = end - _WIDTHS[coder.solidity]
        values.append(int.from_bytes(word[start:end], "big"))
        end = start
    try:
        return from_abi(cls, values)
    except ValueError as error:
        raise ProofInvalid(f"The word is not a {cls.__name__}: {error}.", word=bytes(word)) from error


def _word(key: Key) -> bytes:
    if isinstance(key, Address):
        return key.raw.rjust(32, b"\0")
    return key.to_bytes(32, "big") if isinstance(key, int) else bytes(key)


_WIDTHS = {"bool": 1, **{f"uint{bits}": bits // 8 for bits in range(8, 257, 8)}}
"""Bytes a value takes in a packed word."""
