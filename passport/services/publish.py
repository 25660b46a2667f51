"""Publish data products: signed, stored, and anchored together under one Merkle root."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from passport.battery.product_types import PRODUCT_RULES, ProductType, check_issuer
from passport.identifiers import BlockRef, Cid, Digest, MerkleRoot, ParticipantId, PassportId, TxHash
from passport.ledger.acts import AnchorRoot
from passport.ledger.delivery import IdempotencyKey, Receipt
from passport.ledger.refusals import ParticipantUnknown, PreviousRootMismatch
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.provenance.records import ProductEntry
from passport.provenance.signed_product import digest_of, sign_product
from passport.services.manifests import ProductLine, ProductManifest, manifest_bytes, manifest_digest
from passport.services.model import check_granularity
from passport.services.payloads import check_payload
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench

ANCHOR_RACES = 20
"""How often another anchor of the same issuer may come first before we give up and ask to be repeated."""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product before it is signed."""

    passport_id: PassportId
    kind: ProductType
    payload: dict[str, Any]
    """Values by name; JSON."""
    schema_id: str
    schema_version: str
    inputs: tuple[Cid, ...] = ()
    """Products it was made from."""

    def as_request(self) -> dict[str, Any]:
        """What is asked, as JSON."""
        return {
            "passport": self.passport_id.hex0x,
            "type": self.kind.value,
            "schema": [self.schema_id, self.schema_version],
            "inputs": [str(cid) for cid in self.inputs],
            "payload": self.payload,
        }


@dataclass(frozen=True, slots=True)
class Published:
    """Products with their anchor."""

    products: tuple[ProductEntry, ...]
    """In the order of the drafts."""
    root: MerkleRoot
    transaction: TxHash
    block: BlockRef
    """Block of the anchor."""
    manifest: Cid


def publish(
    bench: Workbench, issuer: Party, drafts: Sequence[ProductDraft], *, key: IdempotencyKey | None = None
) -> Published:
    """Signs, stores and anchors products.

    Args:
        bench: The ports.
        issuer: Who states them.
        drafts: One to 2^20 products about any passports.
        key: Name of this intention; derived from the drafts if None.

    Raises:
        ProductTypeError: The issuer has no role that may issue one of the types.
        PayloadRefused: A payload is not what its type says.
        BatteryModelError: What is true of the model is said of one battery, or the other way round.
        CanonicalFormError: A payload has no canonical form.
        LedgerRefused: For example refusals.ParticipantIsSuspended.
    """
    _check(bench, issuer.participant_id, drafts)
    request: Json = {"issuer": int(issuer.participant_id), "products": [draft.as_request() for draft in drafts]}
    steps = Steps(bench.journal, "publish", key, request)

    def sign() -> str:
        return json.dumps([_signed(bench, issuer, draft).decode("ascii") for draft in drafts])

    signed = [text.encode("ascii") for text in json.loads(steps.once("signed", sign))]
    lines = tuple(
        ProductLine(draft.passport_id, draft.kind.value, digest_of(content), bench.store.put(content))
        for draft, content in zip(drafts, signed, strict=True)
    )
    steps.passed("stored")
    manifest = ProductManifest(issuer.participant_id, lines)
    content = manifest_bytes(manifest)
    manifest_cid = bench.store.put(content)
    steps.passed("manifest_stored")
    root = manifest.tree().root
    receipt = _anchored(bench, steps, issuer, root, len(lines), manifest_digest(content))
    entries = product_entries(issuer.participant_id, lines, root)
    bench.catalogue.add_products(entries, manifest_cid)
    steps.passed("catalogued")
    steps.finish()
    return Published(entries, root, receipt.tx_hash, receipt.block, manifest_cid)


def _check(bench: Workbench, issuer: ParticipantId, drafts: Sequence[ProductDraft]) -> None:
    record = bench.ledger.snapshot().participant(issuer)
    if record is None:
        raise ParticipantUnknown(issuer)
    for draft in drafts:
        check_issuer(draft.kind, record.roles)
        check_payload(draft.kind, draft.payload)
    check_granularity(bench, [(draft.passport_id, draft.kind) for draft in drafts])


def _signed(bench: Workbench, issuer: Party, draft: ProductDraft) -> bytes:
    product = DataProduct(
        product_type=draft.kind.value,
        passport_id=draft.passport_id,
        issuer=issuer.participant_id,
        issuer_did=issuer.did,
        valid_from=bench.clock.now().replace(microsecond=0),
        disclosure_class=int(PRODUCT_RULES[draft.kind].disclosure),
        schema_id=draft.schema_id,
        schema_version=draft.schema_version,
        inputs=draft.inputs,
        payload=draft.payload,
        salt=secrets.token_hex(16),
    )
    return sign_product(product, issuer.signer, bench.ledger.deployment.chain_id)


def _anchored(bench: Workbench, steps: Steps, issuer: Party, root: MerkleRoot, count: int, digest: Digest) -> Receipt:
    """Anchors the root after the issuer's newest; if another anchor of the issuer comes first, after that one."""

    def act() -> AnchorRoot:
        head = bench.ledger.snapshot().anchor_head(issuer.participant_id)
        return AnchorRoot(head.root, root, count, digest)

    for _ in range(ANCHOR_RACES):
        try:
            return steps.deliver(bench.outbox, "anchor", issuer.signer.address, act)
        except PreviousRootMismatch:
            continue
    return steps.deliver(bench.outbox, "anchor", issuer.signer.address, act)


def product_entries(
    issuer: ParticipantId, lines: tuple[ProductLine, ...], root: MerkleRoot
) -> tuple[ProductEntry, ...]:
    """What the catalogue notes of anchored products."""
    return tuple(
        ProductEntry(line.digest, line.cid, line.passport_id, line.product_type, issuer, root, index)
        for index, line in enumerate(lines)
    )
