"""The only place of the API where adapters meet the rest; a home is opened the way the command line opens it."""

from __future__ import annotations

from api.did.endpoints import Organisations
from api.health.endpoints import Looks
from api.settings import ApiSettings
from passport.adapters.evm.deployment import load_deployment
from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.sql.journal import SqlJournal
from passport.adapters.sql.schema import require_current
from passport.adapters.system_clock import SystemClock
from passport.cli.home import Home
from passport.cli.wiring import open_connection, open_database, open_store
from passport.identifiers import ParticipantId
from passport.provenance.did import Organisation
from passport.services import doctor
from passport.services.doctor import Finding
from passport.services.organisations import organisation_at


def readiness_looks(settings: ApiSettings) -> Looks:
    """The parts this installation stands on, as its config.toml names them."""
    home = Home(settings.home.absolute())
    return {
        "home": lambda: home_finding(home),
        "chain": lambda: doctor.chain(ledger(home)),
        "contracts": lambda: doctor.contracts(ledger(home)),
        "content store": lambda: doctor.store(open_store(home, home.require().settings())),
        "database": lambda: database_finding(home),
    }


def organisations(settings: ApiSettings) -> Organisations:
    """Looks organisations up on the home's chain."""
    home = Home(settings.home.absolute())

    def look(participant_id: ParticipantId, block: int | None) -> Organisation:
        chain = ledger(home)
        return organisation_at(chain, participant_id, None if block is None else chain.block(block))

    return look


def home_finding(home: Home) -> Finding:
    """Whether `passport init` made the home, and its settings can be read."""
    home.require().settings()
    return Finding("home", ok=True, says=f"home at {home.root}")


def ledger(home: Home) -> EvmLedger:
    """The chain and the contracts; the embedded chain is started if it does not run."""
    connection = open_connection(home, home.require().settings())
    return EvmLedger(connection, load_deployment(home.deployment))


def database_finding(home: Home) -> Finding:
    """Whether the database answers, has this release's tables, and whether a use case was cut off."""
    database = open_database(home, home.require().settings())
    try:
        require_current(database)
        return doctor.database(SqlJournal(database, SystemClock()))
    finally:
        database.close()
