"""A home that lost its catalogue, or never had one, learns it from the chain and the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.sql.catalogue import SqlCatalogue
from passport.adapters.sql.engine import Database
from passport.adapters.sql.schema import upgrade
from passport.identifiers import BatteryIdentifier
from passport.services.learn import learn
from passport.services.read import show
from tests.flows.house import House
from tests.flows.life import registered, whole_life


@pytest.fixture
def stranger(house: House, tmp_path: Path) -> Iterator[House]:
    """The same chain and store, and an empty database."""
    database = Database.at_path(tmp_path / "other.sqlite3")
    upgrade(database)
    try:
        catalogue = SqlCatalogue(database, house.at.bench.clock)
        yield replace(house, at=replace(house.at, bench=replace(house.at.bench, catalogue=catalogue)))
    finally:
        database.close()


def test_learn__everything_in_the_store__same_catalogue(house: House, stranger: House) -> None:
    whole_life(house, "learnt")
    lazy, eager = registered(house, "learnt-lazy"), registered(house, "learnt-eager", lazy=False)
    learned = learn(stranger.at.bench)
    assert not learned.unreadable
    known, found = house.at.bench.catalogue, stranger.at.bench.catalogue
    for passport_id in (lazy, eager):
        assert found.passport(passport_id) == known.passport(passport_id)
        assert found.components(passport_id) == known.components(passport_id)
        assert show(stranger.at.bench, passport_id).document == show(house.at.bench, passport_id).document
    pack = known.passports(declared("learnt"))[0]
    assert found.products(pack.passport_id) == known.products(pack.passport_id)
    assert learn(stranger.at.bench) == learned


def test_learn__catalogue_names_another_document__it_is_not_taken_for_the_registered_one(
    house: House, stranger: House
) -> None:
    right, other = registered(house, "named", lazy=False), registered(house, "named-other", lazy=False)
    known, catalogue = house.at.bench.catalogue, stranger.at.bench.catalogue
    entry, wrong = known.passport(right), known.passport(other)
    assert entry is not None
    assert wrong is not None
    catalogue.add_passports([replace(entry, cid=wrong.cid)], None)
    learned = learn(stranger.at.bench)
    assert learned.unreadable == {wrong.cid: "The document is not the one that was registered."}


def test_learn__store_without_the_manifests__says_which_and_notes_nothing(
    house: House, stranger: House, tmp_path: Path
) -> None:
    pack = registered(house, "unknown")
    empty = replace(stranger.at.bench, store=BlockStore(tmp_path / "empty"))
    learned = learn(empty)
    assert learned.passports == learned.products == 0
    assert set(learned.unreadable.values()) == {"not in this store"}
    assert empty.catalogue.passport(pack) is None


def declared(name: str) -> BatteryIdentifier:
    return BatteryIdentifier(f"https://example.org/battery/{name}")
