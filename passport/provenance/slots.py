"""Which words of the contracts' storage a bundle must prove, given everything else in it.

The exporter asks before it collects proofs, the verifier asks again: a word that is needed and was left out
is a fault, so nobody can hide a withdrawal by not showing its slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passport.errors import ProvenanceError
from passport.identifiers import Address, ChainId, Digest, ParticipantId
from passport.ledger.deployment import Contract
from passport.ledger.events import BatchRegistered, LedgerEvent, PassportBroughtIntoExistence, PassportPacked
from passport.ledger.subjects import SubjectKind
from passport.ledger.typed_data import DOMAIN_NAMES, DOMAIN_VERSION, Domain
from passport.provenance.chain import storage
from passport.provenance.chain.logs import events_in
from passport.provenance.chain.storage import Place, place_of
from passport.provenance.chain.transactions import read_receipt, read_transaction
from passport.provenance.evidence import Evidence, PassportPiece, ProductPiece, TransactionPiece
from passport.provenance.handovers import Words, keys_in, words_in
from passport.provenance.presentation import read_presentation
from passport.provenance.signed_product import digest_of, signer_named


def slots_needed(evidence: Evidence) -> Mapping[Contract, tuple[Digest, ...]]:
    """Slots by contract, ascending. The evidence's own states are not looked at."""
    by_contract: dict[Contract, set[Digest]] = {}
    for place in places_needed(evidence):
        by_contract.setdefault(place.contract, set()).add(place.slot)
    return {contract: tuple(sorted(slots)) for contract, slots in sorted(by_contract.items())}


def places_needed(evidence: Evidence) -> frozenset[Place]:
    """Every word that verification will ask for. Pieces that cannot be read ask for nothing."""
    places: set[Place] = set()
    for passport in evidence.passports:
        places.update(_of_passport(passport))
    for product in evidence.products:
        places.update(_of_product(product))
    for transaction in evidence.transactions:
        places.update(_of_transaction(evidence, transaction))
    return frozenset(places)


def registry_domain(chain_id: ChainId, address: Address) -> Domain:
    """EIP-712 domain of the passport registry."""
    return Domain(DOMAIN_NAMES[Contract.PASSPORT_REGISTRY], DOMAIN_VERSION, chain_id, address)


def participant_places(participant: ParticipantId) -> tuple[Place, Place]:
    """The two words of a participant's record."""
    return place_of(storage.PARTICIPANTS, participant), place_of(storage.PARTICIPANTS, participant, offset=1)


def _of_passport(piece: PassportPiece) -> Iterator[Place]:
    passport_id = piece.passport_id
    for variable in (storage.PASSPORTS, storage.PARENTS, storage.SUCCESSORS):
        yield place_of(variable, passport_id)
    if piece.batch is not None:
        yield place_of(storage.BATCHES, piece.batch)
        yield place_of(storage.BATCH_ROOTS, piece.batch)
    yield from participant_places(piece.registrant)
    yield from _of_signer(piece.document)


def _of_product(piece: ProductPiece) -> Iterator[Place]:
    yield place_of(storage.ANCHORS, piece.issuer, piece.root)
    yield place_of(storage.ANCHOR_HEADS, piece.issuer)
    yield from participant_places(piece.issuer)
    signed = signed_or_none(piece)
    if signed is None:
        return
    digest = digest_of(signed)
    yield place_of(storage.WITHDRAWALS, piece.issuer, digest)
    yield place_of(storage.PRODUCT_SUCCESSORS, piece.issuer, digest)
    yield from _of_signer(signed)
    if piece.in_part:
        yield from _of_presenter(signed)


def signed_or_none(piece: ProductPiece) -> bytes | None:
    """A product's signed bytes; None if they are behind a seal that is not opened here, or broken."""
    try:
        return piece.signed
    except ProvenanceError:
        return None


def _of_signer(content: bytes) -> Iterator[Place]:
    try:
        yield place_of(storage.SIGNERS, signer_named(content))
    except ProvenanceError:
        return


def _of_presenter(content: bytes) -> Iterator[Place]:
    try:
        binding = read_presentation(content).key_binding
    except ProvenanceError:
        return
    if binding is not None and binding.signer is not None:
        yield place_of(storage.SIGNERS, binding.signer)


def _of_transaction(evidence: Evidence, piece: TransactionPiece) -> Iterator[Place]:
    try:
        registry = evidence.chain.contracts[Contract.PASSPORT_REGISTRY]
        words = words_in(read_transaction(piece.transaction), registry_domain(evidence.chain.chain_id, registry))
        events = events_in(read_receipt(piece.receipt), registry, piece.block, piece.index)
    except (KeyError, ProvenanceError):
        return
    yield from _of_words(words)
    yield from _of_events(events)


def _of_words(words: Iterable[Words]) -> Iterator[Place]:
    words = tuple(words)
    for key in keys_in(words):
        yield place_of(storage.SIGNERS, key)
    for each in words:
        yield from participant_places(each.offer.giver)
        yield from participant_places(each.offer.receiver)
        if each.offer.kind is SubjectKind.CONSIGNMENT:
            yield place_of(storage.CONSIGNMENTS, each.offer.about.number)
        if each.offer.kind is SubjectKind.LOT:
            yield place_of(storage.BATCHES, each.offer.about.number)


def _of_events(events: Iterable[LedgerEvent]) -> Iterator[Place]:
    for event in events:
        if isinstance(event, PassportPacked):
            yield place_of(storage.CONSIGNMENTS, event.consignment)
        if isinstance(event, BatchRegistered | PassportBroughtIntoExistence):
            yield place_of(storage.BATCHES, event.batch)
            yield place_of(storage.BATCH_ROOTS, event.batch)
