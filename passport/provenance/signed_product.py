"""The signed data product: one statement of an issuer about one battery (W3C VC 2.0, secured with JOSE).

The form is an SD-JWT (RFC 9901), `typ` vc+sd-jwt: a compact JWS with `alg` ES256K (RFC 8812) over canonical JSON in
which every member of the product's payload is a digest, and after it the disclosures of those members. The protected
header carries the public key (`jwk`) and its account (`kid`, did:pkh:eip155). Stored is the JWT with all disclosures;
some may be left out later, and what remains is still what was signed. Products of the first release, `typ` vc+jwt, are
a compact JWS alone, and are read as well.

The digest that is anchored is the sha2-256 of the issuer-signed JWT's bytes, so whatever is shown of a product has one
digest. (An ECDSA signature can be written in two ways: the signature names nothing, the bytes do.)

Reading says: this key signed these words. It does not say that the key was the issuer's, nor that the words
were anchored or still stand; `passport.provenance.verification` asks the chain's evidence for that.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from passport.errors import CanonicalFormError, SignatureInvalid
from passport.identifiers import Address, ChainId, Cid, Digest
from passport.provenance.canonical import Json, canonical_bytes, read_canonical, read_json
from passport.provenance.concealed import concealed_credential, revealed_product
from passport.provenance.content import cid_of
from passport.provenance.credential import DataProduct, product_of
from passport.provenance.sd_jwt import SEPARATOR, Disclosure, DisclosureRefused, Place, joined, taken_apart
from passport.provenance.signing_key import ALGORITHM, account_key, account_of, key_id, segment

MEDIA_TYPE = "vc+sd-jwt"
PLAIN_MEDIA_TYPE = "vc+jwt"
"""The form of the first release, without disclosures; read, no longer written."""

MAX_PRODUCT_BYTES = 16 * 1024 * 1024
"""Longest signed product taken, in bytes."""

MAX_HEADER_BYTES = 2048


class ProductSigner(Protocol):
    """A key that signs for a participant."""

    @property
    def address(self) -> Address:
        """Account of the key."""
        ...

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key: kty, crv, x, y."""
        ...

    def sign_jws(self, header: dict[str, Any], payload: bytes) -> str:
        """Compact JWS over exactly this protected header and payload."""
        ...


@dataclass(frozen=True, slots=True)
class VerifiedProduct:
    """A product whose signature is right, with the key that made it."""

    product: DataProduct
    """With the members of the payload that are shown."""
    signer: Address
    """Account of the key that signed; whether it was the issuer's, the chain says."""
    chain_id: ChainId
    digest: Digest
    """sha2-256 of the issuer-signed JWT: what is anchored."""
    cid: Cid
    """Name of the bytes that were read; a product that is stored sealed has another."""
    undisclosed: int = 0
    """How many signed values are not shown."""
    shown: tuple[tuple[Place, Disclosure], ...] = ()
    """The disclosures with their places in the payload, in their order; none in the old form."""


class _Registry(jws.JWSRegistry):
    """One algorithm, one set of header members, and products longer than the library's default bound."""

    max_header_length = MAX_HEADER_BYTES
    max_payload_length = MAX_PRODUCT_BYTES
    max_signature_length = 128


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def sign_product(product: DataProduct, signer: ProductSigner, chain_id: ChainId) -> bytes:
    """Signs a product with a participant's key.

    Returns:
        The SD-JWT with all its disclosures in ASCII, read back and checked. Signing again gives other bytes: the
        disclosures' salts are fresh.

    Raises:
        CanonicalFormError: The payload has no canonical form.
        DisclosureRefused: The payload uses names the form reserves.
        SignatureInvalid: The signer made something else than a signature of its own key over these words.
    """
    header: dict[str, Any] = {
        "alg": ALGORITHM,
        "jwk": signer.public_jwk,
        "kid": key_id(chain_id, signer.address),
        "typ": MEDIA_TYPE,
    }
    credential, disclosures = concealed_credential(product, chain_id)
    jwt = signer.sign_jws(header, canonical_bytes(credential)).encode("ascii")
    content = joined(jwt, [disclosure.text for disclosure in disclosures])
    verified = read_product(content)
    if verified.product != product or verified.signer != signer.address:
        raise SignatureInvalid("The signer signed other words than it was given.", signer=signer.address)
    return content


