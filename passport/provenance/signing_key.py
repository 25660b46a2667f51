"""Keys in JOSE headers: a secp256k1 public key as a JSON Web Key, and the account it belongs to."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from eth_keys.datatypes import NonRecoverableSignature, PublicKey
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from joserfc.errors import JoseError
from joserfc.jwa import ESAlgorithm
from joserfc.jwk import ECKey

from passport.errors import SignatureInvalid
from passport.identifiers import Address, ChainId
from passport.keccak import keccak256
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
    return _imported(str(jwk["x"]), str(jwk["y"]))


def account_of(key: ECKey) -> Address:
    """Account of a key: the last 20 bytes of keccak256 of its point."""
    return Address.from_bytes(keccak256(_point(key))[-20:])


class FastES256K(ESAlgorithm):
    """ES256K verified by libsecp256k1, which takes a sixth of the time of OpenSSL's generic curves."""

    def verify(self, msg: bytes, sig: bytes, key: ECKey) -> bool:
        """Whether the key made the signature; of its two spellings both count, as OpenSSL takes it."""
        if len(sig) != 64:
            return False
        r, s = int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")
        try:
            signature = NonRecoverableSignature(rs=(r, min(s, _ORDER - s)))
            return bool(signature.verify_msg_hash(hashlib.sha256(msg).digest(), PublicKey(_point(key))))
        except (BadSignature, ValidationError):
            return False


_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of secp256k1's group; `s` and its negative are the same signature."""


@lru_cache(maxsize=1024)
def _imported(x: str, y: str) -> ECKey:
    """A bundle has many statements of few keys; whether a point is on the curve is worth asking once."""
    try:
        return ECKey.import_key({"kty": "EC", "crv": "secp256k1", "x": x, "y": y})
    except (JoseError, ValueError) as error:
        raise SignatureInvalid("`jwk` is not a point of secp256k1.", clause="RFC 7518 section 6.2.1") from error


def _point(key: ECKey) -> bytes:
    """The 64 bytes x and y."""
    point = key.public_key.public_numbers()
    return point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")


def segment(text: bytes) -> bytes:
    """The bytes of one part of a compact JWS. Raises SignatureInvalid if it is not base64url in its only form."""
    try:
        return decoded(text)
    except Base64urlError as error:
        raise SignatureInvalid(error.message, clause=error.clause) from error
