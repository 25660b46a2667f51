"""Events of IDataProductRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Digest, MerkleRoot, ParticipantId
from passport.ledger.abi import Uint8, Uint32, Uint64
from passport.ledger.deployment import Contract
from passport.ledger.events.base import LedgerEvent


@dataclass(frozen=True, slots=True)
class RootAnchored(LedgerEvent):
    """An issuer anchored a root of data products."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY

    issuer: ParticipantId
    sequence: Uint64
    root: MerkleRoot
    previous_root: MerkleRoot | None
    count: Uint32
    manifest_digest: Digest


@dataclass(frozen=True, slots=True)
class ProductWithdrawn(LedgerEvent):
    """An issuer withdrew a data product."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY

    issuer: ParticipantId
    digest: Digest
    reason: Uint8


@dataclass(frozen=True, slots=True)
class ProductSuperseded(LedgerEvent):
    """An issuer replaced a data product."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY

    issuer: ParticipantId
    digest: Digest
    successor: Digest
