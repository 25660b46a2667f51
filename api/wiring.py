"""The only place of the API where adapters meet the rest."""

from __future__ import annotations

from collections.abc import Sequence

from api.health.probes import PartState, Probe
from api.settings import ApiSettings
from passport.adapters.sql import schema
from passport.adapters.sql.engine import Database
from passport.cli.home import Home


def readiness_probes(settings: ApiSettings) -> Sequence[Probe]:
    """The parts this installation stands on, as its config.toml names them."""
    home = Home(settings.home.absolute())
    return [
        Probe("home", lambda: home_state(home)),
        Probe("database", lambda: database_state(home)),
    ]


def home_state(home: Home) -> PartState:
    """Ready when `passport init` made the home and its settings can be read."""
    home.require().settings()
    return PartState(True, f"home at {home.root}")


def database_state(home: Home) -> PartState:
    """Ready when the database answers and has this release's tables."""
    url = home.require().settings().database.url
    database = Database(url) if url else Database.at_path(home.database)
    try:
        schema.require_current(database)
    finally:
        database.close()
    return PartState(True, f"revision {schema.head_revision()}")
