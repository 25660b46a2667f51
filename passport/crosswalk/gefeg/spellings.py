"""Names that members had in earlier versions of BatteryPass-Ready, brought to those of 1.0 (gefeg-member-names)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

ROOT = "Battery_Passport"
_ROOTS = ("EV", "LMT", "OtherIndustrial2kWh", "Industrial2kWh")
"""One root for each guide, until June 2026."""
_MEMBERS: Mapping[str, str] = {
    "ExpectedLifetime-NumberOfChargeOrDischargeCycles": "ExpectedLifetime-NumberOfCharge-dischargeCycles",
    "ExpectedLifetime:_NumberOfCharge-dischargeCycles": "ExpectedLifetime-NumberOfCharge-dischargeCycles",
    "ampereHourValueDecimal": "amperehourMiliamperehourValue",
    "CustomChemicalCodes": "chemicalCodeValue",
}
_DEEPEST = 3
"""Group, member, and the members of a quantity."""


def today(document: Mapping[str, Any], book: Notebook) -> Tree:
    """The document with the names of 1.0; each other name that is known is noted."""
    found: Tree = dict(document)
    for root in _ROOTS:
        if root in found and ROOT not in found:
            found[ROOT] = found.pop(root)
            _note(f"/{root}", ROOT, book)
    if ROOT in found:
        found[ROOT] = _renamed(found[ROOT], f"/{ROOT}", _DEEPEST, book)
    return found


def _renamed(value: Any, path: str, depth: int, book: Notebook) -> Any:
    if not isinstance(value, Mapping) or depth == 0:
        return value
    members: Tree = {}
    for name, member in value.items():
        newer = _MEMBERS.get(name, name)
        if newer != name and newer not in value:
            _note(f"{path}/{name}", newer, book)
            name = newer
        members[name] = _renamed(member, f"{path}/{name}", depth - 1, book)
    return members


def _note(path: str, newer: str, book: Notebook) -> None:
    book.at(path).note(NoteKind.DEFECT, f"read as {newer}", "gefeg-member-names")
