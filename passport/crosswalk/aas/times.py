"""Times of the condition submodel: theirs stand at every value, ours once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from passport.crosswalk.carriers import refused, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

_EVENTS, _POWER = "NegativeEvents", "RemainingPowerCapability"


def put_times(condition: Tree, recorded_at: str | None, occurred_at: str | None) -> None:
    """Writes `recorded_at` beside every value, `occurred_at` beside the event."""
    for name, value in condition.items():
        if isinstance(value, dict) and recorded_at is not None:
            value["LastUpdate"] = recorded_at
            if name == _POWER:
                value["RemainingPowerCapabilityValue"]["RPCLastUpdated"] = recorded_at
        elif name == _EVENTS and occurred_at is not None:
            for event in value:
                event["LastUpdate"] = occurred_at


def take_times(condition: Tree, book: Notebook) -> tuple[str | None, str | None]:
    """Takes the times out: the latest of the values, and the first event's. Different ones are noted."""
    values: dict[str, datetime] = {}
    events: list[datetime] = []
    for path, holder, member in _places(condition):
        here = book.at(f"{book.path}/{path}/{member}")
        moment = _moment(holder.pop(member), here)
        if path.startswith(_EVENTS):
            events.append(moment)
        else:
            values[path] = moment
    latest = max(values.values(), default=None)
    for path, moment in values.items():
        if moment != latest:
            book.at(f"{book.path}/{path}").note(
                NoteKind.NOT_CARRIED, f"that this held at {_text(moment)}: our values hold at one time, the latest"
            )
    return _text(latest), _text(events[0] if events else None)


def _places(condition: Tree) -> Iterator[tuple[str, Tree, str]]:
    for name, value in condition.items():
        rows: list[tuple[str, Any]] = [(name, value)]
        if name == _EVENTS and isinstance(value, list):
            rows = [(f"{name}/{at}", event) for at, event in enumerate(value)]
        elif name == _POWER and isinstance(value, Mapping):
            rows.append((f"{name}/RemainingPowerCapabilityValue", value.get("RemainingPowerCapabilityValue")))
        for path, holder in rows:
            for member in ("LastUpdate", "RPCLastUpdated"):
                if isinstance(holder, dict) and member in holder:
                    yield path, holder, member


def _moment(value: Any, book: Notebook) -> datetime:
    text = text_of(value, book)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refused(book, f"{text[:40]!r} is no time") from None
    if moment.tzinfo is None:
        book.note(NoteKind.DEFECT, f"{text} has no offset to UTC: taken as UTC", "idta-time-without-offset")
        moment = moment.replace(tzinfo=UTC)
    return moment


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
