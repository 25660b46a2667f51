"""Score a battery's state of health: verified products in, a signed and anchored score out."""

from __future__ import annotations

from dataclasses import dataclass

from passport.battery.product_types import ProductType
from passport.errors import ScoringError
from passport.identifiers import Cid, PassportId
from passport.ledger.delivery import IdempotencyKey
from passport.ports import LedgerSnapshot
from passport.provenance.canonical import canonical_bytes
from passport.provenance.records import ProductEntry
from passport.scoring.data_sheet import rated_capacity_ah
from passport.scoring.health import state_of_health
from passport.scoring.score import Score
from passport.services.checked import checked_product
from passport.services.model import products_about
from passport.services.publish import ProductDraft, Published, publish
from passport.services.recompute import METHODS
from passport.services.schemas import schema_of
from passport.services.workbench import Party, Workbench

SCHEMA_VERSION = "1.0"
SCHEMA_ID = schema_of(ProductType.STATE_OF_HEALTH, SCHEMA_VERSION)


@dataclass(frozen=True, slots=True)
class Scored:
    """A score and where it is published."""

    score: Score
    published: Published


@dataclass(frozen=True, slots=True)
class Rechecked:
    """Whether a published score comes out again."""

    entry: ProductEntry
    method: str
    same_bytes: bool


def score(bench: Workbench, scorer: Party, passport_id: PassportId, *, key: IdempotencyKey | None = None) -> Scored:
    """Computes the state of health from the newest charging history and data sheet, and publishes it.

    The same inputs give the same score; asked again, the published one is answered.

    Raises:
        ScoringError: The passport has no charging history or no data sheet.
        SignatureInvalid, ProofInvalid: An input does not hold.
    """
    snapshot = bench.ledger.snapshot()
    history = newest(bench, snapshot, passport_id, ProductType.CHARGING_HISTORY)
    sheet = newest(bench, snapshot, passport_id, ProductType.PRODUCT_DATA_SHEET)
    rated_ah = rated_capacity_ah(checked_product(bench, snapshot, sheet).product.payload)
    rows = checked_product(bench, snapshot, history).product.payload
    computed = state_of_health(rows, rated_ah, (history.cid, sheet.cid))
    draft = ProductDraft(
        passport_id,
        ProductType.STATE_OF_HEALTH,
        computed.model_dump(mode="json"),
        SCHEMA_ID,
        SCHEMA_VERSION,
        computed.inputs,
    )
    return Scored(computed, publish(bench, scorer, [draft], key=key))


def newest(bench: Workbench, snapshot: LedgerSnapshot, passport_id: PassportId, kind: ProductType) -> ProductEntry:
    """The product of a type about the battery or its model that was noted last and is not withdrawn.

    Raises:
        ScoringError: There is none.
    """
    for entry in reversed(products_about(bench, passport_id)):
        withdrawn = snapshot.product_withdrawal(entry.issuer, entry.digest) is not None
        if entry.product_type == kind.value and not withdrawn:
            return entry
    raise ScoringError(
        f"Passport {passport_id} has no {kind.value} here.",
        remedy=f"Publish one: passport publish --type {kind.value} ...",
        passport=passport_id,
        product_type=kind.value,
    )


def recheck(bench: Workbench, passport_id: PassportId) -> Rechecked:
    """Computes the newest published score again from the inputs it names, and compares the bytes.

    Raises:
        ScoringError: There is no score, its method is not known here, or an input is missing.
    """
    snapshot = bench.ledger.snapshot()
    entry = newest(bench, snapshot, passport_id, ProductType.STATE_OF_HEALTH)
    published = checked_product(bench, snapshot, entry).product
    method = f"{published.payload['method']['id']}@{published.payload['method']['version']}"
    if method not in METHODS:
        raise ScoringError(f"Method {method} is not known to this release.", method=method)
    inputs = {
        cid: checked_product(bench, snapshot, _noted(bench, passport_id, cid)).product for cid in published.inputs
    }
    again = METHODS[method](published, inputs)
    return Rechecked(entry, method, canonical_bytes(again) == canonical_bytes(published.payload))


def _noted(bench: Workbench, passport_id: PassportId, cid: Cid) -> ProductEntry:
    for entry in products_about(bench, passport_id):
        if entry.cid == cid:
            return entry
    raise ScoringError(f"Input {cid} of the score is not known here.", cid=cid)
