"""Calls of IPassportRegistry about components, consignments and successors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.battery.lifecycle import Status
from passport.identifiers import PassportId
from passport.ledger.abi import Uint32
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract
from passport.ledger.passports import Registration


@dataclass(frozen=True, slots=True)
class SplitOff(Act):
    """Detaches a component; from then on it has custody of its own."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "splitOff"

    passport_id: PassportId


@dataclass(frozen=True, slots=True)
class OpenConsignment(Act):
    """Opens an empty consignment held by the caller's organisation."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "openConsignment"


@dataclass(frozen=True, slots=True)
class Pack(Act):
    """Packs passports the caller holds into a consignment it holds."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "pack"

    consignment: Uint32
    passport_ids: tuple[PassportId, ...]


@dataclass(frozen=True, slots=True)
class Unpack(Act):
    """Takes passports out of a consignment again."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "unpack"

    consignment: Uint32
    passport_ids: tuple[PassportId, ...]


@dataclass(frozen=True, slots=True)
class CreateSuccessor(Act):
    """Closes passports the caller holds and registers the one that follows them (Article 77(7))."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "succeed"

    predecessors: tuple[PassportId, ...]
    successor: Registration
    status: Status
