"""Acts and views as call data. The coding is eth-abi's, the mapping of values is `passport.ledger.abi`'s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from passport.errors import IdentifierError, LedgerError
from passport.identifiers import keccak256
from passport.ledger.abi import coders_of, from_abi, to_abi
from passport.ledger.acts import ACTS, Act
from passport.ledger.deployment import Contract

_LIST_OF_TYPES = re.compile(r"^[A-Za-z0-9_]+\((.*)\)$")


@cache
def selector(signature: str) -> bytes:
    """The first four bytes of keccak256 of a canonical signature."""
    return keccak256(signature.encode("ascii"))[:4]


def encode_act(act: Act) -> bytes:
    """Selector and arguments of an act."""
    types = [coder.solidity for _, coder in coders_of(type(act))]
    return selector(act.abi_signature()) + encode(types, to_abi(act))


def decode_act(contract: Contract, data: bytes) -> Act:
    """The act that call data means. Raises LedgerError if it is no act of that contract."""
    for kind in ACTS:
        if kind.contract is contract and selector(kind.abi_signature()) == data[:4]:
            types = [coder.solidity for _, coder in coders_of(kind)]
            try:
                return from_abi(kind, decode(types, data[4:]))
            except (DecodingError, IdentifierError) as error:
                raise LedgerError(f"Stored call data is no {kind.__name__}: {error}.") from error
    raise LedgerError(f"Stored call data is no act of {contract}.", contract=contract)


def encode_view(signature: str, arguments: Sequence[Any]) -> bytes:
    """Selector and arguments of a view, for example ``batch(uint32)``. Only flat argument lists."""
    match = _LIST_OF_TYPES.match(signature)
    if match is None:
        raise ValueError(f"{signature!r} is no canonical signature")
    types = match.group(1).split(",") if match.group(1) else []
    return selector(signature) + encode(types, list(arguments))
