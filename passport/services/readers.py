"""For whom evidence is made, and how much of each product that reader is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from passport.battery.disclosure import DisclosureClass, visible_to
from passport.battery.product_types import ProductType, product_type
from passport.battery.roles import RoleSet
from passport.errors import PassportError
from passport.identifiers import Cid, ParticipantId
from passport.ledger.refusals import ParticipantUnknown
from passport.ports import LedgerSnapshot
from passport.provenance.credential import DataProduct
from passport.provenance.presentation import NotDisclosable
from passport.provenance.records import ProductEntry


class NotForReader(PassportError):
    """What should be shown is of a class that its reader may not see."""

    code = "disclosure.reader"
    default_clause = "Regulation (EU) 2023/1542 Article 77(2)"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read a bundle."""

    participant_id: ParticipantId | None
    """None for everybody."""
    roles: RoleSet

    def may_see(self, disclosure: DisclosureClass) -> bool:
        """Whether products of a class may be shown to it at all."""
        return disclosure in visible_to(self.roles)


PUBLIC = Reader(None, RoleSet(0))
"""Everybody."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Something its maker wants to be shown."""

    what: ProductType | Cid
    """Every product of a type, or one product."""
    members: tuple[str, ...] = ()
    """Values, as `presentation.present` names them; none for the whole product."""

    @classmethod
    def parse(cls, text: str) -> Selection:
        """``TYPE``, ``TYPE:member,member/index``, or the same with a CID.

        Raises:
            ProductTypeError: There is no such type.
            NotDisclosable: A colon without a name behind it; the whole product is meant only where no colon is.
        """
        what, colon, members = text.partition(":")
        kind = Cid(what) if what.startswith("baf") else product_type(what)
        names = tuple(members.split(",")) if colon else ()
        if not all(names):
            raise NotDisclosable(
                f"{text!r} names a value without a name.",
                remedy="Write TYPE:member,member/index; TYPE alone shows the whole product.",
                selection=text,
            )
        return cls(kind, names)

    def names(self, entry: ProductEntry) -> bool:
        """Whether it is about this product."""
        return self.what == (entry.cid if isinstance(self.what, Cid) else entry.product_type)


class Extent(Enum):
    """How much of a product is shown."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown to a reader: by class, or exactly what was selected."""

    reader: Reader = PUBLIC
    selections: Sequence[Selection] = ()
    consented: bool = False
    """The holders of the data about single batteries (Annex XIII point 4) agreed that this reader sees it."""

    @property
    def only_public(self) -> bool:
        """Whether nothing but public products can be shown, so that no other needs to be opened."""
        return self.reader is PUBLIC and not self.selections

    def selected(self, entry: ProductEntry) -> tuple[str, ...] | None:
        """The values selected of a product, empty for all of it; None if it is not selected."""
        named = [selection for selection in self.selections if selection.names(entry)]
        if not named:
            return None
        if any(not selection.members for selection in named):
            return ()
        return tuple(member for selection in named for member in selection.members)

    def extent(self, entry: ProductEntry, product: DataProduct, custodian: ParticipantId | None) -> Extent:
        """How much of a product is shown.

        Without selections: what is public, what the reader issued, everything about a battery it holds, and what its
        audience sees of every battery. What is about one battery (point 4) is shown to others with the data holders'
        consent only, or by selection, which is their word as well.

        Raises:
            NotForReader: It is selected, and its class is not for this reader.
        """
        disclosure = DisclosureClass(product.disclosure_class)
        members = self.selected(entry)
        mine = self.reader.participant_id is not None and self.reader.participant_id in (product.issuer, custodian)
        if members is not None:
            if not mine and not self.reader.may_see(disclosure):
                raise NotForReader(
                    f"A {product.product_type} is of class {int(disclosure)}, which this reader may not see.",
                    clause=disclosure.clause,
                    remedy="Name the reader it is for, or leave it out.",
                    product_type=product.product_type,
                    disclosure_class=int(disclosure),
                )
            return Extent.PART if members else Extent.WHOLE
        if self.selections:
            return Extent.NOTHING
        open_to = self.consented or disclosure is not DisclosureClass.INDIVIDUAL
        by_class = self.reader.may_see(disclosure) and open_to
        return Extent.WHOLE if mine or by_class else Extent.NOTHING


def reader_named(snapshot: LedgerSnapshot, participant_id: ParticipantId) -> Reader:
    """The reader a participant is, with the roles it has now; suspended, it is like everybody.

    Raises:
        ParticipantUnknown: There is no such participant.
    """
    record = snapshot.participant(participant_id)
    if record is None:
        raise ParticipantUnknown(participant_id)
    return PUBLIC if record.suspended else Reader(participant_id, record.roles)
