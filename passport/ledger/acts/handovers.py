"""Calls of IPassportRegistry that change custody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import SubjectId
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract
from passport.ledger.offers import HandoverOffer, PartySignature, SignedHandover
from passport.ledger.passports import LazyPassport
from passport.ledger.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class OfferHandover(Act):
    """Opens an offer on chain. Caller: the holder."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "offer"

    words: HandoverOffer


@dataclass(frozen=True, slots=True)
class AcceptOffer(Act):
    """Accepts an open offer. Caller: the receiver."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "accept"

    words: HandoverOffer


@dataclass(frozen=True, slots=True)
class RejectOffer(Act):
    """Refuses exactly these words, offered on chain or only signed. Caller: the receiver."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "reject"

    words: HandoverOffer


@dataclass(frozen=True, slots=True)
class CancelOffers(Act):
    """Voids every offer of the subject that is not carried out yet. Caller: the holder."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "cancel"

    kind: SubjectKind
    subject: SubjectId


@dataclass(frozen=True, slots=True)
class ExecuteHandover(Act):
    """Carries out a handover that both parties signed. Anyone may relay."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "executeHandover"

    words: HandoverOffer
    holder: PartySignature
    receiver: PartySignature


@dataclass(frozen=True, slots=True)
class ExecuteLazyHandover(Act):
    """As `ExecuteHandover`, bringing the passport into existence in the same transaction."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "executeLazyHandover"

    lazy: LazyPassport
    words: HandoverOffer
    holder: PartySignature
    receiver: PartySignature


@dataclass(frozen=True, slots=True)
class ExecuteHandovers(Act):
    """As `ExecuteHandover`, for several; all or none."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "executeHandovers"

    handovers: tuple[SignedHandover, ...]
