"""Carry a passport into another format with what can be read here, and read one of another format into payloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from passport.battery.category import BatteryCategory, ComponentLevel, Granularity
from passport.battery.lifecycle import Stage
from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products import Payload, PayloadRefused, read_payload
from passport.crosswalk import aas, consortium, gefeg, ioxio, linked_data, untp
from passport.crosswalk.content import Exported, Imported, Note, NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError
from passport.errors import ContentCorrupt, ContentKeyDestroyed, ContentNotFound, KeyUnknown
from passport.identifiers import PassportId
from passport.services.checked import checked_product
from passport.services.read import PassportView, show
from passport.services.readers import Extent, Showing
from passport.services.workbench import Workbench

_CLOSED = (KeyUnknown, ContentKeyDestroyed, ContentNotFound, ContentCorrupt)

EVERYBODY = Showing()
"""Public products only."""


class Format(StrEnum):
    """The formats there is a crosswalk for."""

    GEFEG = "gefeg"
    CONSORTIUM = "consortium"
    AAS = "aas"
    UNTP = "untp"
    IOXIO = "ioxio"
    JSON_LD = "json-ld"


class CategoryUnknown(CrosswalkError):
    """A passport whose registration names no category known here."""

    code = "crosswalk.category"


def export_as(
    bench: Workbench,
    passport_id: PassportId,
    target: Format,
    showing: Showing = EVERYBODY,
    issuer: untp.Issuer | None = None,
) -> Exported:
    """The passport in another format. Products that cannot be read here, or not by the reader, are noted, not guessed.

    Args:
        bench: The ports.
        passport_id: A battery's, or a model's.
        target: The format.
        showing: Who will read it; public products only unless somebody is named.
        issuer: Who issues a UNTP credential.

    Raises:
        ContentNotFound: The passport is not known here.
        SignatureInvalid, ProofInvalid: A product does not hold.
        CategoryUnknown: The registration names no category known here.
    """
    content, closed = collect(bench, passport_id, showing)
    exported = untp.export(content, issuer=issuer) if target is Format.UNTP else _EXPORTS[target](content)
    return replace(exported, notes=(*closed, *exported.notes))


def import_from(document: Mapping[str, Any], source: Format, category: BatteryCategory | None = None) -> Imported:
    """The payloads a document of another format makes.

    Args:
        document: Of the format.
        source: The format.
        category: The battery's, for documents of AAS, UNTP, IOXIO and JSON-LD that do not say it.

    Raises:
        CrosswalkError: It is no such document; `path` says where.
    """
    if source is Format.GEFEG:
        return gefeg.read(document)
    if source is Format.CONSORTIUM:
        return consortium.read(document)
    return _READERS[source](document, category)


def collect(
    bench: Workbench, passport_id: PassportId, showing: Showing = EVERYBODY
) -> tuple[PassportContent, tuple[Note, ...]]:
    """The newest standing product of each type about a battery and its model that a reader may see.

    Notes name those that cannot be read here, and those that are not for this reader.
    """
    view = show(bench, passport_id)
    products: dict[ProductType, Payload] = {}
    changed = [view.document.valid_from]
    notes: list[Note] = []
    for kind, moment, payload in _readable(bench, view, showing, notes):
        if kind not in products:
            products[kind] = payload
            changed.append(moment)
    return replace(_record(view), products=products, updated_at=max(changed)), tuple(notes)


def _readable(
    bench: Workbench, view: PassportView, showing: Showing, notes: list[Note]
) -> Iterator[tuple[ProductType, Any, Payload]]:
    """Newest first."""
    snapshot = bench.ledger.snapshot()
    known = {kind.value: kind for kind in ProductType}
    for shown in reversed(view.products):
        kind = known.get(shown.entry.product_type)
        if kind is None or shown.withdrawal is not None:
            continue
        if showing.only_public and not PRODUCT_RULES[kind].disclosure.is_public:
            notes.append(_not_for_reader(kind))
            continue
        holder = view.position.custodian if shown.entry.passport_id == view.entry.passport_id else None
        try:
            product = checked_product(bench, snapshot, shown.entry).product
            if showing.extent(shown.entry, product, holder) is not Extent.WHOLE:
                notes.append(_not_for_reader(kind))
                continue
            payload = read_payload(kind, product.schema_version, product.payload)
        except _CLOSED as closed:
            notes.append(Note(NoteKind.NOT_CARRIED, f"/{kind.value}", closed.message))
        except PayloadRefused as refused:
            notes.append(Note(NoteKind.REFUSED, f"/{kind.value}{refused.values['path']}", refused.message))
        else:
            yield kind, product.valid_from, payload


def _not_for_reader(kind: ProductType) -> Note:
    rule = PRODUCT_RULES[kind].disclosure
    return Note(NoteKind.NOT_CARRIED, f"/{kind.value}", f"It is not for this reader ({rule.clause}).")


def _record(view: PassportView) -> PassportContent:
    document = view.document.payload
    made = document.get("manufacturingDate") or document.get("repurposingDate")
    serial = document.get("serial_number")
    try:
        category = BatteryCategory(str(document.get("category")))
        level = ComponentLevel(str(document.get("level", ComponentLevel.PACK)))
        manufactured = None if made is None else date.fromisoformat(str(made))
    except ValueError as error:
        says = f"The registration of {view.entry.identifier} says what is not known here: {error}."
        raise CategoryUnknown(says) from error
    is_model = document.get("granularity") == Granularity.MODEL.value
    return PassportContent(
        identifier=str(view.entry.identifier),
        category=category,
        level=level,
        granularity=Granularity.MODEL if is_model else Granularity.INDIVIDUAL,
        serial_number=None if serial is None else str(serial),
        manufactured_on=manufactured,
        status=None if is_model else view.position.standing.status,
        has_ceased=view.position.standing.stage is Stage.RECYCLED,
    )


_EXPORTS: Mapping[Format, Callable[[PassportContent], Exported]] = {
    Format.GEFEG: gefeg.export,
    Format.CONSORTIUM: consortium.export,
    Format.AAS: aas.export,
    Format.IOXIO: ioxio.export,
    Format.JSON_LD: linked_data.export,
}
_READERS = {Format.AAS: aas.read, Format.UNTP: untp.read, Format.IOXIO: ioxio.read, Format.JSON_LD: linked_data.read}
