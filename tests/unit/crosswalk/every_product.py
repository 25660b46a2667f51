"""A battery about which every type of product says something."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from passport.battery.category import BatteryCategory
from passport.battery.lifecycle import Status
from passport.battery.product_types import ProductType
from passport.battery.products import Payload, fitting_version, read_payload
from passport.crosswalk.content import PassportContent

PAYLOADS = Path(__file__).parent.parent / "battery" / "payloads"


def every_payload() -> dict[ProductType, Payload]:
    """The newest example of each type."""
    found: dict[ProductType, Payload] = {}
    for file in sorted(PAYLOADS.glob("*.json")):
        kind = ProductType(file.name.rsplit("-", 1)[0])
        payload = json.loads(file.read_text(encoding="utf-8"))
        found[kind] = read_payload(kind, fitting_version(kind, payload), payload)
    return found


def full_content() -> PassportContent:
    return PassportContent(
        identifier="https://batteries.example/ev/0001",
        category=BatteryCategory.ELECTRIC_VEHICLE,
        products=every_payload(),
        serial_number="EV-0001",
        manufactured_on=date(2027, 2, 18),
        status=Status.REUSED,
        updated_at=datetime(2029, 3, 1, 9, 30, tzinfo=UTC),
        passport_identifier="https://batteries.example/passports/0001",
    )
