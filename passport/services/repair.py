"""Keep what is anchored: find content that is pinned or whole in too few places, and put that right.

What belongs to a passport is what the catalogue knows: first versions, products, the manifests of their batches, and
attachments. Nothing else is looked at, and nothing is ever unpinned. Repeats change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from passport.errors import ContentCorrupt, ContentNotFound, StoreUnavailable
from passport.identifiers import Cid, Digest, PassportId
from passport.ports import Catalogue, ContentStore, Copy, CopyState, KeyVault
from passport.services.workbench import Workbench

FIRST_VERSION, MANIFEST, ATTACHMENT = "first version", "manifest", "attachment"


@dataclass(frozen=True, slots=True)
class KeptContent:
    """Content that must not be lost."""

    cid: Cid
    what: str
    """A product's type, or what else it is."""
    passport_id: PassportId | None
    """None for what belongs to several passports or is not known to belong to one."""


class Outcome(StrEnum):
    """What a repair came to."""

    WELL = "well"
    """Kept in enough places."""
    REPAIRED = "repaired"
    """Kept in enough places again."""
    WANTING = "wanting"
    """Kept in too few places, as others do not answer."""
    LOST = "lost"
    """Whole in no place."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One content, before and after."""

    content: KeptContent
    outcome: Outcome
    before: tuple[Copy, ...]
    after: tuple[Copy, ...]


def kept_content(catalogue: Catalogue, vault: KeyVault) -> tuple[KeptContent, ...]:
    """Everything the catalogue knows that must be kept, each CID once; what was erased must not."""
    found: dict[Cid, KeptContent] = {}
    for content in _known(catalogue, vault.destroyed()):
        found.setdefault(content.cid, content)
    return tuple(found.values())


def repair(bench: Workbench, progress: Callable[[int, int], None] | None = None) -> Iterator[Repair]:
    """Reads and hashes everything that must be kept, in every place, and mends it as it goes.

    What is unpinned is pinned again; what is missing or damaged in one place is brought there from another.

    Args:
        bench: The ports.
        progress: Told how many contents were looked at, and of how many.
    """
    contents = kept_content(bench.catalogue, bench.vault)
    for number, content in enumerate(contents, 1):
        yield _repaired(bench.store, content)
        if progress is not None:
            progress(number, len(contents))


def copies_kept(copies: tuple[Copy, ...]) -> int:
    """In how many places it is kept."""
    return sum(copy.state is CopyState.KEPT for copy in copies)


def _repaired(store: ContentStore, content: KeptContent) -> Repair:
    before = store.copies(content.cid, thorough=True)
    if copies_kept(before) == len(before):
        return Repair(content, Outcome.WELL, before, before)
    try:
        store.pin(content.cid)
    except (ContentNotFound, ContentCorrupt):
        return Repair(content, Outcome.LOST, before, store.copies(content.cid, thorough=True))
    except StoreUnavailable:
        return Repair(content, Outcome.WANTING, before, store.copies(content.cid, thorough=True))
    after = store.copies(content.cid, thorough=True)
    if copies_kept(after) < store.copies_wanted:
        return Repair(content, Outcome.WANTING, before, after)
    return Repair(
        content, Outcome.REPAIRED if copies_kept(after) > copies_kept(before) else Outcome.WELL, before, after
    )


def _known(catalogue: Catalogue, erased: frozenset[Digest]) -> Iterator[KeptContent]:
    for passport in catalogue.every_passport():
        yield KeptContent(passport.cid, FIRST_VERSION, passport.passport_id)
    for product in catalogue.every_product():
        if product.digest not in erased:
            yield KeptContent(product.cid, product.product_type, product.passport_id)
    for cid in catalogue.every_manifest():
        yield KeptContent(cid, MANIFEST, None)
    for cid, content in catalogue.every_attachment():
        if content not in erased:
            yield KeptContent(cid, ATTACHMENT, None)
