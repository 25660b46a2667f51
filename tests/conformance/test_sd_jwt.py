"""Selective disclosure against the specification's own example, and against the reference implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from passport.provenance.base64url import decoded
from passport.provenance.canonical import read_json
from passport.provenance.sd_jwt import read_disclosure, reveal, taken_apart
from passport.provenance.signed_product import read_product, sign_product
from tests.unit.provenance.test_signed_product import CHAIN, TestSigner, product

VECTORS = json.loads((Path(__file__).parent / "vectors" / "sd_jwt_rfc9901.json").read_text("utf-8"))


def claims_of(content: str) -> Any:
    """The signed payload, read; signatures are the reference implementation's matter here."""
    parts = taken_apart(content.encode())
    return read_json(decoded(parts.jwt.split(b".")[1])), parts


@pytest.mark.parametrize("vector", VECTORS["disclosures"], ids=lambda vector: str(vector["contents"][1])[:20])
def test_disclosure__of_the_rfc__has_its_contents_and_digest(vector: dict[str, Any]) -> None:
    read = read_disclosure(vector["text"].encode())
    fields = [read.salt, read.value] if read.name is None else [read.salt, read.name, read.value]
    assert (fields, read.digest) == (vector["contents"], vector["digest"])


def test_issuance__of_the_rfc__reveals_everything() -> None:
    claims, parts = claims_of(VECTORS["issued"])
    revealed = reveal(claims, parts.disclosures)
    assert revealed.claims == VECTORS["issued_claims"]
    assert (len(revealed.shown), revealed.hidden, parts.key_binding) == (10, (), None)


def test_presentation__of_the_rfc__reveals_what_is_shown() -> None:
    claims, parts = claims_of(VECTORS["presented"])
    revealed = reveal(claims, parts.disclosures)
    assert revealed.claims == VECTORS["presented_claims"]
    assert len(revealed.hidden) == 6
    assert parts.key_binding is not None


def test_reference_implementation__reads_what_we_sign() -> None:
    rows = [{"name": "cobalt", "massG": 12.5}, {"name": "nickel", "massG": 40}]
    words = product(payload={"materials": rows, "chemistry": "NMC", "nested": {"list": [1, 2]}})
    content = sign_product(words, TestSigner(), CHAIN).decode("ascii")
    holder = SDJWTHolder(content)
    chosen = {"credentialSubject": {"data": {"materials": [False, True]}}}
    holder.create_presentation(chosen)
    key = JWK(**TestSigner().public_jwk)
    for text, payload in ((content, words.payload), (holder.sd_jwt_presentation, {"materials": rows[1:]})):
        verifier = ES256KVerifier(text, lambda _issuer, _header: key)
        assert verifier.get_verified_payload()["credentialSubject"]["data"] == payload
        assert read_product(text.encode(), in_part=True).product.payload == payload


def test_reference_implementation__what_it_issues__we_reveal() -> None:
    claims = {SDObj("a"): 1, "b": [SDObj("x"), "y"], SDObj("c"): {SDObj("d"): [SDObj({"e": None})], "f": "\u00e4"}}
    key = JWK.generate(kty="EC", crv="P-256")
    issued = SDJWTIssuer(claims, key, add_decoy_claims=True).sd_jwt_issuance
    signed, parts = claims_of(issued)
    revealed = reveal(signed, parts.disclosures)
    assert revealed.claims == {"a": 1, "b": ["x", "y"], "c": {"d": [{"e": None}], "f": "\u00e4"}}
    assert revealed.claims == SDJWTVerifier(issued, lambda _issuer, _header: key).get_verified_payload()
    assert revealed.hidden, "decoys count as values that are not shown"


class ES256KVerifier(SDJWTVerifier):  # type: ignore[misc]  # the library has no types
    """The reference verifier, for the algorithm it does not allow by default."""

    def _verify_sd_jwt(self, cb_get_issuer_key: Any, sign_alg: str | None = None) -> None:
        token = JWS()
        token.allowed_algs = ["ES256K"]
        token.deserialize(self._unverified_input_sd_jwt, cb_get_issuer_key(None, None))
        self._sd_jwt_payload = json.loads(token.payload)
