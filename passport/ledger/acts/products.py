"""Calls of IDataProductRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Digest, MerkleRoot
from passport.ledger.abi import Uint8, Uint32
from passport.ledger.acts.base import Act
from passport.ledger.deployment import Contract


@dataclass(frozen=True, slots=True)
class AnchorRoot(Act):
    """Anchors a Merkle root of data products for the caller's organisation."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY
    function: ClassVar[str] = "anchor"

    previous_root: MerkleRoot | None
    root: MerkleRoot
    count: Uint32
    manifest_digest: Digest


@dataclass(frozen=True, slots=True)
class WithdrawProduct(Act):
    """Withdraws a product; cannot be undone."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY
    function: ClassVar[str] = "withdraw"

    digest: Digest
    reason: Uint8


@dataclass(frozen=True, slots=True)
class SupersedeProduct(Act):
    """Declares that `successor` replaces `digest`; cannot be undone."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY
    function: ClassVar[str] = "supersede"

    digest: Digest
    successor: Digest
