"""Custom errors of IDataProductRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Digest, MerkleRoot, ParticipantId
from passport.ledger.abi import Uint256
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class PreviousRootMismatch(ContractRefusal):
    """The newest root of issuer `issuer` is `expected`; the call names `given`."""

    sentence: ClassVar[str] = "The newest root of issuer {issuer} is {expected}; the call names {given}."
    default_remedy: ClassVar[str | None] = "Read the head of the chain of roots and anchor again."

    issuer: ParticipantId | None
    expected: MerkleRoot | None
    given: MerkleRoot | None


@dataclass(eq=False)
class RootEmpty(ContractRefusal):
    """The root is zero."""

    sentence: ClassVar[str] = "The root is zero."


@dataclass(eq=False)
class CountOutOfRange(ContractRefusal):
    """A batch of `count` products is out of range (1 to 1,048,576)."""

    sentence: ClassVar[str] = "A batch of {count} products is out of range (1 to 1,048,576)."

    count: Uint256


@dataclass(eq=False)
class DigestEmpty(ContractRefusal):
    """The digest is zero."""

    sentence: ClassVar[str] = "The digest is zero."


@dataclass(eq=False)
class ProductAlreadyWithdrawn(ContractRefusal):
    """Issuer `issuer` has already withdrawn or superseded product `digest`."""

    sentence: ClassVar[str] = "Issuer {issuer} has already withdrawn or superseded product {digest}."

    issuer: ParticipantId | None
    digest: Digest


@dataclass(eq=False)
class SupersedesItself(ContractRefusal):
    """Product `digest` cannot supersede itself."""

    sentence: ClassVar[str] = "Product {digest} cannot supersede itself."

    digest: Digest
