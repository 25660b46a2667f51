"""Contracts as Brownie shows them: methods, receipts, events, named return values."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eth_abi import decode, encode
from eth_utils import function_signature_to_4byte_selector as selector_of
from eth_utils import keccak, to_checksum_address

from brownie.chain import MACHINE

COMPILED = "PASSPORT_MUTANT_COMPILED"
"""Names the file with ABI and bytecode of every contract, by name."""


class HexBytes(bytes):
    """Bytes that equal their own hex string."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return other.lower() == "0x" + self.hex()
        return bytes.__eq__(self, other) if isinstance(other, (bytes, bytearray)) else False

    def __hash__(self) -> int:
        return bytes.__hash__(self)

    def __radd__(self, other: Any) -> Any:
        return NotImplemented


def type_of(part: dict[str, Any]) -> str:
    """ABI type of a parameter, tuples written out."""
    if not part["type"].startswith("tuple"):
        return str(part["type"])
    return f"({','.join(map(type_of, part['components']))}){part['type'][5:]}"


def plain(value: Any, part: dict[str, Any]) -> Any:
    """A test's value as the ABI encoder takes it."""
    kind = part["type"]
    if kind.endswith("[]"):
        return [plain(item, part | {"type": kind[:-2]}) for item in value]
    if kind == "tuple":
        return tuple(plain(item, inner) for item, inner in zip(value, part["components"], strict=True))
    if kind == "address":
        return getattr(value, "address", value)
    if kind.startswith("bytes"):
        return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else bytes(value)
    return bool(value) if kind == "bool" else int(value)


class Named(tuple):
    """A tuple whose fields have names."""

    names: tuple[str, ...] = ()

    def dict(self) -> dict[str, Any]:
        return dict(zip(self.names, self, strict=True))


def shown(value: Any, part: dict[str, Any]) -> Any:
    """A decoded value as Brownie shows it."""
    kind = part["type"]
    if kind.endswith("[]"):
        return tuple(shown(item, part | {"type": kind[:-2]}) for item in value)
    if kind == "tuple":
        named = Named(shown(item, inner) for item, inner in zip(value, part["components"], strict=True))
        named.names = tuple(inner["name"] for inner in part["components"])
        return named
    if kind == "address":
        return to_checksum_address(value)
    return HexBytes(value) if kind.startswith("bytes") else value


class Events:
    """The events of a transaction by name."""

    def __init__(self, logs: Sequence[Any], abi: list[dict[str, Any]]) -> None:
        known = {keccak(text=signature(entry)): entry for entry in abi if entry["type"] == "event"}
        self._events: dict[str, EventItem] = {}
        for log in logs:
            topics = [bytes.fromhex(topic.removeprefix("0x")) for topic in log.topics]
            if entry := known.get(topics[0]):
                data = log.data[1] if isinstance(log.data, tuple) else log.data
                self._events.setdefault(entry["name"], EventItem()).append(event_values(entry, topics, bytes(data)))

    def __getitem__(self, name: str) -> "EventItem":
        return self._events[name]

    def __contains__(self, name: str) -> bool:
        return name in self._events

    def __len__(self) -> int:
        return len(self._events)


class EventItem:
    """The occurrences of one event; a field is the first one's."""

    def __init__(self) -> None:
        self._all: list[dict[str, Any]] = []

    def append(self, values: dict[str, Any]) -> None:
        self._all.append(values)

    def __getitem__(self, field: str) -> Any:
        return self._all[0][field]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def signature(entry: dict[str, Any]) -> str:
    """Name and types of a function or event."""
    return f"{entry['name']}({','.join(map(type_of, entry['inputs']))})"


