"""A compact JWS signed with an account's key (RFC 7515, RFC 8812), in one form.

The protected header has exactly `alg` ES256K, `jwk` (the public key), `kid` (its account as did:pkh) and `typ`: so no
`crit`, no `b64`, no key from a URL. Whose account it is, the chain says.
"""

from __future__ import annotations

import hmac
from typing import Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from passport.errors import CanonicalFormError, SignatureInvalid
from passport.identifiers import Address, ChainId
from passport.provenance.canonical import read_json
from passport.provenance.signing_key import ALGORITHM, FastES256K, account_key, account_of, key_id, segment

MAX_PAYLOAD_BYTES = 16 * 1024 * 1024
MAX_HEADER_BYTES = 2048


class AccountSigner(Protocol):
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


class _Registry(jws.JWSRegistry):
    """One algorithm, one set of header members, and products longer than the library's default bound."""

    algorithms = {ALGORITHM: FastES256K(ALGORITHM, "secp256k1", 256)}  # noqa: RUF012 joserfc declares it so
    max_header_length = MAX_HEADER_BYTES
    max_payload_length = MAX_PAYLOAD_BYTES
    max_signature_length = 128


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def sign(payload: bytes, signer: AccountSigner, chain_id: ChainId, typ: str) -> bytes:
    """The JWS of a payload; what the signer made of it is not checked."""
    header: dict[str, Any] = {
        "alg": ALGORITHM,
        "jwk": signer.public_jwk,
        "kid": key_id(chain_id, signer.address),
        "typ": typ,
    }
    return signer.sign_jws(header, payload).encode("ascii")


def read(jwt: bytes, typ: str) -> tuple[Address, str, bytes]:
    """Signer, `kid` and payload of a JWS whose signature is right; `check_kid` once the chain is known.

    Raises:
        SignatureInvalid: Not exactly the form above, or a signature its key did not make.
    """
    header, payload = segments(jwt)
    key, kid = _checked_header(header, typ)
    verify_signature(jwt, key, _REGISTRY)
    return account_of(key), kid, payload


def signer_named(jwt: bytes, typ: str) -> Address:
    """The account a JWS names as its signer; whether it signed, `read` says. Raises SignatureInvalid."""
    return account_of(_checked_header(segments(jwt)[0], typ)[0])


def check_kid(kid: str, chain_id: ChainId, signer: Address) -> None:
    """Raises SignatureInvalid unless `kid` names the signer's account on this chain."""
    if not hmac.compare_digest(kid.encode(), key_id(chain_id, signer).encode()):
        raise SignatureInvalid("`kid` does not name the key in `jwk`.", clause="did:pkh", kid=kid, signer=signer)


def segments(jwt: bytes) -> tuple[bytes, bytes]:
    """Header and payload of a compact JWS, every part in its only form. Raises SignatureInvalid."""
    parts = jwt.split(b".")
    if len(parts) != 3:
        raise SignatureInvalid("A compact JWS has three parts.", clause="RFC 7515 section 7.1", parts=len(parts))
    header, payload, _ = (segment(part) for part in parts)
    return header, payload


def verify_signature(jwt: bytes, key: Any, registry: jws.JWSRegistry) -> None:
    """Raises SignatureInvalid unless the key made the signature."""
    try:
        jws.deserialize_compact(jwt, key, registry=registry)
    except JoseError as error:
        raise SignatureInvalid(
            f"The signature is not of the key it names: {error.description or error.error}.",
            clause="RFC 7515 section 5.2",
        ) from error


def header_members(header_bytes: bytes, names: set[str]) -> dict[str, Any]:
    """A protected header that has exactly these members. Raises SignatureInvalid."""
    try:
        header = read_json(header_bytes, max_bytes=MAX_HEADER_BYTES, max_depth=2)
    except CanonicalFormError as error:
        raise SignatureInvalid(f"The JWS header cannot be read: {error}", clause="RFC 7515 section 4") from error
    if not isinstance(header, dict) or set(header) != names:
        raise SignatureInvalid(
            f"The JWS header has exactly {', '.join(sorted(names))}.",
            clause="RFC 7515 section 4.1.11",
            remedy="Leave out crit and every other member: what is not understood is not accepted.",
            members=sorted(header) if isinstance(header, dict) else [],
        )
    return header


def _checked_header(header_bytes: bytes, typ: str) -> tuple[ECKey, str]:
    """The key and `kid` of a protected header."""
    header = header_members(header_bytes, {"alg", "jwk", "kid", "typ"})
    if header["alg"] != ALGORITHM or header["typ"] != typ or not isinstance(header["kid"], str):
        raise SignatureInvalid(
            f"This is a {typ} signed with {ALGORITHM}.",
            clause="RFC 8725 section 3.1",
            alg=header["alg"],
            typ=header["typ"],
        )
    return account_key(header["jwk"]), header["kid"]
