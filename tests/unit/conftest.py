"""Unit tests reach no network: opening a connection fails the test that tried."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest


class NetworkReachedError(RuntimeError):
    """A unit test tried to open a connection."""


def refuse(_self: socket.socket, address: Any) -> NoReturn:
    raise NetworkReachedError(f"a unit test tried to connect to {address!r}; unit tests reach no network")


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every outgoing connection for the length of one test, then put things back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield
