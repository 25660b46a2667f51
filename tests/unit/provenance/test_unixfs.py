"""UnixFS file nodes: one encoding, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.provenance import unixfs

SIZES = st.integers(0, 2**62)
LINKS = st.lists(
    st.builds(unixfs.Link, st.binary(min_size=1, max_size=40), SIZES, SIZES), min_size=1, max_size=5
).filter(lambda links: sum(link.content_bytes for link in links) < 2**63)


@given(LINKS)
def test_decode__what_encode_gave__is_the_same_links(links: list[unixfs.Link]) -> None:
    assert unixfs.decode(unixfs.encode(tuple(links))) == tuple(links)


@given(LINKS, st.data())
def test_decode__block_changed_anywhere__is_refused_or_means_something_else(
    links: list[unixfs.Link], data: st.DataObject
) -> None:
    block = bytearray(unixfs.encode(tuple(links)))
    place = data.draw(st.integers(0, len(block) - 1))
    block[place] ^= data.draw(st.integers(1, 255))
    try:
        found = unixfs.decode(bytes(block))
    except ValueError:
        return
    assert found != tuple(links)
    assert unixfs.encode(found) == bytes(block)


@given(LINKS, st.data())
def test_decode__block_cut_short__is_refused(links: list[unixfs.Link], data: st.DataObject) -> None:
    block = unixfs.encode(tuple(links))
    with pytest.raises(ValueError):
        unixfs.decode(block[: data.draw(st.integers(0, len(block) - 1))])


@given(st.binary(max_size=200))
def test_decode__any_bytes__are_read_or_refused_with_a_value_error(block: bytes) -> None:
    try:
        links = unixfs.decode(block)
    except ValueError:
        return
    assert unixfs.encode(links) == block


def test_decode__data_before_links__is_refused_though_protobuf_allows_it() -> None:
    link = unixfs.Link(b"\x01\x55\x12\x20" + bytes(32), 5, 5)
    block = unixfs.encode((link,))
    data_start = block.rindex(b"\x0a\x06\x08\x02")
    assert unixfs.decode(block) == (link,)
    with pytest.raises(ValueError, match="one encoding"):
        unixfs.decode(block[data_start:] + block[:data_start])
