"""Export a passport as an archive of blocks (CAR): for a partner, a backup, or a bulk upload into any IPFS node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passport.battery.product_types import ProductType
from passport.errors import ContentKeyDestroyed, KeyUnknown
from passport.identifiers import Cid, PassportId
from passport.ports import Progress
from passport.provenance.car import write_car
from passport.provenance.content import Block, stream_blocks
from passport.provenance.records import PassportEntry
from passport.services.attachments import attachment_of
from passport.services.files import written
from passport.services.model import model_of
from passport.services.read import entry_of, product
from passport.services.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Exported:
    """What an archive holds."""

    roots: tuple[Cid, ...]
    blocks: int
    unopened: tuple[Cid, ...]
    """Telemetry whose key is not here: an attachment of it is not in the archive."""


def export_archive(bench: Workbench, passport_id: PassportId, file: Path, progress: Progress | None = None) -> Exported:
    """Writes everything about a passport, its components and its model into an archive, as it is stored.

    What is sealed stays sealed, and keys are not exported.

    Args:
        bench: The ports.
        passport_id: Which passport.
        file: Where to; appears when it is whole.
        progress: Told how many bytes are written.

    Raises:
        ContentNotFound, ContentCorrupt, StoreUnavailable: Something is not in the store; no file is written.
        CarMalformed: More contents than an archive may name.
        FileFailed: The file cannot be written.
    """
    roots, unopened = _contents(bench, passport_id)
    seen: set[Cid] = set()
    done_bytes = 0
    with written(file) as stream:
        for piece in write_car(roots, _blocks(bench, roots, seen)):
            stream.write(piece)
            done_bytes += len(piece)
            if progress is not None:
                progress(done_bytes)
    return Exported(roots, len(seen), unopened)


def _blocks(bench: Workbench, roots: tuple[Cid, ...], seen: set[Cid]) -> Iterator[Block]:
    """The blocks of all contents, each once; made again from the content, so that each is right."""
    for root in roots:
        for block in stream_blocks(bench.store.stream(root)):
            if block.cid not in seen:
                seen.add(block.cid)
                yield block


def _contents(bench: Workbench, passport_id: PassportId) -> tuple[tuple[Cid, ...], tuple[Cid, ...]]:
    """Every content about the passport, manifests first, each once; and the telemetry that could not be opened."""
    manifests: dict[Cid, None] = {}
    contents: dict[Cid, None] = {}
    unopened: list[Cid] = []
    for entry in _family(bench, passport_id):
        contents[entry.cid] = None
        _note_manifest(bench, entry, manifests)
        for known in bench.catalogue.products(entry.passport_id):
            contents[known.cid] = None
            manifest = bench.catalogue.manifest(known.root)
            if manifest is not None:
                manifests[manifest] = None
            if known.product_type == ProductType.TELEMETRY.value:
                try:
                    attachment = attachment_of(product(bench, known).product)
                except (KeyUnknown, ContentKeyDestroyed):
                    unopened.append(known.cid)
                    continue
                if attachment is not None:
                    contents[Cid(attachment.cid)] = None
    return (*manifests, *contents), tuple(unopened)


def _note_manifest(bench: Workbench, entry: PassportEntry, manifests: dict[Cid, None]) -> None:
    manifest = None if entry.root is None else bench.catalogue.manifest(entry.root)
    if manifest is not None:
        manifests[manifest] = None


def _family(bench: Workbench, passport_id: PassportId) -> Iterator[PassportEntry]:
    """The passport, its model, and the components below it. Raises ContentNotFound if the passport is not known."""
    yield entry_of(bench, passport_id)
    model = model_of(bench, passport_id)
    if model is not None:
        yield model
    waiting = list(bench.catalogue.components(passport_id))
    while waiting:
        component = waiting.pop()
        yield component
        waiting.extend(bench.catalogue.components(component.passport_id))
