"""The local block store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from passport.adapters.ipfs.blocks import STALE_AFTER_S, BlockStore
from passport.errors import ContentCorrupt, StoreUnavailable
from passport.identifiers import Cid
from passport.provenance.content import cid_of, content_blocks
from tests.ports.content_store import LEAF, ContentStoreSuite, Damage, content, peak_memory_bytes, pieces


@pytest.fixture
def content_store(tmp_path: Path) -> BlockStore:
    return BlockStore(tmp_path / "blocks")


@pytest.fixture
def damage(tmp_path: Path) -> Damage:
    def put_bytes(cid: Cid, block: bytes | None) -> None:
        place = tmp_path / "blocks" / "blocks" / cid[-3:-1] / cid
        if block is None:
            place.unlink()
        else:
            place.write_bytes(block)

    return put_bytes


class TestBlockStore(ContentStoreSuite):
    """Every promise of the port."""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_put__damaged_block_on_disk__is_written_anew(content_store: BlockStore, damage: Damage) -> None:
    given = content(LEAF + 1, "healed")
    root, blocks = content_blocks(given)
    content_store.put(given)
    for cid, _ in blocks:
        damage(cid, b"rotten")
    content_store.put(given)
    assert content_store.get(root) == given


def test_put__finished__leaves_only_blocks_and_the_pin(content_store: BlockStore, tmp_path: Path) -> None:
    root, blocks = content_blocks(content(2 * LEAF, "tidy"))
    content_store.put(content(2 * LEAF, "tidy"))
    found = files(tmp_path / "blocks")
    assert set(found) == {f"pins/{root}", *(f"blocks/{cid[-3:-1]}/{cid}" for cid, _ in blocks)}


def test_get__larger_than_allowed__is_refused_from_the_root_alone(
    content_store: BlockStore, tmp_path: Path, damage: Damage
) -> None:
    given = content(3 * LEAF, "large")
    root, blocks = content_blocks(given)
    content_store.put(given)
    for cid, _ in blocks:
        if cid != root:
            damage(cid, None)
    with pytest.raises(ContentCorrupt, match="at most"):
        BlockStore(tmp_path / "blocks", max_bytes=3 * LEAF - 1).get(root)


def test_open__old_unfinished_files__are_swept_and_young_ones_left(tmp_path: Path) -> None:
    BlockStore(tmp_path)
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    old.write_bytes(b"half a bl")
    young.write_bytes(b"half a bl")
    past = old.stat().st_mtime - STALE_AFTER_S - 60
    os.utime(old, (past, past))
    BlockStore(tmp_path)
    assert not old.exists()
    assert young.exists()


def test_open__folder_is_a_file__is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(StoreUnavailable):
        BlockStore(tmp_path / "taken")


def test_status__folder_vanished__is_not_available(content_store: BlockStore, tmp_path: Path) -> None:
    (tmp_path / "blocks" / "incoming").rmdir()
    status = content_store.status()
    assert not status.available
    assert "No such file" in status.description


def test_put_stream_and_stream__192_mebibytes__memory_stays_that_of_a_few_blocks(content_store: BlockStore) -> None:
    assert peak_memory_bytes(content_store, 192, "large") < 12 << 20


def test_put_stream__part_is_there__only_the_rest_is_written(content_store: BlockStore, tmp_path: Path) -> None:
    content_store.put_stream(pieces(2, "resumed"))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "blocks" / "blocks").rglob("*/*")}
    content_store.put_stream(pieces(3, "resumed"))
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "blocks" / "blocks").rglob("*/*")}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 4 + 1


WRITER = """
import sys
from pathlib import Path
from passport.adapters.ipfs.blocks import BlockStore
from tests.ports.content_store import LEAF, content
print(BlockStore(Path(sys.argv[1])).put(content(3 * LEAF, "killed")))
"""
FAULT_POINTS = [*(f"store.block_written:{number}" for number in (1, 2, 3, 4)), "store.blocks_durable"]


@pytest.mark.chaos
@pytest.mark.parametrize("point", FAULT_POINTS)
def test_kill__while_putting__content_is_absent_or_unpinned_then_put_completes(tmp_path: Path, point: str) -> None:
    given = content(3 * LEAF, "killed")
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        env={**os.environ, "PASSPORT_FAULT_POINT": point},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    store = BlockStore(tmp_path)
    cid = cid_of(given)
    assert not store.is_pinned(cid)
    assert store.has(cid) == (point in ("store.block_written:4", "store.blocks_durable"))
    assert store.put(given) == cid
    assert store.get(cid) == given
    assert store.is_pinned(cid)
