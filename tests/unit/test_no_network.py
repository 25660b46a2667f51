"""The unit tests' own fence."""

import socket

import pytest


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_unit_tests__open_a_connection__is_refused(method: str) -> None:
    with socket.socket() as probe, pytest.raises(RuntimeError, match="reach no network"):
        getattr(probe, method)(("127.0.0.1", 9))
