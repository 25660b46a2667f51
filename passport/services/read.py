"""Look a passport up: where it stands now, what is published about it, and how it came here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from passport.battery.product_types import PRODUCT_RULES, product_type
from passport.identifiers import BlockRef, PassportId
from passport.ledger.anchors import ProductWithdrawal
from passport.ledger.history import PassportHistory, history_of
from passport.ledger.passports import PassportFlags
from passport.ports import KeyState
from passport.provenance.credential import DataProduct
from passport.provenance.records import PassportEntry, ProductEntry
from passport.provenance.signed_product import VerifiedProduct, read_product
from passport.services.first_version import first_version_of
from passport.services.kin import known, named_predecessors
from passport.services.model import model_of, products_about
from passport.services.sealing import content_of
from passport.services.standing import Position, position_of
from passport.services.workbench import Workbench


class Access(StrEnum):
    """Whether a product can be read in this home."""

    PUBLIC = "public"
    READABLE = "readable here"
    """Not public; its key is here."""
    NO_KEY = "no key here"
    """Not public, and nobody shared it with us."""
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product about the passport or its model, and whether its issuer withdrew it."""

    entry: ProductEntry
    withdrawal: ProductWithdrawal | None
    access: Access


@dataclass(frozen=True, slots=True)
class PassportView:
    """A passport at one block."""

    entry: PassportEntry
    block: BlockRef
    position: Position
    flags: PassportFlags
    document: DataProduct
    """First version of the passport; its bytes have the registered digest."""
    products: tuple[ShownProduct, ...]
    """Those of its model first; `entry.passport_id` says about which of the two."""
    components: tuple[PassportEntry, ...]
    model: PassportEntry | None
    predecessors: tuple[PassportEntry, ...]
    """What it was made of (Article 77(7)), as far as known here."""
    successor: PassportId | None
    """What was made of it."""


def entry_of(bench: Workbench, passport_id: PassportId) -> PassportEntry:
    """What this installation knows of a passport. Raises ContentNotFound."""
    return known(bench, passport_id)


def show(bench: Workbench, passport_id: PassportId) -> PassportView:
    """The passport as the newest block has it, its first version, its products, and what it belongs to."""
    entry = entry_of(bench, passport_id)
    document = first_version_of(bench, entry)
    snapshot = bench.ledger.snapshot()
    record = snapshot.passport(passport_id)
    products = tuple(
        ShownProduct(product, snapshot.product_withdrawal(product.issuer, product.digest), access_to(bench, product))
        for product in products_about(bench, passport_id)
    )
    return PassportView(
        entry,
        snapshot.block,
        position_of(bench, snapshot, passport_id),
        PassportFlags(0) if record is None else record.flags,
        document,
        products,
        bench.catalogue.components(passport_id),
        model_of(bench, passport_id),
        tuple(entry for entry in map(bench.catalogue.passport, named_predecessors(document)) if entry is not None),
        snapshot.successor_of(passport_id),
    )


def access_to(bench: Workbench, entry: ProductEntry) -> Access:
    """Whether a product can be read here; nothing is opened for it."""
    if PRODUCT_RULES[product_type(entry.product_type)].disclosure.is_public:
        return Access.PUBLIC
    return _ACCESS[bench.vault.state(entry.digest)]


_ACCESS = {KeyState.HELD: Access.READABLE, KeyState.UNKNOWN: Access.NO_KEY, KeyState.DESTROYED: Access.ERASED}


def history(bench: Workbench, passport_id: PassportId) -> PassportHistory:
    """Custody, stages and statuses from registration to now, folded from the chain's events.

    A component that is still a leaf of its batch has no events of its own: its life is that of what it is built into.
    """
    entry = entry_of(bench, passport_id)
    if entry.parent is not None and bench.ledger.snapshot().passport(passport_id) is None:
        whole = history(bench, entry.parent)
        return replace(whole, passport_id=passport_id, parent=entry.parent, attached=True)
    head = bench.ledger.head()
    events = bench.ledger.events(bench.ledger.deployment.first_block, head.number)
    return history_of(passport_id, events, batch_of(bench, entry))


def batch_of(bench: Workbench, entry: PassportEntry) -> int | None:
    """Number of the batch a passport was registered in; None if it was registered eagerly."""
    if entry.root is None:
        return None
    return bench.ledger.snapshot().batch_number(entry.registrant, entry.root)


def product(bench: Workbench, entry: ProductEntry) -> VerifiedProduct:
    """A product's content, opened if it is sealed; its CID, digest and signature checked. Raises as `content_of`."""
    return read_product(content_of(bench, entry).clear)
