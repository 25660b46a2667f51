"""Manifests: the list of what stands under a Merkle root. Their digest is on chain beside the root.

Canonical JSON, so that the digest is of one form only. Whoever has the manifest can make every proof again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from passport.errors import BundleMalformed
from passport.identifiers import BatteryIdentifier, Cid, Digest, ParticipantId, PassportId
from passport.ledger.leaves import passport_leaf, product_leaf
from passport.provenance.canonical import canonical_bytes, read_canonical
from passport.provenance.merkle import MerkleTree

Manifest = TypeVar("Manifest", "RegistrationManifest", "ProductManifest")


@dataclass(frozen=True)
class RegistrationLine:
    """One passport of a batch."""

    identifier: BatteryIdentifier
    parent: PassportId | None
    digest: Digest
    cid: Cid


@dataclass(frozen=True)
class RegistrationManifest:
    """The passports of a lazy registration, in the order of their leaves."""

    registrant: ParticipantId
    passports: tuple[RegistrationLine, ...]

    def tree(self) -> MerkleTree:
        """The tree whose root is registered."""
        return MerkleTree(
            [
                passport_leaf(line.identifier.passport_id(self.registrant), line.parent, line.digest, self.registrant)
                for line in self.passports
            ]
        )


@dataclass(frozen=True)
class ProductLine:
    """One product of a batch."""

    passport_id: PassportId
    product_type: str
    digest: Digest
    cid: Cid


@dataclass(frozen=True)
class ProductManifest:
    """The products under an anchored root, in the order of their leaves."""

    issuer: ParticipantId
    products: tuple[ProductLine, ...]

    def tree(self) -> MerkleTree:
        """The tree whose root is anchored."""
        return MerkleTree([product_leaf(line.digest, line.passport_id, line.product_type) for line in self.products])


_ADAPTERS: dict[type, TypeAdapter[object]] = {
    kind: TypeAdapter(kind) for kind in (RegistrationManifest, ProductManifest)
}


def manifest_bytes(manifest: RegistrationManifest | ProductManifest) -> bytes:
    """The manifest's only form."""
    return canonical_bytes(_ADAPTERS[type(manifest)].dump_python(manifest, mode="json"))


def manifest_digest(content: bytes) -> Digest:
    """sha2-256 of a manifest: what is on chain beside the root."""
    return Digest(hashlib.sha256(content).digest())


def read_manifest(kind: type[Manifest], content: bytes) -> Manifest:
    """Reads a manifest; raises CanonicalFormError or BundleMalformed if it is none of this kind."""
    read_canonical(content)
    try:
        manifest = _ADAPTERS[kind].validate_json(content)
    except ValidationError as error:
        raise BundleMalformed(f"This is no {kind.__name__}: {error.errors()[0]['msg']}.") from error
    if not isinstance(manifest, kind):
        raise BundleMalformed(f"This is no {kind.__name__}.")
    return manifest
