"""Write one file that proves a battery's life: passports, products, handovers, and the chain's proofs for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from passport.errors import ContentKeyDestroyed, KeyUnknown
from passport.identifiers import BlockRef, PassportId, TxHash
from passport.ledger.history import concerning
from passport.ports import LedgerSnapshot, ProofSource
from passport.provenance.bundle import build_bundle
from passport.provenance.evidence import ChainPiece, Evidence, PassportPiece, ProductPiece, Standing
from passport.provenance.records import PassportEntry, ProductEntry
from passport.provenance.slots import slots_needed
from passport.services.checked import inclusion_proof
from passport.services.kin import kin_of
from passport.services.read import entry_of
from passport.services.sealing import content_of
from passport.services.standing import lazy_passport
from passport.services.workbench import Workbench

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
    transactions: int


def export_evidence(
    bench: Workbench,
    source: ProofSource,
    passport_id: PassportId,
    *,
    progress: Progress = lambda _what, _done, _all: None,
) -> Exported:
    """Collects everything about a passport and its kin (see `kin_of`), as of the newest final block.

    Raises:
        ContentNotFound: The passport, or a product's bytes, are not here.
        LedgerUnavailable: The node gives no proofs for that block any more; repeat.
    """
    block = bench.ledger.final_head()
    snapshot = bench.ledger.snapshot(block)
    entries = kin_of(bench, entry_of(bench, passport_id))
    passports = tuple(_passport_piece(bench, snapshot, entry) for entry in entries)
    products = tuple(
        _product_piece(bench, snapshot, product)
        for entry in entries
        for product in bench.catalogue.products(entry.passport_id)
        if _is_anchored(snapshot, product)
    )
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
    return Exported(bundle, block, len(passports), len(products), len(transactions))


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


def _product_piece(bench: Workbench, snapshot: LedgerSnapshot, entry: ProductEntry) -> ProductPiece:
    stored, key = _content_and_key(bench, entry)
    return ProductPiece(
        cid=entry.cid,
        content=stored,
        content_key=key,
        issuer=entry.issuer,
        root=entry.root,
        proof=inclusion_proof(bench, entry),
        standing=_standing(snapshot, entry),
    )


def _content_and_key(bench: Workbench, entry: ProductEntry) -> tuple[bytes, bytes | None]:
    """The stored bytes and what opens them; without the key if it was erased or never here."""
    try:
        content = content_of(bench, entry)
    except (ContentKeyDestroyed, KeyUnknown):
        return bench.store.get(entry.cid), None
    return content.stored, content.key


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
