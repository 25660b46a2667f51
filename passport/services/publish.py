"""Publish data products: signed, sealed unless public, stored, and anchored together under one Merkle root."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from passport.battery.product_types import PRODUCT_RULES, ProductType, check_issuer
from passport.battery.products import read_payload, refuse_future
from passport.errors import ContentKeyDestroyed
from passport.identifiers import BlockRef, Cid, Digest, MerkleRoot, ParticipantId, PassportId, TxHash
from passport.ledger.acts import AnchorRoot
from passport.ledger.delivery import IdempotencyKey, Receipt
from passport.ledger.refusals import ParticipantUnknown, PreviousRootMismatch
from passport.ports import KeyState
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.provenance.records import ProductEntry
from passport.provenance.signed_product import digest_of, sign_product
from passport.services.manifests import ProductLine, ProductManifest, manifest_bytes, manifest_digest
from passport.services.model import check_granularity
from passport.services.sealing import sealed_with_fresh_keys
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
        PayloadRefused: A payload is not what its type says, or cannot be true.
        BatteryModelError: What is true of the model is said of one battery, or the other way round.
        CanonicalFormError: A payload has no canonical form.
        ContentKeyDestroyed: The same request was done before, and a product of it erased since.
        LedgerRefused: For example refusals.ParticipantIsSuspended.
    """
    _check(bench, issuer.participant_id, drafts)
    request: Json = {"issuer": int(issuer.participant_id), "products": [draft.as_request() for draft in drafts]}
    steps = Steps(bench.journal, "publish", key, request)
    lines = _stored(bench, steps, issuer, drafts)
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
        payload = read_payload(draft.kind, draft.schema_version, draft.payload)
        refuse_future(draft.kind, payload, bench.clock.now())
    check_granularity(bench, [(draft.passport_id, draft.kind) for draft in drafts])


def _stored(bench: Workbench, steps: Steps, issuer: Party, drafts: Sequence[ProductDraft]) -> tuple[ProductLine, ...]:
    """The products signed, sealed unless public, stored and pinned; each once.

    A key is in the vault before anything it seals is written down, and only the sealed form of a product that is not
    public is. Once it is in the store, the journal forgets it: then the CID is enough to go on.
    """

    def store() -> str:
        written = steps.once("sealed", lambda: json.dumps(_sealed(bench, steps, issuer, drafts)))
        if not written:
            return steps.recorded("stored")
        products = json.loads(written)
        cids = bench.store.put_all([content.encode("ascii") for _, content in products])
        return json.dumps([[digest, cid] for (digest, _), cid in zip(products, cids, strict=True)])

    is_repeat = steps.result("stored") is not None
    stored = json.loads(steps.once("stored", store))
    steps.forget("sealed")
    lines = tuple(
        ProductLine(draft.passport_id, draft.kind.value, Digest.from_hex(digest), Cid(cid))
        for draft, (digest, cid) in zip(drafts, stored, strict=True)
    )
    if is_repeat:
        _refuse_erased(bench, lines)
    return lines


def _sealed(bench: Workbench, steps: Steps, issuer: Party, drafts: Sequence[ProductDraft]) -> list[list[str]]:
    """Digest and stored bytes of each draft, signed now."""
    signed = [_signed(bench, issuer, draft) for draft in drafts]
    digests = [digest_of(content) for content in signed]
    secret = {
        digest: content
        for draft, digest, content in zip(drafts, digests, signed, strict=True)
        if not PRODUCT_RULES[draft.kind].disclosure.is_public
    }
    sealed = sealed_with_fresh_keys(bench, secret) if secret else {}
    steps.passed("keyed")
    return [
        [str(digest), sealed.get(digest, content).decode("ascii")]
        for digest, content in zip(digests, signed, strict=True)
    ]


def _refuse_erased(bench: Workbench, lines: Sequence[ProductLine]) -> None:
    for line in lines:
        public = PRODUCT_RULES[ProductType(line.product_type)].disclosure.is_public
        if not public and bench.vault.state(line.digest) is KeyState.DESTROYED:
            raise ContentKeyDestroyed(
                f"This {line.product_type} was published as {line.cid}, and erased since.",
                remedy="To publish the same again on purpose, name a new --idempotency-key.",
                cid=line.cid,
            )


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
