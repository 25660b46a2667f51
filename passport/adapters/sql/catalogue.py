"""The catalogue in SQL: passports, products and manifests this installation knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, true

from passport.adapters.sql.engine import Database
from passport.adapters.sql.insert_once import insert_each_once, insert_once
from passport.adapters.sql.tables import attachments, manifests, passports, products
from passport.identifiers import BatteryIdentifier, Cid, Digest, MerkleRoot, ParticipantId, PassportId
from passport.ports import Clock
from passport.provenance.records import PassportEntry, ProductEntry


class SqlCatalogue:
    """Implements `passport.ports.Catalogue`; every `add` is one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add_passports(self, entries: Sequence[PassportEntry], manifest: Cid | None) -> None:
        """Notes passports, and the manifest of their batch if they were registered lazily."""
        now = self._clock.now()
        with self._database.writing() as connection:
            for root in {entry.root for entry in entries if entry.root is not None}:
                if manifest is not None:
                    insert_once(connection, manifests, _manifest_row(root, manifest, now))
            insert_each_once(connection, passports, [_passport_row(entry, now) for entry in entries])

    def add_products(self, entries: Sequence[ProductEntry], manifest: Cid) -> None:
        """Notes anchored products and their batch's manifest."""
        now = self._clock.now()
        with self._database.writing() as connection:
            for root in {entry.root for entry in entries}:
                insert_once(connection, manifests, _manifest_row(root, manifest, now))
            insert_each_once(connection, products, [_product_row(entry, now) for entry in entries])

    def passport(self, passport_id: PassportId) -> PassportEntry | None:
        """One passport."""
        found = self._rows(passports, passports.c.passport_id == bytes(passport_id))
        return _passport(found[0]) if found else None

    def passports(self, identifier: BatteryIdentifier) -> tuple[PassportEntry, ...]:
        """Every passport with this identifier."""
        rows = self._rows(passports, passports.c.identifier == str(identifier), passports.c.registrant)
        return tuple(_passport(row) for row in rows)

    def components(self, parent: PassportId) -> tuple[PassportEntry, ...]:
        """The direct components of a passport, by identifier."""
        rows = self._rows(passports, passports.c.parent == bytes(parent), passports.c.identifier)
        return tuple(_passport(row) for row in rows)

    def product(self, digest: Digest) -> ProductEntry | None:
        """One product."""
        found = self._rows(products, products.c.digest == bytes(digest))
        return _product(found[0]) if found else None

    def products(self, passport_id: PassportId) -> tuple[ProductEntry, ...]:
        """The products about a passport, in the order they were noted."""
        place = (products.c.created_at, products.c.anchor_root, products.c.leaf_index)
        rows = self._rows(products, products.c.passport_id == bytes(passport_id), *place)
        return tuple(_product(row) for row in rows)

    def manifest(self, root: MerkleRoot) -> Cid | None:
        """Where the manifest of a batch is."""
        found = self._rows(manifests, manifests.c.root == bytes(root))
        return Cid(found[0].cid) if found else None

    def add_attachment(self, cid: Cid, content: Digest) -> None:
        """Notes a large content kept beside a product."""
        row = {"cid": str(cid), "sha256": bytes(content), "created_at": self._clock.now()}
        with self._database.writing() as connection:
            insert_once(connection, attachments, row)

    def every_passport(self) -> tuple[PassportEntry, ...]:
        """All passports, in the order they were noted."""
        return tuple(_passport(row) for row in self._rows(passports, true(), *_noted(passports)))

    def every_product(self) -> tuple[ProductEntry, ...]:
        """All products, in the order they were noted."""
        place = (products.c.created_at, products.c.anchor_root, products.c.leaf_index)
        return tuple(_product(row) for row in self._rows(products, true(), *place))

    def every_manifest(self) -> tuple[Cid, ...]:
        """All manifests, in the order they were noted."""
        return tuple(Cid(row.cid) for row in self._rows(manifests, true(), *_noted(manifests)))

    def every_attachment(self) -> tuple[tuple[Cid, Digest], ...]:
        """All attachments, in the order they were noted."""
        return tuple(
            (Cid(row.cid), Digest(row.sha256)) for row in self._rows(attachments, true(), *_noted(attachments))
        )

    def _rows(self, table: Table, where: ColumnElement[bool], *order: ColumnElement[Any]) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(select(table).where(where).order_by(*order)).all()


def _noted(table: Table) -> tuple[ColumnElement[Any], ...]:
    """Time of noting, then the first column, so that the order is one."""
    return (table.c.created_at, next(iter(table.c)))


def _manifest_row(root: MerkleRoot, manifest: Cid, now: dt.datetime) -> dict[str, Any]:
    return {"root": bytes(root), "cid": str(manifest), "created_at": now}


def _passport_row(entry: PassportEntry, now: dt.datetime) -> dict[str, Any]:
    return {
        "passport_id": bytes(entry.passport_id),
        "registrant": int(entry.registrant),
        "identifier": str(entry.identifier),
        "parent": None if entry.parent is None else bytes(entry.parent),
        "digest": bytes(entry.digest),
        "cid": str(entry.cid),
        "root": None if entry.root is None else bytes(entry.root),
        "leaf_index": entry.leaf_index,
        "created_at": now,
    }


def _passport(row: Row[Any]) -> PassportEntry:
    return PassportEntry(
        PassportId(row.passport_id),
        ParticipantId(row.registrant),
        BatteryIdentifier(row.identifier),
        None if row.parent is None else PassportId(row.parent),
        Digest(row.digest),
        Cid(row.cid),
        None if row.root is None else MerkleRoot(row.root),
        row.leaf_index,
    )


def _product_row(entry: ProductEntry, now: dt.datetime) -> dict[str, Any]:
    return {
        "digest": bytes(entry.digest),
        "cid": str(entry.cid),
        "passport_id": bytes(entry.passport_id),
        "product_type": entry.product_type,
        "issuer": int(entry.issuer),
        "anchor_root": bytes(entry.root),
        "leaf_index": entry.leaf_index,
        "created_at": now,
    }


def _product(row: Row[Any]) -> ProductEntry:
    return ProductEntry(
        Digest(row.digest),
        Cid(row.cid),
        PassportId(row.passport_id),
        row.product_type,
        ParticipantId(row.issuer),
        MerkleRoot(row.anchor_root),
        row.leaf_index,
    )
