"""A home with five organisations on an embedded chain, in this process: what the flow tests work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from passport.adapters.evm.deployment import save_deployment
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.battery.product_types import ProductType
from passport.battery.roles import Role, RoleSet
from passport.cli.commands.init import connect, make
from passport.cli.home import Home, KeySettings, KnownParticipant, Settings
from passport.cli.keyring import GOVERNANCE
from passport.cli.wiring import Opened, open_keystore, opened
from passport.identifiers import PassportId
from passport.services.declaration import Declaration
from passport.services.enrol import Applicant, enrol
from passport.services.offers import Intention
from passport.services.publish import ProductDraft
from passport.services.readers import Selection, Showing, reader_named
from passport.services.schemas import schema_of
from tests.networks.engines import GOVERNOR, Engine

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
ORGANISATIONS = {
    "maker": Role.MANUFACTURER,
    "operator": Role.OPERATOR,
    "second": Role.SECOND_LIFE_OPERATOR,
    "recycler": Role.RECYCLER,
    "lab": Role.SERVICE,
}
PASSPHRASE = "open sesame, please"
CHEAP_KEYS = KeySettings(scrypt_work_factor=2**12)
EMBEDDED = Settings(keys=CHEAP_KEYS)


@dataclass(frozen=True)
class House:
    """An opened home and the way to name things in it."""

    at: Opened
    passphrase_file: Path

    def intention(self, passport_id: PassportId, giver: str, receiver: str) -> Intention:
        """A handover between two of the organisations, in the receiver's own role."""
        home = self.at.home
        return Intention(
            passport_id,
            home.participant(giver).participant_id,
            home.participant(receiver).participant_id,
            ORGANISATIONS[receiver],
        )

    def shown_to(self, name: str, *selected: str, consented: bool = True) -> Showing:
        """What an organisation is shown: whatever it may see, or only what is selected."""
        participant = self.at.home.participant(name).participant_id
        reader = reader_named(self.at.bench.ledger.snapshot(), participant)
        return Showing(reader, tuple(Selection.parse(text) for text in selected), consented)


def declaration(name: str, cells: int = 2) -> Declaration:
    """A pack with one module and some cells, of names nobody else uses."""
    base = f"https://example.org/battery/{name}"
    battery: dict[str, Any] = {"product_code": "TEST", "serial_number": name}
    batteries = [
        {"identifier": base, "level": "pack", **battery},
        {"identifier": f"{base}-m", "level": "module", "parent": base, **battery},
        *(
            {"identifier": f"{base}-c{number}", "level": "cell", "parent": f"{base}-m", **battery}
            for number in range(cells)
        ),
    ]
    return Declaration.model_validate({"category": "lmt", "manufacturing_date": "2026-01-02", "batteries": batteries})


def draft(passport_id: PassportId, kind: ProductType, payload: dict[str, Any]) -> ProductDraft:
    """A product with its type's own schema."""
    return ProductDraft(passport_id, kind, payload, schema_of(kind), "1.0")


def furnish(root: Path, settings: Settings = EMBEDDED, chain: Engine | None = None) -> House:
    """Makes a home and enrols everybody: on an embedded chain with the contracts put there, or on the one given."""
    place = Home(root)
    make(place, settings)
    passphrase_file = root / "passphrase"
    passphrase_file.touch(mode=0o600)
    passphrase_file.write_text(PASSPHRASE + "\n")
    if chain is not None:
        open_keystore(place, settings).add(GOVERNANCE, bytes(GOVERNOR.account().key), PASSPHRASE)
        save_deployment(chain.deployment, place.deployment)
    connect(place, None, passphrase_file, lambda _step: None)
    with opened(root, passphrase_file) as at:
        for name, role in ORGANISATIONS.items():
            _enrol(at, name, role)
    return House(at, passphrase_file)


@contextmanager
def entered(house: House) -> Iterator[House]:
    """The house with connections of its own; for another process, or after a kill."""
    with opened(house.at.home.root, house.passphrase_file) as at:
        yield replace(house, at=at)


def close(house: House) -> None:
    """Ends the chain."""
    EmbeddedChain(house.at.home.chain).stop()


def _enrol(at: Opened, name: str, role: Role) -> None:
    controller, signer = at.keyring.create(f"{name}.controller"), at.keyring.create(f"{name}.signer")
    applicant = Applicant(name.title(), RoleSet.of(role), controller, signer)
    done = enrol(at.bench, applicant, at.keyring.named(GOVERNANCE).address)
    at.home.remember(
        KnownParticipant(
            name=name,
            title=applicant.title,
            participant_id=done.participant_id,
            did=done.did,
            signer=signer,
            controller=controller,
            signer_key=f"{name}.signer",
            controller_key=f"{name}.controller",
        )
    )
