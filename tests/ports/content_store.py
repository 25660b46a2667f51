"""What every content store promises."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from passport.errors import ContentCorrupt, ContentNotFound
from passport.identifiers import Cid
from passport.ports import ContentStore, CopyState
from passport.provenance.content import KUBO_CHUNKING, cid_of, content_blocks

LEAF = KUBO_CHUNKING.leaf_bytes
Damage = Callable[[Cid, bytes | None], None]
"""Put other bytes in the place of a block, behind the store's back; None: lose the block."""


def content(length_bytes: int, seed: str = "content") -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length_bytes)


PIECE = 1 << 20


def pieces(count: int, seed: str) -> Iterator[bytes]:
    """Content too large to hold: `count` pieces of a mebibyte, made as they are asked for."""
    for number in range(count):
        yield hashlib.shake_256(f"{seed} {number}".encode()).digest(PIECE)


def uneven(given: bytes) -> Iterator[bytes]:
    """The content in pieces of growing size, an empty one among them."""
    yield b""
    start, size = 0, 1
    while start < len(given):
        yield given[start : start + size]
        start, size = start + size, size * 7


class ContentStoreSuite:
    """Inherit it and give it the fixtures `content_store` and `damage`.

    The store may be used by several tests: each uses contents of its own.
    """

    @pytest.mark.parametrize("length", [0, 1, 1000, LEAF - 1, LEAF, LEAF + 1, 3 * LEAF, 10 * LEAF + 7])
    def test_put__any_length__get_gives_it_back_under_the_same_cid(
        self, content_store: ContentStore, length: int
    ) -> None:
        given = content(length)
        cid = content_store.put(given)
        assert cid == cid_of(given)
        assert content_store.get(cid) == given
        assert content_store.has(cid)
        assert content_store.is_pinned(cid)

    def test_put__again__changes_nothing(self, content_store: ContentStore) -> None:
        given = content(LEAF + 5, "again")
        assert content_store.put(given) == content_store.put(given)
        assert content_store.get(cid_of(given)) == given

    def test_put__after_unpin__pins_again(self, content_store: ContentStore) -> None:
        cid = content_store.put(content(50, "repin"))
        content_store.unpin(cid)
        content_store.put(content(50, "repin"))
        assert content_store.is_pinned(cid)

    def test_get__never_put__is_not_found(self, content_store: ContentStore) -> None:
        for length in (10, LEAF + 10):
            cid = cid_of(content(length, "never"))
            assert not content_store.has(cid)
            assert not content_store.is_pinned(cid)
            with pytest.raises(ContentNotFound):
                content_store.get(cid)

    def test_pin__unpin__is_followed_and_repeatable(self, content_store: ContentStore) -> None:
        cid = content_store.put(content(70, "pins"))
        for _ in range(2):
            content_store.unpin(cid)
            assert not content_store.is_pinned(cid)
            assert content_store.get(cid) == content(70, "pins")
        for _ in range(2):
            content_store.pin(cid)
            assert content_store.is_pinned(cid)

    def test_pin__never_put__is_not_found(self, content_store: ContentStore) -> None:
        cid = cid_of(content(10, "never pinned"))
        with pytest.raises(ContentNotFound):
            content_store.pin(cid)
        assert not content_store.is_pinned(cid)

    def test_unpin__never_put__nothing_happens(self, content_store: ContentStore) -> None:
        content_store.unpin(cid_of(content(10, "never unpinned")))

    @pytest.mark.parametrize("length", [100, 3 * LEAF])
    def test_get__any_block_damaged__is_corrupt(self, content_store: ContentStore, damage: Damage, length: int) -> None:
        given = content(length, f"damaged {length}")
        root, blocks = content_blocks(given)
        content_store.put(given)
        for cid, block in blocks:
            flipped = bytes([block[0] ^ 1]) + block[1:]
            for bad in (flipped, block[:-1], block + b"\0", b""):
                damage(cid, bad)
                with pytest.raises(ContentCorrupt):
                    content_store.get(root)
            assert not content_store.has(root)
            damage(cid, block)
            assert content_store.get(root) == given

    def test_get__any_block_lost__is_not_found(self, content_store: ContentStore, damage: Damage) -> None:
        given = content(2 * LEAF + 1, "lost")
        root, blocks = content_blocks(given)
        content_store.put(given)
        for cid, block in blocks:
            damage(cid, None)
            with pytest.raises(ContentNotFound):
                content_store.get(root)
            assert not content_store.has(root)
            with pytest.raises(ContentNotFound):
                content_store.pin(root)
            damage(cid, block)

    @pytest.mark.parametrize("length", [0, 1, LEAF, LEAF + 1, 40 * LEAF + 3])
    def test_put_stream__pieces_of_any_size__is_the_put_of_the_whole(
        self, content_store: ContentStore, length: int
    ) -> None:
        given = content(length, "streamed")
        told: list[int] = []
        cid = content_store.put_stream(uneven(given), told.append)
        assert cid == cid_of(given)
        assert b"".join(content_store.stream(cid)) == content_store.get(cid) == given
        assert content_store.is_pinned(cid)
        assert told == sorted(told)
        assert told[-1] == length

    def test_put_stream__source_fails__its_error_comes_out_and_nothing_is_pinned(
        self, content_store: ContentStore
    ) -> None:
        given = content(3 * LEAF, "source fails")

        def failing() -> Iterator[bytes]:
            yield given
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="the disk is gone"):
            content_store.put_stream(failing())
        assert not content_store.is_pinned(cid_of(given))

    def test_put_all__many_contents__are_each_there_and_pinned(self, content_store: ContentStore) -> None:
        given = [content(length, f"many {length}") for length in (0, 5, 900, LEAF + 9, 5)]
        cids = content_store.put_all(given)
        assert cids == tuple(cid_of(each) for each in given)
        for cid, each in zip(cids, given, strict=True):
            assert content_store.get(cid) == each
            assert content_store.is_pinned(cid)
        assert content_store.put_all([]) == ()

    def test_stream__any_block_damaged_or_lost__gives_only_the_true_beginning(
        self, content_store: ContentStore, damage: Damage
    ) -> None:
        given = content(4 * LEAF + 1, "stream damaged")
        other = content(LEAF, "a block of something else")
        root, blocks = content_blocks(given)
        content_store.put(given)
        for cid, block in blocks:
            cases = ((other, ContentCorrupt), (block[:-1], ContentCorrupt), (None, ContentNotFound))
            for bad, error in cases:
                damage(cid, bad)
                came: list[bytes] = []
                with pytest.raises(error):
                    came.extend(content_store.stream(root))
                assert given.startswith(b"".join(came))
                assert sum(map(len, came)) < len(given)
            # Not by `damage`: a store may remember that it has the block no more.
            content_store.put(given)

    def test_copies__kept_unpinned_lost_damaged__says_which(self, content_store: ContentStore, damage: Damage) -> None:
        given = content(LEAF + 2, "copies")
        root, blocks = content_blocks(given)
        leaf, block = next(iter(blocks))

        def states(*, thorough: bool = True) -> set[CopyState]:
            return {copy.state for copy in content_store.copies(root, thorough=thorough)}

        assert states() == {CopyState.MISSING}
        content_store.put(given)
        assert states() == states(thorough=False) == {CopyState.KEPT}
        damage(leaf, b"rotten")
        assert states() == {CopyState.DAMAGED}
        damage(leaf, block)
        content_store.unpin(root)
        assert states() == states(thorough=False) == {CopyState.UNPINNED}
        damage(leaf, None)
        assert states() == {CopyState.MISSING}

    def test_kept__some_pinned_and_some_let_go__names_the_pinned(self, content_store: ContentStore) -> None:
        small, large, gone = content(60, "kept"), content(LEAF + 3, "kept"), content(61, "gone")
        cids = content_store.put_all([small, large, gone])
        content_store.unpin(cids[2])
        found = list(content_store.kept())
        assert set(cids[:2]) <= set(found)
        assert cids[2] not in found
        assert len(set(found)) == len(found)
        assert all(content_store.is_pinned(cid) for cid in cids[:2])

    def test_status__running__is_available_and_says_what_it_is(self, content_store: ContentStore) -> None:
        status = content_store.status()
        assert status.available
        assert status.description


def peak_memory_bytes(store: ContentStore, count: int, seed: str) -> int:
    """Most memory Python held while so many mebibytes went into the store and came out again."""
    tracemalloc.start()
    try:
        cid = store.put_stream(pieces(count, seed))
        came = sum(len(piece) for piece in store.stream(cid))
        assert came == count * PIECE
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
