"""Fill the catalogue from the chain's events and the manifests in the content store.

For a home that lost its catalogue, or that shares a store with the homes where passports were registered. A manifest is
taken only if its tree leads to the root on chain; a document only if its digest is the registered one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from passport.errors import ContentCorrupt, ContentNotFound, PassportError, ProofInvalid
from passport.identifiers import BatteryIdentifier, Cid, Digest, MerkleRoot, ParticipantId
from passport.ledger.events import BatchRegistered, PassportRegistered, RootAnchored
from passport.provenance.content import cid_of
from passport.provenance.merkle import MerkleTree
from passport.provenance.records import PassportEntry
from passport.provenance.signed_product import digest_of, read_product
from passport.services.manifests import ProductManifest, RegistrationManifest, read_manifest
from passport.services.publish import product_entries
from passport.services.register import passport_entries
from passport.services.workbench import Workbench


@dataclass(slots=True)
class Learned:
    """What the catalogue holds now that it may not have held before."""

    passports: int = 0
    products: int = 0
    unreadable: dict[Cid, str] = field(default_factory=dict)
    """Manifests and documents that were not taken, and why; above 262,144 bytes a manifest is not found."""


def learn(bench: Workbench) -> Learned:
    """Reads every registration and anchor on chain, and notes what the store has the content for."""
    learned = Learned()
    first, last = bench.ledger.deployment.first_block, bench.ledger.final_head().number
    single: list[PassportRegistered] = []
    for event in bench.ledger.events(first, last):
        if isinstance(event, BatchRegistered | RootAnchored):
            _learn_one(bench, event, Cid.from_digest(event.manifest_digest), learned)
        elif isinstance(event, PassportRegistered):
            single.append(event)
    places = _places(bench, single)
    for event in single:
        _learn_one(bench, event, places.get(event.digest, Cid.from_digest(event.digest)), learned)
    return learned


def _learn_one(
    bench: Workbench, event: BatchRegistered | RootAnchored | PassportRegistered, cid: Cid, learned: Learned
) -> None:
    try:
        _take(bench, event, cid, learned)
    except ContentNotFound:
        learned.unreadable[cid] = "not in this store"
    except PassportError as error:
        learned.unreadable[cid] = error.message


def _places(bench: Workbench, registered: list[PassportRegistered]) -> dict[Digest, Cid]:
    """Where the first versions of passports are that were registered one by one.

    What is on chain is the digest of the words that were signed, not of the stored bytes with their disclosures, so it
    gives no CID: unless the catalogue knows the place, everything the store keeps in one block is looked at.
    """
    wanted = {event.digest for event in registered}
    places: dict[Digest, Cid] = {}
    for event in registered:
        entry = bench.catalogue.passport(event.passport_id)
        if entry is not None and entry.digest == event.digest:
            places[event.digest] = entry.cid
    if wanted <= places.keys():
        return places
    for cid in bench.store.kept():
        if cid.codec == "raw":
            try:
                digest = digest_of(bench.store.get(cid))
            except (ContentNotFound, ContentCorrupt):
                continue
            if digest in wanted:
                places.setdefault(digest, cid)
    return places


def _take(
    bench: Workbench, event: BatchRegistered | RootAnchored | PassportRegistered, cid: Cid, learned: Learned
) -> None:
    content = bench.store.get(cid)
    if isinstance(event, BatchRegistered):
        batch = read_manifest(RegistrationManifest, content)
        _require(event.root, event.manufacturer, batch.tree(), batch.registrant)
        entries = passport_entries(batch.registrant, batch.passports, event.root)
        bench.catalogue.add_passports(entries, cid)
        learned.passports += len(entries)
    elif isinstance(event, RootAnchored):
        products = read_manifest(ProductManifest, content)
        _require(event.root, event.issuer, products.tree(), products.issuer)
        noted = product_entries(products.issuer, products.products, event.root)
        bench.catalogue.add_products(noted, cid)
        learned.products += len(noted)
    else:
        bench.catalogue.add_passports([_registered(event, content)], None)
        learned.passports += 1


def _require(root: MerkleRoot, owner: ParticipantId, tree: MerkleTree, named: ParticipantId) -> None:
    if tree.root != root or named != owner:
        raise ProofInvalid("The manifest does not lead to the root on chain.", root=root)


def _registered(event: PassportRegistered, document: bytes) -> PassportEntry:
    """The entry of an eagerly registered passport, from its first version."""
    verified = read_product(document)
    if verified.digest != event.digest:
        raise ProofInvalid("The document is not the one that was registered.", passport=event.passport_id)
    product = verified.product
    identifier = BatteryIdentifier(str(product.payload.get("identifier")))
    if identifier.passport_id(event.manufacturer) != event.passport_id:
        raise ProofInvalid("The document is of another battery.", passport=event.passport_id)
    return PassportEntry(
        event.passport_id,
        event.manufacturer,
        identifier,
        event.parent,
        Digest(event.digest),
        cid_of(document),
        None,
        None,
    )
