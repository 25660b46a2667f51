"""Keys in JOSE headers: a secp256k1 public key as a JSON Web Key, and the account it belongs to."""

from __future__ import annotations

from typing import Any, cast

from eth_utils.crypto import keccak
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from passport.errors import SignatureInvalid
from passport.identifiers import Address, ChainId
from passport.provenance.base64url import Base64urlError, decoded
from passport.provenance.canonical import Json

ALGORITHM = "ES256K"
"""ECDSA over secp256k1 with sha2-256 (RFC 8812): what participants' keys sign with."""


def key_id(chain_id: ChainId, address: Address) -> str:
    """did:pkh of an account (CAIP-10); the address in its EIP-55 form."""
    return f"did:pkh:eip155:{int(chain_id)}:{address}"


def account_key(jwk: Json) -> ECKey:
    """The secp256k1 key of a JSON Web Key with exactly kty, crv, x and y. Raises SignatureInvalid."""
    wanted = {"crv", "kty", "x", "y"}
    if not isinstance(jwk, dict) or set(jwk) != wanted or jwk["kty"] != "EC" or jwk["crv"] != "secp256k1":
        raise SignatureInvalid("`jwk` is a public secp256k1 key: kty, crv, x, y.", clause="RFC 8812 section 3.1")
    if any(len(segment(str(jwk[name]).encode("utf-8"))) != 32 for name in ("x", "y")):
        raise SignatureInvalid("A coordinate of `jwk` has 32 bytes.", clause="RFC 7518 section 6.2.1")
    try:
        return ECKey.import_key(cast(dict[str, Any], jwk))
    except (JoseError, ValueError) as error:
        raise SignatureInvalid("`jwk` is not a point of secp256k1.", clause="RFC 7518 section 6.2.1") from error


def account_of(key: ECKey) -> Address:
    """Account of a key: the last 20 bytes of keccak256 of its point."""
    point = key.public_key.public_numbers()
    return Address.from_bytes(keccak(point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))[-20:])


def segment(text: bytes) -> bytes:
    """The bytes of one part of a compact JWS. Raises SignatureInvalid if it is not base64url in its only form."""
    try:
        return decoded(text)
    except Base64urlError as error:
        raise SignatureInvalid(error.message, clause=error.clause) from error
