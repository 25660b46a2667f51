"""Symbols on the battery and what they mean: rows with us, two addresses and one text with GEFEG."""

from __future__ import annotations

from typing import Any

from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

CONFORMITY = "DeclarationOfConformity"
NOT_REQUIRED = "urn:battery-passport:symbol:cadmium-and-lead:not-required"
"""What is written where neither cadmium nor lead is above its limit: GEFEG asks for an address always (defect
gefeg-cadmium-and-lead-always)."""
_UNKNOWN = "und"
"""ISO 639-2 for a language nobody stated."""


def prepare_marks(facts: Tree, derived: Tree, book: Notebook) -> None:
    """Takes the meanings of all marks together, and the one address of the symbols for cadmium and lead."""
    conformity: Tree = facts.get(CONFORMITY, {})
    where = book.at(f"/{CONFORMITY}")
    unnamed = _read_before(conformity)
    meanings = [text for mark in _marks(conformity) if (text := _meaning(mark, where)) is not None]
    if meanings:
        derived["meanings"] = "; ".join(dict.fromkeys(meanings))
    heavy = conformity.get("heavyMetalMarks")
    if heavy is None and unnamed is not None:
        conformity["otherMarks"] = [mark for mark in conformity["otherMarks"] if mark is not unnamed]
        if not conformity["otherMarks"]:
            del conformity["otherMarks"]
        derived["heavyMetalSymbol"] = unnamed["symbolUrl"]
    if heavy is None:
        return
    del conformity["heavyMetalMarks"]
    if not heavy:
        derived["heavyMetalSymbol"] = NOT_REQUIRED
        text = "no symbol is needed, an address is asked for"
        where.at(f"{where.path}/heavyMetalMarks").note(NoteKind.DEFECT, text, "gefeg-cadmium-and-lead-always")
        return
    symbols = [mark["symbolUrl"] for mark in heavy if "symbolUrl" in mark]
    if symbols:
        derived["heavyMetalSymbol"] = symbols[0]
    metals = ", ".join(mark.get("metal", "?") for mark in heavy)
    says = f"which metal is marked ({metals}): they have one address for both"
    where.at(f"{where.path}/heavyMetalMarks").note(NoteKind.NOT_CARRIED, says)


def settle_marks(facts: Tree, derived: Tree, book: Notebook) -> None:
    """Makes the marks of the addresses; every mark gets the one text that explains them."""
    symbol, text = derived.get("heavyMetalSymbol"), derived.get("meanings")
    if symbol == NOT_REQUIRED:
        facts.setdefault(CONFORMITY, {})["heavyMetalMarks"] = []
    elif symbol is not None:
        mark = {"subject": "hazardous-material", "symbolUrl": symbol}
        facts.setdefault(CONFORMITY, {}).setdefault("otherMarks", []).append(mark)
        says = "which of cadmium and lead it marks is not said: kept as a mark for hazardous material"
        book.at(f"/{CONFORMITY}/otherMarks").note(NoteKind.INFERRED, says)
    marks = _marks(facts.get(CONFORMITY, {}))
    for mark in marks:
        if text is not None:
            mark["meaning"] = {_UNKNOWN: text}
    where = book.at("/Battery_Passport/SymbolsLabelsAndDocumentationOfConformity/MeaningOfLabelsAndSymbols")
    if text is not None and marks:
        where.note(NoteKind.INFERRED, "the text explains all marks together, in a language that is not stated")
    elif text is not None:
        where.note(NoteKind.NOT_CARRIED, "a meaning is stated, but no mark")


def _read_before(conformity: Tree) -> Tree | None:
    """The mark `settle_marks` made of a symbol for cadmium and lead; no other hazardous-material mark is one."""
    for mark in conformity.get("otherMarks") or ():
        is_hazard = mark.get("subject") == "hazardous-material" and "symbolUrl" in mark
        if is_hazard and set(mark.get("meaning", {})) <= {_UNKNOWN}:
            found: Tree = mark
            return found
    return None


def _marks(conformity: Tree) -> list[Tree]:
    one: Any = conformity.get("separateCollectionMark")
    rows = (*(conformity.get("heavyMetalMarks") or ()), *(conformity.get("otherMarks") or ()))
    return [mark for mark in (one, *rows) if mark is not None]


def _meaning(mark: Tree, book: Notebook) -> str | None:
    by_language: dict[str, str] = mark.pop("meaning", {})
    if not by_language:
        return None
    language = next((known for known in ("en", _UNKNOWN) if known in by_language), next(iter(by_language)))
    others = sorted(set(by_language) - {language})
    if others:
        book.note(NoteKind.NOT_CARRIED, f"the meaning of a mark in {', '.join(others)}: they have one text")
    return by_language[language]
