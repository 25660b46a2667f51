"""Where our contracts keep what, and what a storage word says.

The slot numbers are those of the compiled artifacts; a test compares them, and another compares what is
read here with what the contracts' views answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from passport.errors import ProofInvalid
from passport.identifiers import Address, Digest
from passport.keccak import keccak256
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


def place_of(variable: Variable, *keys: Key, offset: int = 0) -> Place:
    """Where a mapping keeps the value of these keys (Solidity: layout of mappings; nested from the left).

    Args:
        variable: The mapping.
        keys: Its keys, outermost first.
        offset: Which word of a value that takes several.
    """
    slot = variable.slot.to_bytes(32, "big")
    for key in keys:
        slot = keccak256(_word(key) + slot)
    return Place(variable.contract, Digest(((int.from_bytes(slot, "big") + offset) % 2**256).to_bytes(32, "big")))


def struct_in(cls: type[T], *words: bytes) -> T | None:
    """A struct as Solidity packs it, from its first to its last word; None if all are empty.

    Raises:
        ProofInvalid: The words cannot be one of these structs.
    """
    if not any(any(word) for word in words):
        return None
    values: list[object] = []
    rest = list(words)
    end = 32
    for _, coder in coders_of(cls):
        width = _WIDTHS[coder.solidity]
        if width > end:
            rest, end = rest[1:], 32
        values.append(_plain(coder.solidity, rest[0][end - width : end]))
        end -= width
    try:
        return from_abi(cls, values)
    except ValueError as error:
        raise ProofInvalid(f"The words are not a {cls.__name__}: {error}.") from error


def word_of(cls: type[object], member: str, value: int) -> Digest:
    """The word of a struct that takes one word, all of whose members are zero but one."""
    end = 32
    for name, coder in coders_of(cls):
        end -= _WIDTHS[coder.solidity]
        if name == member:
            width = _WIDTHS[coder.solidity]
            return Digest(bytes(end) + value.to_bytes(width, "big") + bytes(32 - end - width))
    raise KeyError(member)


def _plain(solidity: str, content: bytes) -> object:
    if solidity == "address":
        return "0x" + content.hex()
    return content if solidity == "bytes32" else int.from_bytes(content, "big")


def _word(key: Key) -> bytes:
    if isinstance(key, Address):
        return key.raw.rjust(32, b"\0")
    return key.to_bytes(32, "big") if isinstance(key, int) else bytes(key)


_WIDTHS = {"bool": 1, "address": 20, "bytes32": 32, **{f"uint{bits}": bits // 8 for bits in range(8, 257, 8)}}
"""Bytes a value takes in a packed word."""
