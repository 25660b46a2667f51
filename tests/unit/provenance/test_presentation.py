"""Single values of a product are shown, to one verifier, by someone who proves who it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eth_keys import keys
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from passport.errors import ProvenanceError, SignatureInvalid
from passport.provenance.base64url import encoded
from passport.provenance.canonical import canonical_bytes
from passport.provenance.key_binding import Expected, KeyBindingRefused, binding_payload, bound
from passport.provenance.presentation import NotDisclosable, present, read_presentation
from passport.provenance.sd_jwt import DisclosureRefused
from passport.provenance.signed_product import digest_of, read_product, sign_product
from passport.provenance.signing_key import key_id
from tests.unit.provenance.test_signed_product import CHAIN, PLAIN, TestSigner, product

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAYLOAD = {
    "substances": [{"name": "Co"}, {"name": "Ni"}, {"name": "Mn"}],
    "chemistry": "NMC",
    "measures": {"fire": "water"},
}
SIGNED = sign_product(product(payload=PAYLOAD), TestSigner(), CHAIN)
PRESENTER = TestSigner(keys.PrivateKey(b"\x09" * 32))
ASKED = Expected("https://recycler.example", "n-0S6_WzA2Mj")


def answer(part: bytes, **changes: Any) -> bytes:
    given_ = {"audience": ASKED.audience, "nonce": ASKED.nonce, "at": NOW, **changes}
    return bound(part, PRESENTER, CHAIN, given_["audience"], given_["nonce"], given_["at"])


@pytest.mark.parametrize(
    ("show", "payload"),
    [
        ([], {}),
        (["chemistry"], {"chemistry": "NMC"}),
        (["substances"], {"substances": PAYLOAD["substances"]}),
        (["substances/1"], {"substances": [{"name": "Ni"}]}),
        (["measures", "substances/0", "substances/2"], {k: PAYLOAD[k] for k in ("measures",)}
         | {"substances": [{"name": "Co"}, {"name": "Mn"}]}),
        (list(PAYLOAD), PAYLOAD),
    ],
)  # fmt: skip
def test_present__some_values__shows_those_and_has_the_products_digest(show: list[str], payload: Any) -> None:
    part = present(SIGNED, show)
    read = read_presentation(part)
    assert read.shown.product.payload == payload
    assert digest_of(part) == digest_of(SIGNED)
    assert read.key_binding is None
    assert b"Mn" not in b"".join(_clear(part)) or "Mn" in json.dumps(payload)


def _clear(part: bytes) -> list[bytes]:
    from passport.provenance.base64url import decoded

    jwt, *disclosures, _ = part.split(b"~")
    return [decoded(jwt.split(b".")[1]), *(decoded(text) for text in disclosures)]


def test_present__everything__is_the_stored_product() -> None:
    assert present(SIGNED, PAYLOAD) == SIGNED
    assert read_product(present(SIGNED, PAYLOAD)).undisclosed == 0


@pytest.mark.parametrize(
    "name", ["", "nothing", "substances/3", "substances/-1", "substances/01", "chemistry/0", "_sd"]
)
def test_present__value_that_is_not_there__is_refused(name: str) -> None:
    with pytest.raises(NotDisclosable):
        present(SIGNED, [name])


def test_present__product_of_the_first_release__is_refused() -> None:
    with pytest.raises(NotDisclosable):
        present(PLAIN, [])
    assert read_presentation(PLAIN).shown.product == product()


def test_present__from_a_part__is_refused() -> None:
    """Only the whole product is selected from: a part says nothing of what it leaves out."""
    with pytest.raises(DisclosureRefused):
        present(present(SIGNED, ["chemistry"]), ["chemistry"])


def test_key_binding__by_a_participant__is_read() -> None:
    read = read_presentation(answer(present(SIGNED, ["chemistry"])))
    assert read.key_binding is not None
    assert (read.key_binding.audience, read.key_binding.nonce) == (ASKED.audience, ASKED.nonce)
    assert read.key_binding.signer == PRESENTER.address
    assert ASKED.refusal(read.key_binding, NOW) is None


@pytest.mark.parametrize(
    ("changes", "now", "why"),
    [
        ({"audience": "https://other.example"}, NOW, "audience"),
        ({"nonce": "n-0S6_WzA2Mk"}, NOW, "nonce"),
        ({}, NOW + timedelta(hours=1, seconds=1), "too old"),
        ({}, NOW - timedelta(minutes=5, seconds=1), "in the future"),
        ({}, NOW + timedelta(hours=1), None),
        ({}, NOW - timedelta(minutes=5), None),
    ],
)
def test_key_binding__for_another_or_at_another_time__is_no_answer(
    changes: dict[str, Any], now: datetime, why: str | None
) -> None:
    binding = read_presentation(answer(present(SIGNED, []), **changes)).key_binding
    assert binding is not None
    assert ASKED.refusal(binding, now) == why


def test_key_binding__values_added_or_left_out_afterwards__is_refused() -> None:
    part, more = present(SIGNED, ["chemistry"]), present(SIGNED, ["chemistry", "measures"])
    binding = answer(part)[len(part) :]
    for other in (more, present(SIGNED, [])):
        with pytest.raises(KeyBindingRefused, match="another presentation"):
            read_presentation(other + binding)


BOUND = answer(present(SIGNED, ["chemistry", "substances/1"]))


@given(st.integers(min_value=0), st.integers(0, 7))
def test_presentation__one_bit_flipped__is_refused(place: int, bit: int) -> None:
    changed = bytearray(BOUND)
    changed[place % len(changed)] ^= 1 << bit
    with pytest.raises(ProvenanceError):
        read_presentation(bytes(changed))


def test_key_binding__of_another_account_or_chain__is_refused() -> None:
    part = present(SIGNED, [])
    payload = binding_payload(part, ASKED.audience, ASKED.nonce, NOW)
    usual = {"alg": "ES256K", "jwk": PRESENTER.public_jwk, "typ": "kb+jwt"}
    for kid in (key_id(CHAIN, TestSigner().address), key_id(type(CHAIN)(1), PRESENTER.address)):
        with pytest.raises(SignatureInvalid):
            read_presentation(part + PRESENTER.sign_jws({**usual, "kid": kid}, payload).encode())
    good = PRESENTER.sign_jws({**usual, "kid": key_id(CHAIN, PRESENTER.address)}, payload)
    assert read_presentation(part + good.encode()).key_binding is not None


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": None},
        {"aud": ["a", "b"]},
        {"aud": ""},
        {"nonce": 7},
        {"nonce": "n" * 513},
        {"iat": "now"},
        {"iat": 1.5},
        {"iat": True},
        {"iat": -1},
        {"sd_hash": encoded(bytes(32))},
        {"exp": 1},
        {"sd_hash": None},
    ],
)
def test_key_binding__with_other_claims__is_refused(claims: dict[str, Any]) -> None:
    part = present(SIGNED, [])
    usual = json.loads(binding_payload(part, ASKED.audience, ASKED.nonce, NOW))
    payload = canonical_bytes({name: value for name, value in {**usual, **claims}.items() if value is not None})
    head = {
        "alg": "ES256K",
        "jwk": PRESENTER.public_jwk,
        "kid": key_id(CHAIN, PRESENTER.address),
        "typ": "kb+jwt",
    }
    with pytest.raises(KeyBindingRefused):
        read_presentation(part + PRESENTER.sign_jws(head, payload).encode())


HOLDERS = {
    "ES256": ECKey.generate_key("P-256", private=True),
    "ES256K": ECKey.generate_key("secp256k1", private=True),
    "Ed25519": OKPKey.generate_key("Ed25519", private=True),
}


def public(key: Any) -> dict[str, str]:
    return {name: value for name, value in key.as_dict(private=False).items() if name in ("kty", "crv", "x", "y")}


def by_holder(part: bytes, key: Any, algorithm: str, **header: Any) -> bytes:
    payload = binding_payload(part, ASKED.audience, ASKED.nonce, NOW)
    head = {"alg": algorithm, "typ": "kb+jwt", **header}
    return part + jws.serialize_compact(head, payload, key, algorithms=[algorithm]).encode()


@pytest.mark.parametrize("algorithm", list(HOLDERS))
def test_key_binding__of_a_product_bound_to_a_key__is_of_that_key(algorithm: str) -> None:
    holder = HOLDERS[algorithm]
    signed = sign_product(product(payload=PAYLOAD, holder_key=public(holder)), TestSigner(), CHAIN)
    part = present(signed, ["chemistry"])
    binding = read_presentation(by_holder(part, holder, algorithm)).key_binding
    assert binding is not None
    assert binding.signer is None
    with pytest.raises(SignatureInvalid):
        read_presentation(answer(part))
    for other, key in HOLDERS.items():
        if other != algorithm:
            with pytest.raises(SignatureInvalid):
                read_presentation(by_holder(part, key, other))
    with pytest.raises(SignatureInvalid):
        read_presentation(by_holder(part, type(holder).generate_key(holder.curve_name, private=True), algorithm))


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_key_binding__under_the_older_name_of_its_algorithm__is_read() -> None:
    holder = HOLDERS["Ed25519"]
    part = present(sign_product(product(holder_key=public(holder)), TestSigner(), CHAIN), [])
    assert read_presentation(by_holder(part, holder, "EdDSA")).key_binding is not None


def test_key_binding__alg_none_or_embedded_key__is_refused() -> None:
    holder = HOLDERS["ES256"]
    signed = sign_product(product(holder_key=public(holder)), TestSigner(), CHAIN)
    part = present(signed, [])
    none = f"{encoded(json.dumps({'alg': 'none', 'typ': 'kb+jwt'}).encode())}.{encoded(b'{}')}."
    for content in (part + none.encode(), by_holder(part, holder, "ES256", jwk=public(holder))):
        with pytest.raises(SignatureInvalid):
            read_presentation(content)


@pytest.mark.parametrize("key", [{}, {"kty": "oct", "k": "AA"}, {**public(HOLDERS["ES256"]), "d": "AA"}])
def test_product__bound_to_something_else_than_a_public_key__is_refused(key: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="holder's key"):
        product(holder_key=key)
