"""A battery's life up to a stage, the shortest way there."""

from dataclasses import dataclass
from typing import Any

import passports
import trees
from cast import Cast, Party
from words import Kind, Role, Stage


@dataclass(frozen=True)
class Ledger:
    """The five contracts and their authority, as deployed for the tests."""

    authority: Any
    participants: Any
    passports: Any
    products: Any
    consents: Any
    log: Any


@dataclass(frozen=True)
class Life:
    """Brings batteries into a stage."""

    ledger: Ledger
    cast: Cast

    def registered(self, name: str = "pack-1", parent: Any = None, maker: Party | None = None) -> str:
        """Registers a battery eagerly and returns its passportId."""
        maker = maker or self.cast.maker
        entry = passports.registration(name) if parent is None else passports.registration(name, parent)
        self.ledger.passports.register(entry, maker.tx)
        return self.id_of(name, maker)

    def id_of(self, name: str, maker: Party | None = None) -> str:
        """passportId of the battery called `name`."""
        maker = maker or self.cast.maker
        return "0x" + trees.passport_id(maker.id, passports.identifier(name)).hex()

    def moved(
        self, subject: str, giver: Party, receiver: Party, role: Role, stage: Stage, kind: Kind = Kind.PASSPORT
    ) -> Any:
        """One handover, both signatures, one transaction."""
        return passports.hand_over(
            self.ledger.passports, subject, giver, receiver, role, stage, self.cast.relayer, kind
        )

    def in_stage(self, stage: Stage, name: str = "pack-1") -> tuple[str, Party]:
        """A battery in `stage` and who holds it: maker, operator, second life or recycler."""
        cast = self.cast
        subject = self.registered(name)
        if stage == Stage.REGISTERED:
            return subject, cast.maker
        self.moved(subject, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
        if stage == Stage.IN_SERVICE:
            return subject, cast.operator
        self.moved(subject, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
        if stage == Stage.SECOND_LIFE:
            return subject, cast.second_life
        self.moved(subject, cast.second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE)
        if stage == Stage.RECYCLED:
            self.ledger.passports.declareRecycled(subject, b"\x07" * 32, cast.recycler.tx)
        return subject, cast.recycler

    def batch(self, *names: str, maker: Party | None = None) -> passports.LazyBatch:
        """A registered batch of these batteries."""
        maker = maker or self.cast.maker
        return passports.LazyBatch.plan(maker.id, names).registered(self.ledger.passports, maker)

    def lazily_moved(self, batch: passports.LazyBatch, name: str, receiver: Party, role: Role, stage: Stage) -> Any:
        """First handover by the maker of a battery that exists in its batch only, one transaction."""
        return self.lazily_moved_from(batch, name, self.cast.maker, receiver, role, stage)

    def lazily_moved_from(
        self, batch: passports.LazyBatch, name: str, giver: Party, receiver: Party, role: Role, stage: Stage
    ) -> Any:
        """As `lazily_moved`, by whoever holds the lot."""
        contract = self.ledger.passports
        sequence = passports.sequence_of(contract, Kind.LOT, batch.lot)
        offer = passports.words(contract, batch.passport_id(name), giver, receiver, role, stage, sequence=sequence)
        return contract.executeLazyHandover(
            batch.lazy(name), *passports.signed(contract, offer, giver, receiver), self.cast.relayer.tx
        )

    def lazy_state(self, batch: passports.LazyBatch, name: str) -> tuple[bool, int, int, int]:
        """Whether a battery of a batch exists as a record; custodian, stage and status as the view answers."""
        identity, exists, *rest = self.ledger.passports.lazyStateOf(batch.lazy(name))
        assert identity == batch.passport_id(name)
        custodian, stage, status = (int(value) for value in rest)
        return exists, custodian, stage, status

    def state(self, subject: str) -> tuple[int, int, int]:
        """Custodian, stage and status as the views answer."""
        contract = self.ledger.passports
        stage, status = contract.stateOf(subject)
        return int(contract.custodianOf(subject)), int(stage), int(status)
