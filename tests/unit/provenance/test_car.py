"""Archives of blocks: what is written is read, and nothing else is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.errors import ContentCorrupt, PassportError
from passport.identifiers import Cid
from passport.provenance.car import MAX_BLOCK_BYTES, MAX_ROOTS, CarMalformed, read_car, write_car
from passport.provenance.content import Block, Chunking, stream_blocks

SMALL = Chunking(leaf_bytes=7, links_per_node=3)
CONTENTS = st.lists(st.binary(max_size=60), max_size=6)


def archive(contents: list[bytes]) -> tuple[list[Cid], list[Block], bytes]:
    blocks = [list(stream_blocks(content, SMALL)) for content in contents]
    roots = [tree[-1].cid for tree in blocks]
    every = [block for tree in blocks for block in tree]
    return roots, every, b"".join(write_car(roots, every))


def read(content: bytes) -> tuple[list[Cid], list[Block]]:
    roots, sections = read_car(io.BytesIO(content).read)
    return list(roots), [Block(section.cid, section.content) for section in sections]


@given(CONTENTS)
def test_read_car__what_was_written__comes_back(contents: list[bytes]) -> None:
    roots, blocks, written = archive(contents)
    assert read(written) == (roots, blocks)


@pytest.mark.parametrize("count", [0, 1, 23, 24, 255, 256, 3000])
def test_read_car__any_number_of_roots__come_back(count: int) -> None:
    roots = [Cid.from_digest(number.to_bytes(32, "big"), "raw" if number % 2 else "dag-pb") for number in range(count)]
    assert read(b"".join(write_car(roots, []))) == (roots, [])


def test_read_car__sections__say_where_their_bytes_are() -> None:
    _, _, written = archive([b"first content", b"second"])
    _, sections = read_car(io.BytesIO(written).read)
    for section in sections:
        assert written[section.offset : section.offset + len(section.content)] == section.content


@given(CONTENTS.filter(bool), st.data())
def test_read_car__cut_off_anywhere__is_refused_or_misses_blocks(contents: list[bytes], data: st.DataObject) -> None:
    roots, blocks, written = archive(contents)
    cut = data.draw(st.integers(0, len(written) - 1))
    try:
        found = read(written[:cut])
    except CarMalformed:
        return
    assert found[0] == roots
    assert len(found[1]) < len(blocks)
    assert found[1] == blocks[: len(found[1])]


@given(CONTENTS.filter(bool), st.data())
def test_read_car__one_bit_flipped__never_gives_a_block_that_is_not_its_name(
    contents: list[bytes], data: st.DataObject
) -> None:
    _, _, written = archive(contents)
    position = data.draw(st.integers(0, len(written) * 8 - 1))
    flipped = bytearray(written)
    flipped[position // 8] ^= 1 << position % 8
    try:
        _, blocks = read(bytes(flipped))
    except (CarMalformed, ContentCorrupt):
        return
    # Only a name in the header may change unnoticed here: roots are compared with the blocks by whoever walks them.
    assert blocks == archive(contents)[1]


@given(st.binary(max_size=300))
def test_read_car__any_bytes__are_read_or_refused_with_our_error(content: bytes) -> None:
    try:
        read(content)
    except PassportError:
        return


def test_read_car__block_with_other_bytes__is_corrupt() -> None:
    root, *_ = stream_blocks(b"content")
    written = b"".join(write_car([root.cid], [Block(root.cid, b"cOntent")]))
    with pytest.raises(ContentCorrupt):
        read(written)


def test_read_car__block_claims_more_than_a_block_can_be__is_refused_before_it_is_read() -> None:
    written = b"".join(write_car([], [])) + b"\xff\xff\xff\x7f"
    asked: list[int] = []

    def counting(length: int, source: io.BytesIO = io.BytesIO(written)) -> bytes:  # noqa: B008 (one test, one source)
        asked.append(length)
        return source.read(length)

    _, sections = read_car(counting)
    with pytest.raises(CarMalformed, match="at most"):
        list(sections)
    assert max(asked) < MAX_BLOCK_BYTES


@pytest.mark.parametrize(
    "name",
    [
        bytes.fromhex("1220") + bytes(34),  # version 0
        bytes.fromhex("01711220") + bytes(32),  # dag-cbor
        bytes.fromhex("01551620") + bytes(32),  # sha3-256
        bytes.fromhex("01550020") + bytes(32),  # identity
        bytes.fromhex("02551220") + bytes(32),  # no version of today
    ],
)
def test_read_car__foreign_name__is_refused_as_root_and_as_block(name: bytes) -> None:
    ours = Cid.from_digest(bytes(32))
    with pytest.raises(CarMalformed):
        read(b"".join(write_car([ours], [])).replace(ours.raw, name))
    with pytest.raises(CarMalformed):
        read(b"".join(write_car([], [Block(ours, b"x")])).replace(ours.raw, name))


def test_read_car__version_two__is_refused() -> None:
    with pytest.raises(CarMalformed):
        read(b"\x0a\xa1\x67version\x02" + bytes(40))


def test_write_car__too_many_roots__is_refused() -> None:
    with pytest.raises(CarMalformed, match="at most"):
        list(write_car([Cid.from_digest(bytes(32))] * (MAX_ROOTS + 1), []))
