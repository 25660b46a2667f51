"""A passport as JSON-LD, and back.

The battery is the subject. Each product is a statement about it, its payload as it is under our published context;
the quantities EMMO knows are properties of the battery besides, exact decimals with their unit. The document has its
context in itself, so that reading it asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from passport.battery.category import BatteryCategory
from passport.battery.guidance.places import PLACES, InProduct, RowOfProduct, found
from passport.battery.product_types import ProductType
from passport.battery.products.schema import context as published_context
from passport.crosswalk.carriers import decimal_of, number_for, object_of, refused, text_of
from passport.crosswalk.content import Exported, Imported, NoteKind, PassportContent
from passport.crosswalk.facts import RECORD, facts_of, imported
from passport.crosswalk.linked_data.terms import (
    CLASSES,
    DATA_POINT,
    LEVELS,
    PROPERTIES,
    QUANTITIES,
    UNIT_IRIS,
    Quantity,
)
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook
from passport.crosswalk.units import convert

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPED = {"manufacturedOn": "date", "warrantyEndsOn": "date", "updatedAt": "dateTime"}
_RECORD = (
    "identifier",
    "category",
    "level",
    "granularity",
    "serialNumber",
    "manufacturedOn",
    "status",
    "warrantyEndsOn",
    "incidentsUrl",
    "hasCeased",
    "updatedAt",
    "passportIdentifier",
    "hasManagementSystem",
)
_SCORES = frozenset({"StateOfHealth", "StateOfSafety"})
_NULLABLE = ("value", "interval", "valid_at", "abstention")
"""Members of a score that are null where they say nothing; RDF has no null, so they are put back."""


def context_for(kinds: set[str]) -> Tree:
    """The terms of the record, of EMMO, and of these types of products."""
    published: Tree = published_context()["@context"]
    record = {
        name: {"@id": f"bp:record/{name}"} | ({"@type": _XSD + _TYPED[name]} if name in _TYPED else {})
        for name in _RECORD
    }
    ours = {
        "record": {"@id": "bp:record", "@context": record},
        "statement": {"@id": "bp:statement", "@container": "@set"},
        "fulfils": {"@id": "bp:fulfils", "@type": "@id", "@container": "@set"},
    }
    kept = {name: term for name, term in published.items() if name in kinds or name in ("@version", "bp")}
    return kept | ours | deepcopy(dict(PROPERTIES)) | {name: CLASSES[name] for name in CLASSES}


def export(content: PassportContent, drafts: Mapping[Any, Mapping[str, Any]] | None = None) -> Exported:
    """The document: the battery with its statements and properties."""
    book = Notebook()
    facts = facts_of(content, drafts)
    record = facts.pop(RECORD)
    kinds = set(facts)
    document: Tree = {
        "@context": context_for(kinds),
        "@id": content.identifier
        if ":" in content.identifier
        else f"urn:battery-passport:battery:{quote(content.identifier)}",
        "@type": LEVELS[content.level],
        "record": record,
    }
    statements = [_statement(kind, payload) for kind, payload in facts.items()]
    if statements:
        document["statement"] = statements
    properties = [_property(quantity, value) for quantity, value in _quantities(facts)]
    if properties:
        document["hasProperty"] = properties
    return Exported(document, tuple(book.notes))


def read(document: Mapping[str, Any], category: BatteryCategory | None = None) -> Imported:
    """The passport in a document of our context; another JSON-LD form is compacted with it before.

    Properties of EMMO are taken where no statement says the same. Members that are not ours are noted.

    Raises:
        DocumentRefused: No such document, or one that says neither identifier nor category.
    """
    book = Notebook()
    record = dict(object_of(document.get("record", {}), book.at("/record")))
    for name in [name for name in record if name not in _RECORD]:
        del record[name]
        book.at(f"/record/{name}").note(NoteKind.NOT_CARRIED, "we have no place for this")
    if "@id" in document:
        record.setdefault("identifier", text_of(document["@id"], book.at("/@id")))
    if category is not None:
        record.setdefault("category", category)
    facts: Tree = {RECORD: record}
    for at, each in enumerate(_several(document.get("statement", []))):
        here = book.at(f"/statement/{at}")
        kind, payload = _stated(object_of(each, here), here)
        if kind in facts:
            here.note(NoteKind.NOT_CARRIED, f"there is a {kind} before it")
        else:
            facts[kind] = payload
    for at, each in enumerate(_several(document.get("hasProperty", []))):
        here = book.at(f"/hasProperty/{at}")
        _take_property(object_of(each, here), facts, here)
    for name in document.keys() - {"@context", "@id", "@type", "record", "statement", "hasProperty"}:
        book.at(f"/{name}").note(NoteKind.NOT_CARRIED, "we have no place for this")
    return imported(facts, book)


def _statement(kind: str, payload: Tree) -> Tree:
    statement: Tree = {"@type": kind, "data": payload}
    fulfilled = [f"{DATA_POINT}{number:02}" for number in _data_points(kind, payload)]
    return statement | ({"fulfils": fulfilled} if fulfilled else {})


def _data_points(kind: str, payload: Mapping[str, Any]) -> Iterator[int]:
    """Numbers of the EC's data points the payload says something of."""
    for number, parts in PLACES.items():
        places = [place for part in parts for place in part if isinstance(place, InProduct | RowOfProduct)]
        if any(place.kind == kind and found(payload, place.pointer) is not None for place in places):
            yield number


