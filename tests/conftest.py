"""What every test may use. `require` is the gate for parts a machine may lack (tests/gate.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.gate import require

__all__ = ["require"]


@pytest.fixture(name="require", scope="session")
def require_fixture() -> Callable[..., Any]:
    """The gate as a fixture, for tests that would rather not import it."""
    return require
