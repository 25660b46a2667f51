"""Rows that are cut otherwise: labels, sources of spare parts, resistances with their time, remaining capacity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from passport.crosswalk.carriers import decimal_of, number_for
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

_SHEET, _DYNAMIC, _CONFORMITY = "ProductDataSheet", "PerformanceDynamic", "DeclarationOfConformity"
_DISMANTLING = "DismantlingInformation"
_SUBJECTS = {"separate-collection", "hazardous-material", "carbon-footprint", "extinguishing-agent"}
_CONDITION = "/PerformanceAndDurability/batteryCondition"


def prepare_capacity(facts: Tree, derived: Tree, book: Notebook) -> None:
    """Remaining capacity in Ah is an energy at the nominal voltage (defect consortium-remaining-capacity-in-kwh)."""
    dynamic, voltage = facts.get(_DYNAMIC, {}), facts.get(_SHEET, {}).get("nominalVoltageV")
    if "remainingCapacityAh" not in dynamic or not voltage:
        return
    here = book.at(f"/{_DYNAMIC}/remainingCapacityAh")
    capacity = decimal_of(dynamic.pop("remainingCapacityAh"), here)
    derived["remainingCapacityWh"] = capacity * decimal_of(voltage, here)
    text = f"{capacity} Ah at {voltage} V: their model states kWh"
    here.note(NoteKind.DEFECT, text, "consortium-remaining-capacity-in-kwh")


def settle_capacity(facts: Tree, derived: Tree, book: Notebook) -> None:
    """The energy their model states, as capacity at the nominal voltage."""
    if "remainingCapacityWh" not in derived:
        return
    here = book.at(f"{_CONDITION}/remainingCapacity/remainingCapacityValue")
    voltage = facts.get(_SHEET, {}).get("nominalVoltageV")
    volts = Decimal(0) if voltage is None else decimal_of(voltage, here)
    if volts <= 0:
        here.note(NoteKind.NOT_CARRIED, "kWh is no capacity without the nominal voltage")
        return
    energy = decimal_of(derived["remainingCapacityWh"], here)
    facts.setdefault(_DYNAMIC, {})["remainingCapacityAh"] = number_for(energy / volts, False, here)
    text = f"{energy} Wh at {volts} V: their model states kWh"
    here.note(NoteKind.DEFECT, text, "consortium-remaining-capacity-in-kwh")


def prepare_increases(facts: Tree, derived: Tree) -> None:
    """Each row has its time with them."""
    dynamic = facts.get(_DYNAMIC, {})
    rows = dynamic.pop("internalResistanceIncrease", None)
    if rows is not None:
        time = {"recordedAt": dynamic["recordedAt"]} if "recordedAt" in dynamic else {}
        derived["internalResistanceIncrease"] = [{**row, **time} for row in rows]


def settle_increases(facts: Tree, derived: Tree, book: Notebook) -> None:
    """One time for all values with us."""
    rows = derived.get("internalResistanceIncrease")
    if rows is None:
        return
    dynamic = facts.setdefault(_DYNAMIC, {})
    for at, row in enumerate(rows):
        time = row.pop("recordedAt", None)
        if time is not None and dynamic.setdefault("recordedAt", time) != time:
            here = book.at(f"{_CONDITION}/internalResistanceIncrease/{at}/lastUpdate")
            here.note(NoteKind.NOT_CARRIED, f"our values have one time, {dynamic['recordedAt']}")
    dynamic["internalResistanceIncrease"] = rows


def prepare_labels(facts: Tree, derived: Tree, book: Notebook) -> None:
    """All marks in one array, by their four subjects."""
    conformity: Tree = facts.get(_CONFORMITY, {})
    marks: list[tuple[str, Any]] = []
    if "separateCollectionMark" in conformity:
        marks.append(("separateCollectionMark", conformity.pop("separateCollectionMark")))
    heavy = conformity.pop("heavyMetalMarks", None)
    where = book.at(f"/{_CONFORMITY}/heavyMetalMarks")
    if heavy is not None and not heavy:
        where.note(NoteKind.NOT_CARRIED, "that no mark for cadmium or lead is needed")
    for mark in heavy or ():
        where.note(NoteKind.NOT_CARRIED, f"which metal is marked: {mark.pop('metal', '?')}")
        marks.append(("hazardous-material", mark))
    marks += [(mark.pop("subject", "other"), mark) for mark in conformity.pop("otherMarks", ())]
    labels = []
    for subject, mark in marks:
        word = "separate-collection" if subject == "separateCollectionMark" else subject
        if word in _SUBJECTS:
            labels.append({"subject": word, **mark})
        else:
            book.at(f"/{_CONFORMITY}/otherMarks").note(NoteKind.NOT_CARRIED, f"they have no subject {word!r}")
    if marks:
        derived["labels"] = labels


def settle_labels(facts: Tree, derived: Tree, book: Notebook) -> None:
    """The mark for separate collection by itself, the others in one array."""
    for at, label in enumerate(derived.get("labels", ())):
        conformity = facts.setdefault(_CONFORMITY, {})
        if label.get("subject") != "separate-collection":
            conformity.setdefault("otherMarks", []).append(label)
        elif "separateCollectionMark" not in conformity:
            conformity["separateCollectionMark"] = {name: label[name] for name in label if name != "subject"}
        else:
            here = book.at(f"/Labeling/labels/{at}")
            here.note(NoteKind.NOT_CARRIED, "a second mark for separate collection")


def prepare_sources(facts: Tree, derived: Tree, book: Notebook) -> None:
    """Each source with the parts it has; a source that names none has all of them."""
    dismantling: Tree = facts.get(_DISMANTLING, {})
    sources = dismantling.pop("sparePartSources", None)
    if sources is None:
        return
    parts = [part for part in dismantling.pop("partNumbers", []) if "partNumber" in part]
    had: set[str] = set()
    for source in sources:
        numbers = source.pop("partNumbers", None)
        source["components"] = [part for part in parts if numbers is None or part["partNumber"] in numbers]
        had.update(part["partNumber"] for part in source["components"])
    left = [part["partNumber"] for part in parts if part["partNumber"] not in had]
    if left:
        here = book.at(f"/{_DISMANTLING}/partNumbers")
        here.note(NoteKind.NOT_CARRIED, f"parts that no source has: {', '.join(left)}")
    derived["sparePartSources"] = sources


def settle_sources(facts: Tree, derived: Tree) -> None:
    """All parts in one array; each source names the numbers it has."""
    sources = derived.get("sparePartSources")
    if sources is None:
        return
    dismantling = facts.setdefault(_DISMANTLING, {})
    parts: dict[str, Any] = {}
    for source in sources:
        components = [part for part in source.pop("components", ()) if "partNumber" in part]
        parts |= {part["partNumber"]: part for part in components if part["partNumber"] not in parts}
        if components:
            source["partNumbers"] = list(dict.fromkeys(part["partNumber"] for part in components))
    dismantling["sparePartSources"] = sources
    if parts:
        dismantling["partNumbers"] = list(parts.values())
