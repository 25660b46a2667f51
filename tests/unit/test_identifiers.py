"""Exact value types: what is well formed, what is refused, and that nothing is lost on the way through JSON."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from passport.errors import IdentifierError
from passport.identifiers import (
    Address,
    BatteryIdentifier,
    BlockHash,
    ChainId,
    Cid,
    Digest,
    MerkleRoot,
    ParticipantId,
    PassportId,
    Signature,
    TxHash,
    passport_id,
)
from tests.unit.strategies import addresses, participants, raw32

WIDE_TYPES = [Digest, PassportId, MerkleRoot, TxHash, BlockHash]


class Document(BaseModel):
    model_config = ConfigDict(frozen=True)

    digest: Digest
    passport: PassportId
    holder: ParticipantId
    chain: ChainId
    signer: Address
    content: Cid
    battery: BatteryIdentifier
    signature: Signature


@given(raw32, participants, addresses, st.binary(max_size=100))
def test_document__through_json__comes_back_equal_and_of_the_same_types(
    raw: bytes, holder: ParticipantId, signer: Address, signature: bytes
) -> None:
    document = Document(
        digest=Digest(raw),
        passport=PassportId(raw),
        holder=holder,
        chain=ChainId(31337),
        signer=signer,
        content=Cid.from_digest(raw),
        battery=BatteryIdentifier("urn:example:battery:1"),
        signature=Signature(signature),
    )
    again = Document.model_validate_json(document.model_dump_json())
    assert again == document
    assert hash(again) == hash(document)
    for name in Document.model_fields:
        assert type(getattr(again, name)) is type(getattr(document, name))


def test_document__malformed_field__is_reported_at_the_field() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(ParticipantId).validate_json("0")
    assert "between 1 and 4294967295" in str(caught.value)


@pytest.mark.parametrize("kind", WIDE_TYPES)
@given(raw=raw32)
def test_bytes32__hex__round_trips(kind: type[Digest], raw: bytes) -> None:
    value = kind(raw)
    assert kind.from_hex(value.hex0x) == value == raw
    assert str(value) == value.hex0x
    assert len(value.hex0x) == 66
    assert value.is_zero == (raw == bytes(32))


@pytest.mark.parametrize(
    "text", ["", "0x", "ab" * 32, "0x" + "a" * 63, "0x" + "a" * 65, "0X" + "ab" * 32, "0x" + "g" * 64, "0x" + " a" * 32]
)
def test_bytes32__malformed_hex__is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="0x and 64 hex digits"):
        Digest.from_hex(text)


@pytest.mark.parametrize("value", [b"", bytes(31), bytes(33), "0x" + "00" * 32, 0, None, [0] * 32])
def test_bytes32__anything_but_32_bytes__is_refused(value: object) -> None:
    with pytest.raises(IdentifierError):
        Digest(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, -1, 2**32, True, 1.0, "1", None])
def test_participant_id__no_uint32_from_one__is_refused(value: object) -> None:
    with pytest.raises(IdentifierError):
        ParticipantId(value)  # type: ignore[arg-type]


def test_address__lower_case__gets_its_checksum() -> None:
    # From EIP-55.
    text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert Address(text.lower()) == text == Address(text)
    assert Address.from_bytes(Address(text).raw) == text


@pytest.mark.parametrize(
    "text",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
        "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        "0x" + "zz" * 20,
        "vitalik.eth",
    ],
)
def test_address__wrong_checksum_or_form__is_refused(text: str) -> None:
    with pytest.raises(IdentifierError):
        Address(text)


@given(st.binary(max_size=64))
def test_cid__from_digest__names_codec_and_digest(content: bytes) -> None:
    digest = hashlib.sha256(content).digest()
    for codec in ("raw", "dag-pb"):
        cid = Cid.from_digest(digest, codec)
        assert (cid.codec, cid.digest, Cid(str(cid))) == (codec, digest, cid)
        assert cid.raw[-32:] == digest


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", "version 0"),
        ("zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA", "base58"),
        ("bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", "dag-cbor"),
        ("BAFKREIHDWDCEFGH4DQKJV67UZCMW7OJEE6XEDZDETOJUZJEVTENXQUVYKU", "upper case"),
        ("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk", "cut"),
        ("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykua", "longer"),
        (" bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", "space"),
        ("", "empty"),
        ("b", "nothing in it"),
        ("x" * 1000, "absurd"),
    ],
)
def test_cid__other_version_base_codec_or_garbage__is_refused(text: str, why: str) -> None:
    with pytest.raises(IdentifierError):
        Cid(text)


@given(st.text(max_size=80))
def test_cid__any_text__is_a_cid_or_an_identifier_error(text: str) -> None:
    with contextlib.suppress(IdentifierError):
        assert str(Cid(text)) == text


@given(participants, st.integers(0, 10**9))
def test_passport_id__of_registrant_and_identifier__is_the_formula_of_the_contract(
    registrant: ParticipantId, serial: int
) -> None:
    identifier = BatteryIdentifier(f"https://id.example/battery/{serial}")
    formula = keccak(encode(["uint32", "bytes32"], [int(registrant), keccak(identifier.encode())]))
    assert identifier.passport_id(registrant) == formula == passport_id(registrant, identifier.identifier_hash)


def test_passport_id__same_identifier_of_two_registrants__differs() -> None:
    identifier = BatteryIdentifier("urn:example:1")
    assert identifier.passport_id(ParticipantId(1)) != identifier.passport_id(ParticipantId(2))


def test_signature__longer_than_4096_bytes__is_refused() -> None:
    assert len(Signature(bytes(4096))) == 4096
    with pytest.raises(IdentifierError):
        Signature(bytes(4097))
