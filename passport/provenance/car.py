"""Content-addressable archives (CAR, version 1): blocks with their names in one file, as Kubo exports and imports them.

A header names the roots; then follow the blocks, each with its CID. Nothing in an archive is believed: every block is
hashed when it is read, and only CIDs of our form are taken. The header has one encoding here (canonical DAG-CBOR, the
one writers make), so reading compares instead of interpreting, as `passport.provenance.unixfs` does.

An archive cut off between two blocks looks whole to this module; whether the roots are complete, whoever walks their
trees finds out (`passport.services.archive`).

Source: https://ipld.io/specs/transport/car/carv1/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from multiformats import varint

from passport.cid import to_text
from passport.errors import IdentifierError, ProvenanceError
from passport.identifiers import Cid
from passport.provenance.content import Block, verify_block

MAX_BLOCK_BYTES = 2 << 20
"""The largest block IPFS nodes exchange."""
MAX_ROOTS = 65_535
"""Roots an archive may name; also bounds the header."""

_CID_BYTES = 36
_MAP_ROOTS = b"\xa2\x65roots"
_LINK = b"\xd8\x2a\x58\x25\x00"
"""CBOR tag 42, a byte string of 37 bytes, and the multibase prefix of binary."""
_VERSION = b"\x67version\x01"
_ARRAY_SHORT, _ARRAY_8, _ARRAY_16 = 0x80, 0x98, 0x99
_MAX_HEADER_BYTES = len(_MAP_ROOTS) + 3 + MAX_ROOTS * (len(_LINK) + _CID_BYTES) + len(_VERSION)
_MAX_VARINT_BYTES = 9

Read: TypeAlias = Callable[[int], bytes]
"""Gives at most so many bytes, fewer only at the end; the `read` of a file."""


class CarMalformed(ProvenanceError):
    """Not an archive of ours: cut off, too large, of another version, or with names of another form."""

    code = "provenance.car"
    default_clause = "CARv1"
    default_remedy = "Export it again, or convert it: version 1, CIDs of version 1 with sha2-256."


class Section(NamedTuple):
    """A block in an archive, checked, and where its bytes begin."""

    cid: Cid
    content: bytes
    offset: int


def write_car(roots: Sequence[Cid], blocks: Iterable[Block]) -> Iterator[bytes]:
    """Yield an archive piece by piece.

    Args:
        roots: What the archive is about, at most MAX_ROOTS; none is allowed.
        blocks: In any order; repeats are written once more.

    Raises:
        CarMalformed: More roots than fit.
    """
    header = _encode_header(roots)
    yield varint.encode(len(header)) + header
    for block in blocks:
        yield varint.encode(_CID_BYTES + len(block.content)) + block.cid.raw + block.content


def read_car(read: Read) -> tuple[tuple[Cid, ...], Iterator[Section]]:
    """The roots an archive names, and its blocks, each hashed before it is given out.

    Raises:
        CarMalformed: At once for the header; while iterating for a block that is cut off, too large, or has a CID of
            another form.
        ContentCorrupt: While iterating: a block does not have its CID.
    """
    reader = _Reader(read)
    length = reader.length(_MAX_HEADER_BYTES)
    if length is None:
        raise CarMalformed("An archive begins with a header; this is empty.")
    return _decode_header(reader.exactly(length)), _sections(reader)


def _sections(reader: _Reader) -> Iterator[Section]:
    while (length := reader.length(_CID_BYTES + MAX_BLOCK_BYTES)) is not None:
        if length < _CID_BYTES:
            raise CarMalformed(f"A block of {length} bytes has no room for its CID.", offset=reader.offset)
        name = reader.exactly(_CID_BYTES)
        offset = reader.offset
        cid = _cid(name)
        content = reader.exactly(length - _CID_BYTES)
        verify_block(cid, content)
        yield Section(cid, content, offset)


class _Reader:
    """Reads with a count, so that errors can say where."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.offset = 0

    def exactly(self, length: int) -> bytes:
        """So many bytes; raises CarMalformed when the archive ends before."""
        content = self._read(length)
        self.offset += len(content)
        if len(content) != length:
            raise CarMalformed(f"The archive is cut off after {self.offset} bytes.", offset=self.offset)
        return content

    def length(self, at_most: int) -> int | None:
        """A length before its bytes; None at the end."""
        digits = self._read(1)
        self.offset += len(digits)
        if not digits:
            return None
        while digits[-1] & 0x80 and len(digits) < _MAX_VARINT_BYTES:
            digits += self.exactly(1)
        try:
            value = varint.decode(digits)
        except ValueError as error:
            raise CarMalformed(f"No length at byte {self.offset}: {error}.", offset=self.offset) from error
        if value > at_most:
            raise CarMalformed(f"{value} bytes at byte {self.offset}; at most {at_most} are read.", offset=self.offset)
        return value


def _encode_header(roots: Sequence[Cid]) -> bytes:
    count = len(roots)
    if count > MAX_ROOTS:
        raise CarMalformed(f"{count} roots; an archive names at most {MAX_ROOTS}.", remedy="Export fewer passports.")
    if count < 24:
        head = bytes([_ARRAY_SHORT | count])
    elif count < 256:
        head = bytes([_ARRAY_8, count])
    else:
        head = bytes([_ARRAY_16]) + count.to_bytes(2, "big")
    return _MAP_ROOTS + head + b"".join(_LINK + root.raw for root in roots) + _VERSION


def _decode_header(header: bytes) -> tuple[Cid, ...]:
    """The roots, if this is the one encoding of a header; what is asked first is only where they begin."""
    start = len(_MAP_ROOTS)
    head = header[start : start + 1]
    start += {bytes([_ARRAY_8]): 2, bytes([_ARRAY_16]): 3}.get(head, 1)
    entry = len(_LINK) + _CID_BYTES
    body = header[start : -len(_VERSION)]
    if len(body) % entry:
        raise CarMalformed("The header is not that of an archive of version 1 with CIDs of our form.")
    roots = tuple(_cid(body[at + len(_LINK) : at + entry]) for at in range(0, len(body), entry))
    if _encode_header(roots) != header:
        raise CarMalformed("The header is not that of an archive of version 1 with CIDs of our form.")
    return roots


def _cid(name: bytes) -> Cid:
    try:
        return Cid(to_text(name))
    except IdentifierError as error:
        raise CarMalformed(f"The archive names a block otherwise than we do: {error.message}") from error
