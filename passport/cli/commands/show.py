"""`passport show` and `passport history`: where a battery stands, and how it came there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from passport.cli.options import HomeOption, JsonOption, PassportArgument, command
from passport.cli.output import out, print_facts, print_json, table

if TYPE_CHECKING:
    from passport.cli.home import KnownParticipant
    from passport.ledger.history import PassportHistory
    from passport.provenance.records import ProductEntry
    from passport.services.read import PassportView

_TABLES = ("products", "components", "predecessors", "document")
"""Members of a shown passport that are tables of their own, or too long for one."""


@command
def show(passport: PassportArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a battery: custodian, stage and status as the newest block has them, products, components."""
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.services.read import show as look_up

    with opened(home, None) as at:
        view = look_up(at.bench, passport_named(at.bench.catalogue, passport))
        names = at.known_by_id()
    document = shown(view, names)
    if as_json:
        print_json(document)
        return
    print_facts(
        str(document["identifier"]),
        {name: value for name, value in document.items() if name not in _TABLES and value is not None},
    )
    rows = [
        (
            *(p.entry.product_type, _about(view, p.entry), name_of(names, p.entry.issuer)),
            *(_mark(p.withdrawal), p.access.value, p.entry.cid),
        )
        for p in view.products
    ]
    out.print(table("Products", ("type", "about", "issuer", "standing", "access", "CID"), rows))
    if view.predecessors:
        made_of = [(entry.identifier, entry.passport_id) for entry in view.predecessors]
        out.print(table("Made of", ("battery", "passport id"), made_of))
    if view.components:
        parts = [(entry.identifier, entry.passport_id) for entry in view.components]
        out.print(table("Components", ("battery", "passport id"), parts))


@command
def history(passport: PassportArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show who held a battery, in which stage and status, from registration to now."""
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.services.read import history as look_up

    with opened(home, None) as at:
        found = look_up(at.bench, passport_named(at.bench.catalogue, passport))
        names = at.known_by_id()
    if as_json:
        print_json(told(found, names))
    else:
        print_timeline(found, names)


def shown(view: PassportView, names: dict[int, KnownParticipant]) -> dict[str, object]:
    """A passport as JSON."""
    standing = view.position.standing
    return {
        "passportId": str(view.entry.passport_id),
        "identifier": view.entry.identifier,
        "registrant": name_of(names, view.entry.registrant),
        "custodian": name_of(names, view.position.custodian),
        "stage": standing.stage.label,
        "status": standing.status.label,
        "sequence": view.position.sequence,
        "existsAsRecord": view.position.lazy is None,
        "flags": [flag.name.lower() for flag in type(view.flags) if flag in view.flags and flag.name],
        "block": view.block.number,
        "model": view.model and view.model.identifier,
        "successor": view.successor and str(view.successor),
        "document": view.document.payload,
        "products": [
            {
                "type": product.entry.product_type,
                "about": _about(view, product.entry),
                "issuer": int(product.entry.issuer),
                "cid": product.entry.cid,
                "digest": str(product.entry.digest),
                "standing": _mark(product.withdrawal),
                "access": product.access.value,
            }
            for product in view.products
        ],
        "components": [
            {"identifier": entry.identifier, "passportId": str(entry.passport_id)} for entry in view.components
        ],
        "predecessors": [
            {"identifier": entry.identifier, "passportId": str(entry.passport_id)} for entry in view.predecessors
        ],
    }


def told(found: PassportHistory, names: dict[int, KnownParticipant]) -> dict[str, object]:
    """A history as JSON."""
    return {
        "passportId": str(found.passport_id),
        "stage": found.stage.label,
        "status": found.status.label,
        "custodian": int(found.custodian),
        "predecessors": [str(predecessor) for predecessor in found.predecessors],
        "successor": found.successor and str(found.successor),
        "custody": [
            {
                "since": _time(step.since.timestamp),
                "block": step.since.block_number,
                "transaction": str(step.since.tx_hash),
                "holder": int(step.holder),
                "holderName": name_of(names, step.holder),
                "stage": step.stage.label,
                "status": step.status.label,
                "cause": step.cause.value,
                "evidenceRoot": step.evidence_root and str(step.evidence_root),
            }
            for step in found.custody
        ],
        "events": [
            {
                "event": type(event).__name__,
                "block": event.position.block_number,
                "time": _time(event.position.timestamp),
            }
            for event in found.events
        ],
    }


def print_timeline(found: PassportHistory, names: dict[int, KnownParticipant], battery: str = "the battery") -> None:
    """The custody of a battery as a table."""
    rows = [
        (
            step.since.block_number,
            _time(step.since.timestamp),
            name_of(names, step.holder),
            step.stage.label,
            step.status.label,
            step.cause.value.replace("_", " "),
        )
        for step in found.custody
    ]
    out.print(table(f"Life of {battery}", ("block", "since (UTC)", "holder", "stage", "status", "by"), rows))
    for predecessor in found.predecessors:
        out.print(f"made of {predecessor} (see passport history {predecessor})", soft_wrap=True)
    if found.successor is not None:
        out.print(f"closed: its life goes on as {found.successor}", soft_wrap=True)


def name_of(names: dict[int, KnownParticipant], participant: int) -> str:
    """What this home calls a participant."""
    known = names.get(int(participant))
    return f"participant {int(participant)}" if known is None else f"{known.title} ({int(participant)})"


def _about(view: PassportView, entry: ProductEntry) -> str:
    """Of a product: whether it is about the battery itself or about its model."""
    return "this battery" if entry.passport_id == view.entry.passport_id else "its model"


def _mark(withdrawal: object) -> str:
    if withdrawal is None:
        return "stands"
    return "superseded" if getattr(withdrawal, "superseded", False) else "withdrawn"


def _time(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S")