def _quantities(facts: Mapping[str, Any]) -> Iterator[tuple[Quantity, Any]]:
    for quantity in QUANTITIES:
        there = quantity.place.find(facts)
        if there is not None:
            yield quantity, there[1]


def _property(quantity: Quantity, value: Any) -> Tree:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return {
        "@type": quantity.label,
        "hasNumericalPart": {"@type": "RealData", "hasNumberValue": f"{number:f}"},
        "hasMeasurementUnit": UNIT_IRIS[quantity.unit],
    }


def _stated(statement: Mapping[str, Any], book: Notebook) -> tuple[str, Tree]:
    kind = statement.get("@type")
    if not isinstance(kind, str) or kind not in set(ProductType):
        raise refused(book.at(f"{book.path}/@type"), f"{str(kind)[:60]!r} is no type of data product")
    payload = dict(object_of(statement.get("data"), book.at(f"{book.path}/data")))
    if kind in _SCORES:
        payload = dict.fromkeys(_NULLABLE) | payload
    return kind, payload


def _take_property(stated: Mapping[str, Any], facts: Tree, book: Notebook) -> None:
    known = {iri: unit for unit, iri in UNIT_IRIS.items()}
    names = {iri: name for name, iri in CLASSES.items()}
    types = {names.get(each, each) for each in _several(stated.get("@type")) if isinstance(each, str)}
    quantity = next((each for each in QUANTITIES if each.label in types), None)
    if quantity is None:
        book.note(NoteKind.NOT_CARRIED, "a property of no class known here")
        return
    unit = known.get(str(stated.get("hasMeasurementUnit")))
    if unit is None:
        raise refused(book.at(f"{book.path}/hasMeasurementUnit"), "a quantity has a unit of EMMO known here")
    part = object_of(stated.get("hasNumericalPart"), book.at(f"{book.path}/hasNumericalPart"))
    number = convert(_decimal(part.get("hasNumberValue"), book), unit, quantity.unit, book.path)
    value = number_for(number, False, book)
    there = quantity.place.find(facts)
    if there is None:
        quantity.place.put(facts, value)
        book.note(NoteKind.INFERRED, f"{quantity.place}, from the property of the battery")
    elif there[1] != value:
        book.note(NoteKind.NOT_CARRIED, f"{quantity.place} is {there[1]!r} in a statement, {value!r} here")


def _decimal(value: Any, book: Notebook) -> Decimal:
    if isinstance(value, Mapping):
        value = value.get("@value")
    if not isinstance(value, str):
        return decimal_of(value, book)
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise refused(book, f"{value[:40]!r} is no number") from None
    return decimal_of(number, book)


def _several(value: Any) -> list[Any]:
    """JSON-LD writes a set of one as its member."""
    return value if isinstance(value, list) else [value]
