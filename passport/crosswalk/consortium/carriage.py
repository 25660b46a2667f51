"""Writes and reads the seven aspects of Battery Pass 1.2, as one object with a member for each aspect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.battery.product_types import ProductType
from passport.crosswalk.carriers import object_of
from passport.crosswalk.consortium.derived import OUR_PLACES, prepared, settled
from passport.crosswalk.consortium.performance_rows import NOW, PERFORMANCE, RATED
from passport.crosswalk.consortium.rows import CARBON, CIRCULARITY, GENERAL, LABELING, MATERIALS, ROWS, SUPPLY
from passport.crosswalk.content import Exported, Imported, NoteKind, PassportContent
from passport.crosswalk.derivations import in_our_places
from passport.crosswalk.facts import facts_of, imported, set_aside
from passport.crosswalk.table import Notebook, Table

ASPECTS = (GENERAL, CARBON, CIRCULARITY, MATERIALS, PERFORMANCE, LABELING, SUPPLY)
"""In the order of their documentation; PerformanceAndDurability is 1.2.1, the others are 1.2.0."""
TABLE = Table((*ROWS, *RATED, *NOW))


def export(content: PassportContent, drafts: Mapping[ProductType, Mapping[str, Any]] | None = None) -> Exported:
    """The content as Battery Pass 1.2 payloads, by aspect.

    Args:
        content: What the battery's products say.
        drafts: Payloads too short for a product that came with the content.

    Returns:
        The payloads, with a note of kind MISSING for each member that is asked for and that nobody states: payloads
        without such a note have no error against the published schemas.

    Raises:
        DocumentRefused: The category is none of theirs.
    """
    book = Notebook()
    facts = prepared(facts_of(content, drafts), book)
    set_aside(facts, TABLE.ours, book)
    document = TABLE.write(facts, book)
    for aspect in ASPECTS:
        document.setdefault(aspect, {})
    _note_short_shares(document[CIRCULARITY], book)
    return Exported(document, in_our_places(book.notes, OUR_PLACES))


def read(document: Mapping[str, Any]) -> Imported:
    """What Battery Pass 1.2 payloads say.

    Args:
        document: Parsed payloads, by aspect; GeneralProductInformation must be among them.

    Raises:
        DocumentRefused: They are no such payloads; names the path.
    """
    book = Notebook()
    return imported(settled(TABLE.read(object_of(document, book), book), book), book)


def _note_short_shares(circularity: Mapping[str, Any], book: Notebook) -> None:
    rows = circularity.get("recycledContent")
    here = book.at("/Circularity")
    if rows is None:
        here.note(NoteKind.MISSING, "recycledContent is asked for; nothing here says it")
    for row in rows or ():
        for member in ("preConsumerShare", "postConsumerShare"):
            if member not in row:
                here.note(NoteKind.MISSING, f"{member} of {row['recycledMaterial']} is asked for; nothing here says it")
