"""Content to blocks and back: the CID of a data product is the CID Kubo gives the same bytes.

Up to 262,144 bytes content is one raw block. Larger content is cut into raw leaves of that
size under UnixFS file nodes of at most 174 links, all leaves at one depth - what
`ipfs add --cid-version=1 --raw-leaves --chunker=size-262144` writes. The length fixes the
shape, so `assemble` accepts one tree only for any content: bytes and CID name each other.

This module trusts no block. It does not store, fetch or pin (adapters do), and a CID says
nothing about who wrote the content (signatures do).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from passport.cid import CidCodec, to_text
from passport.errors import ContentCorrupt, IdentifierError
from passport.identifiers import Cid
from passport.provenance import unixfs

MAX_CONTENT_BYTES = 1 << 30
"""What `assemble` accepts unless told otherwise; bounds memory and the number of fetches."""
MAX_STREAM_BYTES = 1 << 40
"""What `stream_content` accepts unless told otherwise; a small tree that repeats itself may claim any length."""


@dataclass(frozen=True)
class Chunking:
    """How content becomes a tree. The default is Kubo's; a test may take a smaller one."""

    leaf_bytes: int = 262_144
    links_per_node: int = 174

    def capacity_bytes(self, height: int) -> int:
        """Bytes of content a full tree of this height holds; a leaf has height 0."""
        return self.leaf_bytes * int(self.links_per_node**height)

    def height(self, content_bytes: int) -> int:
        """Height of the tree for content of this length."""
        height = 0
        while self.capacity_bytes(height) < content_bytes:
            height += 1
        return height


KUBO_CHUNKING = Chunking()


class Block(NamedTuple):
    """A block and its name."""

    cid: Cid
    content: bytes


@dataclass(frozen=True)
class _Subtree:
    cid: Cid
    tree_bytes: int
    content_bytes: int


def cid_of(content: bytes | Iterable[bytes], chunking: Chunking = KUBO_CHUNKING) -> Cid:
    """The CID of the content; chunks of any size may be given, their borders do not matter."""
    *_, root = (block.cid for block in stream_blocks(content, chunking))
    return root


def content_blocks(
    content: bytes | Iterable[bytes], chunking: Chunking = KUBO_CHUNKING
) -> tuple[Cid, Iterator[tuple[Cid, bytes]]]:
    """The CID of the content and its blocks, children before parents; holds all blocks at once."""
    blocks = list(stream_blocks(content, chunking))
    return blocks[-1].cid, iter(blocks)


def stream_blocks(content: bytes | Iterable[bytes], chunking: Chunking = KUBO_CHUNKING) -> Iterator[Block]:
    """Yield the blocks of the content, children before parents, the root last.

    Memory stays bounded by one leaf and one unfinished node a level, whatever the length.
    """
    levels: list[list[_Subtree]] = [[]]
    for leaf in _leaves(content, chunking.leaf_bytes):
        block = Block(_name("raw", leaf), leaf)
        yield block
        levels[0].append(_Subtree(block.cid, len(leaf), len(leaf)))
        yield from _close_full_rows(levels, chunking.links_per_node)
    yield from _close_open_rows(levels)


def verify_block(cid: Cid, block: bytes) -> None:
    """Raise ContentCorrupt unless the block has this CID."""
    if hashlib.sha256(block).digest() != cid.digest:
        raise ContentCorrupt(f"The {len(block)} bytes that came for {cid} do not have that CID.", cid=cid)


def assemble(
    root: Cid,
    get_block: Callable[[Cid], bytes],
    *,
    max_bytes: int = MAX_CONTENT_BYTES,
    chunking: Chunking = KUBO_CHUNKING,
) -> bytes:
    """Fetch the content named `root`, checking every block against its CID and its place.

    Raises:
        ContentCorrupt: a block has another hash, the tree is not the one the content's length
            calls for, or it is larger than `max_bytes` (told from the root block alone).
        Whatever `get_block` raises, unchanged.
    """
    return b"".join(stream_content(root, get_block, max_bytes=max_bytes, chunking=chunking))


