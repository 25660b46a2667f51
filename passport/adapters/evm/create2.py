"""Deterministic contract addresses (EIP-1014) through a factory of our own.

The factory is the code known as the deterministic deployment proxy: it creates what follows the first 32 bytes of its
call data, with those as salt. Its usual address needs a transaction that many permissioned chains refuse (no chain id,
a fixed price), so the deployer creates one of its own.
"""

from __future__ import annotations

import rlp
from eth_typing import ChecksumAddress
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

FACTORY_RUNTIME_CODE = bytes.fromhex(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
)
FACTORY_INIT_CODE = bytes.fromhex("604580600e600039806000f350fe") + FACTORY_RUNTIME_CODE

SALT = keccak(text="battery-passport-ledger/v1")
"""Of every contract; another generation of contracts has other code, and so other addresses."""


def factory_address(deployer: str, nonce: int) -> ChecksumAddress:
    """Address of what `deployer` creates with its transaction number `nonce`."""
    return to_checksum_address(keccak(rlp.encode([to_canonical_address(deployer), nonce]))[12:])


def contract_address(factory: str, init_code: bytes) -> ChecksumAddress:
    """Address of what the factory creates from `init_code` (bytecode and constructor arguments)."""
    words = b"\xff" + to_canonical_address(factory) + SALT + keccak(init_code)
    return to_checksum_address(keccak(words)[12:])


def creation_data(init_code: bytes) -> bytes:
    """Call data that makes the factory create `init_code`."""
    return SALT + init_code
