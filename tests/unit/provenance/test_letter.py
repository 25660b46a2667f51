"""Letters, key statements and shares: one form each, for one reader; every flipped bit is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64encode

from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.vault.encryption_key import EncryptionKey
from passport.errors import ProvenanceError, SignatureInvalid
from passport.identifiers import ChainId, Digest, ParticipantId
from passport.provenance import account_jws
from passport.provenance.canonical import canonical_bytes
from passport.provenance.content import cid_of
from passport.provenance.encryption_key import MEDIA_TYPE as KEY_STATEMENT
from passport.provenance.encryption_key import read_statement, state_key
from passport.provenance.letter import LetterForAnother, open_letter, public_key, thumbprint, write_letter
from passport.provenance.sealed_product import SealBroken, SealMalformed
from passport.provenance.share import MEDIA_TYPE as SHARE
from passport.provenance.share import Share, SharedKey, ShareMalformed, read_share, sign_share

CHAIN = ChainId(31337)
MINE, OTHER = EncryptionKey(b"\x01" * 32), EncryptionKey(b"\x02" * 32)
SIGNER = LocalSigner(b"\x07" * 32)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = Share(
    chain_id=CHAIN,
    giver=ParticipantId(1),
    reader=ParticipantId(2),
    issued_at=NOW,
    expires_at=NOW + timedelta(days=30),
    keys=(SharedKey(digest=Digest(b"\x0a" * 32), cid=cid_of(b"sealed"), key=bytes(range(32))),),
)


@given(content=st.binary(min_size=1, max_size=3000), secret=st.binary(min_size=32, max_size=32))
def test_letter__any_content__only_the_reader_opens_it(content: bytes, secret: bytes) -> None:
    reader = EncryptionKey(secret)
    letter = write_letter(content, reader.public_jwk)
    assert reader.open_letter(letter) == content
    with pytest.raises(LetterForAnother):
        OTHER.open_letter(letter)


def test_letter__read_by_the_library_alone__is_the_jwe_the_documents_name() -> None:
    key = OKPKey.generate_key("X25519")
    public = {name: value for name, value in key.as_dict(private=False).items() if name in ("kty", "crv", "x")}
    read = jwe.decrypt_compact(write_letter(b"content", public), key, algorithms=["ECDH-ES+A256KW", "A256GCM"])
    assert read.plaintext == b"content"
    assert {name: read.protected[name] for name in ("alg", "enc", "cty", "kid")} == {
        "alg": "ECDH-ES+A256KW",
        "enc": "A256GCM",
        "cty": "JWT",
        "kid": thumbprint(public),
    }


def test_letter__every_byte_changed__refused() -> None:
    letter = write_letter(b"content", MINE.public_jwk)
    for position in range(len(letter)):
        changed = bytearray(letter)
        changed[position] ^= 1 << position % 7
        with pytest.raises(ProvenanceError):
            MINE.open_letter(bytes(changed))


@given(noise=st.one_of(st.binary(max_size=300), st.text(alphabet="eyJ._-AQ09", max_size=200).map(str.encode)))
def test_letter__anything_else__typed_error(noise: bytes) -> None:
    with pytest.raises(ProvenanceError):
        MINE.open_letter(noise)


@pytest.mark.parametrize("change", [{"zip": "DEF"}, {"apu": "QQ"}, {"cty": "other"}, {"kid": None}])
def test_letter__another_header__refused(change: dict[str, Any]) -> None:
    header = {"alg": "ECDH-ES+A256KW", "cty": "JWT", "enc": "A256GCM", "kid": thumbprint(MINE.public_jwk), **change}
    header = {name: value for name, value in header.items() if value is not None}
    names = ["ECDH-ES+A256KW", "A256GCM", "DEF"]
    letter = jwe.encrypt_compact(header, b"content", public_key(MINE.public_jwk), algorithms=names)
    with pytest.raises(SealMalformed):
        MINE.open_letter(letter.encode())


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        {},
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(bytes(32)).decode()},
        {"kty": "OKP", "crv": "X25519", "x": "!" * 43},
        {**MINE.public_jwk, "d": "secret"},
    ],
)
def test_public_key__anything_but_an_x25519_point__refused(jwk: Any) -> None:
    with pytest.raises(SealMalformed):
        public_key(jwk)


def test_letter__point_of_low_order__nothing_is_encrypted_to_it() -> None:
    zero = {"kty": "OKP", "crv": "X25519", "x": urlsafe_b64encode(bytes(32)).decode()}
    with pytest.raises(SealMalformed):
        write_letter(b"content", zero)


def test_letter__the_sender_point_of_low_order__does_not_open() -> None:
    letter = write_letter(b"content", MINE.public_jwk).split(b".")
    header = json.loads(account_jws.segment(letter[0]))
    header["epk"]["x"] = urlsafe_b64encode(bytes(32)).decode()
    letter[0] = urlsafe_b64encode(json.dumps(header).encode())
    with pytest.raises(SealBroken):
        MINE.open_letter(b".".join(letter))


def test_statement__signed__says_key_and_signer() -> None:
    stated = read_statement(state_key(ParticipantId(2), MINE.public_jwk, NOW, SIGNER, CHAIN))
    assert (stated.participant, stated.chain_id, stated.stated_at) == (2, CHAIN, NOW)
    assert (stated.jwk, stated.signer) == (MINE.public_jwk, SIGNER.address)


def test_statement__every_byte_changed__refused() -> None:
    statement = state_key(ParticipantId(2), MINE.public_jwk, NOW, SIGNER, CHAIN)
    for position in range(len(statement)):
        changed = bytearray(statement)
        changed[position] ^= 1 << position % 7
        with pytest.raises(ProvenanceError):
            read_statement(bytes(changed))


@pytest.mark.parametrize(
    "words",
    [
        {},
        [],
        {"chain": 1, "encryptionKey": MINE.public_jwk, "participant": 2, "statedAt": "yesterday"},
        {"chain": "x", "encryptionKey": MINE.public_jwk, "participant": 2, "statedAt": "2026-11-22T12:00:00Z"},
        {"chain": 31337, "encryptionKey": 7, "participant": 2, "statedAt": "2026-11-22T12:00:00Z"},
        {
            "chain": 31337,
            "encryptionKey": MINE.public_jwk,
            "participant": 2,
            "statedAt": "2026-11-22T12:00:00Z",
            "a": 1,
        },
        {"chain": 1, "encryptionKey": MINE.public_jwk, "participant": 2, "statedAt": "2026-11-22T12:00:00Z"},
    ],
)
def test_statement__other_words_rightly_signed__refused(words: Any) -> None:
    signed = account_jws.sign(canonical_bytes(words), SIGNER, CHAIN, KEY_STATEMENT)
    with pytest.raises(ProvenanceError):
        read_statement(signed)


def test_share__signed__comes_back_and_hides_its_keys_from_print() -> None:
    assert read_share(sign_share(WORDS, SIGNER)) == (WORDS, SIGNER.address)
    assert "key=" not in repr(WORDS.keys[0])
    assert bytes(range(32)).hex() not in repr(WORDS) + repr(WORDS.keys)


def test_share__presented_as_a_statement_or_the_other_way_round__refused() -> None:
    with pytest.raises(SignatureInvalid):
        read_statement(sign_share(WORDS, SIGNER))
    with pytest.raises(SignatureInvalid):
        read_share(state_key(ParticipantId(2), MINE.public_jwk, NOW, SIGNER, CHAIN))


@pytest.mark.parametrize(
    "change",
    [
        {"keys": []},
        {"keys": [{"digest": "0x00", "cid": "x", "key": "0x"}]},
        {"issued_at": "2026-11-22T12:00:00.5Z"},
        {"issued_at": "2026-11-22T13:00:00+01:00"},
        {"reader": 0.5},
        {"more": 1},
    ],
)
def test_share__other_words_rightly_signed__refused_without_showing_a_key(change: dict[str, Any]) -> None:
    words = {**WORDS.model_dump(mode="json"), **change}
    signed = account_jws.sign(canonical_bytes(words), SIGNER, CHAIN, SHARE)
    with pytest.raises(ShareMalformed) as refused:
        read_share(signed)
    assert bytes(range(32)).hex() not in str(refused.value.diagnostics())
    assert refused.value.__cause__ is None


def test_open_letter__for_another_key_of_the_same_organisation__says_whose_it_is() -> None:
    letter = write_letter(b"content", OTHER.public_jwk)
    with pytest.raises(LetterForAnother) as refused:
        open_letter(letter, OKPKey.import_key({**MINE.public_jwk, "d": urlsafe_b64encode(b"\x01" * 32).decode()}))
    assert refused.value.values["kid"] == thumbprint(OTHER.public_jwk)
