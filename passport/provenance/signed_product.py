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
from dataclasses import dataclass

from passport.errors import SignatureInvalid
from passport.identifiers import Address, ChainId, Cid, Digest
from passport.provenance import account_jws
from passport.provenance.account_jws import AccountSigner
from passport.provenance.canonical import canonical_bytes, read_canonical
from passport.provenance.concealed import concealed_credential, revealed_product
from passport.provenance.content import cid_of
from passport.provenance.credential import DataProduct, product_of
from passport.provenance.sd_jwt import SEPARATOR, Disclosure, DisclosureRefused, Place, joined, taken_apart

MEDIA_TYPE = "vc+sd-jwt"
PLAIN_MEDIA_TYPE = "vc+jwt"
"""The form of the first release, without disclosures; read, no longer written."""

MAX_PRODUCT_BYTES = account_jws.MAX_PAYLOAD_BYTES
"""Longest signed product taken, in bytes."""


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


def sign_product(product: DataProduct, signer: AccountSigner, chain_id: ChainId) -> bytes:
    """Signs a product with a participant's key.

    Returns:
        The SD-JWT with all its disclosures in ASCII; that the signer signed these very words is checked. Signing again
        gives other bytes: the disclosures' salts are fresh.

    Raises:
        CanonicalFormError: The payload has no canonical form.
        DisclosureRefused: The payload uses names the form reserves.
        SignatureInvalid: The signer made something else than a signature of its own key over these words.
    """
    credential, disclosures = concealed_credential(product, chain_id)
    words = canonical_bytes(credential)
    jwt = account_jws.sign(words, signer, chain_id, MEDIA_TYPE)
    found, kid, signed = account_jws.read(jwt, MEDIA_TYPE)
    account_jws.check_kid(kid, chain_id, found)
    if signed != words or found != signer.address:
        raise SignatureInvalid("The signer signed other words than it was given.", signer=signer.address)
    return joined(jwt, [disclosure.text for disclosure in disclosures])


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
    signer, kid, payload = account_jws.read(parts.jwt, MEDIA_TYPE)
    credential = read_canonical(payload, max_bytes=MAX_PRODUCT_BYTES)
    product, chain_id, revealed = revealed_product(credential, parts.disclosures)
    account_jws.check_kid(kid, chain_id, signer)
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
    return account_jws.signer_named(jwt, MEDIA_TYPE if SEPARATOR in content else PLAIN_MEDIA_TYPE)


def _read_plain(content: bytes) -> VerifiedProduct:
    """The form of the first release."""
    signer, kid, payload = account_jws.read(content, PLAIN_MEDIA_TYPE)
    product, chain_id = product_of(read_canonical(payload, max_bytes=MAX_PRODUCT_BYTES))
    account_jws.check_kid(kid, chain_id, signer)
    return VerifiedProduct(product, signer, chain_id, digest_of(content), cid_of(content))
