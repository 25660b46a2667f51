"""Content to blocks and back, on small trees that are deep."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from multiformats import CID

from passport.errors import ContentCorrupt, ContentNotFound
from passport.identifiers import Cid
from passport.provenance import unixfs
from passport.provenance.content import (
    Chunking,
    assemble,
    cid_of,
    content_blocks,
    stream_blocks,
    verify_block,
)

SMALL = Chunking(leaf_bytes=3, links_per_node=2)
CONTENTS = st.binary(max_size=80)
CHUNKINGS = st.builds(Chunking, st.integers(1, 9), st.integers(2, 5))


class Shelf(dict[Cid, bytes]):
    """Blocks by CID; a missing one is not found, as a store says it."""

    def fetch(self, cid: Cid) -> bytes:
        if cid not in self:
            raise ContentNotFound(f"{cid} is not on the shelf")
        return self[cid]


def shelved(content: bytes, chunking: Chunking = SMALL) -> tuple[Cid, Shelf]:
    root, blocks = content_blocks(content, chunking)
    return root, Shelf(blocks)


def file_node(*children: tuple[Cid, int, int]) -> tuple[Cid, bytes]:
    block = unixfs.encode(tuple(unixfs.Link(cid.raw, tree, size) for cid, tree, size in children))
    return Cid.from_digest(hashlib.sha256(block).digest(), "dag-pb"), block


def leaf(content: bytes) -> Cid:
    return Cid.from_digest(hashlib.sha256(content).digest())


@given(CONTENTS, CHUNKINGS)
@example(b"", SMALL)
def test_assemble__any_content__comes_back(content: bytes, chunking: Chunking) -> None:
    root, shelf = shelved(content, chunking)
    assert assemble(root, shelf.fetch, chunking=chunking) == content


@given(CONTENTS, st.lists(st.integers(0, 80)), CHUNKINGS)
def test_cid_of__content_in_pieces__is_the_cid_of_the_whole(
    content: bytes, cuts: list[int], chunking: Chunking
) -> None:
    borders = [0, *sorted(cuts), len(content)]
    pieces = [content[start:end] for start, end in itertools.pairwise(borders)]
    assert cid_of(pieces, chunking) == cid_of(content, chunking)


@given(CONTENTS, CONTENTS, CHUNKINGS)
def test_cid_of__two_contents__share_a_cid_only_if_equal(first: bytes, second: bytes, chunking: Chunking) -> None:
    assert (cid_of(first, chunking) == cid_of(second, chunking)) == (first == second)


@given(CONTENTS, CHUNKINGS)
def test_stream_blocks__any_content__children_come_first_and_the_root_last(content: bytes, chunking: Chunking) -> None:
    seen: set[Cid] = set()
    cid = None
    for cid, block in stream_blocks(content, chunking):
        verify_block(cid, block)
        if cid.codec == "dag-pb":
            links = unixfs.decode(block)
            assert {str(CID.decode(link.cid).set(base="base32")) for link in links} <= seen
            assert len(links) <= chunking.links_per_node
        else:
            assert len(block) <= chunking.leaf_bytes
        seen.add(cid)
    assert cid == cid_of(content, chunking)


@given(CONTENTS.filter(lambda content: len(content) > 3), st.data())
def test_assemble__one_bit_flipped_in_any_block__is_corrupt(content: bytes, data: st.DataObject) -> None:
    root, shelf = shelved(content)
    cid = data.draw(st.sampled_from(sorted(shelf)))
    bit = data.draw(st.integers(0, len(shelf[cid]) * 8 - 1))
    damaged = bytearray(shelf[cid])
    damaged[bit // 8] ^= 1 << bit % 8
    shelf[cid] = bytes(damaged)
    with pytest.raises(ContentCorrupt):
        assemble(root, shelf.fetch, chunking=SMALL)


@given(CONTENTS, st.data())
def test_assemble__any_block_missing__is_the_stores_own_error(content: bytes, data: st.DataObject) -> None:
    root, shelf = shelved(content)
    del shelf[data.draw(st.sampled_from(sorted(shelf)))]
    with pytest.raises(ContentNotFound):
        assemble(root, shelf.fetch, chunking=SMALL)


@given(CONTENTS, CHUNKINGS, CHUNKINGS)
def test_assemble__tree_of_another_layout__is_refused(content: bytes, ours: Chunking, theirs: Chunking) -> None:
    root, shelf = shelved(content, theirs)
    if root == cid_of(content, ours):
        assert assemble(root, shelf.fetch, chunking=ours) == content
    else:
        with pytest.raises(ContentCorrupt):
            assemble(root, shelf.fetch, chunking=ours)


def odd_trees() -> Iterator[tuple[str, Cid, Shelf]]:
    """Trees of well-hashed blocks that no writer of ours makes."""
    abc, d, empty = leaf(b"abc"), leaf(b"d"), leaf(b"")
    leaves = {abc: b"abc", d: b"d", empty: b"", leaf(b"ab"): b"ab"}

    def tree(name: str, *nodes: tuple[Cid, bytes]) -> tuple[str, Cid, Shelf]:
        return name, nodes[-1][0], Shelf({**leaves, **dict(nodes)})

    yield tree("one small leaf under a node", file_node((d, 1, 1)))
    yield tree("empty leaf", file_node((abc, 3, 3), (empty, 0, 0)))
    yield tree("short leaf first", file_node((d, 1, 1), (abc, 3, 3)))
    yield tree("short leaf in place of a full one", file_node((leaf(b"ab"), 2, 2), (leaf(b"ab"), 2, 2)))
    yield tree("size too large", file_node((abc, 3, 3), (d, 2, 2)))
    yield tree("size too small", file_node((abc, 2, 2), (d, 2, 2)))
    yield tree("tree size wrong", file_node((abc, 3, 3), (d, 9, 1)))
    yield tree("too many links", file_node((abc, 3, 3), (abc, 3, 3), (d, 1, 1)))
    inner = file_node((abc, 3, 3), (d, 1, 1))
    below = len(inner[1]) + 4
    yield tree("node where a leaf belongs", inner, file_node((inner[0], below, 3), (d, 1, 1)))
    deep = file_node((abc, 3, 3), (abc, 3, 3))
    yield tree("leaf where a node belongs", deep, file_node((deep[0], len(deep[1]) + 6, 6), (abc, 3, 3)))


@pytest.mark.parametrize(("name", "root", "shelf"), list(odd_trees()), ids=lambda value: str(value)[:40])
def test_assemble__odd_tree_of_honest_blocks__is_refused(name: str, root: Cid, shelf: Shelf) -> None:
    with pytest.raises(ContentCorrupt):
        assemble(root, shelf.fetch, chunking=SMALL)


def test_assemble__claims_more_than_allowed__is_refused_before_anything_is_fetched() -> None:
    root, shelf = shelved(bytes(range(60)))
    only_root = Shelf({root: shelf[root]})
    with pytest.raises(ContentCorrupt, match="at most 59"):
        assemble(root, only_root.fetch, chunking=SMALL, max_bytes=59)
    assert assemble(root, shelf.fetch, chunking=SMALL, max_bytes=60) == bytes(range(60))


def test_assemble__dag_that_repeats_one_child_to_claim_petabytes__is_refused_at_once() -> None:
    cid, block = file_node(*[(leaf(b"abc"), 3, 2**40)] * 174)
    with pytest.raises(ContentCorrupt, match="at most"):
        assemble(cid, {cid: block}.__getitem__)


def test_verify_block__other_bytes__is_corrupt() -> None:
    verify_block(leaf(b"abc"), b"abc")
    with pytest.raises(ContentCorrupt):
        verify_block(leaf(b"abc"), b"abd")


@given(st.binary(max_size=300))
def test_cid_of__small_content__is_raw_sha2_256_of_the_bytes(content: bytes) -> None:
    assert cid_of(content) == str(CID("base32", 1, "raw", ("sha2-256", hashlib.sha256(content).digest())))
