"""What the steps share: the bundle, the trust root, and what was proved so far.

A step puts here only what it proved, so no step can build on something that another found wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

from passport.identifiers import BlockRef, Cid, Digest, PassportId
from passport.ledger.deployment import Contract
from passport.ledger.events import LedgerEvent
from passport.ledger.history import PassportHistory
from passport.ledger.passports import PassportFlags, PassportRecord
from passport.ledger.typed_data import Domain
from passport.provenance.bundle import Bundle
from passport.provenance.canonical import Json
from passport.provenance.chain.blocks import Header
from passport.provenance.chain.storage import PASSPORTS, Key, Place, Variable, place_of, struct_in, word_of
from passport.provenance.chain.transactions import Transaction
from passport.provenance.credential import DataProduct
from passport.provenance.evidence import Evidence
from passport.provenance.key_binding import Expected
from passport.provenance.signed_product import VerifiedProduct
from passport.provenance.slots import registry_domain
from passport.provenance.verification.report import StepCheck
from passport.provenance.verification.trust_root import TrustRoot

T = TypeVar("T")

FROZEN_LEAF = word_of(PassportRecord, "flags", PassportFlags.FROZEN)
"""The word of a passport that was proved a duplicate before it existed as a record."""

Recompute: TypeAlias = Callable[[DataProduct, Mapping[Cid, DataProduct]], Mapping[str, Json]]
"""Gives the payload a method computes: the score's product (for its parameters), its inputs by CID."""


class NotProved(LookupError):
    """A word of storage that is needed here was not proved; step 5 says why."""


@dataclass(frozen=True, slots=True)
class ProvedTransaction:
    """A transaction that is in its block, with the registry's events."""

    block: BlockRef
    transaction: Transaction
    events: tuple[LedgerEvent, ...]
    name: str
    """Name of the piece."""


@dataclass
class Case:
    """One verification."""

    bundle: Bundle
    trust_root: TrustRoot
    now: datetime
    recompute: Mapping[str, Recompute]
    expected: Expected | None = None
    """What the verifier asked presenters for."""
    checks: Mapping[int, StepCheck] = field(default_factory=lambda: {n: StepCheck(n) for n in range(1, 11)})
    headers: dict[int, Header] = field(default_factory=dict)
    words: dict[Place, Digest] = field(default_factory=dict)
    transactions: list[ProvedTransaction] = field(default_factory=list)
    products: dict[str, VerifiedProduct] = field(default_factory=dict)
    """Products whose content has its name and whose signature is right, by the name of their piece."""
    documents: dict[PassportId, VerifiedProduct] = field(default_factory=dict)
    """First versions of passports, likewise."""
    histories: dict[PassportId, PassportHistory] = field(default_factory=dict)
    lots: dict[PassportId, PassportHistory] = field(default_factory=dict)
    """What happened to the lot of a component that is still a leaf; who holds it, its parent's history says."""

    @property
    def evidence(self) -> Evidence:
        """The pieces."""
        return self.bundle.evidence

    @property
    def domain(self) -> Domain:
        """EIP-712 domain of the passport registry the verifier believes in."""
        registry = self.trust_root.contracts[Contract.PASSPORT_REGISTRY]
        return registry_domain(self.trust_root.chain_id, registry.address)

    @property
    def state_block(self) -> BlockRef | None:
        """The block whose state is shown, if its header can be read."""
        header = self.headers.get(self.evidence.chain.state_block)
        return header.ref if header else None

    def word(self, variable: Variable, *keys: Key, offset: int = 0) -> Digest:
        """A proved word of storage. Raises NotProved."""
        try:
            return self.words[place_of(variable, *keys, offset=offset)]
        except KeyError as error:
            raise NotProved(variable.label) from error

    def passport_record(self, passport_id: PassportId) -> PassportRecord | None:
        """The record of a passport; None while it is a leaf, frozen or not. Raises NotProved, ProofInvalid."""
        word = self.word(PASSPORTS, passport_id)
        return None if word == FROZEN_LEAF else struct_in(PassportRecord, word)

    def is_frozen(self, passport_id: PassportId) -> bool:
        """Whether a duplicate identity was proved and nobody has decided yet. Raises NotProved, ProofInvalid."""
        record = self.passport_record(passport_id)
        return self.word(PASSPORTS, passport_id) == FROZEN_LEAF if record is None else record.is_frozen

    def record(self, cls: type[T], variable: Variable, *keys: Key, size: int = 1) -> T | None:
        """A proved struct of `size` words, None if there is none. Raises NotProved, ProofInvalid."""
        return struct_in(cls, *(self.word(variable, *keys, offset=at) for at in range(size)))
