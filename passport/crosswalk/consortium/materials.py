"""One array of materials with the consortium, two products of different disclosure classes with us.

The consortium marks critical raw materials among all materials of the battery. Here critical raw materials are public
and the detailed composition is not (Annex VI Part A(10), Annex XIII point 2(a)): the array is split by row.
"""

from __future__ import annotations

from typing import Any

from passport.crosswalk.carriers import decimal_of
from passport.crosswalk.consortium.rows import HAZARD_CLASS
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

_PUBLIC, _RESTRICTED = "MaterialComposition", "MaterialCompositionRestricted"
_CLASSES = {ours for ours, _ in HAZARD_CLASS.pairs}


def prepare_materials(facts: Tree, book: Notebook) -> None:
    """Takes out critical raw materials that are marked among the materials, and hazards they have no class for."""
    public: Tree = facts.get(_PUBLIC, {})
    _weigh(facts, book)
    marked = [row for row in facts.get(_RESTRICTED, {}).get("materials", ()) if row.get("isCriticalRawMaterial")]
    critical = public.pop("criticalRawMaterials", None) or []
    left = [row for row in critical if not any(_same(row, other) for other in marked)]
    if left:
        names = ", ".join(row.get("name", "?") for row in left)
        where = book.at(f"/{_PUBLIC}/criticalRawMaterials")
        where.note(NoteKind.NOT_CARRIED, f"not among the marked materials, the only place for it: {names}")
    if any("concentrationPercent" in row for row in critical):
        book.at(f"/{_PUBLIC}/criticalRawMaterials").note(NoteKind.NOT_CARRIED, "concentrations: they ask for masses")
    if "hazardousSubstances" in public:
        public["hazardousSubstances"] = _with_a_class(public["hazardousSubstances"], book)


def settle_materials(facts: Tree) -> None:
    """The marked materials are the public critical raw materials."""
    rows = facts.get(_RESTRICTED, {}).get("materials")
    public: Tree = facts.get(_PUBLIC, {})
    for row in public.get("hazardousSubstances", ()):
        row.setdefault("impacts", [])
    if rows is None or not public:
        return
    found: list[Tree] = []
    for row in rows:
        if row.get("isCriticalRawMaterial") and "name" in row:
            members = {"name": row["name"]} | ({"casNumber": row["casNumber"]} if "casNumber" in row else {})
            found += [members] if members not in found else []
    public["criticalRawMaterials"] = found


def _weigh(facts: Tree, book: Notebook) -> None:
    """They ask for masses; a share of the battery's mass is one."""
    whole = facts.get("ProductDataSheet", {}).get("massKg")
    for at, row in enumerate(facts.get(_RESTRICTED, {}).get("materials", ())):
        if whole is not None and "massKg" not in row and "massPercent" in row:
            here = book.at(f"/{_RESTRICTED}/materials/{at}/massPercent")
            row["massKg"] = decimal_of(row["massPercent"], here) * decimal_of(whole, here) / 100
            here.note(NoteKind.INFERRED, f"{row['massPercent']} % of {whole} kg are {row['massKg']} kg")


def _same(one: Tree, other: Tree) -> bool:
    if "casNumber" in one and "casNumber" in other:
        return bool(one["casNumber"] == other["casNumber"])
    return bool(one.get("name") == other.get("name"))


def _with_a_class(rows: list[Any], book: Notebook) -> list[Any]:
    """Their schema asks for one of three classes in every row, so a row of another one would void the document."""
    kept = [row for row in rows if row.get("hazardClass") in _CLASSES]
    for at, row in enumerate(rows):
        if row not in kept:
            text = f"{row.get('name')} is {row.get('hazardClass')}, of which they have no class: the row is left out"
            where = book.at(f"/{_PUBLIC}/hazardousSubstances/{at}")
            where.note(NoteKind.DEFECT, text, "consortium-three-hazard-classes")
    return kept
