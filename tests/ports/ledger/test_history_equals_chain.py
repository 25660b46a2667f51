"""The history folded from events says of every passport what the contract itself says, after hundreds of random acts.

The acts are drawn from a seed; many are refused by the contract, which is as it should be: each refusal is typed, and
only what happened is in the events.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from web3 import HTTPProvider, Web3

from passport.adapters.evm.anvil_binary import find_anvil
from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role, RoleSet
from passport.errors import LedgerRefused
from passport.identifiers import Digest, MerkleRoot, ParticipantId, PassportId, SubjectId, passport_id
from passport.ledger import acts
from passport.ledger.acts import Act
from passport.ledger.events import BatchRegistered, ConsignmentOpened
from passport.ledger.history import CustodyBook, concerning, fold, history_of
from passport.ledger.leaves import passport_leaf
from passport.ledger.offers import HandoverOffer
from passport.ledger.passports import LazyPassport, Registration
from passport.ledger.refusals import ContractRefusal, TransitionNotAllowed
from passport.ledger.subjects import ReasonCode, Subject, SubjectKind
from passport.ledger.transitions import TRANSITIONS, Standing, after_handover
from passport.provenance.merkle import MerkleTree
from tests.gate import require
from tests.networks.engines import NOTICE_PERIOD_S, anvil_engine
from tests.networks.world import World, fresh_database

ROLE_OF = {
    "maker": [Role.MANUFACTURER],
    "operator": [Role.OPERATOR],
    "reuser": [Role.SECOND_LIFE_OPERATOR],
    "recycler": [Role.RECYCLER],
    "outsider": [Role.OPERATOR, Role.MANUFACTURER, Role.SERVICE, Role.AUTHORITY],
}


@pytest.fixture(scope="module")
def own_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A chain of its own: one organisation gets more roles than other tests could bear."""
    require("anvil", find_anvil(), "run npm ci, or set PASSPORT_ANVIL_BIN")
    home = tmp_path_factory.mktemp("history")
    with anvil_engine(home) as engine:
        world = World(engine, fresh_database(home / "outbox.sqlite3"))
        world.enrol()
        world.do(acts.SetRoles(world.ids["outsider"], RoleSet.union(ROLE_OF["outsider"])), "governor")
        yield world


