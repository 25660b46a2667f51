"""Write one file that proves a battery's life: passports, products, handovers, and the chain's proofs for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from passport.errors import ContentKeyDestroyed, KeyUnknown
from passport.identifiers import BlockRef, ParticipantId, PassportId, TxHash
from passport.ledger.history import concerning
from passport.ledger.refusals import PassportUnknown
from passport.ports import LedgerSnapshot, ProofSource, Signer
from passport.provenance.bundle import build_bundle
from passport.provenance.evidence import ChainPiece, Evidence, PassportPiece, ProductPiece, Standing
from passport.provenance.key_binding import bound
from passport.provenance.presentation import present
from passport.provenance.records import PassportEntry, ProductEntry
from passport.provenance.sealed_product import is_sealed
from passport.provenance.signed_product import read_product
from passport.provenance.slots import slots_needed
from passport.services.checked import inclusion_proof
from passport.services.kin import kin_of
from passport.services.read import entry_of
from passport.services.readers import Extent, Showing
from passport.services.sealing import content_of
from passport.services.standing import lazy_passport, position_of
from passport.services.workbench import Workbench

PUBLIC_ONLY = Showing()

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Told what is being collected, how much is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle and the block it is of."""

    bundle: bytes
    block: BlockRef
    """Whoever trusts this block's hash can verify the bundle."""
    passports: int
    products: int
    withheld: int
    """Products that are not in it: not for this reader, not selected, or not readable here."""
    transactions: int


@dataclass(frozen=True, slots=True)
class Presenter:
    """Who presents products in part, to whom, and in answer to what."""

    signer: Signer
    audience: str
    nonce: str


def export_evidence(
    bench: Workbench,
    source: ProofSource,
    passport_id: PassportId,
    *,
    showing: Showing = PUBLIC_ONLY,
    presenter: Presenter | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> Exported:
    """Collects everything about a passport and its kin (see `kin_of`), as of the newest final block.

    Args:
        bench: The ports.
        source: Where the chain's proofs come from.
        passport_id: The battery.
        showing: For whom; what a reader may not see is left out. By default only what is public is in it.
        presenter: Signs a key binding for each product that is shown in part.
        progress: Told how far it is.

    Raises:
        ContentNotFound: The passport, or a product's bytes, are not here.
        NotForReader: Something is selected that the reader may not see.
        NotDisclosable: A selected value is not there.
        LedgerUnavailable: The node gives no proofs for that block any more; repeat.
    """
    block = bench.ledger.final_head()
    snapshot = bench.ledger.snapshot(block)
    entries = kin_of(bench, entry_of(bench, passport_id))
    passports = tuple(_passport_piece(bench, snapshot, entry) for entry in entries)
    known = [
        product
        for entry in entries
        for product in bench.catalogue.products(entry.passport_id)
        if _is_anchored(snapshot, product)
    ]
    pieces = [_product_piece(bench, snapshot, product, showing, presenter) for product in known]
    products = tuple(piece for piece in pieces if piece is not None)
    hashes = _transactions(bench, passports, block)
    transactions = [source.transaction(tx_hash) for tx_hash in _counted("transactions", hashes, progress)]
    first = min((piece.block for piece in transactions), default=block.number)
    numbers = range(first, block.number + 1)
    evidence = Evidence(
        chain=_chain_piece(bench, block),
        headers=tuple(source.header(number) for number in _counted("headers", numbers, progress)),
        transactions=tuple(transactions),
        states=(),
        passports=passports,
        products=products,
    )
    wanted = list(slots_needed(evidence).items())
    states = tuple(source.state(contract, slots, block) for contract, slots in _counted("state", wanted, progress))
    bundle = build_bundle(evidence.model_copy(update={"states": states}))
    withheld = len(known) - len(products)
    return Exported(bundle, block, len(passports), len(products), withheld, len(transactions))


def _counted(what: str, items: Sequence[T], progress: Progress) -> Iterator[T]:
    """The items, telling how far it has come before each."""
    for done, item in enumerate(items):
        progress(what, done, len(items))
        yield item
    progress(what, len(items), len(items))


def _chain_piece(bench: Workbench, block: BlockRef) -> ChainPiece:
    deployment = bench.ledger.deployment
    return ChainPiece(
        chain_id=deployment.chain_id,
        contracts={contract: deployed.address for contract, deployed in deployment.contracts.items()},
        state_block=block.number,
    )


def _passport_piece(bench: Workbench, snapshot: LedgerSnapshot, entry: PassportEntry) -> PassportPiece:
    lazy = None if entry.root is None else lazy_passport(bench, snapshot, entry)
    return PassportPiece(
        registrant=entry.registrant,
        identifier=entry.identifier,
        parent=entry.parent,
        digest=entry.digest,
        document=bench.store.get(entry.cid),
        batch=None if lazy is None else lazy.batch,
        proof=() if lazy is None else lazy.proof,
    )


def _product_piece(
    bench: Workbench, snapshot: LedgerSnapshot, entry: ProductEntry, showing: Showing, presenter: Presenter | None
) -> ProductPiece | None:
    """The product as far as the reader is shown it; None if not at all."""
    if showing.only_public and is_sealed(bench.store.get(entry.cid)):
        return None
    try:
        content = content_of(bench, entry)
    except (ContentKeyDestroyed, KeyUnknown):
        return None
    product = read_product(content.clear).product
    extent = showing.extent(entry, product, _custodian(bench, snapshot, entry.passport_id))
    if extent is Extent.NOTHING:
        return None
    shown: dict[str, Any] = {"cid": entry.cid, "content": content.stored, "content_key": content.key}
    if extent is Extent.PART:
        part = _presentation(bench, content.clear, showing.selected(entry) or (), presenter)
        shown = {"cid": None, "content": part}
    return ProductPiece(
        **shown,
        issuer=entry.issuer,
        root=entry.root,
        proof=inclusion_proof(bench, entry),
        standing=_standing(snapshot, entry),
    )


def _presentation(bench: Workbench, content: bytes, members: Sequence[str], presenter: Presenter | None) -> bytes:
    part = present(content, members)
    if presenter is None:
        return part
    chain_id, now = bench.ledger.deployment.chain_id, bench.clock.now()
    return bound(part, presenter.signer, chain_id, presenter.audience, presenter.nonce, now)


def _custodian(bench: Workbench, snapshot: LedgerSnapshot, passport_id: PassportId) -> ParticipantId | None:
    """Who holds the battery; None for one that never was on this chain."""
    try:
        return position_of(bench, snapshot, passport_id).custodian
    except PassportUnknown:
        return None


def _is_anchored(snapshot: LedgerSnapshot, entry: ProductEntry) -> bool:
    """Whether the block shown has the anchor already; a product anchored a moment ago waits for the next bundle."""
    return snapshot.anchor(entry.issuer, entry.root) is not None


def _standing(snapshot: LedgerSnapshot, entry: ProductEntry) -> Standing:
    withdrawal = snapshot.product_withdrawal(entry.issuer, entry.digest)
    if withdrawal is None:
        return Standing.STANDS
    return Standing.SUPERSEDED if withdrawal.superseded else Standing.WITHDRAWN


def _transactions(bench: Workbench, passports: Iterable[PassportPiece], block: BlockRef) -> list[TxHash]:
    """The transactions with an event about one of the passports, each once, in chain order."""
    events = tuple(bench.ledger.events(bench.ledger.deployment.first_block, block.number))
    found = {
        event.position.tx_hash: event.position
        for piece in passports
        for event in concerning(events, piece.passport_id, piece.batch)
    }
    return sorted(found, key=lambda tx_hash: found[tx_hash])
