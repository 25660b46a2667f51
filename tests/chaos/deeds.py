"""What the mortal processes do: an act on the embedded chain, under a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.embedded_deployment import deploy_embedded
from passport.adapters.evm.fees import ZeroFees
from passport.adapters.evm.keystore import Keystore
from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.evm.outbox import EvmOutbox, Patience
from passport.adapters.sql.engine import Database
from passport.adapters.sql.outbox_store import OutboxStore
from passport.identifiers import Digest
from passport.ledger.acts import SetDidDocumentDigest
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.deployment import Deployment
from passport.ledger.events import DidDocumentDigestSet
from tests.networks.engines import GOVERNOR, Engine, actor
from tests.networks.world import SystemClock, digest_of, outbox_on, signer_of


@dataclass(frozen=True)
class Home:
    """An embedded chain and a database that processes come to and die at."""

    chain: Path
    database: Path
    deployment: Deployment

    def outbox(self) -> EvmOutbox:
        store = OutboxStore(Database.at_path(self.database), self.deployment.chain_id, SystemClock())
        connection = EvmConnection.to_embedded(EmbeddedChain(self.chain))
        return EvmOutbox(connection, self.deployment, store, signer_of, ZeroFees(), Patience(total_s=60))

    def done(self) -> Counter[Digest]:
        """How often each act took effect, by its digest."""
        ledger = EvmLedger(EvmConnection.to_embedded(EmbeddedChain(self.chain)), self.deployment)
        events = ledger.events(0, ledger.head().number)
        return Counter(event.digest for event in events if isinstance(event, DidDocumentDigestSet))


def deploy_in(root: Path) -> None:
    """Makes an embedded chain with the contracts on it. Run in a process of its own."""
    deploy_embedded(EmbeddedChain(root / "chain"), root / "deployment.json", GOVERNOR, 3600)


def add_key(directory: Path, name: str, passphrase: str) -> None:
    """Writes a key file. Run in a process of its own."""
    Keystore(directory, work_factor=2**4).create(name, passphrase)


def deliver(home: Home, name: str, sender: str) -> None:
    """Run in a process of its own."""
    outbox = home.outbox()
    key = IdempotencyKey(name)
    outbox.submit(key, SetDidDocumentDigest(digest_of(name)), actor(sender).address)
    outbox.deliver(key)


def deliver_on(engine: Engine, database: Path, name: str, sender: str) -> None:
    """As `deliver`, on a network somebody else runs. Run in a process of its own."""
    outbox = outbox_on(engine, Database.at_path(database))
    key = IdempotencyKey(name)
    outbox.submit(key, SetDidDocumentDigest(digest_of(name)), actor(sender).address)
    outbox.deliver(key)
