"""Calls of IPassportRegistry that bring passports onto the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Digest, MerkleRoot
from passport.ledger.abi import Uint32
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract
from passport.ledger.passports import LazyPassport, Registration


@dataclass(frozen=True, slots=True)
class RegisterPassport(Act):
    """Registers one passport of the caller's organisation."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "register"

    passport: Registration


@dataclass(frozen=True, slots=True)
class RegisterPassports(Act):
    """Registers several; a parent may stand earlier in the same call."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "registerMany"

    passports: tuple[Registration, ...]


@dataclass(frozen=True, slots=True)
class RegisterBatch(Act):
    """Anchors up to 2^20 passports with one root (lazy registration)."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "registerBatch"

    root: MerkleRoot
    count: Uint32
    manifest_digest: Digest


@dataclass(frozen=True, slots=True)
class BringIntoExistence(Act):
    """Makes a record of a passport of a batch by its inclusion proof."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "bringIntoExistence"

    lazy: LazyPassport


@dataclass(frozen=True, slots=True)
class ProveDuplicate(Act):
    """Proves that one passport id stands in two leaves, and freezes it."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY
    function: ClassVar[str] = "proveDuplicate"

    first: LazyPassport
    second: LazyPassport
