"""A refusal is checked by its custom error: the selector, and every value it carries.

The call is made twice: as a call, whose answer holds the error, and as a mined transaction, which must fail.
"""

from collections.abc import Sequence
from typing import Any

from brownie import web3
from eth_abi import decode
from eth_utils import function_signature_to_4byte_selector as selector_of

_GAS = 6_000_000


def _signature(entry: dict[str, Any]) -> str:
    return f"{entry['name']}({','.join(part['type'] for part in entry['inputs'])})"


class ErrorBook:
    """Every custom error of the project's ABIs by selector."""

    def __init__(self, abis: Sequence[list[dict[str, Any]]]) -> None:
        self._errors: dict[bytes, dict[str, Any]] = {}
        for abi in abis:
            for entry in abi:
                if entry["type"] == "error":
                    self._errors[selector_of(_signature(entry))] = entry

    def selector(self, name: str) -> bytes:
        """Selector of the error called `name`."""
        found = [sel for sel, entry in self._errors.items() if entry["name"] == name]
        assert found, f"no contract declares an error {name}"
        assert len(found) == 1, f"two errors are called {name}"
        return found[0]

    def read(self, data: bytes) -> tuple[str, tuple[Any, ...]]:
        """Name and values of an error; the raw selector if it is nobody's."""
        entry = self._errors.get(data[:4])
        if entry is None:
            return f"unknown error {data[:4].hex() or '(no data)'}", ()
        return entry["name"], decode([part["type"] for part in entry["inputs"]], data[4:])


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return "0x" + bytes(value).hex()
    return value.lower() if isinstance(value, str) else int(value)


def _revert_data(response: dict[str, Any]) -> bytes:
    assert "error" in response, "the call was not refused"
    data = response["error"].get("data", "0x")
    assert isinstance(data, str), f"no revert data in {response['error']}"
    return bytes.fromhex(data.removeprefix("0x"))


class Refusals:
    """Asserts that a transaction is refused with exactly this error."""

    def __init__(self, book: ErrorBook) -> None:
        self.book = book

    def __call__(self, method: Any, args: Sequence[Any], sender: Any, error: str, *values: Any) -> None:
        """`method(*args)` from `sender` must revert with `error`; `values`, if given, must be all of its values."""
        request = {
            "from": getattr(sender, "address", sender),
            "to": method._address,
            "data": method.encode_input(*args),
            "gas": hex(_GAS),
            "gasPrice": hex(20 * 10**9),
        }
        data = _revert_data(web3.provider.make_request("eth_call", [request, "latest"]))
        name, given = self.book.read(data)
        assert name == error, f"refused with {name}{given}, expected {error}"
        assert data[:4] == self.book.selector(error)
        if values:
            assert tuple(map(_plain, given)) == tuple(map(_plain, values)), error
        self._mined(request)

    def view(self, method: Any, args: Sequence[Any], error: str, *values: Any) -> None:
        """As a call, for a view."""
        request = {"to": method._address, "data": method.encode_input(*args)}
        name, given = self.book.read(_revert_data(web3.provider.make_request("eth_call", [request, "latest"])))
        assert name == error, f"refused with {name}{given}, expected {error}"
        if values:
            assert tuple(map(_plain, given)) == tuple(map(_plain, values)), error

    def _mined(self, request: dict[str, Any]) -> None:
        response = web3.provider.make_request("eth_sendTransaction", [request])
        tx_hash = response.get("result") or response["error"]["data"]["hash"]
        receipt = web3.eth.wait_for_transaction_receipt(tx_hash, timeout=30)
        assert receipt["status"] == 0, "the transaction was mined as a success"
        assert not receipt["logs"]