def event_values(entry: dict[str, Any], topics: list[bytes], data: bytes) -> dict[str, Any]:
    """An event's values by name."""
    indexed = [part for part in entry["inputs"] if part["indexed"]]
    others = [part for part in entry["inputs"] if not part["indexed"]]
    values = {p["name"]: shown(decode([type_of(p)], t)[0], p) for p, t in zip(indexed, topics[1:], strict=True)}
    decoded = decode([type_of(part) for part in others], data)
    return values | {part["name"]: shown(value, part) for part, value in zip(others, decoded, strict=True)}


class Receipt:
    """A mined transaction."""

    def __init__(self, logs: Sequence[Any], abi: list[dict[str, Any]]) -> None:
        self.block_number, self.timestamp = MACHINE.number, MACHINE.timestamp
        self.events = Events(logs, abi)


class Method:
    """A function of a deployed contract."""

    def __init__(self, contract: "Contract", entry: dict[str, Any]) -> None:
        self._contract, self._entry = contract, entry
        self._address = contract.address
        self._name = f"{contract.name}.{entry['name']}"

    def encode_input(self, *arguments: Any) -> str:
        inputs = self._entry["inputs"]
        values = [plain(value, part) for value, part in zip(arguments, inputs, strict=True)]
        body = encode([type_of(part) for part in inputs], values)
        return "0x" + (selector_of(signature(self._entry)) + body).hex()

    def call(self, *arguments: Any) -> Any:
        arguments, sender = split_sender(arguments)
        data = bytes.fromhex(self.encode_input(*arguments)[2:])
        outputs = self._entry["outputs"]
        answer = decode([type_of(part) for part in outputs], MACHINE.call(sender, self._address, data))
        values = tuple(shown(value, part) for value, part in zip(answer, outputs, strict=True))
        return values[0] if len(values) == 1 else values

    def __call__(self, *arguments: Any) -> Any:
        if self._entry["stateMutability"] in ("view", "pure"):
            return self.call(*arguments)
        arguments, sender = split_sender(arguments)
        MACHINE.send(sender, self._address, bytes.fromhex(self.encode_input(*arguments)[2:]))
        return Receipt(MACHINE.evm.result.logs, self._contract.abi)


def split_sender(arguments: tuple[Any, ...]) -> tuple[tuple[Any, ...], str]:
    """The transaction parameters apart from the arguments."""
    if arguments and isinstance(arguments[-1], dict):
        return arguments[:-1], arguments[-1]["from"].address
    return arguments, "0x" + "00" * 20


class Contract:
    """A deployed contract."""

    def __init__(self, name: str, address: str, abi: list[dict[str, Any]]) -> None:
        self.name, self.address, self.abi = name, to_checksum_address(address), abi
        for entry in abi:
            if entry["type"] == "function":
                setattr(self, entry["name"], Method(self, entry))

    @classmethod
    def from_abi(cls, name: str, address: str, abi: list[dict[str, Any]], _owner: Any = None) -> "Contract":
        return cls(name, address, abi)


class Container:
    """A contract that can be deployed."""

    def __init__(self, name: str, compiled: dict[str, Any]) -> None:
        self._name, self._abi, self._bytecode = name, compiled["abi"], compiled["bytecode"]

    def deploy(self, *arguments: Any) -> Contract:
        arguments, sender = split_sender(arguments)
        inputs = next((e["inputs"] for e in self._abi if e["type"] == "constructor"), [])
        values = [plain(value, part) for value, part in zip(arguments, inputs, strict=True)]
        creation = bytes.fromhex(self._bytecode) + encode([type_of(part) for part in inputs], values)
        return Contract(self._name, str(MACHINE.send(sender, None, creation)), self._abi)


class Project:
    """Everything that was compiled."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        for name, entry in compiled.items():
            setattr(self, name, Container(name, entry))


class _Projects:
    def get_loaded_projects(self) -> list[Project]:
        return [Project(json.loads(Path(os.environ[COMPILED]).read_text()))]


def compile_source(_source: str, **_settings: str) -> Project:
    """The suite's own contract, compiled beforehand with the rest."""
    return project.get_loaded_projects()[0]


project = _Projects()
