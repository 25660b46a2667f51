"""Grade a passport against the Commission's guidance: what is there, what is missing, what is not required yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from passport.battery.category import BatteryCategory, Granularity
from passport.battery.guidance import (
    Content,
    Contradiction,
    Grade,
    Guidance,
    Product,
    contradictions,
    grade,
    read_guidance,
)
from passport.battery.guidance.data_points import REQUIRED_FROM
from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products import PayloadRefused, read_payload
from passport.errors import BatteryRuleError, ContentCorrupt, ContentKeyDestroyed, ContentNotFound, KeyUnknown
from passport.identifiers import BlockRef, Cid, PassportId
from passport.provenance.credential import DataProduct
from passport.services.checked import checked_product
from passport.services.read import PassportView, show
from passport.services.workbench import Workbench

_CLOSED = (KeyUnknown, ContentKeyDestroyed, ContentNotFound, ContentCorrupt)
"""Why a product that is there cannot be read here."""


@dataclass(frozen=True, slots=True)
class RefusedProduct:
    """A product that is signed and anchored, and whose payload is not what its type says; it fills no data point."""

    kind: ProductType
    cid: Cid
    path: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A graded passport."""

    passport_id: PassportId
    identifier: str
    model: str | None
    """Identifier of the model the passport names."""
    block: BlockRef
    """What is graded is what stood at this block."""
    guidance: Guidance
    grade: Grade
    refused: tuple[RefusedProduct, ...]
    contradictions: tuple[Contradiction, ...]


def check(bench: Workbench, passport_id: PassportId, on: date | None = None) -> Checked:
    """Grades a passport with the products about it and about its model; withdrawn ones do not count.

    Args:
        bench: The ports.
        passport_id: A battery's, or a model's.
        on: Day whose requirements hold; None for today, or the first day a passport is required if that is later.

    Raises:
        NoPassportNeeded: The category has no battery passport.
        ContentNotFound: The passport is not known here.
        SignatureInvalid, ProofInvalid: A product does not hold.
    """
    view = show(bench, passport_id)
    guidance = load_guidance()
    found = tuple(_found(bench, view))
    content = _content(view, tuple(one for one in found if isinstance(one, Product)))
    graded = grade(content, guidance, on or max(bench.clock.now().date(), REQUIRED_FROM))
    model = None if view.model is None else str(view.model.identifier)
    refused = tuple(one for one in found if isinstance(one, RefusedProduct))
    return Checked(
        passport_id,
        str(view.entry.identifier),
        model,
        view.block,
        guidance,
        graded,
        refused,
        contradictions(content),
    )


def judged(kind: ProductType, cid: Cid, product: DataProduct) -> Product | RefusedProduct:
    """The product as it counts: others than this release may have let anything through."""
    rule = PRODUCT_RULES[kind].disclosure
    if product.disclosure_class != rule:
        says = f"A {kind.value} is of class {int(rule)}, this one says class {product.disclosure_class}."
        return RefusedProduct(kind, cid, "/disclosureClass", "disclosure-class", says)
    try:
        read_payload(kind, product.schema_version, product.payload)
    except PayloadRefused as refused:
        return RefusedProduct(kind, cid, str(refused.values["path"]), str(refused.values["rule"]), refused.message)
    return Product(kind, product.payload)


def load_guidance() -> Guidance:
    """The guidance of this release."""
    return read_guidance(json.loads((files("passport.battery.guidance") / "data_points.json").read_bytes()))


def _content(view: PassportView, products: tuple[Product, ...]) -> Content:
    document = view.document.payload
    status = {"status": view.position.standing.status.label, "registrant": int(view.entry.registrant)}
    return Content(
        category=_category(document),
        stage=view.position.standing.stage,
        registration={**document, **status},
        products=products,
        is_model=document.get("granularity") == Granularity.MODEL.value,
        rated_energy_kwh=_rated_energy_kwh(document, products),
    )


def _category(document: Mapping[str, Any]) -> BatteryCategory:
    try:
        return BatteryCategory(str(document.get("category")))
    except ValueError:
        raise BatteryRuleError(
            f"The passport names no category that is known here: {document.get('category')!r}.",
            clause="Annex VI Part A point 2",
        ) from None


def _found(bench: Workbench, view: PassportView) -> Iterator[Product | RefusedProduct]:
    """Products that stand, newest first; a type this release does not know is nobody's data point."""
    snapshot = bench.ledger.snapshot()
    known = {kind.value: kind for kind in ProductType}
    for shown in reversed(view.products):
        kind, entry = known.get(shown.entry.product_type), shown.entry
        if kind is None or shown.withdrawal is not None:
            continue
        try:
            verified = checked_product(bench, snapshot, entry)
        except _CLOSED:
            yield Product(kind, None)
        else:
            yield judged(kind, entry.cid, verified.product)


def _rated_energy_kwh(document: Mapping[str, Any], products: tuple[Product, ...]) -> float | None:
    """From the registration, else from the newest data sheet; None if neither says."""
    rated = document.get("rated")
    if isinstance(rated, Mapping):
        return _kwh(rated.get("energy_wh"), rated.get("capacity_ah"), rated.get("nominal_voltage_v"))
    for product in products:
        sheet = product.payload
        if product.kind is ProductType.PRODUCT_DATA_SHEET and sheet is not None:
            if "ratedCapacityAh" in sheet:
                return _kwh(sheet.get("ratedEnergyWh"), sheet["ratedCapacityAh"], sheet.get("nominalVoltageV"))
            return _kwh(None, sheet.get("energy"), sheet.get("voltage", {}).get("nominal"))
    return None


def _kwh(energy_wh: object, capacity_ah: object, voltage_v: object) -> float | None:
    if energy_wh is not None:
        return float(Decimal(str(energy_wh)) / 1000)
    if capacity_ah is None or voltage_v is None:
        return None
    return float(Decimal(str(capacity_ah)) * Decimal(str(voltage_v)) / 1000)
