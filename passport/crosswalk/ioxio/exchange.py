"""A passport as the data products of IOXIO that say something about it, and back.

IOXIO has no document for a whole passport; ours names the battery and holds request and response of each definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from passport.battery.category import BatteryCategory
from passport.battery.product_types import ProductType
from passport.crosswalk.carriers import decimal_of, number_for, object_of, refused
from passport.crosswalk.content import Exported, Imported, NoteKind, PassportContent
from passport.crosswalk.facts import RECORD, facts_of, imported, set_aside
from passport.crosswalk.ioxio.tables import (
    FOOTPRINT,
    HEALTH,
    SHEET,
    SHEET_1,
    footprint_rows,
    health_rows,
    sheet_1_rows,
    sheet_rows,
)
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook, Table

DEFINITIONS: Mapping[str, str] = {
    SHEET_1: "Energy/Battery/ProductDataSheet_v1.0",
    "ChargingHistory": "Energy/Battery/ChargingHistory_v1.0",
    "EnvironmentalFootprint": "Product/Manufacturing/EnvironmentalFootprint_v1.0",
    "SiteWeather": "Weather/Current/Metric_v1.0",
    SHEET: "DigitalProductPassport/Battery/ManufacturingDataSheet_v0.1",
    HEALTH: "DigitalProductPassport/Battery/HealthData_v0.2",
    FOOTPRINT: "DigitalProductPassport/Battery/CarbonFootprint_v0.1",
}
"""Paths of the definitions in the dataspace."""
_SAME = ("ChargingHistory", "EnvironmentalFootprint", "SiteWeather")
"""Types whose payload is IOXIO's response."""
_DYNAMIC = frozenset({"PerformanceDynamic", "IncidentReport"})
_STATIC = frozenset(
    {"ProductDataSheet", "PerformanceStatic", "MaterialComposition", "DeclarationOfConformity", "Circularity"}
)
_LISTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    SHEET: (
        ("", "recycledContent"),
        ("", "renewableContent"),
        ("", "extinguishingAgents"),
        ("materialComposition", "chemistry"),
        ("materialComposition", "hazardousSubstances"),
        ("materialComposition", "criticalRawMaterials"),
        ("legalConformity", "requirementConformity"),
    ),
    HEALTH: (("", "harmfulEvents"), ("healthState", "operationDetails")),
}
"""Lists IOXIO asks for, where nothing may be meant by an empty one (ioxio-lists-cannot-be-absent)."""
_TRAP = "`capacity` is energy in kWh, `energy` is charge in Ah: carried as what they are"


def export(content: PassportContent, drafts: Mapping[Any, Mapping[str, Any]] | None = None) -> Exported:
    """The data products of a passport, by the path of their definition."""
    book = Notebook()
    facts = facts_of(content, drafts)
    responses = dict(_same_as_ours(facts, book))
    rows = tuple(_rows_for(facts))
    shares = _recycled_rows(facts, book) if "Circularity" in facts else []
    record = {name: facts[RECORD].pop(name) for name in ("identifier", "level", "granularity")}
    record["category"] = facts[RECORD]["category"]
    if not rows:
        facts[RECORD].pop("category")
    set_aside(facts, {row.ours.steps[0].member for row in rows}, book)
    responses |= Table(rows).write(facts, book)
    if SHEET in responses and shares:
        responses[SHEET]["recycledContent"] = shares
    for name, body in responses.items():
        _put_lists(name, body, book)
    products = {
        DEFINITIONS[name]: _request(name, content, facts, book) | {"response": responses[name]}
        for name in DEFINITIONS
        if name in responses
    }
    return Exported({"battery": record, "dataProducts": products}, tuple(book.notes))


def read(document: Mapping[str, Any], category: BatteryCategory | None = None) -> Imported:
    """The passport in data products of IOXIO; `category` is the battery's, where they do not say it.

    Raises:
        DocumentRefused: No such document, or one that says neither identifier nor category.
    """
    book = Notebook()
    battery = object_of(document.get("battery"), book.at("/battery"))
    given = _responses(document, book)
    same = {name: given.pop(name) for name in _SAME if name in given}
    first = given.pop(SHEET_1, None)
    if first is not None:
        book.at(f"/{SHEET_1}").note(NoteKind.DEFECT, _TRAP, "ioxio-capacity-is-energy")
        if SHEET in given:
            given[SHEET_1] = first
    shares = given.get(SHEET, {}).pop("recycledContent", ())
    if shares:
        book.at(f"/{SHEET}/recycledContent").note(
            NoteKind.NOT_CARRIED, "one share of pre- and post-consumer waste together: the Regulation asks for both"
        )
    rows = (*sheet_rows(), *health_rows(), *footprint_rows(), *(sheet_1_rows() if SHEET_1 in given else ()))
    facts = Table(rows).read(_said(given), book)
    facts |= same
    if first is not None and SHEET_1 not in given:
        facts["ProductDataSheet"] = first
    record = facts.setdefault(RECORD, {})
    for name, value in battery.items():
        if name not in ("identifier", "category", "level", "granularity"):
            raise refused(book.at(f"/battery/{name}"), "there is no such member")
        if record.setdefault(name, value) != value:
            book.at(f"/battery/{name}").note(NoteKind.NOT_CARRIED, f"a definition says {record[name]!r}")
    if category is not None:
        record.setdefault("category", category)
    return imported(facts, book)


