"""Content sealed chunk by chunk: it opens whole and in order, or not at all beyond its true beginning."""

from __future__ import annotations

import hashlib
import itertools
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.registry import HeaderParameter

from passport.errors import PassportError
from passport.provenance.sealed_product import SealBroken, SealMalformed
from passport.provenance.stream import CHUNK_BYTES, ChunkOutOfPlace, StreamCutOff, seal_stream, unseal_stream

OUR_HEADERS = (("stream", "str"), ("position", "int"), ("last", "bool"))
KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def content(length_bytes: int, seed: str = "sealed") -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length_bytes)


GIVEN = content(3 * CHUNK_BYTES + 17)
LINES = list(seal_stream([GIVEN], KEY))


def opened(lines: list[bytes], key: bytes = KEY) -> bytes:
    return b"".join(unseal_stream(lines, key))


def beginning(lines: list[bytes]) -> tuple[bytes, PassportError | None]:
    """What came out before the error, and the error."""
    came = bytearray()
    try:
        for chunk in unseal_stream(lines, KEY):
            came += chunk
    except PassportError as error:
        return bytes(came), error
    return bytes(came), None


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_unseal__any_length__is_what_was_sealed(length: int) -> None:
    given = content(length)
    lines = list(seal_stream([given], KEY))
    assert len(lines) == max(1, -(-length // CHUNK_BYTES))
    assert opened(lines) == given


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, len(GIVEN)), max_size=6), st.lists(st.integers(0, 2_000_000), max_size=6))
def test_unseal__pieces_cut_anywhere_on_both_sides__changes_nothing(plain: list[int], sealed: list[int]) -> None:
    lines = list(seal_stream(cut(GIVEN, plain), KEY))
    assert len(lines) == 4
    assert b"".join(unseal_stream(cut(b"".join(lines), sealed), KEY)) == GIVEN


def cut(whole: bytes, borders: list[int]) -> list[bytes]:
    places = [0, *sorted(min(border, len(whole)) for border in borders), len(whole)]
    return [whole[start:end] for start, end in itertools.pairwise(places)]


def test_seal__same_content_twice__is_two_streams() -> None:
    again = list(seal_stream([GIVEN], KEY))
    assert set(again).isdisjoint(LINES)
    with pytest.raises(ChunkOutOfPlace):
        opened([LINES[0], again[1], *LINES[2:]])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda lines: lines[:-1], StreamCutOff),
        (lambda _: [], StreamCutOff),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], StreamCutOff),
        (lambda lines: [*lines[:-1], lines[-1][:100]], StreamCutOff),
        (lambda lines: lines[1:], ChunkOutOfPlace),
        (lambda lines: [lines[0], *lines[2:]], ChunkOutOfPlace),
        (lambda lines: [lines[0], lines[0], *lines[1:]], ChunkOutOfPlace),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], ChunkOutOfPlace),
        (lambda lines: [*lines, lines[-1]], ChunkOutOfPlace),
        (lambda lines: [*lines, b"\n"], ChunkOutOfPlace),
        (lambda lines: [*lines, *seal_stream([b"more"], KEY)], ChunkOutOfPlace),
        (lambda lines: [*lines[:3], *list(seal_stream([GIVEN], KEY))[3:]], ChunkOutOfPlace),
        (lambda _: [b"hello\n"], SealMalformed),
        (lambda _: [b"e30....\n"], SealMalformed),
        (lambda _: [b"x" * 10_000_000], SealMalformed),
    ],
    ids=str,
)
def test_unseal__cut_off_reordered_repeated_spliced__is_refused(
    change: Callable[[list[bytes]], list[bytes]], error: type[PassportError]
) -> None:
    came, refused = beginning(change(list(LINES)))
    assert type(refused) is error
    assert GIVEN.startswith(came)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(range(len(LINES))), max_size=7))
def test_unseal__any_other_order_of_the_chunks__is_refused_after_a_true_beginning(order: list[int]) -> None:
    came, refused = beginning([LINES[number] for number in order])
    assert (refused is None) == (order == [0, 1, 2, 3])
    assert GIVEN.startswith(came)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_unseal__one_bit_flipped__is_refused_after_a_true_beginning(data: st.DataObject) -> None:
    whole = bytearray(b"".join(LINES))
    position = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[position // 8] ^= 1 << position % 8
    came, refused = beginning([bytes(whole)])
    assert refused is not None
    assert GIVEN.startswith(came)
    assert len(came) < len(GIVEN)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_unseal__any_bytes__are_refused_with_our_error(noise: bytes) -> None:
    assert beginning([noise])[1] is not None


def test_unseal__another_key__is_broken() -> None:
    with pytest.raises(SealBroken):
        opened(LINES, OTHER_KEY)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_seal__key_of_another_length__is_refused(length: int) -> None:
    with pytest.raises(SealMalformed):
        list(seal_stream([b""], bytes(length)))
    with pytest.raises(SealMalformed):
        opened(LINES, bytes(length))


@pytest.mark.parametrize("short", [0, 5])
def test_unseal__chunk_that_is_not_full_before_the_last__is_refused(short: int) -> None:
    """Sealed with the right key by somebody who cuts otherwise: one content has one cut."""

    def crafted() -> Iterator[bytes]:
        for position, (chunk, last) in enumerate([(b"x" * (CHUNK_BYTES - short), False), (b"y" * short, True)]):
            header = {"alg": "dir", "enc": "A256GCM", "crit": ["stream", "position", "last"]}
            header |= {"stream": "A" * 22, "position": position, "last": last}
            yield jwe.encrypt_compact(header, chunk, OctKey.import_key(KEY), registry=wide()).encode() + b"\n"

    with pytest.raises(SealMalformed):
        list(unseal_stream(crafted(), KEY))


def wide() -> jwe.JWERegistry:
    class Wide(jwe.JWERegistry):
        max_ciphertext_length = 10_000_000

    known = {name: HeaderParameter(name, kind) for name, kind in OUR_HEADERS}
    return Wide(known, ["dir", "A256GCM"])


def test_crit__reader_that_does_not_know_our_members__refuses() -> None:
    class Stranger(jwe.JWERegistry):
        max_ciphertext_length = 10_000_000

    with pytest.raises(JoseError):
        jwe.decrypt_compact(LINES[-1].strip(), OctKey.import_key(KEY), registry=Stranger(algorithms=["dir", "A256GCM"]))


def test_seal_and_unseal__128_mebibytes__memory_stays_that_of_a_few_chunks() -> None:
    pieces = (content(1 << 20, str(number)) for number in range(128))
    tracemalloc.start()
    try:
        came = sum(map(len, unseal_stream(seal_stream(pieces, KEY), KEY)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert came == 128 << 20
    assert peak < 24 * CHUNK_BYTES
