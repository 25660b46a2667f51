"""From the fields of a frozen dataclass to Solidity's types and back.

The ABI coding itself is a library's (web3, eth-abi); here is only which of our value types stands for which Solidity
type. Zero on chain means "none" exactly where a field says ``| None``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum, IntFlag
from typing import Annotated, Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from passport.battery.roles import RoleSet
from passport.identifiers import Address, Bytes32, ParticipantId, Signature


@dataclass(frozen=True, slots=True)
class AbiType:
    """Metadata of an integer field: its Solidity type."""

    name: str


Uint8: TypeAlias = Annotated[int, AbiType("uint8")]
Uint16: TypeAlias = Annotated[int, AbiType("uint16")]
Uint24: TypeAlias = Annotated[int, AbiType("uint24")]
Uint32: TypeAlias = Annotated[int, AbiType("uint32")]
Uint40: TypeAlias = Annotated[int, AbiType("uint40")]
Uint48: TypeAlias = Annotated[int, AbiType("uint48")]
Uint64: TypeAlias = Annotated[int, AbiType("uint64")]
Uint256: TypeAlias = Annotated[int, AbiType("uint256")]
Selector: TypeAlias = Annotated[bytes, AbiType("bytes4")]

NOT_IN_ABI = frozenset({"position"})
"""Fields that say where an event stands, not what it says."""

PYTHON_NAMES = {"from": "giver", "to": "receiver", "str": "text"}
"""Solidity names that read better, or are keywords, in Python."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Coder:
    """How one field travels: Solidity type, value -> plain, plain -> value."""

    solidity: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


Coders: TypeAlias = tuple[tuple[str, Coder], ...]
_CODERS: dict[type[Any], Coders] = {}
"""Worked out once for each class."""


def signature_of(cls: type[Any], name: str) -> str:
    """Canonical ABI signature, ``name(type,type,...)``, from the fields of `cls`."""
    return f"{name}({','.join(coder.solidity for _, coder in coders_of(cls))})"


def to_abi(value: object) -> tuple[Any, ...]:
    """The fields as plain values (int, bytes, str, bool, tuple, list) in Solidity order."""
    return tuple(coder.encode(getattr(value, name)) for name, coder in coders_of(type(value)))


def from_abi(cls: type[T], values: Sequence[Any], **others: object) -> T:
    """The value of decoded ABI fields in Solidity order; `others` are the fields that are not in the ABI.

    Raises:
        IdentifierError: if a decoded value cannot be one of its type.
    """
    coders = coders_of(cast(type[Any], cls))
    named = {name: coder.decode(value) for (name, coder), value in zip(coders, values, strict=True)}
    return cls(**named, **others)


def coders_of(cls: type[Any]) -> Coders:
    """Field names and their coders, in Solidity order."""
    if cls not in _CODERS:
        hints = get_type_hints(cls, include_extras=True)
        _CODERS[cls] = tuple(
            (field.name, _coder(hints[field.name])) for field in fields(cls) if field.name not in NOT_IN_ABI
        )
    return _CODERS[cls]


def _coder(hint: Any) -> Coder:
    origin = get_origin(hint)
    if origin is Annotated:
        return _annotated(hint)
    if origin in (Union, types.UnionType):
        return _optional(hint)
    if origin is tuple:
        return _list_of(_coder(get_args(hint)[0]))
    return _plain(hint)


def _annotated(hint: Any) -> Coder:
    base, *metadata = get_args(hint)
    for item in metadata:
        if isinstance(item, AbiType):
            return Coder(item.name, base, base)
    return _coder(base)


def _optional(hint: Any) -> Coder:
    inner = _coder(next(option for option in get_args(hint) if option is not type(None)))
    nothing = _zero(inner.solidity)

    def encode(value: Any) -> Any:
        return nothing if value is None else inner.encode(value)

    def decode(value: Any) -> Any:
        empty = int(value, 16) == 0 if inner.solidity == "address" else value == nothing
        return None if empty else inner.decode(value)

    return Coder(inner.solidity, encode, decode)


def _list_of(inner: Coder) -> Coder:
    return Coder(
        inner.solidity + "[]",
        lambda items: [inner.encode(item) for item in items],
        lambda items: tuple(inner.decode(item) for item in items),
    )


def _plain(hint: Any) -> Coder:
    if is_dataclass(hint):
        cls = cast(type[Any], hint)
        inner = ",".join(coder.solidity for _, coder in coders_of(cls))
        return Coder(f"({inner})", to_abi, lambda values: from_abi(cls, _in_order(values)))
    for base, solidity, plain in _PLAIN:
        if issubclass(hint, base):
            return Coder(solidity, plain, hint)
    raise TypeError(f"No Solidity type stands for {hint!r}.")


def _in_order(values: Any) -> Sequence[Any]:
    return list(values.values()) if isinstance(values, dict) else cast(Sequence[Any], values)


def _zero(solidity: str) -> Any:
    if solidity == "address":
        return "0x" + 40 * "0"
    return bytes(32) if solidity == "bytes32" else 0


_PLAIN: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (bool, "bool", bool),
    (RoleSet, "uint16", int),
    (IntFlag, "uint8", int),
    (IntEnum, "uint8", int),
    (ParticipantId, "uint32", int),
    (Bytes32, "bytes32", bytes),
    (Address, "address", str),
    (Signature, "bytes", bytes),
    (bytes, "bytes", bytes),
    (str, "string", str),
)
