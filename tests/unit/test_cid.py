"""The fast path of CIDs says what the library says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiformats import CID

from passport import cid
from passport.errors import IdentifierError
from passport.identifiers import Cid

DIGESTS = st.binary(min_size=32, max_size=32)
CODECS: st.SearchStrategy[cid.CidCodec] = st.sampled_from(["raw", "dag-pb"])


@given(DIGESTS, CODECS)
def test_from_digest__any_digest__is_the_librarys_cid_in_text_and_bytes(digest: bytes, codec: cid.CidCodec) -> None:
    ours, theirs = Cid.from_digest(digest, codec), CID("base32", 1, codec, ("sha2-256", digest))
    assert (ours, ours.raw) == (str(theirs), bytes(theirs))
    assert (ours.digest, ours.codec) == (digest, codec)
    assert Cid(str(ours)) == ours


@given(DIGESTS, CODECS, st.integers(0, 58), st.characters(codec="ascii"))
def test_cid__one_character_changed__is_refused_or_what_the_library_reads(
    digest: bytes, codec: cid.CidCodec, place: int, character: str
) -> None:
    text = str(Cid.from_digest(digest, codec))
    changed = text[:place] + character + text[place + 1 :]
    try:
        found = Cid(changed)
    except IdentifierError:
        return
    theirs = CID.decode(changed)
    assert (str(theirs), bytes(theirs)) == (found, found.raw)
    assert (theirs.hashfun.name, theirs.version, theirs.base.name) == ("sha2-256", 1, "base32")
    assert theirs.codec.name == found.codec


@pytest.mark.parametrize(
    "text",
    [
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG",  # version 0
        "zb2rhe4U4y1DATx1ZBKVdN9xc9JqUXP4dEw66K4GYai1YY9sa",  # base58
        "BAFKREIHDWDCEFGH4DQKJV67UZCMW7OJEE6XEDZDETOJUZJEVTENXQUVYKU",  # upper case
        "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykv",  # loose bits at the end
        "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku======",
        "",
    ],
)
def test_cid__another_spelling__is_refused(text: str) -> None:
    with pytest.raises(IdentifierError):
        Cid(text)
