"""The signed data product: one statement of an issuer about one battery (W3C VC 2.0, secured with JOSE).

The form is a compact JWS, `typ` vc+jwt, `alg` ES256K (RFC 8812), whose payload is canonical JSON. The
protected header carries the public key (`jwk`) and its account (`kid`, did:pkh:eip155). The digest that is
anchored is the sha2-256 of the compact form's bytes: an ECDSA signature can be written in two ways, so the
signature names nothing, the bytes do.

Reading says: this key signed these words. It does not say that the key was the issuer's, nor that the words
were anchored or still stand; `passport.provenance.verification` asks the chain's evidence for that.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Protocol, cast

from eth_utils.crypto import keccak
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from passport.errors import CanonicalFormError, SignatureInvalid
from passport.identifiers import Address, ChainId, Cid, Digest
from passport.provenance.canonical import Json, canonical_bytes, read_canonical, read_json
from passport.provenance.content import cid_of
from passport.provenance.credential import DataProduct, credential_of, product_of

ALGORITHM = "ES256K"
MEDIA_TYPE = "vc+jwt"

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
    signer: Address
    """Account of the key that signed; whether it was the issuer's, the chain says."""
    chain_id: ChainId
    digest: Digest
    """sha2-256 of the compact form: what is anchored."""
    cid: Cid
    """Name of the bytes in the content store."""


class _Registry(jws.JWSRegistry):
    """One algorithm, one set of header members, and products longer than the library's default bound."""

    max_header_length = MAX_HEADER_BYTES
    max_payload_length = MAX_PRODUCT_BYTES
    max_signature_length = 128


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def sign_product(product: DataProduct, signer: ProductSigner, chain_id: ChainId) -> bytes:
    """Signs a product with a participant's key.

    Returns:
        The compact JWS in ASCII, read back and checked.

    Raises:
        CanonicalFormError: The payload has no canonical form.
        SignatureInvalid: The signer made something else than a signature of its own key over these words.
    """
    header: dict[str, Any] = {
        "alg": ALGORITHM,
        "jwk": signer.public_jwk,
        "kid": key_id(chain_id, signer.address),
        "typ": MEDIA_TYPE,
    }
    compact = signer.sign_jws(header, canonical_bytes(credential_of(product, chain_id))).encode("ascii")
    verified = read_product(compact)
    if verified.product != product or verified.signer != signer.address:
        raise SignatureInvalid("The signer signed other words than it was given.", signer=signer.address)
    return compact


def read_product(compact: bytes) -> VerifiedProduct:
    """Reads a signed product and checks its form and signature.

    Args:
        compact: The bytes as they are stored and anchored.

    Raises:
        SignatureInvalid: Not exactly the form above, or a signature its key did not make.
        CanonicalFormError: The payload is not canonical JSON, or not a credential of ours.
    """
    if len(compact) > MAX_PRODUCT_BYTES:
        raise SignatureInvalid(f"A product has at most {MAX_PRODUCT_BYTES} bytes.", length=len(compact))
    segments = compact.split(b".")
    if len(segments) != 3:
        raise SignatureInvalid("A compact JWS has three parts.", clause="RFC 7515 section 7.1", parts=len(segments))
    header_bytes, payload, _ = (_decoded(segment) for segment in segments)
    key, kid = _checked_header(header_bytes)
    try:
        jws.deserialize_compact(compact, key, registry=_REGISTRY)
    except JoseError as error:
        raise SignatureInvalid(
            f"The signature is not of the key it names: {error.description or error.error}.",
            clause="RFC 7515 section 5.2",
        ) from error
    signer = _address(key)
    product, chain_id = product_of(read_canonical(payload, max_bytes=MAX_PRODUCT_BYTES))
    if not hmac.compare_digest(kid, key_id(chain_id, signer)):
        raise SignatureInvalid("`kid` does not name the key in `jwk`.", clause="did:pkh", kid=kid, signer=signer)
    return VerifiedProduct(product, signer, chain_id, digest_of(compact), cid_of(compact))


def digest_of(compact: bytes) -> Digest:
    """sha2-256 of the signed product's bytes: what goes into the leaf and is anchored."""
    return Digest(hashlib.sha256(compact).digest())


def key_id(chain_id: ChainId, address: Address) -> str:
    """did:pkh of an account (CAIP-10); the address in its EIP-55 form."""
    return f"did:pkh:eip155:{int(chain_id)}:{address}"


def _checked_header(header_bytes: bytes) -> tuple[ECKey, str]:
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
    if header["alg"] != ALGORITHM or header["typ"] != MEDIA_TYPE or not isinstance(header["kid"], str):
        raise SignatureInvalid(
            f"A product is a {MEDIA_TYPE} signed with {ALGORITHM}.",
            clause="RFC 8725 section 3.1",
            alg=header["alg"],
            typ=header["typ"],
        )
    return _key(header["jwk"]), header["kid"]


def _key(jwk: Json) -> ECKey:
    wanted = {"crv", "kty", "x", "y"}
    if not isinstance(jwk, dict) or set(jwk) != wanted or jwk["kty"] != "EC" or jwk["crv"] != "secp256k1":
        raise SignatureInvalid("`jwk` is a public secp256k1 key: kty, crv, x, y.", clause="RFC 8812 section 3.1")
    if any(len(_decoded(str(jwk[name]).encode("utf-8"))) != 32 for name in ("x", "y")):
        raise SignatureInvalid("A coordinate of `jwk` has 32 bytes.", clause="RFC 7518 section 6.2.1")
    try:
        return ECKey.import_key(cast(dict[str, Any], jwk))
    except (JoseError, ValueError) as error:
        raise SignatureInvalid("`jwk` is not a point of secp256k1.", clause="RFC 7518 section 6.2.1") from error


def _address(key: ECKey) -> Address:
    """Account of a key: the last 20 bytes of keccak256 of its point."""
    point = key.public_key.public_numbers()
    return Address.from_bytes(keccak(point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))[-20:])


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decoded(segment: bytes) -> bytes:
    """Base64url without padding, in its only form (the unused bits of the last character are zero)."""
    try:
        content = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except (binascii.Error, ValueError) as error:
        raise SignatureInvalid("A part is not base64url.", clause="RFC 7515 section 2") from error
    if not hmac.compare_digest(_encoded(content).encode("ascii"), segment):
        raise SignatureInvalid("A part is not base64url in its only form.", clause="RFC 4648 section 3.5")
    return content
