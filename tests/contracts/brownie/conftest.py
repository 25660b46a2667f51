"""Deploys the ledger once a run; every test starts from that state."""

from collections.abc import Iterator
from typing import Any

import deployment
import pytest
from brownie import chain, project
from cast import Cast
from life import Ledger, Life
from refusals import ErrorBook, Refusals


@pytest.fixture(scope="session")
def cast() -> Cast:
    """Everyone who plays."""
    return Cast()


@pytest.fixture(scope="session")
def ledger(cast: Cast) -> Ledger:
    """The contracts, wired, with every organisation of the cast enrolled."""
    return deployment.deploy(project.get_loaded_projects()[0], cast)


@pytest.fixture(autouse=True)
def fresh_chain(ledger: Ledger) -> Iterator[None]:
    """Takes every test's changes back."""
    chain.snapshot()
    yield
    chain.revert()


@pytest.fixture(scope="session")
def refused(ledger: Ledger) -> Refusals:
    """Asserts a refusal by custom-error selector."""
    return Refusals(ErrorBook([contract.abi for contract in vars(ledger).values()]))


@pytest.fixture
def life(ledger: Ledger, cast: Cast) -> Life:
    """Brings batteries into a stage."""
    return Life(ledger, cast)


@pytest.fixture
def passports(ledger: Ledger) -> Any:
    """The passport registry."""
    return ledger.passports
