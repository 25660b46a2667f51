"""JSON-RPC as this package speaks it: web3's HTTP provider below, two kinds of failure above.

No answer is `LedgerUnavailable`; an answer that says no is `RpcError` and stays inside this package, where
`refusals.py` turns it into a typed error. Request parameters and answers are never written into messages whole:
they may be long, and a node's URL may carry a credential.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint

from passport.errors import LedgerUnavailable

DEFAULT_TIMEOUT_S = 30.0


class RpcError(Exception):
    """The node answered with an error object (JSON-RPC 2.0 section 5.1).

    Attributes:
        code: The node's number, for example -32000 or 3.
        data: What the node sent along: revert data as text, an object, or None.
    """

    def __init__(self, method: str, code: int, message: str, data: object) -> None:
        super().__init__(f"{method}: {message} ({code})")
        self.method = method
        self.code = code
        self.message = message
        self.data = data


class JsonRpc:
    """One node's JSON-RPC over HTTP.

    Args:
        url: Where it answers.
        timeout_s: Patience with one request.
        locate: Asked once when no connection can be made: where the node answers now. The request is then made
            once more; every method this package uses may be repeated.
    """

    def __init__(self, url: str, timeout_s: float = DEFAULT_TIMEOUT_S, locate: Callable[[], str] | None = None) -> None:
        self._timeout_s = timeout_s
        self._locate = locate
        self._provider = self._connect(url)

    @property
    def host(self) -> str:
        """Host and port, without any credential, for messages."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def call(self, method: str, *params: object) -> Any:
        """The `result` of one request.

        Raises:
            RpcError: The node answered with an error.
            LedgerUnavailable: No answer, or no JSON-RPC answer.
        """
        response = self._exchange(method, params, self._locate)
        if not isinstance(response, dict):
            raise LedgerUnavailable(f"{self.host} did not answer {method} with JSON-RPC.", method=method)
        error = response.get("error")
        if error is not None:
            raise _error_of(method, error)
        return response.get("result")

    def _connect(self, url: str) -> HTTPProvider:
        self.url = url
        options = {"timeout": self._timeout_s}
        return HTTPProvider(url, request_kwargs=options, exception_retry_configuration=None)

    def _exchange(self, method: str, params: Sequence[object], locate: Callable[[], str] | None) -> object:
        try:
            return self._provider.make_request(RPCEndpoint(method), list(params))
        except requests.HTTPError as error:
            return self._body_of(method, error)
        except requests.ConnectionError as error:
            if locate is None:
                raise self._unavailable(method, error) from error
        except (requests.RequestException, Web3Exception, ValueError) as error:
            raise self._unavailable(method, error) from error
        self._provider = self._connect(locate())
        return self._exchange(method, params, None)

    def _body_of(self, method: str, error: requests.HTTPError) -> object:
        """Some nodes send a JSON-RPC error with an HTTP error status."""
        try:
            body = error.response.json() if error.response is not None else None
        except ValueError:
            body = None
        if isinstance(body, dict) and "error" in body:
            return body
        raise self._unavailable(method, error) from error

    def _unavailable(self, method: str, error: Exception) -> LedgerUnavailable:
        reason = type(error).__name__
        return LedgerUnavailable(f"The node at {self.host} did not answer {method} ({reason}).", method=method)


def _error_of(method: str, error: object) -> RpcError:
    if not isinstance(error, dict):
        return RpcError(method, 0, str(error), None)
    return RpcError(method, int(error.get("code", 0)), str(error.get("message", "")), error.get("data"))


def quantity(number: int) -> str:
    """A number as JSON-RPC writes it."""
    return hex(number)


def as_int(value: object) -> int:
    """A JSON-RPC quantity as a number; some nodes give a plain number, or nothing where zero is meant."""
    if value is None:
        return 0
    return value if isinstance(value, int) else int(str(value), 16)


def as_bytes(value: object) -> bytes:
    """JSON-RPC data as bytes."""
    return bytes.fromhex(str(value).removeprefix("0x"))


def as_data(content: bytes) -> str:
    """Bytes as JSON-RPC data."""
    return "0x" + content.hex()
