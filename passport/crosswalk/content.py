"""What every crosswalk carries: the content of one passport, and the notes of what a format could not carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from passport.battery.category import BatteryCategory, ComponentLevel, Granularity
from passport.battery.lifecycle import Status
from passport.battery.product_types import ProductType
from passport.battery.products import Payload


@dataclass(frozen=True, slots=True)
class PassportContent:
    """The facts of one battery or model, as its data products state them.

    The members after `products` are facts of the record on chain, not of a product; a reader of another format sets
    what its document says.
    """

    identifier: str
    """Unique identifier of the battery, as registered (a URI; Article 77(3))."""
    category: BatteryCategory
    level: ComponentLevel = ComponentLevel.PACK
    products: Mapping[ProductType, Payload] = field(default_factory=dict)
    """The latest payload of each type, as the model of its type (passport.battery.products)."""
    granularity: Granularity = Granularity.INDIVIDUAL
    serial_number: str | None = None
    """As registered (Annex VI Part A(2)); None where nobody said."""
    manufactured_on: date | None = None
    """Date of manufacture, as registered (Annex VI Part A(4))."""
    status: Status | None = None
    """Battery status (Annex XIII point 4(c)); None where nobody said."""
    updated_at: datetime | None = None
    """When the passport was last changed, UTC."""
    warranty_ends_on: date | None = None
    """Last day of the commercial warranty, where a day is known."""
    incidents_url: str | None = None
    """Where the battery's incident reports are kept."""
    has_ceased: bool = False
    """Whether the passport has ceased to exist (Article 77(8))."""
    passport_identifier: str | None = None
    """Identifier of the passport where it has one besides the battery's."""
    has_management_system: bool = True
    """Whether there is a battery management system (Article 3(1)(25)): some formats have a shape for those without."""


class NoteKind(StrEnum):
    """Why something is in the notes."""

    NOT_CARRIED = "not-carried"
    """The target has no place for what the source says: lost."""
    MISSING = "missing"
    """The target asks for what the source does not say; nothing is made up for it."""
    ROUNDED = "rounded"
    """The target takes fewer digits than the source has."""
    REFUSED = "refused"
    """The source's value breaks a rule of ours, so it was left out."""
    INCOMPLETE = "incomplete"
    """The source says too little for a product of this type; what it says is in the drafts."""
    DEFECT = "defect"
    """A known defect of the other format was handled; docs/crosswalk.md lists them by name."""
    INFERRED = "inferred"
    """Read from what the document says elsewhere, because it does not say it in so many words."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One thing a reader of the result must know."""

    kind: NoteKind
    path: str
    """Where: a JSON pointer into the source (a payload's pointer begins with its product type)."""
    text: str
    """One sentence."""
    defect: str | None = None
    """Name of the defect in docs/crosswalk.md, for kind DEFECT."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A document of another format."""

    document: Mapping[str, Any]
    """As it goes into JSON: text, int, float, bool, lists, dicts."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a document of another format says, in our terms."""

    content: PassportContent
    notes: tuple[Note, ...] = ()
    drafts: Mapping[ProductType, Mapping[str, Any]] = field(default_factory=dict)
    """Payloads the document says too little for, in their JSON form: to be completed by hand."""
