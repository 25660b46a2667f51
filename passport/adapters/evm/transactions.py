"""Signed transactions from a `Signer` that signs digests: EIP-1559 where the network knows it, EIP-155 where not."""

from __future__ import annotations

from dataclasses import dataclass

import rlp

from passport.adapters.evm.fees import Fees
from passport.identifiers import Address, ChainId, TxHash, keccak256
from passport.ports import Signer

_DYNAMIC_FEE_TYPE = b"\x02"


@dataclass(frozen=True)
class Call:
    """A contract call to be sent: no value, no access list."""

    chain_id: ChainId
    nonce: int
    to: Address
    data: bytes
    gas_limit: int
    fees: Fees


@dataclass(frozen=True)
class SignedTransaction:
    """The bytes to send, and the hash they will be known by."""

    raw: bytes
    hash: TxHash


def sign(call: Call, signer: Signer) -> SignedTransaction:
    """Signs a call. The same call and key give the same bytes (RFC 6979), so signing again after a crash is harmless.

    Raises:
        SigningError: The signer refused.
    """
    raw = _legacy(call, signer) if call.fees.priority_wei is None else _dynamic(call, signer)
    return SignedTransaction(raw, TxHash(keccak256(raw)))


def _dynamic(call: Call, signer: Signer) -> bytes:
    fees = [call.fees.priority_wei, call.fees.max_wei]
    words: list[object] = [int(call.chain_id), call.nonce, *fees, call.gas_limit, call.to.raw, 0, call.data, []]
    r, s, parity = _split(signer.sign_digest(keccak256(_DYNAMIC_FEE_TYPE + rlp.encode(words))))
    return _DYNAMIC_FEE_TYPE + bytes(rlp.encode([*words, parity, r, s]))


def _legacy(call: Call, signer: Signer) -> bytes:
    words: list[object] = [call.nonce, call.fees.max_wei, call.gas_limit, call.to.raw, 0, call.data]
    chain_id = int(call.chain_id)
    r, s, parity = _split(signer.sign_digest(keccak256(rlp.encode([*words, chain_id, 0, 0]))))
    return bytes(rlp.encode([*words, chain_id * 2 + 35 + parity, r, s]))


def _split(signature: bytes) -> tuple[int, int, int]:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    return r, s, signature[64] - 27
