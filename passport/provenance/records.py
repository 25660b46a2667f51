"""What an installation notes about passports and products: names and places, nothing that is believed.

Every note can be made again from the manifests in the content store; what is read by one is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import BatteryIdentifier, Cid, Digest, MerkleRoot, ParticipantId, PassportId


@dataclass(frozen=True, slots=True)
class PassportEntry:
    """A passport this installation knows."""

    passport_id: PassportId
    registrant: ParticipantId
    identifier: BatteryIdentifier
    parent: PassportId | None
    """The passport it was registered as a component of."""
    digest: Digest
    """sha2-256 of the first version of the passport: what was registered on chain."""
    cid: Cid
    """Where that first version is."""
    root: MerkleRoot | None
    """Root of its registration batch; None if it was registered eagerly."""
    leaf_index: int | None
    """Place of its leaf in the batch."""


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """An anchored data product this installation knows."""

    digest: Digest
    """sha2-256 of the signed bytes."""
    cid: Cid
    passport_id: PassportId
    product_type: str
    issuer: ParticipantId
    root: MerkleRoot
    """Root it is anchored under."""
    leaf_index: int
