"""What happens in the demo, step by step: the organisations, the packs, and who does what with them.

Each step is a name and a function of the tale so far that says in a few words what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from passport.battery.product_types import ProductType
from passport.battery.products import fitting_version
from passport.battery.roles import Role, RoleSet
from passport.battery.rollup import RollUp, Rule
from passport.cli.check_report import as_document
from passport.cli.home import KnownParticipant
from passport.cli.inputs import read_model, read_object
from passport.cli.keyring import GOVERNANCE
from passport.cli.wiring import Opened
from passport.errors import PassportError
from passport.identifiers import PassportId
from passport.provenance.records import ProductEntry
from passport.provenance.verification import TrustRoot
from passport.scoring.score import Score
from passport.services.check import check
from passport.services.component_values import REMAINING_CAPACITY
from passport.services.components import component_tree, rolled_up
from passport.services.declaration import Declaration, ModelDeclaration, SuccessorDeclaration
from passport.services.enrol import Applicant, enrol
from passport.services.export_evidence import export_evidence
from passport.services.hand_over import hand_over
from passport.services.model import register_model
from passport.services.offers import Intention, evidence_root
from passport.services.publish import ProductDraft, publish
from passport.services.readers import Showing, reader_named
from passport.services.register import register
from passport.services.repurpose import repurpose
from passport.services.schemas import schema_of
from passport.services.score import score
from passport.services.split import split_all

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
EV, STATIONARY, CELLS = EXAMPLES / "ev_pack", EXAMPLES / "stationary_pack", EXAMPLES / "nasa_pcoe"


class DemoFailed(PassportError):
    """The demo did not come to its end."""

    code = "demo.failed"


@dataclass(frozen=True)
class Organisation:
    """One of the five."""

    name: str
    title: str
    role: Role
    """The one in which it takes a battery."""
    roles: RoleSet


def _organisation(name: str, title: str, role: Role, *more: Role) -> Organisation:
    return Organisation(name, title, role, RoleSet.of(role, *more))


MAKER = _organisation("cell-works", "Demonstration Cell Works", Role.MANUFACTURER)
OPERATOR = _organisation("city-cars", "City Cars", Role.OPERATOR)
SECOND_LIFE = _organisation("sun-store", "Sun Store", Role.SECOND_LIFE_OPERATOR, Role.MANUFACTURER)
"""Who makes a new battery of old ones answers for it as its manufacturer (Article 77(7))."""
RECYCLER = _organisation("black-mass", "Black Mass Recycling", Role.RECYCLER)
LABORATORY = _organisation("cell-lab", "Cell Laboratory", Role.SERVICE)
ORGANISATIONS = (MAKER, OPERATOR, SECOND_LIFE, RECYCLER, LABORATORY)


@dataclass
class Tale:
    """What has happened so far."""

    at: Opened
    batteries: dict[str, PassportId] = field(default_factory=dict)
    """By a short name: ``model``, ``pack``, ``M1``, ``B0005``, ``store``, ..."""
    identifiers: dict[str, str] = field(default_factory=dict)
    score: Score | None = None
    score_product: ProductEntry | None = None
    weakest: RollUp | None = None
    grades: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Reports of `passport check`, by the battery's short name."""

    def battery(self, name: str) -> PassportId:
        """Its passport id. Raises DemoFailed if it is not registered yet."""
        if name not in self.batteries:
            raise DemoFailed(f"There is no {name} yet.")
        return self.batteries[name]

    def remember(self, name: str, passport_id: PassportId, identifier: str) -> None:
        """Gives a battery a short name."""
        self.batteries[name], self.identifiers[name] = passport_id, identifier


Step = tuple[str, Callable[[Tale], str]]


def enrolment(organisation: Organisation) -> Step:
    def run(tale: Tale) -> str:
        at, name = tale.at, organisation.name
        controller, signer = at.keyring.create(f"{name}.controller"), at.keyring.create(f"{name}.signer")
        applicant = Applicant(organisation.title, organisation.roles, controller, signer)
        done = enrol(at.bench, applicant, at.keyring.named(GOVERNANCE).address)
        at.home.remember(
            KnownParticipant(
                name=name,
                title=organisation.title,
                participant_id=done.participant_id,
                did=done.did,
                signer=signer,
                controller=controller,
                signer_key=f"{name}.signer",
                controller_key=f"{name}.controller",
            )
        )
        return f"participant {done.participant_id}, {organisation.role.label}"

    return f"enrol {organisation.title}", run


def modelling(tale: Tale) -> str:
    declared = read_model(ModelDeclaration, EV / "model.json")
    done = register_model(tale.at.bench, tale.at.party(MAKER.name), declared)
    tale.remember("model", done.entry.passport_id, done.entry.identifier)
    return str(done.entry.identifier)


def registration(tale: Tale) -> str:
    declaration = read_model(Declaration, EV / "pack.json")
    done = register(tale.at.bench, tale.at.party(MAKER.name), declaration, lazy=True)
    pack = done.passports[0]
    tale.remember("pack", pack.passport_id, pack.identifier)
    for entry in done.passports[1:]:
        tale.remember(entry.identifier.rpartition("-")[2], entry.passport_id, entry.identifier)
    return f"{len(done.passports)} passports under one root, batch {done.batch}"