def stream_content(
    root: Cid,
    get_block: Callable[[Cid], bytes],
    *,
    max_bytes: int = MAX_STREAM_BYTES,
    chunking: Chunking = KUBO_CHUNKING,
) -> Iterator[bytes]:
    """Yield the content leaf by leaf, in order, each checked before it leaves.

    Memory holds one leaf and one node a level. What was yielded before an error is a true beginning
    of the content; whoever needs all or nothing keeps it aside until the end is reached.

    Raises (when the next leaf is asked for):
        ContentCorrupt, and whatever `get_block` raises: as `assemble`.
    """
    block = _checked(root, get_block)
    if root.codec == "raw":
        total, height = len(block), 0
    else:
        total = sum(link.content_bytes for link in _links(root, block))
        height = chunking.height(total)
    if total > max_bytes:
        raise ContentCorrupt(f"{root} claims {total} bytes; at most {max_bytes} are accepted.", cid=root, bytes=total)
    if (root.codec == "raw") != (height == 0) or total > chunking.capacity_bytes(height):
        raise ContentCorrupt(f"{root} is not the tree of content of {total} bytes.", cid=root)
    yield from _walk(_Subtree(root, -1, total), block, height, get_block, chunking)


def _walk(
    claimed: _Subtree,
    block: bytes,
    height: int,
    get_block: Callable[[Cid], bytes],
    chunking: Chunking,
) -> Iterator[bytes]:
    """Yield the leaves below one block whose place in the tree is already known to be right."""
    links = () if height == 0 else _links(claimed.cid, block)
    tree_bytes = len(block) + sum(link.tree_bytes for link in links)
    content_bytes = sum(link.content_bytes for link in links) if links else len(block)
    if claimed.tree_bytes not in (-1, tree_bytes) or claimed.content_bytes != content_bytes:
        raise ContentCorrupt(f"The parent of {claimed.cid} states other sizes than the block has.", cid=claimed.cid)
    if not links:
        yield block
        return
    full = chunking.capacity_bytes(height - 1)
    for position, link in enumerate(links):
        left = content_bytes - position * full
        cid = _cid_of_link(claimed.cid, link)
        if link.content_bytes != min(left, full) or (cid.codec == "raw") != (height == 1):
            raise ContentCorrupt(f"{claimed.cid} is not balanced as Kubo's layout asks.", cid=claimed.cid)
        child = _Subtree(cid, link.tree_bytes, link.content_bytes)
        yield from _walk(child, _checked(cid, get_block), height - 1, get_block, chunking)


def _leaves(content: bytes | Iterable[bytes], leaf_bytes: int) -> Iterator[bytes]:
    """Cut the content into full leaves and a rest; empty content is one empty leaf."""
    if isinstance(content, bytes):
        for start in range(0, max(len(content), 1), leaf_bytes):
            yield content[start : start + leaf_bytes]
        return
    waiting = bytearray()
    anything = False
    for chunk in content:
        waiting += chunk
        whole = len(waiting) - len(waiting) % leaf_bytes
        for start in range(0, whole, leaf_bytes):
            anything = True
            yield bytes(waiting[start : start + leaf_bytes])
        del waiting[:whole]
    if waiting or not anything:
        yield bytes(waiting)


def _close_full_rows(levels: list[list[_Subtree]], links_per_node: int) -> Iterator[Block]:
    level = 0
    while len(levels[level]) == links_per_node:
        yield _close(levels, level)
        level += 1


def _close_open_rows(levels: list[list[_Subtree]]) -> Iterator[Block]:
    """At the end of the content: a short row becomes a node too, even of one link."""
    level = 0
    while level < len(levels) - 1 or len(levels[level]) > 1:
        if levels[level]:
            yield _close(levels, level)
        level += 1


def _close(levels: list[list[_Subtree]], level: int) -> Block:
    """Put the row of one level under a new node, which joins the level above."""
    children = levels[level]
    levels[level] = []
    if level + 1 == len(levels):
        levels.append([])
    content = unixfs.encode(
        tuple(unixfs.Link(child.cid.raw, child.tree_bytes, child.content_bytes) for child in children)
    )
    node = Block(_name("dag-pb", content), content)
    tree_bytes = len(content) + sum(child.tree_bytes for child in children)
    content_bytes = sum(child.content_bytes for child in children)
    levels[level + 1].append(_Subtree(node.cid, tree_bytes, content_bytes))
    return node


def _name(codec: CidCodec, block: bytes) -> Cid:
    return Cid.from_digest(hashlib.sha256(block).digest(), codec)


def _checked(cid: Cid, get_block: Callable[[Cid], bytes]) -> bytes:
    block = get_block(cid)
    verify_block(cid, block)
    return block


def _links(cid: Cid, block: bytes) -> tuple[unixfs.Link, ...]:
    try:
        return unixfs.decode(block)
    except ValueError as malformed:
        raise ContentCorrupt(f"{cid} is not a UnixFS file node: {malformed}.", cid=cid) from malformed


def _cid_of_link(parent: Cid, link: unixfs.Link) -> Cid:
    try:
        return Cid(to_text(link.cid))
    except IdentifierError as malformed:
        raise ContentCorrupt(f"{parent} links to no CID of ours: {malformed}", cid=parent) from malformed