def _same_as_ours(facts: Tree, book: Notebook) -> Iterator[tuple[str, Tree]]:
    """The products that are IOXIO's own, taken out of the facts."""
    sheet = facts.get("ProductDataSheet", {})
    for kind, name in ((kind, kind) for kind in _SAME):
        if kind in facts:
            yield name, _without_remark(kind, facts.pop(kind), book)
    if "productCode" in sheet:
        book.at("/ProductDataSheet").note(NoteKind.DEFECT, _TRAP, "ioxio-capacity-is-energy")
        yield SHEET_1, _without_remark("ProductDataSheet", facts.pop("ProductDataSheet"), book)


def _without_remark(kind: str, body: Tree, book: Notebook) -> Tree:
    if body.pop("remark", None) is not None:
        book.at(f"/{kind}/remark").note(NoteKind.NOT_CARRIED, "there is no place for this in the other format")
    return body


def _rows_for(facts: Mapping[str, Any]) -> Iterator[Any]:
    if _STATIC & facts.keys():
        yield from sheet_rows()
    if _DYNAMIC & facts.keys():
        yield from health_rows()
    if "CarbonFootprint" in facts:
        yield from footprint_rows()


def _recycled_rows(facts: Tree, book: Notebook) -> list[Tree]:
    """One share a metal: theirs does not tell waste of manufacture from that of consumers."""
    rows = []
    for metal in ("Cobalt", "Lithium", "Nickel", "Lead"):
        content = facts["Circularity"].pop(f"recycled{metal}", None)
        if content is not None:
            here = book.at(f"/Circularity/recycled{metal}")
            here.note(NoteKind.NOT_CARRIED, "IOXIO has one share: pre- and post-consumer are added")
            share = sum((decimal_of(value, here) for value in content.values()), Decimal(0))
            rows.append({"substanceName": metal, "recyclingRate": number_for(share, False, here)})
    if not facts["Circularity"]:
        del facts["Circularity"]
    return rows


def _put_lists(name: str, body: Tree, book: Notebook) -> None:
    for holder, member in _LISTS.get(name, ()):
        inside = body.get(holder) if holder else body
        if inside is not None and member not in inside:
            inside[member] = []
            where = "/".join(part for part in (DEFINITIONS[name], holder, member) if part)
            says = "IOXIO asks for this list; the empty one stands for what nothing here says"
            book.at(f"/{where}").note(NoteKind.DEFECT, says, "ioxio-lists-cannot-be-absent")


def _request(name: str, content: PassportContent, facts: Mapping[str, Any], book: Notebook) -> Tree:
    """What one asks the definition with, if we know it; noted if not."""
    here = book.at(f"/{DEFINITIONS[name]}/request")
    sheet = content.products.get(ProductType.PRODUCT_DATA_SHEET)
    code = getattr(sheet, "product_code", None) or getattr(sheet, "model_identifier", None)
    if name == SHEET_1:
        return {"request": {"productCode": code}}
    if name in (SHEET, HEALTH, FOOTPRINT) and code is not None and len(content.identifier) <= 40:
        return {"request": {"product": code, "id": content.identifier}}
    if name in ("ChargingHistory", "EnvironmentalFootprint") and content.serial_number is not None:
        return {"request": {"serialNumber": content.serial_number}}
    here.note(NoteKind.MISSING, "nothing here says what this is asked for with")
    return {}


def _responses(document: Mapping[str, Any], book: Notebook) -> dict[str, Tree]:
    known = {path: name for name, path in DEFINITIONS.items()}
    found: dict[str, Tree] = {}
    products = object_of(document.get("dataProducts", {}), book.at("/dataProducts"))
    for path, product in products.items():
        here = book.at(f"/dataProducts/{path}")
        if path in known:
            response = object_of(object_of(product, here).get("response"), here)
            found[known[path]] = deepcopy(dict(response))
        else:
            here.note(NoteKind.NOT_CARRIED, "no definition known here")
    return found


def _said(value: Any) -> Any:
    """The value without nulls, which IOXIO writes for what is not said, and without the empty lists it asks for."""
    if isinstance(value, Mapping):
        inside = {name: _said(each) for name, each in value.items()}
        return {name: each for name, each in inside.items() if each is not None and each != []}
    return [_said(each) for each in value] if isinstance(value, list) else value