def publication(issuer: Organisation, what: str, about: str, folder: Path, **others: Path) -> Step:
    """All of a folder about one battery, and charging histories about others."""

    def run(tale: Tale) -> str:
        drafts = [_draft(tale.battery(about), ProductType(file.stem), file) for file in sorted(folder.glob("*.json"))]
        drafts += [_draft(tale.battery(name), ProductType.CHARGING_HISTORY, file) for name, file in others.items()]
        done = publish(tale.at.bench, tale.at.party(issuer.name), drafts)
        return f"{len(done.products)} products, anchored in block {done.block.number}"

    return f"publish {what}", run


def _draft(passport_id: PassportId, kind: ProductType, file: Path) -> ProductDraft:
    payload = read_object(file)
    version = fitting_version(kind, payload)
    return ProductDraft(passport_id, kind, payload, schema_of(kind, version), version)


def handover(name: str, giver: Organisation, receiver: Organisation) -> Step:
    def run(tale: Tale) -> str:
        at = tale.at
        evidence = [tale.score_product] if tale.score_product and name == "pack" else []
        intention = Intention(
            tale.battery(name),
            at.home.participant(giver.name).participant_id,
            at.home.participant(receiver.name).participant_id,
            receiver.role,
            evidence_root(evidence),
        )
        done = hand_over(at.bench, intention, at.party(giver.name), at.party(receiver.name))
        return f"{done.stage.label}, {done.status.label}; {done.gas_used:,} gas"

    return f"hand over the {name}: {giver.title} -> {receiver.title}", run


def scoring(tale: Tale) -> str:
    done = score(tale.at.bench, tale.at.party(LABORATORY.name), tale.battery("pack"))
    tale.score, tale.score_product = done.score, done.published.products[0]
    interval = done.score.interval
    if done.score.value is None or interval is None:
        return "abstained"
    return f"{done.score.value:.1f} % ({interval.lower:.1f} to {interval.upper:.1f})"


def grading(name: str) -> Step:
    def run(tale: Tale) -> str:
        graded = as_document(check(tale.at.bench, tale.battery(name)), datetime.now(UTC))
        tale.grades[name] = graded
        return f"{graded['verdict']}: " + ", ".join(f"{number} {found}" for found, number in graded["counts"].items())

    return f"grade the {name} against the Commission's data points", run


def weighing(tale: Tale) -> str:
    tree = component_tree(tale.at.bench, tale.battery("pack"))
    tale.weakest = rolled_up(tree, REMAINING_CAPACITY, Rule.WEAKEST)
    return f"{tale.weakest.component}, {tale.weakest.value} {tale.weakest.quantity.unit}"


def splitting(tale: Tale) -> str:
    modules = [tale.battery(name) for name in ("M1", "M2")]
    done = split_all(tale.at.bench, tale.at.party(SECOND_LIFE.name), modules)
    return f"{len(done)} modules with custody of their own"


def repurposing(tale: Tale) -> str:
    declared = read_model(SuccessorDeclaration, STATIONARY / "successor.json")
    modules = [tale.battery(name) for name in ("M1", "M2")]
    done = repurpose(tale.at.bench, tale.at.party(SECOND_LIFE.name), declared, modules)
    tale.remember("store", done.entry.passport_id, done.entry.identifier)
    return f"{done.status.label}, linked to {len(done.predecessors)} closed passports"


def export(tale: Tale) -> str:
    at = tale.at
    reader = reader_named(at.bench.ledger.snapshot(), at.home.participant(RECYCLER.name).participant_id)
    done = export_evidence(at.bench, at.proofs, tale.battery("store"), showing=Showing(reader, consented=True))
    (at.home.root / "evidence.json").write_bytes(done.bundle)
    at.home.trust_root.write_bytes(TrustRoot.of(at.bench.ledger.deployment, done.block).write())
    return f"{len(done.bundle):,} bytes, {done.passports} passports, {done.products} products"


STEPS: tuple[Step, ...] = (
    *(enrolment(organisation) for organisation in ORGANISATIONS),
    ("register the model of a traction battery", modelling),
    publication(MAKER, "what is true of every battery of the model", "model", EV / "of_the_model"),
    ("register a pack of it, its modules and cells", registration),
    handover("pack", MAKER, OPERATOR),
    publication(
        OPERATOR,
        "how the pack and its cells aged",
        "pack",
        EV / "of_the_pack",
        **{cell: CELLS / f"charging_history_{cell}.json" for cell in ("B0005", "B0006", "B0007")},
    ),
    ("score the pack's state of health", scoring),
    grading("pack"),
    ("ask which cell makes the pack weak", weighing),
    handover("pack", OPERATOR, SECOND_LIFE),
    ("split the modules off", splitting),
    ("make a stationary battery of them", repurposing),
    publication(SECOND_LIFE, "what is true of the stationary battery", "store", STATIONARY / "products"),
    grading("store"),
    handover("store", SECOND_LIFE, RECYCLER),
    (f"write the evidence of the stationary battery for {RECYCLER.title}", export),
)
