"""The only place of the API where adapters meet the rest."""

from __future__ import annotations

from api.health.endpoints import Looks
from api.settings import ApiSettings
from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.ipfs.kubo import KuboStore
from passport.adapters.sql import schema
from passport.adapters.sql.engine import Database
from passport.cli.home import Home
from passport.ports import ContentStore
from passport.services import doctor
from passport.services.doctor import Finding


def readiness_looks(settings: ApiSettings) -> Looks:
    """The parts this installation stands on, as its config.toml names them."""
    home = Home(settings.home.absolute())
    return {
        "home": lambda: home_finding(home),
        "content store": lambda: doctor.store(content_store(home)),
        "database": lambda: database_finding(home),
    }


def home_finding(home: Home) -> Finding:
    """Whether `passport init` made the home, and its settings can be read."""
    home.require().settings()
    return Finding("home", ok=True, says=f"home at {home.root}")


def content_store(home: Home) -> ContentStore:
    """The store that config.toml names."""
    chosen = home.require().settings().content
    return KuboStore(chosen.kubo_url) if chosen.engine == "kubo" else BlockStore(home.blocks)


def database_finding(home: Home) -> Finding:
    """Whether the database answers and has this release's tables."""
    url = home.require().settings().database.url
    database = Database(url) if url else Database.at_path(home.database)
    try:
        schema.require_current(database)
    finally:
        database.close()
    return Finding("database", ok=True, says=f"answers; revision {schema.head_revision()}")
