"""Writes and reads BatteryPass-Ready documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from passport.battery.product_types import ProductType
from passport.crosswalk.carriers import object_of
from passport.crosswalk.content import Exported, Imported, PassportContent
from passport.crosswalk.derivations import in_our_places
from passport.crosswalk.errors import DocumentRefused
from passport.crosswalk.facts import facts_of, imported, set_aside
from passport.crosswalk.gefeg.asked import Asked
from passport.crosswalk.gefeg.derived import OUR_PLACES, guide_said, prepared, settled
from passport.crosswalk.gefeg.document_rows import CIRCULARITY, COMPOSITION, CONFORMITY, FOOTPRINT
from passport.crosswalk.gefeg.guides import Guide, guide_of
from passport.crosswalk.gefeg.identity_rows import ROWS as IDENTITY
from passport.crosswalk.gefeg.performance_rows import NOW, RATED
from passport.crosswalk.gefeg.spellings import ROOT, today
from passport.crosswalk.table import Notebook, Table

GROUPS = (
    "IdentifiersAndProductData",
    "PerformanceAndDurability",
    "BatteryCarbonFootprint",
    "BatteryMaterialsAndComposition",
    "CircularityAndResourceEfficiency",
    "SupplyChainDueDiligence",
    "SymbolsLabelsAndDocumentationOfConformity",
)
ROWS: tuple[Asked, ...] = (*IDENTITY, *RATED, *NOW, *FOOTPRINT, *COMPOSITION, *CIRCULARITY, *CONFORMITY)
"""Every row of every guide."""


def export(
    content: PassportContent,
    guide: Guide | None = None,
    drafts: Mapping[ProductType, Mapping[str, Any]] | None = None,
) -> Exported:
    """The content as a BatteryPass-Ready 1.0 document.

    Args:
        content: What the battery's products say.
        guide: Which of the five; the one of the battery's category if left out.
        drafts: Payloads too short for a product that came with the content.

    Returns:
        The document, with a note of kind MISSING for each member the guide asks for and nobody states: a document
        without such a note has no error against the published schema.

    Raises:
        CrosswalkError: There is no guide for the category.
    """
    chosen = guide or guide_of(content)
    book = Notebook()
    facts = prepared(facts_of(content, drafts), chosen, book)
    table = written_table(chosen)
    set_aside(facts, table.ours, book)
    document = table.write(facts, book)
    passport = document.setdefault(ROOT, {})
    for group in GROUPS:
        passport.setdefault(group, {})
    return Exported(document, in_our_places(book.notes, OUR_PLACES))


def read(document: Mapping[str, Any], guide: Guide | None = None) -> Imported:
    """What a BatteryPass-Ready 1.0 document says.

    Args:
        document: Parsed JSON.
        guide: Which of the five it was written for; read from the document if left out.

    Raises:
        DocumentRefused: It is no such document; names the path.
        UnitRefused: A unit that is missing, unknown, or of another kind of quantity.
    """
    book = Notebook()
    document = today(object_of(document, book), book)
    passport = object_of(document.get(ROOT), book.at(f"/{ROOT}"))
    chosen = guide or guide_said(passport)
    if chosen is None:
        path = f"/{ROOT}/IdentifiersAndProductData/BatteryCategory/batteryCategoryValue"
        raise DocumentRefused(f"At {path}: there is no category of BatteryPass-Ready here.", path=path)
    facts = read_table().read(document, book)
    return imported(settled(facts, chosen, book), book)


@cache
def written_table(guide: Guide) -> Table:
    """What a guide asks for."""
    rows = (asked.row_of(guide) for asked in ROWS)
    return Table(tuple(found for found in rows if found is not None))


@cache
def read_table() -> Table:
    """What any guide may say."""
    return Table(tuple(asked.any_row() for asked in ROWS))
