"""The catalogue in SQL."""

from __future__ import annotations

import pytest

from passport.adapters.sql.catalogue import SqlCatalogue
from passport.adapters.sql.engine import Database
from tests.ports.catalogue import CatalogueSuite
from tests.ports.conftest import SteppingClock


@pytest.fixture
def catalogue(database: Database, clock: SteppingClock) -> SqlCatalogue:
    return SqlCatalogue(database, clock)


class TestSqlCatalogue(CatalogueSuite):
    """Every promise of the port, on each engine."""
