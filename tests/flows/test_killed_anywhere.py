"""Kill the process at every fault point of the use cases that write to the chain, and at random instants.

Each child is a fork that dies by SIGKILL; another then asks for the same thing. After that the result must be complete
and single: one batch, one anchor, one handover, one successor, everything stored, noted and finished.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

import pytest

from passport.battery.product_types import ProductType
from passport.faults import ENVIRONMENT
from passport.identifiers import PassportId
from passport.ledger.events import (
    BatchRegistered,
    ComponentSplitOff,
    CustodyTransferred,
    HandoverCancelled,
    LedgerEvent,
    PassportRegistered,
    PassportSucceeded,
    RootAnchored,
)
from passport.ledger.subjects import Subject
from passport.ports import KeyState
from passport.provenance.sealed_product import is_sealed
from passport.services.hand_over import cancel, hand_over
from passport.services.model import register_model
from passport.services.publish import Published, publish
from passport.services.read import history, product
from passport.services.register import Registered, register
from passport.services.repurpose import Repurposed, repurpose
from passport.services.split import split_all, split_off
from tests.flows.house import House, declaration, draft, entered
from tests.flows.life import in_second_life, model, pack_of_two_modules, successor
from tests.flows.secrecy import condition, traces, written_forms

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

OUTBOX = ("outbox.queued", "outbox.nonce_reserved", "outbox.signed", "outbox.sent", "outbox.included", "outbox.final")
STORE = ("store.block_written", "store.blocks_durable")
RANDOM_KILLS = int(os.environ.get("PASSPORT_RANDOM_KILLS", "150"))
names = count()
Event = TypeVar("Event", bound=LedgerEvent)


@dataclass(frozen=True)
class Job:
    """Something to ask for, and what must be true once it is done."""

    ask: Callable[[House], object]
    is_single: Callable[[House], None]


def registration(house: House) -> Job:
    declared = declaration(f"killed-{next(names)}")

    def is_single(inside: House) -> None:
        bench = inside.at.bench
        done = register(bench, inside.at.party("maker"), declared, lazy=True)
        mine = [e for e in _events(inside, BatchRegistered) if e.root == done.root]
        assert len(mine) == 1
        assert mine[0].count == len(done.passports) == len(declared.batteries)
        assert done.manifest is not None
        for cid in (done.manifest, *(entry.cid for entry in done.passports)):
            assert bench.store.is_pinned(cid)
        assert all(bench.catalogue.passport(entry.passport_id) == entry for entry in done.passports)
        assert sum(e.manufacturer == mine[0].manufacturer for e in _events(inside, BatchRegistered)) == mine[0].batch

    return Job(lambda inside: register(inside.at.bench, inside.at.party("maker"), declared, lazy=True), is_single)


def publication(house: House) -> Job:
    pack = _pack(house)
    payload = {"carbonEquivalent": 1.5, "materialWaste": 0.25}
    product = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, payload)
    before = len(_events(house, RootAnchored))

    def is_single(inside: House) -> None:
        bench = inside.at.bench
        done = publish(bench, inside.at.party("maker"), [product])
        anchored = _events(inside, RootAnchored)
        assert len(anchored) == before + 1
        assert anchored[-1].root == done.root
        assert bench.catalogue.products(pack) == done.products
        assert all(bench.store.is_pinned(cid) for cid in (done.manifest, done.products[0].cid))

    return Job(lambda inside: publish(inside.at.bench, inside.at.party("maker"), [product]), is_single)


def sealed_publication(house: House) -> Job:
    """Something that is not public beside something that is, under one anchor."""
    pack = _pack(house)
    secret = draft(pack, ProductType.CONDITION_REPORT, condition(f"nobody may read this {next(names)}"))
    public = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, {"carbonEquivalent": 1.5, "materialWaste": 0.25})
    before = len(_events(house, RootAnchored))

    def ask(inside: House) -> Published:
        return publish(inside.at.bench, inside.at.party("maker"), [secret, public])

    def is_single(inside: House) -> None:
        bench = inside.at.bench
        done = ask(inside)
        anchored = _events(inside, RootAnchored)
        assert len(anchored) == before + 1
        assert anchored[-1].root == done.root
        assert bench.catalogue.products(pack) == done.products
        first, second = done.products
        assert is_sealed(bench.store.get(first.cid))
        assert not is_sealed(bench.store.get(second.cid))
        assert product(bench, first).product.payload == secret.payload
        assert bench.vault.state(first.digest) is KeyState.HELD
        assert bench.vault.state(second.digest) is KeyState.UNKNOWN
        for form in written_forms(str(secret.payload["remark"]).encode()):
            assert not traces(inside.at.home.root, form)

    return Job(ask, is_single)


def handover(house: House) -> Job:
    pack = _pack(house)

    def ask(inside: House) -> object:
        at = inside.at
        intention = inside.intention(pack, "maker", "operator")
        return hand_over(at.bench, intention, at.party("maker"), at.party("operator"))

    def is_single(inside: House) -> None:
        ask(inside)
        assert len([e for e in _events(inside, CustodyTransferred) if e.subject == bytes(pack)]) == 1
        snapshot = inside.at.bench.ledger.snapshot()
        assert snapshot.custodian_of(pack) == inside.at.home.participant("operator").participant_id

    return Job(ask, is_single)


def modelling(house: House) -> Job:
    declared = model(f"killed-{next(names)}")

    def ask(inside: House) -> object:
        return register_model(inside.at.bench, inside.at.party("maker"), declared)

    def is_single(inside: House) -> None:
        done = register_model(inside.at.bench, inside.at.party("maker"), declared)
        assert [e.digest for e in _events(inside, PassportRegistered) if e.passport_id == done.entry.passport_id] == [
            done.entry.digest
        ]
        assert inside.at.bench.store.is_pinned(done.entry.cid)
        assert inside.at.bench.catalogue.passport(done.entry.passport_id) == done.entry

    return Job(ask, is_single)


def splitting(house: House) -> Job:
    """A cell of a pack that never left its batch, so that pack, module and cell are made records on the way."""
    cell = pack_of_two_modules(house, f"split-{next(names)}").cells[0]

    def ask(inside: House) -> object:
        return split_off(inside.at.bench, inside.at.party("maker"), cell)

    def is_single(inside: House) -> None:
        assert len([e for e in _events(inside, ComponentSplitOff) if e.passport_id == cell]) == 1
        record = inside.at.bench.ledger.snapshot().passport(cell)
        assert record is not None
        assert not record.is_attached

    return Job(ask, is_single)


def repurposing(house: House) -> Job:
    modules = in_second_life(house, f"remade-{next(names)}").modules
    split_all(house.at.bench, house.at.party("second"), modules)
    declared = successor(f"remade-{next(names)}")

    def ask(inside: House) -> Repurposed:
        return repurpose(inside.at.bench, inside.at.party("second"), declared, modules)

    def is_single(inside: House) -> None:
        done = ask(inside)
        closed = [e for e in _events(inside, PassportSucceeded) if e.passport_id in modules]
        assert [e.successor for e in closed] == [done.entry.passport_id] * 2
        assert inside.at.bench.store.is_pinned(done.entry.cid)
        assert inside.at.bench.catalogue.passport(done.entry.passport_id) == done.entry
        assert history(inside.at.bench, done.entry.passport_id).predecessors == modules

    return Job(ask, is_single)


REGISTER_POINTS = ("begun", "signed-0", "stored", "manifest_stored", "batch_submitted", "batch_delivered", "catalogued")
PUBLISH_POINTS = (
    *("begun", "keyed", "sealed", "stored", "sealed_forgotten", "manifest_stored"),
    *("anchor_submitted", "anchor_delivered", "catalogued"),
)
HAND_OVER_POINTS = ("begun", "words-1", "handover-1_submitted", "handover-1_delivered")
ONE_POINTS = ("begun", "signed", "stored", "record_submitted", "record_delivered", "catalogued", "finished")
SPLIT_POINTS = ("begun", *(f"existence-{depth}_{how}" for depth in range(3) for how in ("submitted", "delivered")))
CASES = [
    *((modelling, f"register_model.{point}") for point in ONE_POINTS),
    *((splitting, f"split.{point}") for point in (*SPLIT_POINTS, "split_submitted", "split_delivered", "finished")),
    *((repurposing, f"repurpose.{point}") for point in ONE_POINTS),
    *((splitting, f"outbox.included:{turn}") for turn in (1, 2, 3, 4)),
    *((repurposing, point) for point in OUTBOX),
    *((registration, f"register.{point}") for point in (*REGISTER_POINTS, "finished")),
    *((publication, f"publish.{point}") for point in (*PUBLISH_POINTS, "finished")),
    *((sealed_publication, f"publish.{point}") for point in (*PUBLISH_POINTS, "finished")),
    *((handover, f"hand_over.{point}") for point in (*HAND_OVER_POINTS, "finished")),
    *((job, point) for job in (registration, publication, handover) for point in OUTBOX),
    *((job, f"{point}{turn}") for job in (registration, sealed_publication) for point in STORE for turn in ("", ":2")),
]


@pytest.mark.parametrize("point", ["cancel.cancel_submitted", "outbox.included", "cancel.cancel_delivered"])
def test_cancel__killed_around_its_effect__voids_the_offers_once(house: House, point: str) -> None:
    """Taking effect moves the sequence number on, which names the next cancellation."""
    pack = _pack(house)

    def ask(inside: House) -> object:
        return cancel(inside.at.bench, Subject.passport(pack), inside.at.party("maker"))

    assert _lives(house, ask, {ENVIRONMENT: point}) == -signal.SIGKILL, f"{point} was never reached"
    assert _lives(house, ask, {}) == 0
    assert len([e for e in _events(house, HandoverCancelled) if e.subject == bytes(pack)]) == 1
    assert not list(house.at.bench.journal.unfinished())


@pytest.mark.parametrize(("make", "point"), CASES, ids=[f"{make.__name__}-{point}" for make, point in CASES])
def test_use_case__killed_at_a_fault_point__complete_and_single_after_repeat(
    house: House, make: Callable[[House], Job], point: str
) -> None:
    job = make(house)
    assert _lives(house, job.ask, {ENVIRONMENT: point}) == -signal.SIGKILL, f"{point} was never reached"
    assert _lives(house, job.ask, {}) == 0
    job.is_single(house)
    assert not list(house.at.bench.journal.unfinished())
    assert not list(house.at.bench.outbox.pending())


@pytest.mark.slow
def test_use_cases__killed_at_random_instants_many_times__complete_and_single(house: House) -> None:
    chance = random.Random(20261122)
    warm = publication(house)
    began = time.monotonic()
    assert _lives(house, warm.ask, {}) == 0
    # As long as one undisturbed run takes on this machine now; a later kill would find nobody.
    span_s = time.monotonic() - began
    killed = 0
    for make in _in_turn(RANDOM_KILLS):
        job = make(house)
        for _ in range(3):
            killed += _lives(house, job.ask, {}, kill_after_s=chance.uniform(0.0, span_s)) == -signal.SIGKILL
        assert _lives(house, job.ask, {}) == 0
        job.is_single(house)
    assert killed > RANDOM_KILLS // 4, "the kills came too late to mean anything"
    assert not list(house.at.bench.journal.unfinished())
    assert not list(house.at.bench.outbox.pending())


def _in_turn(kills: int) -> Iterator[Callable[[House], Job]]:
    for number in range(-(-kills // 3)):
        yield (registration, sealed_publication, handover)[number % 3]


def _lives(
    house: House, ask: Callable[[House], object], environment: dict[str, str], kill_after_s: float | None = None
) -> int:
    """Runs `ask` in a fork; its exit status, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.environ.update(environment)
            with entered(house) as inside:
                ask(inside)
            status = 0
        finally:
            os._exit(status)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _pack(house: House) -> PassportId:
    done: Registered = register(
        house.at.bench, house.at.party("maker"), declaration(f"pack-{next(names)}", cells=1), lazy=True
    )
    return done.passports[0].passport_id


def _events(house: House, kind: type[Event]) -> list[Event]:
    ledger = house.at.bench.ledger
    return [event for event in ledger.events(0, ledger.head().number) if isinstance(event, kind)]
