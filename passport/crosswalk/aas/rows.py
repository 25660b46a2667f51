"""Rows that are divided otherwise in IDTA 02035 than with us: spare parts, critical raw materials, marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.crosswalk.aas.carriers import items_of
from passport.crosswalk.carriers import object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

_SYMBOLS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_SEPARATE = "separate-collection"


def join_parts(dismantling: Tree) -> None:
    """Puts under every source the parts it supplies by name and number, as theirs has them."""
    sources = dismantling.get("sparePartSources", ())
    if not sources:
        return
    names = {part["partNumber"]: part["partName"] for part in dismantling.get("partNumbers", ())}
    supplied: set[str] = set()
    for source in sources:
        numbers = source.pop("partNumbers", None) or list(names)
        supplied.update(numbers)
        source["parts"] = [
            {"partNumber": number} | ({"partName": names[number]} if number in names else {}) for number in numbers
        ]
    left = [part for part in dismantling.pop("partNumbers", ()) if part["partNumber"] not in supplied]
    if left:
        dismantling["partNumbers"] = left


def divide_parts(dismantling: Tree) -> None:
    """The other way: parts into the list of part numbers, numbers under the source."""
    parts: dict[str, Tree] = {}
    for source in dismantling.get("sparePartSources", ()):
        supplied = source.pop("parts", ())
        numbers = [part["partNumber"] for part in supplied if "partNumber" in part]
        if numbers:
            source["partNumbers"] = numbers
        parts.update({part["partNumber"]: part for part in supplied if len(part) == 2})
    if parts:
        dismantling["partNumbers"] = list(parts.values())


def add_critical(composition: Tree, public: Mapping[str, Any], book: Notebook) -> None:
    """Adds the critical raw materials as rows of BatteryMaterials that name no component.

    Args:
        composition: MaterialComposition submodel, changed.
        public: Our MaterialComposition payload.
        book: At the payload.
    """
    if "criticalRawMaterials" not in public:
        return
    rows = composition.setdefault("BatteryMaterials", [])
    for at, critical in enumerate(public["criticalRawMaterials"]):
        row = {"BatteryMaterialName": critical["name"], "IsCriticalRawMaterial": True, "BatteryMaterialLocation": {}}
        if "casNumber" in critical:
            row["BatteryMaterialIdentifier"] = critical["casNumber"]
        rows.append(row)
        for name in ("concentrationPercent", "location"):
            if name in critical:
                here = book.at(f"{book.path}/criticalRawMaterials/{at}/{name}")
                here.note(NoteKind.NOT_CARRIED, "materials have a mass and a component")


def take_critical(composition: Tree, book: Notebook) -> list[Tree] | None:
    """The critical raw materials among BatteryMaterials: the rows without a component, which are taken out.

    Where there are none of these, what the other rows say of being critical is taken. None without BatteryMaterials.
    """
    if "BatteryMaterials" not in composition:
        return None
    rows = [object_of(row, book) for row in items_of(composition["BatteryMaterials"], book)]
    flagged = [row for row in rows if row.get("IsCriticalRawMaterial") is True and "BatteryMaterialName" in row]
    alone = [row for row in flagged if not row.get("BatteryMaterialLocation") and "BatteryMaterialMass" not in row]
    kept = [row for row in rows if row not in alone]
    composition["BatteryMaterials"] = kept
    if not kept:
        del composition["BatteryMaterials"]
    if flagged and not alone:
        book.at(f"{book.path}/BatteryMaterials").note(
            NoteKind.INFERRED, "critical raw materials: as marked in the rows"
        )
    names = {"BatteryMaterialName": "name", "BatteryMaterialIdentifier": "casNumber"}
    found = [{ours: row[theirs] for theirs, ours in names.items() if theirs in row} for row in alone or flagged]
    return [row for at, row in enumerate(found) if row not in found[:at]]


def markings_of(declaration: Tree, book: Notebook) -> list[Tree]:
    """Markings for the marks of a declaration of conformity; the marks are taken out of it."""
    marks = [("separateCollectionMark", _SEPARATE, declaration.pop("separateCollectionMark", None))]
    marks += [
        (f"heavyMetalMarks/{at}", f"heavy-metal {mark['metal']}", mark)
        for at, mark in enumerate(declaration.pop("heavyMetalMarks", ()))
    ]
    marks += [(f"otherMarks/{at}", mark["subject"], mark) for at, mark in enumerate(declaration.pop("otherMarks", ()))]
    return [_marking(name, mark, book.at(f"{book.path}/{path}")) for path, name, mark in marks if mark is not None]


def marks_of(markings: Any, book: Notebook) -> Tree:
    """The marks of a declaration of conformity in a list of Markings; those of no kind of ours are ``other``."""
    marks: Tree = {}
    for at, each in enumerate(items_of(markings, book)):
        here = book.at(f"{book.path}/{at}")
        marking = object_of(each, here)
        mark = _mark(marking, here)
        if mark is None:
            continue
        name = text_of(marking.get("MarkingName"), here)
        if name == _SEPARATE:
            marks["separateCollectionMark"] = mark
        elif name.startswith("heavy-metal "):
            marks.setdefault("heavyMetalMarks", []).append({"metal": name.removeprefix("heavy-metal "), **mark})
        else:
            subject = name if name in _SUBJECTS else "other"
            marks.setdefault("otherMarks", []).append({"subject": subject, **mark})
            if subject != name:
                here.note(NoteKind.NOT_CARRIED, f"the name of the marking, {name[:60]!r}: taken as other")
    return marks


_SUBJECTS = frozenset({"carbon-footprint", "extinguishing-agent", "hazardous-material", "capacity", "ce", "other"})


def _marking(name: str, mark: Mapping[str, Any], book: Notebook) -> Tree:
    marking: Tree = {"MarkingName": name}
    media = next((kind for end, kind in _SYMBOLS.items() if mark["symbolUrl"].lower().endswith(end)), None)
    if media is None:
        book.at(f"{book.path}/symbolUrl").note(NoteKind.NOT_CARRIED, "a file needs a media type; nothing here says it")
    else:
        marking["MarkingFile"] = {"value": mark["symbolUrl"], "contentType": media}
    languages = list(mark.get("meaning", {}))
    if languages:
        chosen = "en" if "en" in languages else languages[0]
        marking["MarkingAdditionalText"] = mark["meaning"][chosen]
        for language in languages:
            if language != chosen or chosen != "en":
                book.at(f"{book.path}/meaning/{language}").note(NoteKind.NOT_CARRIED, "the text states no language")
    return marking


def _mark(marking: Mapping[str, Any], book: Notebook) -> Tree | None:
    file = marking.get("MarkingFile")
    if not isinstance(file, Mapping) or "value" not in file:
        book.note(NoteKind.NOT_CARRIED, "a marking without a symbol")
        return None
    for name in marking:
        if name not in ("MarkingName", "MarkingFile", "MarkingAdditionalText"):
            book.at(f"{book.path}/{name}").note(NoteKind.NOT_CARRIED, "we have no place for this")
    mark: Tree = {"symbolUrl": text_of(file["value"], book)}
    if "MarkingAdditionalText" in marking:
        mark["meaning"] = {"en": text_of(marking["MarkingAdditionalText"], book)}
        book.note(NoteKind.INFERRED, "the meaning is taken as English: the format states no language")
    return mark
