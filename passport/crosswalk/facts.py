"""The facts of one passport as one JSON tree, and back: what the tables of every format read and write.

``passport/identifier`` is a fact of the record, ``Circularity/recycledCobalt/postConsumerPercent`` one of a product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any, TypeVar

from passport.battery.category import BatteryCategory, ComponentLevel, Granularity
from passport.battery.lifecycle import Status
from passport.battery.product_types import ProductType
from passport.battery.products import Payload, PayloadRefused, fitting_version, read_payload
from passport.crosswalk.content import Imported, Note, NoteKind, PassportContent
from passport.crosswalk.errors import DocumentRefused
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

T = TypeVar("T")

RECORD = "passport"
"""Where the facts of the record stand in the tree."""
_INCOMPLETE = frozenset({"member-missing", "address-incomplete", "amount-missing", "too-short"})
"""Rules that are broken by what is not said: no member is wrong."""
_MOST_REFUSED = 200
"""Members of one product that are left out one by one before the whole product is given up."""


def facts_of(content: PassportContent, drafts: Mapping[ProductType, Mapping[str, Any]] | None = None) -> Tree:
    """Everything the content says, as JSON values by place; with the drafts that came with it, if they are given."""
    record = {
        "identifier": content.identifier,
        "category": content.category.value,
        "level": content.level.value,
        "granularity": content.granularity.value,
        "serialNumber": content.serial_number,
        "manufacturedOn": content.manufactured_on and content.manufactured_on.isoformat(),
        "status": None if content.status is None else content.status.label,
        "warrantyEndsOn": content.warranty_ends_on and content.warranty_ends_on.isoformat(),
        "incidentsUrl": content.incidents_url,
        "hasCeased": content.has_ceased or None,
        "updatedAt": content.updated_at and content.updated_at.isoformat().replace("+00:00", "Z"),
        "passportIdentifier": content.passport_identifier,
        "hasManagementSystem": content.has_management_system,
    }
    facts: Tree = {RECORD: {name: value for name, value in record.items() if value is not None}}
    for kind, draft in (drafts or {}).items():
        facts[kind.value] = deepcopy(dict(draft))
    for kind, payload in content.products.items():
        facts[kind.value] = _json(payload)
    return facts


def set_aside(facts: Tree, carried: Iterable[str], book: Notebook) -> None:
    """Takes out the products a format has no place for, one note each: a long history is one loss, not one a row."""
    for kind in sorted(facts.keys() - set(carried) - {RECORD}):
        del facts[kind]
        book.at(f"/{kind}").note(NoteKind.NOT_CARRIED, "the other format has no place for products of this type")


def imported(facts: Mapping[str, Any], book: Notebook) -> Imported:
    """The content the facts make. Members that break a rule of ours are left out and noted.

    Raises:
        DocumentRefused: The facts say no identifier or category, or one that is none.
    """
    products: dict[ProductType, Payload] = {}
    drafts: dict[ProductType, Mapping[str, Any]] = {}
    for kind in ProductType:
        if kind.value in facts:
            payload, draft = _product(kind, deepcopy(facts[kind.value]), book)
            if payload is not None:
                products[kind] = payload
            elif draft:
                drafts[kind] = draft
    return Imported(_content(facts.get(RECORD, {}), products), tuple(book.notes), drafts)


def _content(record: Mapping[str, Any], products: Mapping[ProductType, Payload]) -> PassportContent:
    for name in ("identifier", "category"):
        if name not in record:
            raise DocumentRefused(f"The document does not say the battery's {name}.", path=f"/{RECORD}/{name}")
    updated, made = record.get("updatedAt"), record.get("manufacturedOn")
    status, ends = record.get("status"), record.get("warrantyEndsOn")
    return PassportContent(
        identifier=_one_of(_text, record["identifier"], "identifier"),
        category=_one_of(BatteryCategory, record["category"], "category"),
        level=_one_of(ComponentLevel, record.get("level", ComponentLevel.PACK), "level"),
        products=products,
        granularity=_one_of(Granularity, record.get("granularity", Granularity.INDIVIDUAL), "granularity"),
        serial_number=record.get("serialNumber"),
        manufactured_on=None if made is None else _one_of(date.fromisoformat, made, "manufacturedOn"),
        status=None if status is None else _one_of(lambda label: Status[label.upper()], status, "status"),
        updated_at=None if updated is None else _one_of(datetime.fromisoformat, updated, "updatedAt"),
        warranty_ends_on=None if ends is None else _one_of(date.fromisoformat, ends, "warrantyEndsOn"),
        incidents_url=record.get("incidentsUrl"),
        has_ceased=record.get("hasCeased", False),
        passport_identifier=record.get("passportIdentifier"),
        has_management_system=record.get("hasManagementSystem", True),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value


def _one_of(read: Callable[[Any], T], value: Any, name: str) -> T:
    try:
        return read(value)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise DocumentRefused(f"{str(value)[:60]!r} is no {name} of a battery.", path=f"/{RECORD}/{name}") from None


def _product(kind: ProductType, payload: Tree, book: Notebook) -> tuple[Payload | None, Tree]:
    """The payload as its model without the members it refuses, or what is left of it as a draft."""
    for _ in range(_MOST_REFUSED):
        try:
            return read_payload(kind, fitting_version(kind, payload), payload), {}
        except PayloadRefused as refusal:
            path, rule = str(refusal.values["path"]), str(refusal.values["rule"])
            where = f"/{kind.value}{path}"
            if rule in _INCOMPLETE or not _left_out(payload, path):
                book.notes.append(Note(NoteKind.INCOMPLETE, where, f"{refusal.message} It stays a draft."))
                return None, payload
            book.notes.append(Note(NoteKind.REFUSED, where, refusal.message))
    return None, payload


def _left_out(payload: Tree, path: str) -> bool:
    """Takes the member or row at a JSON pointer out; False where there is none."""
    *way, last = (part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]) if path else ("",)
    here: Any = payload
    for part in way:
        here = _inside(here, part)
    if isinstance(here, dict) and last in here:
        del here[last]
        return True
    if isinstance(here, list) and last.isdigit() and int(last) < len(here):
        del here[int(last)]
        return True
    return False


def _inside(here: Any, part: str) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and part.isdigit() and int(part) < len(here):
        return here[int(part)]
    return None


def _json(payload: Any) -> dict[str, Any]:
    values: dict[str, Any] = payload.as_json()
    return values
