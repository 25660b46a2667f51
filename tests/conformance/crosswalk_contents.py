"""A complete passport of every category, from the example payload of every type of data product."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from passport.battery.category import BatteryCategory
from passport.battery.lifecycle import Status
from passport.battery.product_types import ProductType
from passport.battery.products import MODELS, Payload, fitting_version, read_payload
from passport.crosswalk.content import PassportContent
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.gefeg.guides import CATEGORIES

EXAMPLES = Path(__file__).parents[1] / "unit" / "battery" / "payloads"
CARRIED = (
    ProductType.PRODUCT_DATA_SHEET,
    ProductType.CARBON_FOOTPRINT,
    ProductType.MATERIAL_COMPOSITION,
    ProductType.MATERIAL_COMPOSITION_RESTRICTED,
    ProductType.CIRCULARITY,
    ProductType.DISMANTLING_INFORMATION,
    ProductType.DECLARATION_OF_CONFORMITY,
    ProductType.TEST_REPORT,
    ProductType.SUPPLY_CHAIN_DUE_DILIGENCE,
    ProductType.PERFORMANCE_STATIC,
    ProductType.PERFORMANCE_DYNAMIC,
    ProductType.INCIDENT_REPORT,
)
"""Types that the formats of GEFEG and the consortium have a place for."""


def example_payload(kind: ProductType) -> dict[str, Any]:
    """The example of the newest version of a type."""
    version = MODELS[kind][-1].VERSION
    payload: dict[str, Any] = json.loads((EXAMPLES / f"{kind.value}-{version}.json").read_bytes())
    return payload


def complete(kind: ProductType, guide: Guide) -> Payload:
    """The example, with what the guides and the consortium ask for besides the Regulation."""
    payload = example_payload(kind)
    if kind is ProductType.PRODUCT_DATA_SHEET:
        operator = payload["responsibleOperator"]
        operator["identifier"] = "https://id.example.org/417/9521234000099"
        operator["postalAddress"]["postalCode"] = "3011"
    if kind is ProductType.PERFORMANCE_DYNAMIC:
        low = {"stateOfChargePercent": 20, "powerW": 118000}
        payload["remainingPowerCapability"] = [*payload["remainingPowerCapability"], low]
    if kind is ProductType.MATERIAL_COMPOSITION and guide is Guide.WITHOUT_BMS:
        payload["chemistry"] = {"shortName": "Pb", "clearName": "lead acid"}
    if kind is ProductType.MATERIAL_COMPOSITION_RESTRICTED:
        for row, mass in zip(payload["materials"], (110, 53.5, 32.25), strict=True):
            row["massKg"] = mass
    return read_payload(kind, MODELS[kind][-1].VERSION, payload)


def complete_content(guide: Guide) -> PassportContent:
    """A passport that says everything the guide asks for."""
    return PassportContent(
        identifier="https://id.example.org/01/09521234010012/21/EX-60-000142",
        category=CATEGORIES[guide],
        products={kind: complete(kind, guide) for kind in CARRIED},
        serial_number="EX-60-000142",
        manufactured_on=date(2027, 1, 15),
        status=Status.ORIGINAL,
        updated_at=datetime(2027, 2, 18, 8, 0, tzinfo=UTC),
        incidents_url="https://example.org/passports/EX-60-000142/incidents",
        has_management_system=guide is not Guide.WITHOUT_BMS,
    )


def demonstration(pack: str) -> PassportContent:
    """A pack of examples/ as the demo registers it: ``ev_pack`` or ``stationary_pack``."""
    payloads = {
        ProductType(file.stem): json.loads(file.read_bytes())
        for file in sorted((Path(__file__).parents[2] / "examples" / pack).glob("*/*.json"))
    }
    ours = {kind: read_payload(kind, fitting_version(kind, payload), payload) for kind, payload in payloads.items()}
    return PassportContent(
        identifier=f"https://example.org/battery/{pack}-0001",
        category=BatteryCategory.ELECTRIC_VEHICLE if pack == "ev_pack" else BatteryCategory.STATIONARY,
        products=ours,
        serial_number="0001",
        manufactured_on=date(2008, 4, 1),
        status=Status.ORIGINAL,
        updated_at=datetime(2008, 6, 1, tzinfo=UTC),
        incidents_url="https://example.org/battery/0001/incidents",
    )
