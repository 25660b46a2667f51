"""Read a product and check it against the chain before anything is made of it."""

from __future__ import annotations

from passport.errors import ContentNotFound, ProofInvalid, SignatureInvalid
from passport.identifiers import Digest
from passport.ledger.leaves import product_leaf
from passport.ports import LedgerSnapshot
from passport.provenance.merkle import check_inclusion
from passport.provenance.records import ProductEntry
from passport.provenance.signed_product import VerifiedProduct, read_product
from passport.services.manifests import ProductManifest, read_manifest
from passport.services.sealing import content_of
from passport.services.workbench import Workbench


def checked_product(bench: Workbench, snapshot: LedgerSnapshot, entry: ProductEntry) -> VerifiedProduct:
    """The product, if its bytes, its signature, its key and its anchor are right and it was not withdrawn.

    Raises:
        ContentNotFound, ContentCorrupt: The store has it not, or other bytes.
        ContentKeyDestroyed, KeyUnknown: It is not public, and was erased here, or its key was never here.
        SignatureInvalid: Not signed by a key the issuer had at the anchoring block.
        ProofInvalid: Not under a root its issuer anchored, or withdrawn.
    """
    verified = read_product(content_of(bench, entry).clear)
    product = verified.product
    check_inclusion(
        entry.root,
        product_leaf(verified.digest, product.passport_id, product.product_type),
        inclusion_proof(bench, entry),
    )
    anchor = snapshot.anchor(product.issuer, entry.root)
    if anchor is None:
        raise ProofInvalid(
            f"Participant {product.issuer} never anchored the root of product {entry.cid}.", root=entry.root
        )
    period = snapshot.signer(verified.signer)
    if period is None or period.participant_id != product.issuer or not period.covers(anchor.block_number):
        raise SignatureInvalid(
            f"{verified.signer} was no key of participant {product.issuer} in block {anchor.block_number}.",
            signer=verified.signer,
            issuer=product.issuer,
        )
    if snapshot.product_withdrawal(product.issuer, verified.digest) is not None:
        raise ProofInvalid(f"Its issuer withdrew product {entry.cid}.", cid=entry.cid)
    return verified


def inclusion_proof(bench: Workbench, entry: ProductEntry) -> tuple[Digest, ...]:
    """Siblings from the product's leaf to its root, made from the batch's manifest. Raises ContentNotFound."""
    cid = bench.catalogue.manifest(entry.root)
    if cid is None:
        raise ContentNotFound(f"The manifest of product batch {entry.root} is not known here.", root=entry.root)
    manifest = read_manifest(ProductManifest, bench.store.get(cid))
    return tuple(Digest(sibling) for sibling in manifest.tree().proof(entry.leaf_index))