class Life:
    """Draws acts that have a fair chance, and does them."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.draw = random.Random(seed)
        self.names = {number: name for name, number in world.ids.items()}
        self.passports: list[PassportId] = []
        self.leaves: list[tuple[PassportId, LazyPassport]] = []
        self.lots: list[int] = []
        self.consignments: list[int] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def attempt(self, act: Act, sender: ParticipantId | str) -> bool:
        name = sender if isinstance(sender, str) else self.names[sender]
        try:
            receipt = self.world.do(act, name)
        except ContractRefusal as refusal:
            self.refused[type(refusal).__name__] += 1
            return False
        self.done[type(act).__name__] += 1
        for event in receipt.events:
            if isinstance(event, BatchRegistered):
                self.lots.append(event.batch)
            if isinstance(event, ConsignmentOpened):
                self.consignments.append(event.consignment)
        return True

    # ------------------------------------------------------------------ subjects
    def some_passport(self) -> PassportId:
        """Mostly one on which its holder may act."""
        if self.draw.random() < 0.8:
            snapshot = self.world.ledger.snapshot()
            records = [(passport, snapshot.passport(passport)) for passport in self.passports]
            free = [
                passport
                for passport, record in records
                if record is not None
                and record.stage is not Stage.RECYCLED
                and not (record.is_attached or record.is_closed or record.consignment)
            ]
            if free:
                return self.draw.choice(free)
        return self.draw.choice(self.passports)

    def holder(self, passport: PassportId) -> ParticipantId:
        return self.world.ledger.snapshot().custodian_of(passport) or self.world.ids["maker"]

    def new_registration(self, parent: PassportId | None = None) -> Registration:
        return Registration(self.any_digest(), parent, self.any_digest())

    def any_digest(self) -> Digest:
        return Digest(self.draw.randbytes(32))

    # ------------------------------------------------------------------ acts
    def register(self) -> None:
        parent = self.some_passport() if self.passports and self.draw.random() < 0.5 else None
        registration = self.new_registration(parent)
        if self.attempt(acts.RegisterPassport(registration), "maker"):
            self.passports.append(passport_id(self.world.ids["maker"], registration.identifier_hash))

    def register_batch(self) -> None:
        """A pack, two modules in it, and a battery by itself."""
        maker = self.world.ids["maker"]
        hashes = [self.any_digest() for _ in range(4)]
        ids = [passport_id(maker, identifier) for identifier in hashes]
        parents = [None, ids[0], ids[0], None]
        digests = [self.any_digest() for _ in range(4)]
        leaves = [passport_leaf(i, p, d, maker) for i, p, d in zip(ids, parents, digests, strict=True)]
        tree = MerkleTree(leaves)
        if not self.attempt(acts.RegisterBatch(tree.root, 4, self.any_digest()), "maker"):
            return
        for at, (identifier, parent, digest) in enumerate(zip(hashes, parents, digests, strict=True)):
            proof = tuple(Digest(node) for node in tree.proof(at))
            self.leaves.append((ids[at], LazyPassport(self.lots[-1], identifier, parent, digest, proof)))

    def bring_into_existence(self) -> None:
        passport, lazy = self.draw.choice(self.leaves)
        if self.attempt(acts.BringIntoExistence(lazy), "maker"):
            self.passports.append(passport)

    def some_subject(self) -> tuple[Subject, ParticipantId, Standing, int] | None:
        snapshot = self.world.ledger.snapshot()
        kind = self.draw.choices(list(SubjectKind), weights=[8, 2, 2])[0]
        if kind is SubjectKind.LOT:
            number = self.draw.choice(self.lots)
            lot = snapshot.batch(number)
            assert lot is not None
            return Subject.lot(number), lot.custodian, Standing(lot.stage, lot.status, lot.repair_for), lot.sequence
        if kind is SubjectKind.CONSIGNMENT:
            if not self.consignments:
                return None
            number = self.draw.choice(self.consignments)
            box = snapshot.consignment(number)
            assert box is not None
            standing = Standing(box.stage, box.status, box.repair_for)
            return Subject.consignment(number), box.custodian, standing, box.sequence
        passport = self.some_passport()
        record = snapshot.passport(passport)
        assert record is not None
        holder = record.custodian or self.world.ids["maker"]
        standing = Standing(record.stage, record.status, record.repair_for)
        return Subject.passport(passport), holder, standing, record.sequence

    def hand_over(self) -> None:
        chosen = self.some_subject()
        if chosen is None:
            return
        subject, giver, standing, sequence = chosen
        receiver = self.draw.choice([name for name in ROLE_OF if self.world.ids[name] != giver])
        role = self.draw.choice(ROLE_OF[receiver])
        if self.draw.random() < 0.7:
            receiver, role = self.draw.choice(
                [
                    (name, role)
                    for name, roles in ROLE_OF.items()
                    for role in roles
                    if self.world.ids[name] != giver and (standing.stage, role) in TRANSITIONS
                ]
                or [(receiver, role)]
            )
        taker = standing.repair_for
        if taker is not None and self.draw.random() < 0.5:
            receiver = self.names[taker]
            role = Role.OPERATOR if standing.stage is Stage.IN_SERVICE else Role.SECOND_LIFE_OPERATOR
        try:
            stage = after_handover(standing, giver, self.world.ids[receiver], role).stage
        except LedgerRefused:
            stage = Stage.IN_SERVICE
        words = HandoverOffer(
            subject.kind,
            SubjectId(subject.id),
            giver,
            self.world.ids[receiver],
            role,
            stage,
            None,
            sequence,
            self.world.ledger.head().timestamp + 3600,
        )
        if self.draw.random() < 0.3:
            if self.attempt(acts.OfferHandover(words), giver):
                answer = self.draw.choice([acts.AcceptOffer, acts.AcceptOffer, acts.RejectOffer])
                self.attempt(answer(words), receiver)
            return
        holder, taken = self.world.signed(words, self.names[giver], receiver)
        self.attempt(acts.ExecuteHandover(words, holder, taken), "stranger")

    def cancel(self) -> None:
        chosen = self.some_subject()
        if chosen is not None:
            subject, holder, _, _ = chosen
            self.attempt(acts.CancelOffers(subject.kind, SubjectId(subject.id)), holder)

    def split_off(self) -> None:
        snapshot = self.world.ledger.snapshot()
        attached = [p for p in self.passports if (record := snapshot.passport(p)) and record.is_attached]
        passport = self.draw.choice(attached or self.passports)
        self.attempt(acts.SplitOff(passport), self.holder(passport))

    def open_consignment(self) -> None:
        self.attempt(acts.OpenConsignment(), self.draw.choice(list(ROLE_OF)))

    def pack(self) -> None:
        snapshot = self.world.ledger.snapshot()
        if not self.consignments:
            return
        number = self.draw.choice(self.consignments)
        box = snapshot.consignment(number)
        assert box is not None
        held = [p for p in self.passports if snapshot.custodian_of(p) == box.custodian]
        chosen = tuple(self.draw.sample(held, min(len(held), self.draw.choice([1, 2]))))
        self.attempt(acts.Pack(number, chosen), box.custodian)

    def unpack(self) -> None:
        snapshot = self.world.ledger.snapshot()
        packed = [(p, r.consignment) for p in self.passports if (r := snapshot.passport(p)) and r.consignment]
        if packed:
            passport, number = self.draw.choice(packed)
            self.attempt(acts.Unpack(number, (passport,)), self.holder(passport))

    def succeed(self) -> None:
        passport = self.some_passport()
        holder, registration = self.holder(passport), self.new_registration()
        status = self.draw.choice([Status.REPURPOSED, Status.REMANUFACTURED])
        if self.attempt(acts.CreateSuccessor((passport,), registration, status), holder):
            self.passports.append(passport_id(holder, registration.identifier_hash))

    def withdraw(self) -> None:
        subject = self.draw.choice([Subject.passport(self.some_passport()), Subject.lot(self.draw.choice(self.lots))])
        words = (subject.kind, SubjectId(subject.id), ReasonCode.SAFETY_RECALL, self.any_digest())
        self.attempt(acts.WithdrawPassport(*words), self.draw.choice(["maker", "outsider"]))

    def lift(self) -> None:
        candidates = [Subject.passport(p) for p in self.passports] + [Subject.lot(n) for n in self.lots]
        subject = self.draw.choice(candidates)
        words = (subject.kind, SubjectId(subject.id), self.any_digest())
        self.attempt(acts.LiftWithdrawal(*words), self.draw.choice(["maker", "outsider"]))

    def recycle(self) -> None:
        self.attempt(acts.DeclareRecycled(self.some_passport(), self.any_digest()), "recycler")

    def equivocate(self) -> None:
        """A second batch with a leaf of the same passport: proved, frozen, and mostly resolved."""
        maker = self.world.ids["maker"]
        passport, first = self.draw.choice(self.leaves)
        digest = self.any_digest()
        root = passport_leaf(passport, None, digest, maker)
        if not self.attempt(acts.RegisterBatch(MerkleRoot(root), 1, self.any_digest()), "maker"):
            return
        second = LazyPassport(self.lots[-1], first.identifier_hash, None, digest, ())
        if not self.attempt(acts.ProveDuplicate(first, second), "stranger") or self.draw.random() < 0.3:
            return
        exists = self.world.ledger.snapshot().passport(passport) is not None
        nothing = LazyPassport(0, Digest.zero(), None, Digest.zero(), ())
        act = acts.ResolveFreeze(passport, nothing if exists else first, self.any_digest())
        if self.attempt(act, "outsider") and not exists:
            self.passports.append(passport)

    def authority_moves(self) -> None:
        passport, receiver = self.some_passport(), self.draw.choice(list(ROLE_OF))
        role = self.draw.choice(ROLE_OF[receiver])
        words = (passport, self.world.ids[receiver], role, ReasonCode.COURT_ORDER, self.any_digest())
        if not self.attempt(acts.AnnounceCustodyMove(*words), "outsider"):
            return
        what = self.draw.random()
        if what < 0.2:
            self.attempt(acts.ObjectToCustodyMove(passport), self.holder(passport))
        elif what < 0.3:
            self.attempt(acts.CancelCustodyMove(passport), "outsider")
        else:
            provider = Web3(HTTPProvider(self.world.engine.url)).provider
            provider.make_request("evm_increaseTime", [NOTICE_PERIOD_S + 1])  # type: ignore[arg-type]
            self.attempt(acts.ExecuteCustodyMove(passport), "outsider")

    def live(self, number_of_acts: int) -> None:
        self.register()
        self.register_batch()
        choices: list[tuple[Callable[[], None], int]] = [
            (self.register, 4),
            (self.register_batch, 1),
            (self.bring_into_existence, 6),
            (self.hand_over, 20),
            (self.cancel, 2),
            (self.split_off, 3),
            (self.open_consignment, 2),
            (self.pack, 6),
            (self.unpack, 2),
            (self.succeed, 2),
            (self.withdraw, 1),
            (self.lift, 2),
            (self.recycle, 2),
            (self.authority_moves, 3),
            (self.equivocate, 2),
        ]
        moves, weights = zip(*choices, strict=True)
        for _ in range(number_of_acts):
            self.draw.choices(moves, weights=weights)[0]()


def check_against_chain(life: Life, book: CustodyBook) -> None:
    snapshot = life.world.ledger.snapshot()
    for passport in life.passports:
        record, history = snapshot.passport(passport), book.history(passport)
        assert record is not None
        assert history.custodian == snapshot.custodian_of(passport)
        assert (history.stage, history.status) == snapshot.state_of(passport)
        assert history.sequence == record.sequence
        assert history.attached == record.is_attached
        assert history.frozen == record.is_frozen
        assert history.successor == snapshot.successor_of(passport)
        assert history.parent == snapshot.parent_of(passport)
        assert (history.batch, history.manufacturer) == (record.batch, record.manufacturer)
        own = bool(book.passports[passport].withdrawals)
        assert own == record.is_withdrawn
        assert history.custody[-1].holder == history.custodian
        assert history.custody[-1].stage is history.stage or history.stage is Stage.RECYCLED
    for passport, lazy in life.leaves:
        state = snapshot.lazy_state(lazy)
        if not state.exists and lazy.parent not in life.passports:
            unborn = book.lazy_history(passport, lazy.batch)
            assert (unborn.custodian, unborn.stage, unborn.status) == (state.custodian, state.stage, state.status)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1542, 2023])
def test_history__after_random_acts__equals_what_the_contract_says(own_world: World, seed: int) -> None:
    life = Life(own_world, seed)
    life.live(200)
    deployment = own_world.ledger.deployment
    events = list(own_world.ledger.events(deployment.first_block, own_world.ledger.head().number))
    check_against_chain(life, fold(events))
    for passport in life.passports:
        chosen = concerning(events, passport)
        assert history_of(passport, chosen) == history_of(passport, events)
        assert fold(events).history(passport).custody == history_of(passport, chosen).custody
    assert TransitionNotAllowed.__name__ in life.refused
    assert sum(life.done.values()) > 50
    assert {"ExecuteHandover", "BringIntoExistence", "Pack"} <= set(life.done)
