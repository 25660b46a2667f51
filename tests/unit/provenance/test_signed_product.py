"""One form of a signed product; everything else is refused."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from eth_keys import keys
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from passport.errors import CanonicalFormError, ProvenanceError, SignatureInvalid
from passport.identifiers import Address, ChainId, Cid, Digest, ParticipantId, PassportId
from passport.provenance.canonical import canonical_bytes
from passport.provenance.content import cid_of
from passport.provenance.credential import DataProduct, credential_of
from passport.provenance.signed_product import digest_of, read_product, sign_product
from passport.provenance.signing_key import key_id

CHAIN = ChainId(31337)
SECRET = keys.PrivateKey(b"\x07" * 32)


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class TestSigner:
    """A signer by joserfc alone, so that reading is not tested against our own writing."""

    __test__ = False
    __slots__ = ("key",)

    def __init__(self, secret: keys.PrivateKey = SECRET) -> None:
        self.key = secret

    @property
    def address(self) -> Address:
        return Address(self.key.public_key.to_checksum_address())

    @property
    def public_jwk(self) -> dict[str, str]:
        point = self.key.public_key.to_bytes()
        return {"crv": "secp256k1", "kty": "EC", "x": encoded(point[:32]), "y": encoded(point[32:])}

    def sign_jws(self, header: dict[str, Any], payload: bytes) -> str:
        key = ECKey.import_key({**self.public_jwk, "d": encoded(self.key.to_bytes())})
        return jws.serialize_compact(header, payload, key, algorithms=["ES256K"])


def product(**changes: Any) -> DataProduct:
    values: dict[str, Any] = {
        "product_type": "ProductDataSheet",
        "passport_id": PassportId(b"\x11" * 32),
        "issuer": ParticipantId(3),
        "issuer_did": "did:web:maker.example",
        "valid_from": datetime(2026, 11, 22, 12, tzinfo=UTC),
        "disclosure_class": 1,
        "schema_id": "urn:battery-passport:schema:ProductDataSheet",
        "schema_version": "1.0",
        "payload": {"energy_kwh": 57.5},
        "salt": "00" * 16,
    }
    return DataProduct(**{**values, **changes})


def header(**changes: Any) -> dict[str, Any]:
    signer = TestSigner()
    usual = {"alg": "ES256K", "jwk": signer.public_jwk, "kid": key_id(CHAIN, signer.address), "typ": "vc+jwt"}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def compact(head: dict[str, Any] | bytes, payload: bytes) -> bytes:
    """Any header over any payload, signed truly with ES256K."""
    text = head if isinstance(head, bytes) else json.dumps(head, separators=(",", ":")).encode()
    signing_input = f"{encoded(text)}.{encoded(payload)}".encode()
    key = ECKey.import_key({**TestSigner().public_jwk, "d": encoded(SECRET.to_bytes())})
    signature = jws.default_registry.algorithms["ES256K"].sign(signing_input, key)
    return signing_input + b"." + encoded(signature).encode()


PAYLOAD = canonical_bytes(credential_of(product(), CHAIN))
PLAIN = compact(header(), PAYLOAD)


def test_product__signed_and_read__says_the_same() -> None:
    words = product(inputs=(cid_of(b"input"),))
    signed = sign_product(words, TestSigner(), CHAIN)
    read = read_product(signed)
    assert (read.product, read.signer, read.chain_id) == (words, TestSigner().address, CHAIN)
    assert read.digest == digest_of(signed)
    assert read.cid == cid_of(signed)


NAMES = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda name: name not in ("_sd", "_sd_alg", "..."))


@given(st.dictionaries(NAMES, st.integers(-9, 9) | st.floats(-1, 1)))
def test_product__any_payload__survives(payload: dict[str, Any]) -> None:
    words = product(payload=payload)
    assert read_product(sign_product(words, TestSigner(), CHAIN)).product == words


def test_product__in_the_form_of_the_first_release__is_read() -> None:
    read = read_product(PLAIN)
    assert (read.product, read.undisclosed, read.digest) == (product(), 0, digest_of(PLAIN))
    assert read.digest == Digest(hashlib.sha256(PLAIN).digest())


def test_product__jwt_of_one_form_as_the_other__is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        read_product(PLAIN + b"~")
    with pytest.raises(SignatureInvalid):
        read_product(SIGNED.split(b"~")[0])


@given(st.integers(min_value=0), st.integers(0, 7))
def test_product__one_bit_flipped__is_refused(place: int, bit: int) -> None:
    signed = bytearray(SIGNED)
    signed[place % len(signed)] ^= 1 << bit
    with pytest.raises(ProvenanceError):
        read_product(bytes(signed))


SIGNED = sign_product(product(), TestSigner(), CHAIN)


def test_product__usual_header_by_hand__is_read() -> None:
    """The control of the refusals below: the same hand-made form, unchanged, is accepted."""
    assert read_product(compact(header(), PAYLOAD)).product == product()


@pytest.mark.parametrize(
    "head",
    [
        header(alg="none"),
        header(alg="HS256"),
        header(alg="ES256"),
        header(alg="EdDSA"),
        header(alg=None),
        header(typ="JWT"),
        header(typ=None),
        header(crit=["exp"], exp=1),
        header(crit=[]),
        header(b64=False, crit=["b64"]),
        header(cty="json"),
        header(x5u="https://evil.example"),
        header(kid=None),
        header(kid=7),
        header(kid=key_id(CHAIN, Address("0x" + "11" * 20))),
        header(kid=key_id(ChainId(1), TestSigner().address)),
        header(kid=key_id(CHAIN, TestSigner().address).lower()),
        header(jwk=None),
        header(jwk={**TestSigner().public_jwk, "crv": "P-256"}),
        header(jwk={**TestSigner().public_jwk, "kty": "oct"}),
        header(jwk={**TestSigner().public_jwk, "d": encoded(bytes(32))}),
        header(jwk={**TestSigner().public_jwk, "x": encoded(b"\x01" * 32)}),
        header(jwk={**TestSigner().public_jwk, "x": encoded(b"\x01" * 31)}),
        header(jwk={**TestSigner().public_jwk, "use": "sig"}),
        header(jwk="key"),
        b'{"alg":"ES256K","alg":"ES256K"}',
        b"[]",
        b"not json",
        b"{" * 50,
    ],
)
def test_product__with_another_header__is_refused(head: Any) -> None:
    with pytest.raises(SignatureInvalid):
        read_product(compact(head, PAYLOAD))


def test_product__hmac_with_the_public_key_as_secret__is_refused() -> None:
    """The classic confusion of algorithms (RFC 8725 section 2.1)."""
    secret = OctKey.import_key(SECRET.public_key.to_bytes())
    with pytest.raises(SignatureInvalid):
        read_product(jws.serialize_compact(header(alg="HS256"), PAYLOAD, secret, algorithms=["HS256"]).encode())


def test_product__jwk_of_another_key__is_refused() -> None:
    other = TestSigner(keys.PrivateKey(b"\x08" * 32))
    with pytest.raises(SignatureInvalid, match="not of the key"):
        read_product(compact(header(jwk=other.public_jwk, kid=key_id(CHAIN, other.address)), PAYLOAD))


def credential(**changes: Any) -> bytes:
    usual = json.loads(PAYLOAD)
    return canonical_bytes({name: value for name, value in {**usual, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    "payload",
    [
        PAYLOAD.replace(b",", b", ", 1),
        PAYLOAD + b"\n",
        b'{"salt":1,"salt":1}',
        b"[]",
        b"null",
        b"",
        credential(salt="00"),
        credential(salt="AA" * 16),
        credential(disclosureClass=5),
        credential(disclosureClass=True),
        credential(disclosureClass=1.5),
        credential(validFrom="2026-11-22T12:00:00+00:00"),
        credential(validFrom="2026-11-22"),
        credential(validFrom="2026-1-2T3:4:5Z"),
        credential(validFrom=None),
        credential(type=["VerifiableCredential"]),
        credential(type=["VerifiableCredential", "productDataSheet"]),
        credential(type=["VerifiableCredential", "ProductDataSheet", "Other"]),
        credential(issuer={"id": "did:web:maker.example", "participantId": 0}),
        credential(issuer={"id": "https://maker.example", "participantId": 3}),
        credential(issuer="did:web:maker.example"),
        credential(inputs=["bafybad"]),
        credential(inputs=None),
        credential(proof={"type": "other"}),
        credential(validUntil="2027-01-01T00:00:00Z"),
        credential(credentialSubject={"id": "urn:uuid:1", "data": {}}),
        credential(**{"@context": ["https://www.w3.org/2018/credentials/v1"]}),
    ],
)
def test_product__with_another_payload__is_refused(payload: bytes) -> None:
    with pytest.raises(CanonicalFormError):
        read_product(compact(header(), payload))


@pytest.mark.parametrize(
    "junk", [b"", b".", b"..", b"...", b"a.b.c", PLAIN + b"=", PLAIN.replace(b".", b"", 1), b"\xff.\xff.\xff"]
)
def test_product__no_compact_jws__is_refused(junk: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        read_product(junk)


def test_product__base64_with_stray_bits__is_refused() -> None:
    """The last character of 64 bytes in base64url has four unused bits: sixteen spellings, one of them ours."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = PLAIN[:-1] + bytes([alphabet[alphabet.index(PLAIN[-1:]) ^ 1]])
    assert urlsafe_b64decode(twin.split(b".")[2] + b"==") == urlsafe_b64decode(PLAIN.split(b".")[2] + b"==")
    with pytest.raises(SignatureInvalid, match="only form"):
        read_product(twin)


def test_sign__signer_that_signs_other_words__is_refused() -> None:
    class Liar(TestSigner):
        def sign_jws(self, header: dict[str, Any], payload: bytes) -> str:
            return super().sign_jws(header, canonical_bytes({**json.loads(payload), "salt": "11" * 16}))

    with pytest.raises(SignatureInvalid, match="other words"):
        sign_product(product(), Liar(), CHAIN)


@pytest.mark.parametrize("moment", [datetime(2026, 1, 1), datetime(2026, 1, 1, microsecond=5, tzinfo=UTC)])  # noqa: DTZ001
def test_product__time_without_zone_or_with_fractions__is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="whole second"):
        product(valid_from=moment)


def test_product__inputs__are_cids() -> None:
    with pytest.raises(ValueError, match="CID"):
        product(inputs=("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",))
    assert product(inputs=(Cid(cid_of(b"x")),)).inputs == (cid_of(b"x"),)
