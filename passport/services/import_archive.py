"""Import an archive of blocks (CAR): only what is whole, right, and anchored; then learn the passports in it.

The archive is read through before anything is stored. A root is taken if this home knows it, if the chain has its
digest, if a manifest that is on chain lists it, or if such a product names it as its attachment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passport.battery.product_types import ProductType
from passport.errors import ContentCorrupt, ContentKeyDestroyed, KeyUnknown, PassportError, ProvenanceError
from passport.identifiers import Cid, Digest
from passport.ledger.events import BatchRegistered, PassportRegistered, RootAnchored
from passport.ports import Progress
from passport.provenance.sealed_product import is_sealed, unseal
from passport.provenance.signed_product import read_product
from passport.services.archive_file import Archive, Root, opened_archive
from passport.services.attachments import attachment_of
from passport.services.learn import Learned, learn
from passport.services.manifests import ProductManifest, RegistrationManifest, read_manifest
from passport.services.repair import kept_content
from passport.services.workbench import Workbench

MAX_LOOKED_INTO_BYTES = 48 << 20
"""Content up to this length is looked into for what it vouches for; manifests and products are shorter."""
TOGETHER_BYTES, TOGETHER = 1 << 18, 512
"""Contents up to this length are stored so many at once."""


class ArchiveForeign(PassportError):
    """An archive with content that nothing anchored names."""

    code = "archive.foreign"
    default_remedy = "Learn the passport or receive its keys first; or keep it all the same: --with-unanchored."


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out of an archive."""

    roots: tuple[Cid, ...]
    blocks: int
    learned: Learned


def import_archive(
    bench: Workbench, file: Path, *, with_unanchored: bool = False, progress: Progress | None = None
) -> Imported:
    """Stores and pins what an archive holds, and notes the passports in it. Repeats change nothing.

    Args:
        bench: The ports.
        file: The archive.
        with_unanchored: Also keep roots that nothing anchored names.
        progress: Told how many bytes were checked.

    Raises:
        CarMalformed, ContentCorrupt, ArchiveForeign, FileFailed: Nothing was stored.
        StoreUnavailable: Repeat.
    """
    with opened_archive(file, progress) as archive:
        if not with_unanchored:
            _require_vouched(bench, archive)
        for batch in _batches(archive.roots):
            _store(bench, archive, batch)
        return Imported(tuple(root.cid for root in archive.roots), archive.blocks, learn(bench))


def _require_vouched(bench: Workbench, archive: Archive) -> None:
    vouched = {content.cid for content in kept_content(bench.catalogue, bench.vault)}
    products: dict[Cid, Digest] = {known.cid: known.digest for known in bench.catalogue.every_product()}
    on_chain = set(_digests_on_chain(bench))
    for root in archive.roots:
        if root.digests & on_chain:
            vouched.add(root.cid)
            content = _looked_into(archive, root)
            listed = _products_listed(content)
            products |= listed
            vouched |= listed.keys() | _passports_listed(content)
    for root in archive.roots if any(root.cid not in vouched for root in archive.roots) else ():
        if root.cid in products:
            vouched |= set(_attachment(bench, products[root.cid], _looked_into(archive, root)))
    foreign = [root.cid for root in archive.roots if root.cid not in vouched]
    if foreign:
        raise ArchiveForeign(
            f"{len(foreign)} of {len(archive.roots)} roots are anchored nowhere, for example {foreign[0]}.",
            cid=foreign[0],
        )


def _digests_on_chain(bench: Workbench) -> Iterator[bytes]:
    """Digests of manifests and of registered first versions."""
    for event in bench.ledger.events(bench.ledger.deployment.first_block, bench.ledger.final_head().number):
        if isinstance(event, BatchRegistered | RootAnchored):
            yield bytes(event.manifest_digest)
        elif isinstance(event, PassportRegistered):
            yield bytes(event.digest)


def _looked_into(archive: Archive, root: Root) -> bytes:
    return b"".join(archive.content(root)) if root.length_bytes <= MAX_LOOKED_INTO_BYTES else b""


def _products_listed(content: bytes) -> dict[Cid, Digest]:
    """Products in a manifest that is on chain, with their digests; none if it is no such manifest."""
    try:
        return {line.cid: line.digest for line in read_manifest(ProductManifest, content).products}
    except PassportError:
        return {}


def _passports_listed(content: bytes) -> set[Cid]:
    try:
        return {line.cid for line in read_manifest(RegistrationManifest, content).passports}
    except PassportError:
        return set()


def _attachment(bench: Workbench, digest: Digest, content: bytes) -> Iterator[Cid]:
    """What a product names as its attachment, if it is readable here."""
    try:
        product = read_product(unseal(content, bench.vault.get(digest)) if is_sealed(content) else content).product
    except (KeyUnknown, ContentKeyDestroyed, ProvenanceError):
        return
    if product.product_type == ProductType.TELEMETRY.value and (attachment := attachment_of(product)) is not None:
        yield Cid(attachment.cid)


def _batches(roots: tuple[Root, ...]) -> Iterator[list[Root]]:
    """Short contents together, long ones alone, in the order of the archive."""
    batch: list[Root] = []
    for root in roots:
        if root.length_bytes > TOGETHER_BYTES:
            yield [root]
            continue
        batch.append(root)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _store(bench: Workbench, archive: Archive, batch: list[Root]) -> None:
    if len(batch) == 1:
        stored: tuple[Cid, ...] = (bench.store.put_stream(archive.content(batch[0])),)
    else:
        stored = bench.store.put_all([b"".join(archive.content(root)) for root in batch])
    if stored != tuple(root.cid for root in batch):
        raise ContentCorrupt("The archive changed while it was imported.", remedy="Import it again.")
