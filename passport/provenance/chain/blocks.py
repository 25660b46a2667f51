"""Block headers: from RLP to values, and from a node's JSON to the RLP that has the block's hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import rlp
from rlp.exceptions import RLPException

from passport.errors import IdentifierError, ProofInvalid
from passport.identifiers import BlockHash, BlockRef, Digest
from passport.keccak import keccak256
from passport.provenance.chain import qbft

_ORDER = (
    "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom",
    "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce",
    "baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
)  # fmt: skip
"""JSON-RPC names of the header's fields in RLP order; those after `nonce` came with later forks."""

_NUMBERS = frozenset(
    {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas"}
)

_FIELDS_AT_LEAST = 15

EXTRA_DATA, _MIX_HASH = 12, 13
"""Where they stand among the fields."""

_LATEST = 253_402_300_799
"""The last second of the year 9999: no block of ours is later, and no calendar knows a later one."""


@dataclass(frozen=True, slots=True)
class Header:
    """What verification reads of a header."""

    ref: BlockRef
    parent: BlockHash
    state_root: Digest
    transactions_root: Digest
    receipts_root: Digest
    extra_data: bytes
    fields: tuple[bytes, ...]
    """All fields as they stand in the RLP, for the engines that sign them."""


def read_header(encoded: bytes) -> Header:
    """A header from its RLP; its hash is the keccak256 of exactly these bytes, or what QBFT makes of them (`_hash`).

    Raises:
        ProofInvalid: The bytes are no header.
    """
    try:
        fields = rlp.decode(encoded, strict=True)
        if not isinstance(fields, list) or len(fields) < _FIELDS_AT_LEAST:
            raise ProofInvalid("A header is a list of at least 15 fields.")
        if any(not isinstance(item, bytes) for item in fields):
            raise ProofInvalid("A header's fields are byte strings.")
        number, timestamp = (int.from_bytes(fields[at], "big") for at in (8, 11))
        if number >= 2**64 or timestamp > _LATEST:
            raise ProofInvalid("A header's number or time is beyond anything a chain reaches.")
        return Header(
            ref=BlockRef(number, BlockHash(_hash(fields, encoded)), timestamp),
            parent=BlockHash(fields[0]),
            state_root=Digest(fields[3]),
            transactions_root=Digest(fields[4]),
            receipts_root=Digest(fields[5]),
            extra_data=fields[EXTRA_DATA],
            fields=tuple(fields),
        )
    except (RLPException, IdentifierError) as error:
        raise ProofInvalid(f"The bytes are not a block header: {error}.") from error


def encode_header(block: Mapping[str, object]) -> bytes:
    """The RLP of a header from a node's JSON (`eth_getBlockByNumber`).

    Raises:
        ProofInvalid: The result does not have the hash the node gives: a fork with fields unknown here.
    """
    fields = [_field(name, block[name]) for name in _ORDER if block.get(name) is not None]
    encoded = cast(bytes, rlp.encode(fields))
    if "0x" + _hash(cast("list[bytes]", rlp.decode(encoded)), encoded).hex() != block["hash"]:
        raise ProofInvalid("This header does not hash to the block's hash.", hash=block["hash"])
    return encoded


def with_extra(fields: Sequence[bytes], extra: bytes) -> bytes:
    """RLP of a header with other extra data: what seals sign."""
    return cast(bytes, rlp.encode([*fields[:EXTRA_DATA], extra, *fields[EXTRA_DATA + 1 :]]))


def _hash(fields: Sequence[bytes], encoded: bytes) -> bytes:
    """Hash of a block. QBFT leaves out who sealed it and in which round: neither is settled when it is agreed.

    Told by the header itself, so that a header has one hash, whoever reads it. Whoever puts QBFT's mark on a header of
    another engine gains nothing: all but the seals and the round is still covered.
    """
    if fields[_MIX_HASH] == qbft.MIX_HASH and int.from_bytes(fields[8], "big"):
        try:
            return keccak256(with_extra(fields, qbft.read_extra(fields[EXTRA_DATA]).without_seals_and_round()))
        except ProofInvalid:
            pass  # IBFT, or a network that only borrows the mark: then the hash is the usual one
    return keccak256(encoded)


def _field(name: str, value: object) -> bytes | int:
    text = str(value)
    return int(text, 16) if name in _NUMBERS else bytes.fromhex(text[2:])
