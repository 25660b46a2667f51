"""Facts that stand in several places with us and in one with GEFEG, or the other way round.

`prepared` puts them into one place before a table writes, `settled` takes them apart after a table has read. That place
is the tree's member ``gefeg``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.crosswalk.content import NoteKind
from passport.crosswalk.derivations import prepare_operator, prepare_warranty, settle_operator, settle_warranty
from passport.crosswalk.facts import RECORD
from passport.crosswalk.gefeg.guides import CATEGORIES, CATEGORY_WORDS, STATIC_WITHOUT_BMS, Guide
from passport.crosswalk.gefeg.listings import NONE
from passport.crosswalk.gefeg.marks import prepare_marks, settle_marks
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

DERIVED = "gefeg"
OUR_PLACES: Mapping[str, str] = {
    "/gefeg/operator": "/ProductDataSheet/responsibleOperator",
    "/gefeg/impacts": "/MaterialComposition/hazardousSubstances",
    "/gefeg/meanings": "/DeclarationOfConformity",
    "/gefeg/heavyMetalSymbol": "/DeclarationOfConformity/heavyMetalMarks",
    "/gefeg/passportIdentifier": "/passport/passportIdentifier",
    "/gefeg/category": "/passport/category",
}
"""Where the facts of the member ``gefeg`` stand with us."""
SCHEMA_VERSION = "BatteryPass-Ready 1.0"
COMPOSITION, DYNAMIC = "MaterialComposition", "PerformanceDynamic"


def prepared(facts: Tree, guide: Guide, book: Notebook) -> Tree:
    """The facts with what GEFEG has in one place in one place; changes and returns `facts`."""
    record: Tree = facts.setdefault(RECORD, {})
    record.pop("hasManagementSystem", None)
    record.pop("category", None)
    facts[DERIVED] = {
        "schemaVersion": SCHEMA_VERSION,
        "category": CATEGORY_WORDS[guide],
        "passportStatus": "Archived" if record.pop("hasCeased", False) else "Active",
        "passportIdentifier": record.pop("passportIdentifier", record.get("identifier")),
    }
    facts[DERIVED] |= prepare_operator(facts)
    prepare_warranty(facts, book)
    _note_defects(record, guide, book)
    _prepare_impacts(facts, book)
    prepare_marks(facts, facts[DERIVED], book)
    if facts.get(DYNAMIC, {}).get("recordedAt") == record.get("updatedAt"):
        facts.get(DYNAMIC, {}).pop("recordedAt", None)
    return facts


def settled(facts: Tree, guide: Guide, book: Notebook) -> Tree:
    """The facts in our places; changes and returns `facts`."""
    derived: Tree = facts.pop(DERIVED, {})
    record: Tree = facts.setdefault(RECORD, {})
    _settle_record(derived, record, guide, book)
    settle_operator(facts, derived.get("operator"))
    _settle_impacts(facts, derived, book)
    settle_marks(facts, derived, book)
    dynamic = facts.get(DYNAMIC)
    if dynamic and "recordedAt" not in dynamic and "updatedAt" in record:
        dynamic["recordedAt"] = record["updatedAt"]
        text = "the values are taken to hold at the passport's last update"
        book.at(f"/{DYNAMIC}/recordedAt").note(NoteKind.INFERRED, text)
    settle_warranty(facts, book)
    return facts


def guide_said(passport: Mapping[str, Any]) -> Guide | None:
    """The guide a document was written for, by its category and by what every battery with a BMS must say."""
    data = passport.get("IdentifiersAndProductData")
    category = data.get("BatteryCategory") if isinstance(data, Mapping) else None
    word = category.get("batteryCategoryValue") if isinstance(category, Mapping) else None
    if word == STATIC_WITHOUT_BMS:
        return Guide.WITHOUT_BMS
    found = next((guide for guide, theirs in CATEGORY_WORDS.items() if theirs == word), None)
    if found is Guide.OTHER_INDUSTRIAL and isinstance(data, Mapping) and "ManufacturingDate" not in data:
        return Guide.WITHOUT_BMS
    return found


def _settle_record(derived: Tree, record: Tree, guide: Guide, book: Notebook) -> None:
    record["category"] = CATEGORIES[guide].value
    record["hasManagementSystem"] = guide is not Guide.WITHOUT_BMS
    place = book.path + "/Battery_Passport/IdentifiersAndProductData"
    if derived.get("schemaVersion", SCHEMA_VERSION) != SCHEMA_VERSION:
        text = f"{derived['schemaVersion']!r} is not kept; an export says {SCHEMA_VERSION!r}"
        book.at(f"{place}/DPPSchemaVersion").note(NoteKind.NOT_CARRIED, text)
    status = derived.get("passportStatus", "Active")
    if status == "Archived":
        record["hasCeased"] = True
    elif status != "Active":
        book.at(f"{place}/DPPStatus").note(NoteKind.NOT_CARRIED, f"a passport of ours is never {status}")
    own = derived.get("passportIdentifier")
    if own is not None and own != record.get("identifier"):
        record["passportIdentifier"] = own


def _note_defects(record: Tree, guide: Guide, book: Notebook) -> None:
    if "warrantyEndsOn" in record:
        text = "a day is asked for, the Regulation asks for a period"
        book.at("/ProductDataSheet/warrantyMonths").note(NoteKind.DEFECT, text, "gefeg-warranty-is-a-day")
    if guide is Guide.WITHOUT_BMS:
        text = f"written as {CATEGORY_WORDS[guide]!r}, as for a battery with a management system"
        book.at(f"/{RECORD}/category").note(NoteKind.DEFECT, text, "gefeg-category-without-bms")


def _prepare_impacts(facts: Tree, book: Notebook) -> None:
    rows = facts.get(COMPOSITION, {}).get("hazardousSubstances")
    if rows is None:
        return
    impacts = [tuple(row.pop("impacts", ())) for row in rows]
    texts = dict.fromkeys(text for row in impacts for text in row)
    if len(set(impacts)) > 1:
        where = book.at(f"/{COMPOSITION}/hazardousSubstances")
        where.note(NoteKind.NOT_CARRIED, "which substance has which impact: they ask for one text for all")
    if texts or not rows:
        facts[DERIVED]["impacts"] = "; ".join(texts) or NONE


def _settle_impacts(facts: Tree, derived: Tree, book: Notebook) -> None:
    text = derived.get("impacts")
    rows = facts.get(COMPOSITION, {}).get("hazardousSubstances") or []
    for row in rows:
        row["impacts"] = [] if text is None or text == NONE else [text]
    where = book.at("/Battery_Passport/BatteryMaterialsAndComposition")
    if text is not None and len(rows) > 1:
        where.note(NoteKind.INFERRED, "the impact is stated of all hazardous substances together")
    elif text is not None and text != NONE and not rows:
        where.note(NoteKind.NOT_CARRIED, "an impact is stated, but no hazardous substance")
