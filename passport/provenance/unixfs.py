"""Inner nodes of a UnixFS v1 file, as dag-pb bytes: exactly what Kubo writes, nothing else reads.

A node lists its children (CID and cumulative size) and how many bytes of the file each holds.
There is one encoding of a node: `decode` refuses every other byte string, so that a block has
one meaning and a meaning one CID.

Sources: https://ipld.io/specs/codecs/dag-pb/spec/ (links before data, each link with its name)
and https://specs.ipfs.tech/unixfs/ (Data message; File = 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from multiformats import varint

_LINKS, _DATA = 0x12, 0x0A
_HASH, _NAME, _TSIZE = 0x0A, 0x12, 0x18
_TYPE, _FILE_SIZE, _BLOCK_SIZE = 0x08, 0x18, 0x20
_FILE = 2
_VARINT, _BYTES = 0, 2


@dataclass(frozen=True)
class Link:
    """One child of a node."""

    cid: bytes
    """Binary CID of the child block."""
    tree_bytes: int
    """Bytes of the child block and everything below it (dag-pb `Tsize`)."""
    content_bytes: int
    """Bytes of the file under this child (UnixFS `blocksizes`)."""


def encode(links: tuple[Link, ...]) -> bytes:
    """The block of a file node with these children, none of which has a name."""
    body = b"".join(
        _field(
            _LINKS,
            _field(_HASH, link.cid) + _field(_NAME, b"") + _number(_TSIZE, link.tree_bytes),
        )
        for link in links
    )
    sizes = b"".join(_number(_BLOCK_SIZE, link.content_bytes) for link in links)
    total = sum(link.content_bytes for link in links)
    return body + _field(_DATA, _number(_TYPE, _FILE) + _number(_FILE_SIZE, total) + sizes)


def decode(block: bytes) -> tuple[Link, ...]:
    """The children in a file node's block; raises ValueError for anything `encode` cannot give."""
    children: list[tuple[bytes, int]] = []
    sizes: list[int] = []
    for tag, value in _fields(block):
        if tag == _LINKS:
            link = dict(_fields(_as_bytes(value)))
            children.append((_as_bytes(link.get(_HASH)), _as_number(link.get(_TSIZE))))
        elif tag == _DATA:
            data = list(_fields(_as_bytes(value)))
            sizes = [_as_number(size) for name, size in data if name == _BLOCK_SIZE]
    if not children or len(children) != len(sizes):
        raise ValueError(f"a file node with {len(children)} links and {len(sizes)} sizes")
    links = tuple(
        Link(cid, tree_bytes, content_bytes) for (cid, tree_bytes), content_bytes in zip(children, sizes, strict=True)
    )
    if encode(links) != block:
        raise ValueError("a file node that is not in its one encoding")
    return links


def _field(tag: int, value: bytes) -> bytes:
    return bytes([tag]) + varint.encode(len(value)) + value


def _number(tag: int, value: int) -> bytes:
    return bytes([tag]) + varint.encode(value)


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    while message:
        tag = message[0]
        value, _, rest = varint.decode_raw(message[1:])
        message = bytes(rest)
        if tag & 7 == _VARINT:
            yield tag, value
        elif tag & 7 == _BYTES and value <= len(message):
            yield tag, message[:value]
            message = message[value:]
        else:
            raise ValueError(f"tag {tag:#x} with {value} in a file node")


def _as_bytes(value: bytes | int | None) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("a file node with a number or nothing in the place of bytes")  # noqa: TRY004
    return value


def _as_number(value: bytes | int | None) -> int:
    if not isinstance(value, int):
        raise ValueError("a file node with bytes or nothing in the place of a number")  # noqa: TRY004
    return value
