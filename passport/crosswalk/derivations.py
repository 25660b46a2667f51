"""Facts several formats want in another arrangement than ours: who answers for the battery, when its warranty ends.

`prepare_...` before a table writes, `settle_...` after it has read; both change the tree of facts they are given.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from passport.crosswalk.content import Note, NoteKind
from passport.crosswalk.facts import RECORD
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

SHEET = "ProductDataSheet"


def in_our_places(notes: Iterable[Note], places: Mapping[str, str]) -> tuple[Note, ...]:
    """The notes with the place of a fact where it stands with us, not where it stood for the table."""
    return tuple(_in_our_place(note, places) for note in notes)


def _in_our_place(note: Note, places: Mapping[str, str]) -> Note:
    for theirs, ours in places.items():
        if note.path == theirs or note.path.startswith(theirs + "/"):
            return replace(note, path=ours + note.path[len(theirs) :])
    return note


def prepare_operator(facts: Tree) -> Tree:
    """The responsible operator, who is the manufacturer where no other is named, as ``{"operator": ...}``."""
    sheet: Tree = facts.get(SHEET, {})
    operator = sheet.pop("responsibleOperator", None) or sheet.get("manufacturer")
    return {} if operator is None else {"operator": dict(operator)}


def settle_operator(facts: Tree, operator: Tree | None) -> None:
    """Names the responsible operator where it is not the manufacturer; a trade name only where it is not the name."""
    sheet: Tree = facts.get(SHEET, {})
    manufacturer = sheet.get("manufacturer")
    for organisation in (manufacturer, operator):
        if organisation and organisation.get("tradeName") == organisation.get("name"):
            organisation.pop("tradeName", None)
    if operator and operator != manufacturer:
        facts.setdefault(SHEET, sheet)["responsibleOperator"] = operator


def prepare_warranty(facts: Tree, book: Notebook) -> None:
    """The day the warranty ends, from its months and the day the battery went into service or was made."""
    record: Tree = facts.setdefault(RECORD, {})
    months = facts.get(SHEET, {}).pop("warrantyMonths", None)
    begins = _warranty_begins(facts, record)
    if "warrantyEndsOn" not in record and months and begins:
        record["warrantyEndsOn"] = _months_after(begins, months).isoformat()
        text = f"{months} months from {begins} end on {record['warrantyEndsOn']}"
        book.at(f"/{SHEET}/warrantyMonths").note(NoteKind.INFERRED, text)
    elif "warrantyEndsOn" not in record and months is not None:
        facts[SHEET]["warrantyMonths"] = months


def settle_warranty(facts: Tree, book: Notebook) -> None:
    """The months of the warranty instead of its last day, where that is whole months from its first."""
    record: Tree = facts.setdefault(RECORD, {})
    begins, ends = _warranty_begins(facts, record), record.get("warrantyEndsOn")
    if begins is None or ends is None:
        return
    last = date.fromisoformat(ends)
    months = (last.year - begins.year) * 12 + last.month - begins.month
    if months > 0 and _months_after(begins, months) == last:
        facts.setdefault(SHEET, {})["warrantyMonths"] = months
        del record["warrantyEndsOn"]
        book.at(f"/{SHEET}/warrantyMonths").note(NoteKind.INFERRED, f"{months} months from {begins} to {last}")


def _warranty_begins(facts: Tree, record: Tree) -> date | None:
    begins = facts.get("PerformanceDynamic", {}).get("putIntoServiceOn") or record.get("manufacturedOn")
    return None if begins is None else date.fromisoformat(begins)


def _months_after(begins: date, months: int) -> date:
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    year = min(year, date.max.year)
    return date(year, month + 1, min(begins.day, monthrange(year, month + 1)[1]))
