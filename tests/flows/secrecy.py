"""Something that is not public, and looking for it in files: in clear, and in every form we write bytes in."""

from __future__ import annotations

import os
import signal
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from passport.adapters.sql.tables import content_keys
from passport.battery.product_types import ProductType
from passport.cli.wiring import open_database
from passport.faults import ENVIRONMENT
from passport.identifiers import PassportId
from passport.provenance.records import ProductEntry
from passport.services.attachments import PARQUET, attach
from passport.services.publish import publish
from passport.services.receive import receive
from passport.services.share import share
from passport.services.workbench import Workbench
from tests.flows.house import House, draft, entered
from tests.flows.life import example, registered

names = count()


def written_forms(secret: bytes) -> frozenset[bytes]:
    """The bytes as they are, in hex, and in base64 at each of the three places they can begin at in a longer text."""
    assert len(secret) >= 12, "too short to be told from chance"
    forms = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for shift in range(3):
        # What is certain of the encoding whatever stands before and after: whole groups of three bytes.
        certain = secret[(3 - shift) % 3 :]
        certain = certain[: len(certain) - len(certain) % 3]
        forms |= {b64encode(certain), urlsafe_b64encode(certain)}
    return frozenset(forms)


def traces(folder: Path, form: bytes) -> list[Path]:
    """Every file below a folder that holds these bytes."""
    return [path for path in files_below(folder) if form in path.read_bytes()]


def files_below(folder: Path) -> Iterable[Path]:
    """Every regular file, hidden ones too."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def condition(remark: str) -> dict[str, Any]:
    """A condition report, class 4, that says something nobody else says."""
    return {"inspectedAt": "2026-11-01T08:00:00+01:00", "overall": "worn", "remark": remark}


@dataclass(frozen=True)
class Secret:
    """A product of class 4 that says something nobody else says."""

    entry: ProductEntry
    pack: PassportId
    remark: str


def published(house: House) -> Secret:
    number = next(names)
    remark = f"the left module was dropped on day {number} in Kiruna"
    pack = registered(house, f"secret-{number}")
    report = draft(pack, ProductType.CONDITION_REPORT, condition(remark))
    (entry,) = publish(house.at.bench, house.at.party("maker"), [report]).products
    return Secret(entry, pack, remark)


def public_product(house: House, pack: PassportId) -> ProductEntry:
    payload = example("demo_pack/environmental_footprint.json")
    footprint = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, payload)
    return publish(house.at.bench, house.at.party("maker"), [footprint]).products[0]


def letter_to(house: House, name: str, entries: list[ProductEntry], giver: str = "maker") -> bytes:
    statement = house.at.state_encryption_key(name)
    return share(house.at.bench, house.at.party(giver), statement, entries).letter


def take(house: House, bench: Workbench, name: str, letter: bytes) -> None:
    receive(bench, house.at.home.participant(name).participant_id, house.at.encryption.named(name), letter)


def with_attachment(house: House, folder: Path) -> tuple[Secret, bytes]:
    """A telemetry product whose rows are in a sealed attachment."""
    number = next(names)
    content = f"row {number} of nobody's business\n".encode() * 50
    file = folder / "rows.parquet"
    file.write_bytes(content)
    attached = attach(house.at.bench, file, PARQUET, sealed=True, working=folder / "working")
    payload = telemetry(attached.model_dump(mode="json", by_alias=True))
    pack = registered(house, f"attached-{number}")
    (entry,) = publish(
        house.at.bench, house.at.party("operator"), [draft(pack, ProductType.TELEMETRY, payload)]
    ).products
    return Secret(entry, pack, f"row {number} of nobody's business"), content


def telemetry(attachment: dict[str, object]) -> dict[str, object]:
    return {
        "recordedFrom": "2026-11-01T00:00:00Z",
        "recordedTo": "2026-11-02T00:00:00Z",
        "rowCount": 50,
        "columns": [{"name": "voltage_volt", "unit": "V"}],
        "attachment": attachment,
    }


def wrapped_form(house: House, entry: ProductEntry) -> bytes:
    """The wrapped key as the database holds it."""
    database = open_database(house.at.home, house.at.home.settings())
    try:
        with database.reading() as connection:
            mine = content_keys.c.product_digest == bytes(entry.digest)
            wrapped: bytes = connection.execute(select(content_keys.c.wrapped_key).where(mine)).scalar_one()
    finally:
        database.close()
    return wrapped


def dies(house: House, act: Callable[[House], object], point: str) -> bool:
    """Whether `act` ended by SIGKILL at the fault point, in a fork with connections of its own."""
    child = os.fork()
    if child == 0:
        try:
            os.environ[ENVIRONMENT] = point
            with entered(house) as inside:
                act(inside)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
