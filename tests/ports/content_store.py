"""What every content store promises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from passport.errors import ContentCorrupt, ContentNotFound
from passport.identifiers import Cid
from passport.ports import ContentStore
from passport.provenance.content import KUBO_CHUNKING, cid_of, content_blocks

LEAF = KUBO_CHUNKING.leaf_bytes
Damage = Callable[[Cid, bytes | None], None]
"""Put other bytes in the place of a block, behind the store's back; None: lose the block."""


def content(length_bytes: int, seed: str = "content") -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length_bytes)


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

    def test_status__running__is_available_and_says_what_it_is(self, content_store: ContentStore) -> None:
        status = content_store.status()
        assert status.available
        assert status.description
