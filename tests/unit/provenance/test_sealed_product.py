"""One form of a sealed product; everything else is refused, and every flipped bit."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OctKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from passport.errors import ProvenanceError
from passport.provenance.sealed_product import (
    KEY_BYTES,
    MAX_CONTENT_BYTES,
    SealBroken,
    SealMalformed,
    fresh_key,
    is_sealed,
    seal,
    unseal,
)

KEY = bytes(range(KEY_BYTES))
CONTENT = b"eyJhbGciOiJFUzI1NksifQ.e30.c2lnbmF0dXJl~WyJzYWx0IiwibmFtZSIsMV0~"
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(content=st.binary(max_size=5000), key=keys)
def test_seal__any_content__opens_to_the_same_bytes(content: bytes, key: bytes) -> None:
    sealed = seal(content, key)
    assert is_sealed(sealed)
    assert unseal(sealed, key) == content


def test_seal__twice__other_bytes_because_the_nonce_is_fresh() -> None:
    assert seal(CONTENT, KEY) != seal(CONTENT, KEY)


def test_seal__read_by_the_library_alone__is_the_jwe_the_documents_name() -> None:
    read = jwe.decrypt_compact(seal(CONTENT, KEY), OctKey.import_key(KEY), algorithms=["dir", "A256GCM"])
    assert read.protected == {"alg": "dir", "enc": "A256GCM"}
    assert read.plaintext == CONTENT


def test_unseal__every_single_bit_flipped__refused() -> None:
    sealed = seal(CONTENT, KEY)
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(ProvenanceError):
                unseal(bytes(changed), KEY)


@given(content=st.binary(max_size=200), one=keys, other=keys)
def test_unseal__another_key__does_not_open(content: bytes, one: bytes, other: bytes) -> None:
    assume(one != other)
    with pytest.raises(SealBroken):
        unseal(seal(content, one), other)


@given(cut=st.integers(min_value=0, max_value=len(seal(CONTENT, KEY)) - 1))
def test_unseal__truncated__refused(cut: int) -> None:
    with pytest.raises(ProvenanceError):
        unseal(seal(CONTENT, KEY)[:cut], KEY)


@settings(max_examples=300)
@given(noise=st.one_of(st.binary(max_size=300), st.text(alphabet="eyJ._-AQ~09", max_size=200).map(str.encode)))
def test_unseal__anything_else__typed_error(noise: bytes) -> None:
    with pytest.raises(ProvenanceError):
        unseal(noise, KEY)


@given(noise=st.binary(max_size=300))
def test_unseal__noise_after_the_right_header__typed_error(noise: bytes) -> None:
    with pytest.raises(ProvenanceError):
        unseal(seal(b"", KEY).split(b".")[0] + b".." + noise, KEY)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "dir", "enc": "A256GCM", "zip": "DEF"},
        {"alg": "dir", "enc": "A256GCM", "kid": "1"},
        {"alg": "dir", "enc": "A256CBC-HS512"},
        {"enc": "A256GCM", "alg": "dir"},
    ],
)
def test_unseal__another_header__refused_before_anything_is_decrypted(header: dict[str, str]) -> None:
    key = bytes(64) if header["enc"] == "A256CBC-HS512" else KEY
    names = [*header.values(), "DEF"]
    other = jwe.encrypt_compact(dict(header), CONTENT, OctKey.import_key(key), algorithms=names).encode()
    assert not is_sealed(other)
    with pytest.raises(SealMalformed):
        unseal(other, KEY)


def test_unseal__same_header_written_otherwise__refused() -> None:
    _, key, nonce, ciphertext, tag = seal(CONTENT, KEY).split(b".")
    spaced = urlsafe_b64encode(json.dumps({"alg": "dir", "enc": "A256GCM"}).encode())
    with pytest.raises(SealMalformed):
        unseal(b".".join([spaced, key, nonce, ciphertext, tag]), KEY)


def test_unseal__tag_cut_short__refused() -> None:
    *rest, tag = seal(CONTENT, KEY).split(b".")
    with pytest.raises(SealMalformed):
        unseal(b".".join([*rest, urlsafe_b64encode(urlsafe_b64decode(tag)[:12])]), KEY)


def test_unseal__an_encrypted_key_beside_a_direct_one__refused() -> None:
    header, _, *rest = seal(CONTENT, KEY).split(b".")
    with pytest.raises(SealMalformed):
        unseal(b".".join([header, b"AAAA", *rest]), KEY)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_key__of_another_length__refused(length: int) -> None:
    with pytest.raises(SealMalformed):
        seal(CONTENT, bytes(length))
    with pytest.raises(SealMalformed):
        unseal(seal(CONTENT, KEY), bytes(length))


def test_seal__longest_content__opens_and_one_byte_more_is_refused() -> None:
    longest = bytes(MAX_CONTENT_BYTES)
    assert unseal(seal(longest, KEY), KEY) == longest
    with pytest.raises(SealMalformed):
        seal(longest + b"x", KEY)
    with pytest.raises(SealMalformed):
        unseal(seal(b"", KEY) + bytes(2 * MAX_CONTENT_BYTES), KEY)


def test_fresh_key__many__all_different() -> None:
    made = {fresh_key() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(key) for key in made} == {KEY_BYTES}


@pytest.mark.parametrize("content", [b"", CONTENT, b"eyJhbGciOiJkaXIifQ....", b"."])
def test_is_sealed__other_content__says_no(content: bytes) -> None:
    assert not is_sealed(content)
