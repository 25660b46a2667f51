"""The ports kept in memory pass their ports' whole suites."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from passport.adapters.memory import MemoryClock, MemoryContentStore, MemoryJournal, MemoryKeyVault
from passport.identifiers import Cid
from tests.ports.content_store import ContentStoreSuite, Damage
from tests.ports.journal import JournalSuite
from tests.ports.key_vault import KeyVaultSuite


@pytest.fixture
def content_store() -> MemoryContentStore:
    return MemoryContentStore()


@pytest.fixture
def damage(content_store: MemoryContentStore) -> Damage:
    def put_bytes(cid: Cid, block: bytes | None) -> None:
        if block is None:
            del content_store.blocks[cid]
        else:
            content_store.blocks[cid] = block

    return put_bytes


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def key_vault() -> MemoryKeyVault:
    return MemoryKeyVault()


class TestMemoryContentStore(ContentStoreSuite):
    """Every promise of the port."""


class TestMemoryJournal(JournalSuite):
    """Every promise of the port but durability."""


class TestMemoryKeyVault(KeyVaultSuite):
    """Every promise of the port but durability."""


def test_clock__started_elsewhere__tells_utc_and_moves_only_when_told() -> None:
    clock = MemoryClock(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)
    clock.advance(timedelta(seconds=5))
    assert clock.now() == datetime(2026, 1, 1, 0, 0, 5, tzinfo=UTC)
