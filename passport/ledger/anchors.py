"""Anchored roots of data products, and withdrawals (IDataProductRegistry)."""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import MerkleRoot
from passport.ledger.abi import Uint8, Uint32, Uint64


@dataclass(frozen=True, slots=True)
class Anchor:
    """A root an issuer anchored."""

    sequence: Uint64
    """Position in the issuer's chain of roots, from 1."""
    anchored_at: Uint64
    """Unix seconds."""
    block_number: Uint64
    count: Uint32
    """Number of leaves."""


@dataclass(frozen=True, slots=True)
class AnchorHead:
    """The newest root of an issuer; root None and sequence 0 before its first."""

    root: MerkleRoot | None
    sequence: Uint64


@dataclass(frozen=True, slots=True)
class ProductWithdrawal:
    """A data product its issuer withdrew or superseded."""

    withdrawn_at: Uint64
    """Unix seconds."""
    block_number: Uint64
    reason: Uint8
    superseded: bool