def read_product(content: bytes, *, in_part: bool = False) -> VerifiedProduct:
    """Reads a signed product and checks its form, signature and disclosures.

    Args:
        content: The bytes as they are stored, unsealed; or a presentation without its key binding.
        in_part: Whether some disclosures may be left out.

    Raises:
        SignatureInvalid: Not exactly the form above, or a signature its key did not make.
        DisclosureRefused: The disclosures are not those that were signed, in their order, or are not all there.
        CanonicalFormError: The payload is not canonical JSON, or not a credential of ours.
    """
    if len(content) > MAX_PRODUCT_BYTES:
        raise SignatureInvalid(f"A product has at most {MAX_PRODUCT_BYTES} bytes.", length=len(content))
    if SEPARATOR not in content:
        return _read_plain(content)
    parts = taken_apart(content)
    if parts.key_binding is not None:
        raise DisclosureRefused("A product carries no key binding; a presentation does.", rule="key-binding")
    signer, kid, payload = _checked_jws(parts.jwt, MEDIA_TYPE)
    product, chain_id, revealed = revealed_product(payload, parts.disclosures)
    _check_kid(kid, chain_id, signer)
    if revealed.hidden and not in_part:
        raise DisclosureRefused(
            f"{len(revealed.hidden)} signed values of this product are not there.",
            remedy="Ask for the whole product, or read it as a presentation.",
            rule="not-whole",
            undisclosed=len(revealed.hidden),
        )
    digest, cid = digest_of(content), cid_of(content)
    return VerifiedProduct(product, signer, chain_id, digest, cid, len(revealed.hidden), revealed.shown)


def digest_of(content: bytes) -> Digest:
    """sha2-256 of the issuer-signed JWT: what goes into the leaf and is anchored, however much is shown."""
    return Digest(hashlib.sha256(content.split(SEPARATOR, 1)[0]).digest())


def signer_named(content: bytes) -> Address:
    """The account a product names as its signer; whether it signed, `read_product` says. Raises SignatureInvalid."""
    jwt = content.split(SEPARATOR, 1)[0]
    typ = MEDIA_TYPE if SEPARATOR in content else PLAIN_MEDIA_TYPE
    return account_of(_checked_header(_segments(jwt)[0], typ)[0])


def _read_plain(content: bytes) -> VerifiedProduct:
    """The form of the first release."""
    signer, kid, payload = _checked_jws(content, PLAIN_MEDIA_TYPE)
    product, chain_id = product_of(payload)
    _check_kid(kid, chain_id, signer)
    return VerifiedProduct(product, signer, chain_id, digest_of(content), cid_of(content))


def _checked_jws(jwt: bytes, typ: str) -> tuple[Address, str, Json]:
    """Signer, `kid` and payload of an issuer-signed JWT whose signature is right."""
    header, payload = _segments(jwt)
    key, kid = _checked_header(header, typ)
    try:
        jws.deserialize_compact(jwt, key, registry=_REGISTRY)
    except JoseError as error:
        raise SignatureInvalid(
            f"The signature is not of the key it names: {error.description or error.error}.",
            clause="RFC 7515 section 5.2",
        ) from error
    return account_of(key), kid, read_canonical(payload, max_bytes=MAX_PRODUCT_BYTES)


def _segments(jwt: bytes) -> tuple[bytes, bytes]:
    """Header and payload of a compact JWS, every part in its only form."""
    parts = jwt.split(b".")
    if len(parts) != 3:
        raise SignatureInvalid("A compact JWS has three parts.", clause="RFC 7515 section 7.1", parts=len(parts))
    header, payload, _ = (segment(part) for part in parts)
    return header, payload


def _checked_header(header_bytes: bytes, typ: str) -> tuple[ECKey, str]:
    """The key and `kid` of a protected header that has exactly our members."""
    try:
        header = read_json(header_bytes, max_bytes=MAX_HEADER_BYTES, max_depth=2)
    except CanonicalFormError as error:
        raise SignatureInvalid(f"The JWS header cannot be read: {error}", clause="RFC 7515 section 4") from error
    if not isinstance(header, dict) or set(header) != {"alg", "jwk", "kid", "typ"}:
        found = sorted(header) if isinstance(header, dict) else []
        raise SignatureInvalid(
            "The JWS header has exactly alg, jwk, kid and typ.",
            clause="RFC 7515 section 4.1.11",
            remedy="Leave out crit and every other member: what is not understood is not accepted.",
            members=found,
        )
    if header["alg"] != ALGORITHM or header["typ"] != typ or not isinstance(header["kid"], str):
        raise SignatureInvalid(
            f"This product is a {typ} signed with {ALGORITHM}.",
            clause="RFC 8725 section 3.1",
            alg=header["alg"],
            typ=header["typ"],
        )
    return account_key(header["jwk"]), header["kid"]


def _check_kid(kid: str, chain_id: ChainId, signer: Address) -> None:
    if not hmac.compare_digest(kid.encode(), key_id(chain_id, signer).encode()):
        raise SignatureInvalid("`kid` does not name the key in `jwk`.", clause="did:pkh", kid=kid, signer=signer)
