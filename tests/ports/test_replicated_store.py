"""Content kept in several places at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.ipfs.kubo import KuboStore
from passport.adapters.ipfs.replicated import ReplicatedStore
from passport.errors import ContentCorrupt, ContentNotFound, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import CopyState
from passport.provenance.content import cid_of, content_blocks
from tests.networks.processes import free_port
from tests.ports.content_store import LEAF, ContentStoreSuite, Damage, content, pieces


@pytest.fixture
def places(tmp_path: Path) -> list[BlockStore]:
    return [BlockStore(tmp_path / name) for name in ("first", "second")]


@pytest.fixture
def content_store(places: list[BlockStore]) -> ReplicatedStore:
    return ReplicatedStore(places, copies_wanted=2)


def block_file(tmp_path: Path, place: str, cid: Cid) -> Path:
    return tmp_path / place / "blocks" / cid[-3:-1] / cid


@pytest.fixture
def damage(tmp_path: Path) -> Damage:
    """In both places, as what is whole in one is no damage."""

    def put_bytes(cid: Cid, block: bytes | None) -> None:
        for place in ("first", "second"):
            if block is None:
                block_file(tmp_path, place, cid).unlink()
            else:
                block_file(tmp_path, place, cid).write_bytes(block)

    return put_bytes


class TestReplicatedStore(ContentStoreSuite):
    """Every promise of the port."""


@pytest.fixture
def nobody() -> KuboStore:
    return KuboStore(f"http://127.0.0.1:{free_port()}")


def test_put__every_way__is_in_both_places(content_store: ReplicatedStore, places: list[BlockStore]) -> None:
    cids = [
        content_store.put(b"one"),
        *content_store.put_all([b"two", b"three"]),
        content_store.put_stream(pieces(2, "four")),
    ]
    for place in places:
        assert all(place.has(cid) and place.is_pinned(cid) for cid in cids)


def test_get__each_place_lost_and_damaged_other_blocks__is_whole_from_both_together(
    content_store: ReplicatedStore, tmp_path: Path
) -> None:
    given = content(4 * LEAF, "torn")
    root, blocks = content_blocks(given)
    content_store.put(given)
    names = [cid for cid, _ in blocks]
    block_file(tmp_path, "first", names[0]).unlink()
    block_file(tmp_path, "first", names[1]).write_bytes(b"rotten")
    block_file(tmp_path, "second", names[2]).write_bytes(b"rotten")
    block_file(tmp_path, "second", root).unlink()
    assert content_store.get(root) == b"".join(content_store.stream(root)) == given
    before = {copy.state for copy in content_store.copies(root, thorough=True)}
    assert before == {CopyState.MISSING}  # the first block that is not there is told
    content_store.pin(root)
    assert {copy.state for copy in content_store.copies(root, thorough=True)} == {CopyState.KEPT}


def test_pin__inner_node_and_a_leaf_below_it_damaged__both_are_mended(
    content_store: ReplicatedStore, tmp_path: Path
) -> None:
    root, blocks = content_blocks(content(3 * LEAF, "hidden damage"))
    content_store.put(content(3 * LEAF, "hidden damage"))
    leaf = next(iter(blocks))[0]
    for cid in (root, leaf):
        block_file(tmp_path, "first", cid).write_bytes(b"rotten")
    content_store.pin(root)
    assert {copy.state for copy in content_store.copies(root, thorough=True)} == {CopyState.KEPT}


def test_put__one_place_silent_and_one_copy_enough__is_kept(places: list[BlockStore], nobody: KuboStore) -> None:
    store = ReplicatedStore([nobody, places[0]], copies_wanted=1)
    given = content(2 * LEAF, "one is enough")
    assert store.put(given) == store.put_stream([given]) == cid_of(given)
    assert store.get(cid_of(given)) == given
    assert store.is_pinned(cid_of(given))
    assert store.status().available
    states = [copy.state for copy in store.copies(cid_of(given), thorough=True)]
    assert states == [CopyState.UNREACHABLE, CopyState.KEPT]


def test_put__too_few_places_answer__is_unavailable_and_says_how_many(
    places: list[BlockStore], nobody: KuboStore
) -> None:
    store = ReplicatedStore([places[0], nobody], copies_wanted=2)
    with pytest.raises(StoreUnavailable, match="1 of 2"):
        store.put(b"wanted twice")
    with pytest.raises(StoreUnavailable, match="1 of 2"):
        store.put_stream([b"wanted twice"])
    with pytest.raises(StoreUnavailable):
        store.is_pinned(cid_of(b"wanted twice"))
    with pytest.raises(StoreUnavailable):
        store.unpin(cid_of(b"wanted twice"))
    assert not store.status().available


def test_get__not_here_and_a_place_is_silent__nobody_calls_it_lost(places: list[BlockStore], nobody: KuboStore) -> None:
    store = ReplicatedStore([places[0], nobody], copies_wanted=1)
    with pytest.raises(StoreUnavailable):
        store.get(cid_of(b"perhaps there"))
    with pytest.raises(StoreUnavailable):
        store.pin(cid_of(b"perhaps there"))


def test_get__lost_here_and_damaged_there__is_corrupt(content_store: ReplicatedStore, tmp_path: Path) -> None:
    cid = content_store.put(b"gone")
    block_file(tmp_path, "first", cid).write_bytes(b"rotten")
    block_file(tmp_path, "second", cid).unlink()
    with pytest.raises(ContentCorrupt):
        content_store.get(cid)
    with pytest.raises((ContentCorrupt, ContentNotFound)):
        content_store.pin(cid)


@pytest.mark.parametrize("wanted", [0, 3])
def test_open__copies_that_cannot_be__are_refused(places: list[BlockStore], wanted: int) -> None:
    with pytest.raises(ValueError, match="copies"):
        ReplicatedStore(places, copies_wanted=wanted)
