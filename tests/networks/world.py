"""A small world on one engine: organisations that were enrolled, batches of passports, handovers signed by both."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.evm.outbox import EvmOutbox, Patience
from passport.adapters.sql import schema
from passport.adapters.sql.engine import Database
from passport.adapters.sql.outbox_store import OutboxStore
from passport.battery.lifecycle import Stage
from passport.battery.roles import Role, RoleSet
from passport.errors import KeyUnknown
from passport.identifiers import Address, BatteryIdentifier, Digest, MerkleRoot, ParticipantId, PassportId, SubjectId
from passport.ledger.acts import Act, EnrolParticipant, ExecuteLazyHandover, RegisterBatch, SuspendParticipant
from passport.ledger.delivery import IdempotencyKey, Receipt
from passport.ledger.deployment import Contract
from passport.ledger.events import BatchRegistered, ParticipantEnrolled
from passport.ledger.leaves import passport_leaf
from passport.ledger.offers import HandoverOffer, PartySignature
from passport.ledger.passports import LazyPassport
from passport.ledger.subjects import SubjectKind
from passport.ledger.typed_data import Domain, acceptance_digest, offer_digest
from passport.ports import Signer
from passport.provenance.merkle import MerkleTree

from .engines import ACTORS, Engine, actor

ROLES = {
    "maker": RoleSet.of(Role.MANUFACTURER),
    "operator": RoleSet.of(Role.OPERATOR),
    "reuser": RoleSet.of(Role.SECOND_LIFE_OPERATOR),
    "recycler": RoleSet.of(Role.RECYCLER),
    "outsider": RoleSet.of(Role.OPERATOR, Role.MANUFACTURER),
    "suspended": RoleSet.of(Role.OPERATOR),
}
PATIENCE = Patience(total_s=60, stuck_s=20)


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


def signer_of(address: Address) -> Signer:
    for name in ACTORS:
        if actor(name).address == address:
            return actor(name)
    raise KeyUnknown(f"No test actor has the address {address}.")


def outbox_on(engine: Engine, database: Database, patience: Patience = PATIENCE) -> EvmOutbox:
    store = OutboxStore(database, engine.deployment.chain_id, SystemClock())
    return EvmOutbox(engine.connection(), engine.deployment, store, signer_of, engine.fees, patience)


def fresh_database(path: Path) -> Database:
    database = Database.at_path(path)
    schema.upgrade(database)
    return database


@dataclass(frozen=True)
class Batch:
    """A registered batch with its passports as lazy leaves."""

    number: int
    passports: tuple[LazyPassport, ...]
    ids: tuple[PassportId, ...]


class World:
    """One engine, enrolled organisations and an outbox that holds all their keys."""

    def __init__(self, engine: Engine, database: Database) -> None:
        self.engine = engine
        self.database = database
        self.outbox = outbox_on(engine, database)
        self.ledger = EvmLedger(engine.connection(), engine.deployment)
        self.ids: dict[str, ParticipantId] = {}
        self._serial = itertools.count(1)

    def enrol(self) -> None:
        """All at once, from one sender: also a race for its nonces."""

        def one(name: str) -> tuple[str, ParticipantId]:
            address = actor(name).address
            act = EnrolParticipant(address, address, ROLES[name], digest_of(name))
            return name, self.do(act, "governor").single(ParticipantEnrolled).participant_id

        with ThreadPoolExecutor(len(ROLES)) as pool:
            self.ids = dict(pool.map(one, ROLES))
        self.do(SuspendParticipant(self.ids["suspended"]), "governor")

    def do(self, act: Act, sender: str, key: str | None = None) -> Receipt:
        name = IdempotencyKey(key or f"{self.engine.name}:{next(self._serial)}")
        self.outbox.submit(name, act, actor(sender).address)
        return self.outbox.deliver(name)

    def batch(self, count: int = 4, maker: str = "maker") -> Batch:
        serial = next(self._serial)
        uris = [BatteryIdentifier(f"https://maker.example/{serial}/{at}") for at in range(count)]
        ids = [uri.passport_id(self.ids[maker]) for uri in uris]
        digests = [digest_of(uri) for uri in uris]
        leaves = [
            passport_leaf(passport, None, digest, self.ids[maker])
            for passport, digest in zip(ids, digests, strict=True)
        ]
        tree = MerkleTree(leaves)
        receipt = self.do(RegisterBatch(tree.root, count, digest_of(f"manifest {serial}")), maker)
        number = receipt.single(BatchRegistered).batch
        lazy = [
            LazyPassport(number, uri.identifier_hash, None, digest, tuple(Digest(node) for node in tree.proof(at)))
            for at, (uri, digest) in enumerate(zip(uris, digests, strict=True))
        ]
        return Batch(number, tuple(lazy), tuple(ids))

    def offer(self, passport: PassportId, giver: str, receiver: str, role: Role, stage: Stage) -> HandoverOffer:
        """Words that hold now: the sequence of the record, or the lot's if there is none yet, and a later deadline."""
        snapshot = self.ledger.snapshot()
        record = snapshot.passport(passport)
        return HandoverOffer(
            kind=SubjectKind.PASSPORT,
            subject=SubjectId(passport),
            giver=self.ids[giver],
            receiver=self.ids[receiver],
            receiver_role=role,
            target_stage=stage,
            evidence_root=MerkleRoot(digest_of("evidence")),
            sequence=record.sequence if record else 0,
            deadline=snapshot.block.timestamp + 3600,
        )

    def signed(
        self, offer: HandoverOffer, giver: str, receiver: str, domain: Domain | None = None
    ) -> tuple[PartySignature, PartySignature]:
        domain = domain or self.domain()
        holder, taker = actor(giver), actor(receiver)
        return (
            PartySignature(holder.address, holder.sign_digest(offer_digest(domain, offer))),
            PartySignature(taker.address, taker.sign_digest(acceptance_digest(domain, offer))),
        )

    def domain(self) -> Domain:
        return Domain.of(self.engine.deployment, Contract.PASSPORT_REGISTRY)

    def lazy_handover(self, batch: Batch, at: int = 0, **changes: object) -> ExecuteLazyHandover:
        """The first handover of a pack of a batch, maker to operator; `changes` change the words."""
        offer = self.offer(batch.ids[at], "maker", "operator", Role.OPERATOR, Stage.IN_SERVICE)
        offer = replace(offer, **changes)  # type: ignore[arg-type]
        holder, receiver = self.signed(offer, "maker", "operator")
        return ExecuteLazyHandover(batch.passports[at], offer, holder, receiver)


def digest_of(text: str) -> Digest:
    return Digest(sha256(text.encode()).digest())


def names(items: Sequence[object]) -> list[str]:
    return [type(item).__name__ for item in items]
