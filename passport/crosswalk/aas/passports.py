"""A passport as an Asset Administration Shell with the submodels of IDTA 02035, and back."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from passport.battery.category import BatteryCategory
from passport.crosswalk.aas.carriers import DocumentIds, Documents
from passport.crosswalk.aas.environment import environment_of, note_missing, plausible_part, shell_in, values_in
from passport.crosswalk.aas.footprint import footprint_of, footprint_rows
from passport.crosswalk.aas.rows import add_critical, divide_parts, join_parts, markings_of, marks_of, take_critical
from passport.crosswalk.aas.shapes import submodel_shapes
from passport.crosswalk.aas.tables import table
from passport.crosswalk.aas.times import put_times, take_times
from passport.crosswalk.content import Exported, Imported, NoteKind, PassportContent
from passport.crosswalk.facts import RECORD, facts_of, imported, set_aside
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

_SPECIFIC = {
    "level": "componentLevel",
    "category": "batteryCategory",
    "passportIdentifier": "passportIdentifier",
    "hasManagementSystem": "hasManagementSystem",
}
"""Facts of the record that no submodel has, and the specific asset id they stand in."""


def export(content: PassportContent, drafts: Mapping[Any, Mapping[str, Any]] | None = None) -> Exported:
    """The AAS environment of a passport: one shell, the submodels there is something to say in."""
    book = Notebook()
    facts = facts_of(content, drafts)
    record = facts[RECORD]
    kind = "Type" if record.pop("granularity") == "model" else "Instance"
    specific = {theirs: _specific(record[ours]) for ours, theirs in _SPECIFIC.items() if ours in record}
    for name in ("level", "passportIdentifier", "hasManagementSystem"):
        record.pop(name, None)
    values = _values(facts, book)
    note_missing(values, book)
    return Exported(environment_of(content.identifier, kind, specific, values), tuple(sorted(book.notes, key=str)))


def read(document: Mapping[str, Any], category: BatteryCategory | None = None) -> Imported:
    """The passport in an AAS environment.

    Args:
        document: The environment as JSON.
        category: The battery's, where the environment does not say it.

    Raises:
        DocumentRefused: No AAS environment, or one that says neither identifier nor category.
    """
    book = Notebook()
    asset, kind, specific = shell_in(document, book)
    facts = _facts(values_in(document, book), book)
    record = facts.setdefault(RECORD, {})
    if record.setdefault("identifier", asset) != asset:
        book.at("/assetAdministrationShells/0").note(
            NoteKind.NOT_CARRIED, f"the global asset id {asset[:80]}: the nameplate says another identifier"
        )
    record["granularity"] = "model" if kind == "Type" else "individual"
    known = {theirs: ours for ours, theirs in _SPECIFIC.items()}
    for name, value in specific.items():
        if name in known:
            record.setdefault(known[name], value == "true" if name == "hasManagementSystem" else value)
        else:
            book.at("/assetAdministrationShells/0").note(NoteKind.NOT_CARRIED, f"the specific asset id {name[:60]!r}")
    if category is not None:
        record.setdefault("category", category)
    return imported(facts, book)


def read_submodels(values: Mapping[str, Any]) -> Imported:
    """The passport in the values of the submodels, by idShort, in the JSON form of their SAMM aspects.

    Raises:
        DocumentRefused: A value is not of its template's kind, or no identifier or category is said.
    """
    book = Notebook()
    for name in values.keys() - submodel_shapes().keys():
        book.at(f"/{name}").note(NoteKind.NOT_CARRIED, "this submodel is none of IDTA 02035")
    plausible = {
        name: plausible_part(values[name], book.at(f"/{name}")) for name in submodel_shapes() if name in values
    }
    return imported(_facts(plausible, book), book)


def _values(facts: Tree, book: Notebook) -> dict[str, Tree]:
    documents = Documents()
    footprint = facts.pop("CarbonFootprint", None)
    public = facts.get("MaterialComposition", {})
    critical = {key: public.pop(key) for key in ("criticalRawMaterials",) if key in public}
    join_parts(facts.get("DismantlingInformation", {}))
    markings = markings_of(facts.get("DeclarationOfConformity", {}), book.at("/DeclarationOfConformity"))
    recorded = facts.get("PerformanceDynamic", {}).pop("recordedAt", None)
    occurred = facts.get("IncidentReport", {}).pop("occurredAt", None)
    rows = table(documents)
    set_aside(facts, {row.ours.steps[0].member for row in rows.rows}, book)
    values = rows.write(facts, book)
    if footprint is not None:
        links = DocumentIds(documents, bare=True)
        footprints = footprint_rows(footprint, links, book.at("/CarbonFootprint"))
        values["CarbonFootprint"] = {"ProductCarbonFootprints": footprints}
    if critical:
        add_critical(values.setdefault("MaterialComposition", {}), critical, book.at("/MaterialComposition"))
    if markings:
        values.setdefault("DigitalNameplate", {})["Markings"] = markings
    put_times(values.get("ProductCondition", {}), recorded, occurred)
    if recorded is not None and "ProductCondition" not in values:
        book.at("/PerformanceDynamic/recordedAt").note(NoteKind.NOT_CARRIED, "a time stands beside a value")
    handed_over = documents.written()
    if handed_over:
        values["HandoverDocumentation"] = {"Documents": handed_over}
    return {name: values[name] for name in submodel_shapes() if name in values}


def _facts(given: Mapping[str, Any], book: Notebook) -> Tree:
    values: dict[str, Tree] = deepcopy(dict(given))
    documents = Documents.read(values.pop("HandoverDocumentation", {}), book.at("/HandoverDocumentation"))
    footprints = values.pop("CarbonFootprint", {}).get("ProductCarbonFootprints")
    markings = values.get("DigitalNameplate", {}).pop("Markings", None)
    critical = take_critical(values.get("MaterialComposition", {}), book.at("/MaterialComposition"))
    recorded, occurred = take_times(values.get("ProductCondition", {}), book.at("/ProductCondition"))
    facts = table(documents).read(values, book)
    if footprints is not None:
        links = DocumentIds(documents, bare=True)
        read_rows = footprint_of(footprints, links, book.at("/CarbonFootprint/ProductCarbonFootprints"))
        facts |= {"CarbonFootprint": read_rows} if read_rows else {}
    if critical is not None:
        facts.setdefault("MaterialComposition", {})["criticalRawMaterials"] = critical
    if markings is not None:
        marks = marks_of(markings, book.at("/DigitalNameplate/Markings"))
        facts.setdefault("DeclarationOfConformity", {}).update(marks)
    divide_parts(facts.get("DismantlingInformation", {}))
    if recorded is not None:
        facts.setdefault("PerformanceDynamic", {})["recordedAt"] = recorded
    if occurred is not None:
        facts.setdefault("IncidentReport", {})["occurredAt"] = occurred
    return facts


def _specific(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
