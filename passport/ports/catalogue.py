"""Where things are, as this installation noted them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from passport.identifiers import (
    BatteryIdentifier,
    Cid,
    Digest,
    MerkleRoot,
    PassportId,
)
from passport.provenance.records import PassportEntry, ProductEntry


class Catalogue(Protocol):
    """Where things are: passports, products and the manifests of their batches, as this installation noted them.

    Nothing in it is believed: what is read through it is checked against CIDs and the chain, and it can be made again
    from the manifests. Crash: when an `add` returns, all of it is durable; before, none. Repeats change nothing.
    """

    def add_passports(self, passports: Sequence[PassportEntry], manifest: Cid | None) -> None:
        """Notes passports, and the manifest of their batch if they were registered lazily."""
        ...

    def add_products(self, products: Sequence[ProductEntry], manifest: Cid) -> None:
        """Notes anchored products and their batch's manifest."""
        ...

    def passport(self, passport_id: PassportId) -> PassportEntry | None:
        """One passport."""
        ...

    def passports(self, identifier: BatteryIdentifier) -> tuple[PassportEntry, ...]:
        """Every passport with this identifier; two registrants may have used the same."""
        ...

    def components(self, parent: PassportId) -> tuple[PassportEntry, ...]:
        """The passports registered as direct components of another, in the order of their identifiers."""
        ...

    def product(self, digest: Digest) -> ProductEntry | None:
        """One product."""
        ...

    def products(self, passport_id: PassportId) -> tuple[ProductEntry, ...]:
        """The products about a passport, in the order they were noted."""
        ...

    def manifest(self, root: MerkleRoot) -> Cid | None:
        """Where the manifest of a batch is."""
        ...

    def add_attachment(self, cid: Cid, content: Digest) -> None:
        """Notes a large content kept beside a product, and the sha2-256 of its plaintext."""
        ...

    def every_passport(self) -> tuple[PassportEntry, ...]:
        """All passports, in the order they were noted."""
        ...

    def every_product(self) -> tuple[ProductEntry, ...]:
        """All products, in the order they were noted."""
        ...

    def every_manifest(self) -> tuple[Cid, ...]:
        """Where all manifests are, in the order they were noted."""
        ...

    def every_attachment(self) -> tuple[tuple[Cid, Digest], ...]:
        """Where all attachments are and the sha2-256 of their plaintext, in the order they were noted."""
        ...
