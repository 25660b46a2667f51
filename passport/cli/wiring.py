"""Where the command line's services meet their adapters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.deployment import load_deployment
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.fees import FeePolicy, MarketFees, ZeroFees
from passport.adapters.evm.finality import finality_of
from passport.adapters.evm.keystore import Keystore
from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.evm.outbox import EvmOutbox
from passport.adapters.evm.proof_source import EvmProofSource
from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.sql.catalogue import SqlCatalogue
from passport.adapters.sql.engine import Database
from passport.adapters.sql.journal import SqlJournal
from passport.adapters.sql.key_vault import SqlKeyVault
from passport.adapters.sql.outbox_store import OutboxStore
from passport.adapters.sql.schema import require_current, upgrade
from passport.adapters.system_clock import SystemClock
from passport.adapters.vault.file_vault import FileKeyVault
from passport.adapters.vault.secret_files import SecretFiles
from passport.adapters.vault.wrapping import LocalKeyWrapper
from passport.cli.encryption_keys import EncryptionKeys
from passport.cli.home import Home, KnownParticipant, Settings, find_home
from passport.cli.keyring import Keyring
from passport.cli.passphrase import PassphraseSource
from passport.ports import ContentStore, KeyVault, KeyWrapper, ProofSource
from passport.provenance.encryption_key import state_key
from passport.services.workbench import Party, Workbench


@dataclass(frozen=True)
class Opened:
    """A home with everything in it connected."""

    home: Home
    bench: Workbench
    keyring: Keyring
    proofs: ProofSource
    encryption: EncryptionKeys
    wrapper: LocalKeyWrapper

    def party(self, name: str) -> Party:
        """An organisation of the address book, with its signing key."""
        known = self.home.participant(name)
        return Party(known.participant_id, known.did, self.keyring.named(known.signer_key))

    def state_encryption_key(self, name: str) -> bytes:
        """A fresh statement of an organisation's encryption key, made if it has none, signed with its present key."""
        key = self.encryption.ensured(name)
        party, chain_id = self.party(name), self.bench.ledger.deployment.chain_id
        statement = state_key(party.participant_id, key.public_jwk, self.bench.clock.now(), party.signer, chain_id)
        self.encryption.remember(name, statement)
        return statement

    def known_by_id(self) -> dict[int, KnownParticipant]:
        """The address book by participant id."""
        return {int(known.participant_id): known for known in self.home.participants_known()}


@contextmanager
def opened(home: Path | None, passphrase_file: Path | None) -> Iterator[Opened]:
    """Connects the home at `home` (see `find_home`) for one command.

    Raises:
        HomeMissingError, InputError: There is no home, or its settings cannot be read.
        LedgerUnavailable, WrongChain, WrongContract, StoreUnavailable, DatabaseError: A part does not answer.
    """
    place = find_home(home).require()
    settings = place.settings()
    passphrases = PassphraseSource(passphrase_file)
    keyring = Keyring(open_keystore(place, settings), passphrases)
    database = open_database(place, settings)
    try:
        require_current(database)
        clock = SystemClock()
        connection = open_connection(place, settings)
        deployment = load_deployment(place.deployment)
        outbox = EvmOutbox(
            connection,
            deployment,
            OutboxStore(database, deployment.chain_id, clock),
            keyring.of,
            _fees(settings),
        )
        wrapper = open_wrapper(place, settings, passphrases)
        bench = Workbench(
            ledger=EvmLedger(connection, deployment),
            outbox=outbox,
            store=open_store(place, settings),
            journal=SqlJournal(database, clock),
            catalogue=SqlCatalogue(database, clock),
            clock=clock,
            vault=open_vault(place, settings, database, wrapper),
        )
        proofs = EvmProofSource(connection, deployment)
        files = SecretFiles(place.encryption_keys, settings.keys.scrypt_work_factor)
        yield Opened(place, bench, keyring, proofs, EncryptionKeys(files, passphrases), wrapper)
    finally:
        database.close()


def open_keystore(home: Home, settings: Settings) -> Keystore:
    """The encrypted key files."""
    return Keystore(home.keystore, settings.keys.scrypt_work_factor)


def open_wrapper(home: Home, settings: Settings, passphrases: PassphraseSource) -> LocalKeyWrapper:
    """What content keys are wrapped with; no passphrase is asked for before it is used."""
    files = SecretFiles(home.wrapping_keys, settings.keys.scrypt_work_factor)
    return LocalKeyWrapper(files, lambda name, new: passphrases.of(name, new=new))


def open_vault(home: Home, settings: Settings, database: Database, wrapper: KeyWrapper) -> KeyVault:
    """The content keys."""
    if settings.keys.vault == "files":
        return FileKeyVault(home.vault, SystemClock(), wrapper)
    return SqlKeyVault(database, SystemClock(), wrapper)


def open_database(home: Home, settings: Settings) -> Database:
    """The database; its tables are not looked at."""
    return Database(settings.database.url) if settings.database.url else Database.at_path(home.database)


def prepare_database(database: Database) -> None:
    """Brings the tables to this release."""
    upgrade(database)


def open_connection(home: Home, settings: Settings) -> EvmConnection:
    """The chain; the embedded one is started if it does not run."""
    if settings.chain.engine == "embedded":
        return EvmConnection.to_embedded(EmbeddedChain(home.chain))
    return EvmConnection.to_node(settings.chain.rpc_url, finality_of(settings.chain.finality))


def open_store(home: Home, settings: Settings) -> ContentStore:
    """The content store."""
    if settings.content.engine == "kubo":
        # An HTTP library that a home with a local store does not need.
        from passport.adapters.ipfs.kubo import KuboStore
        from passport.adapters.ipfs.replicated import ReplicatedStore

        nodes = [KuboStore(url) for url in settings.content.kubo_urls]
        return nodes[0] if len(nodes) == 1 else ReplicatedStore(nodes, settings.content.copies)
    return BlockStore(home.blocks)


def _fees(settings: Settings) -> FeePolicy:
    return ZeroFees() if settings.chain.fees == "zero" else MarketFees()
