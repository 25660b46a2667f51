"""A data product as values, and as the W3C Verifiable Credential (VC Data Model 2.0) that carries it.

One product has exactly one disclosure class (Annex XIII points 1-4 of Regulation (EU) 2023/1542). The
credential's form is exact: what is read must be what this module would write, member by member.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from passport.errors import CanonicalFormError
from passport.identifiers import ChainId, Cid, ParticipantId, PassportId
from passport.provenance.canonical import Json

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
)
"""The base context, and the one that gives terms without a definition of their own a place."""

_SUBJECT = re.compile(r"urn:battery-passport:eip155:([1-9][0-9]{0,15}):(0x[0-9a-f]{64})")


HOLDER_KEY_MEMBERS = {
    ("EC", "secp256k1"): frozenset({"crv", "kty", "x", "y"}),
    ("EC", "P-256"): frozenset({"crv", "kty", "x", "y"}),
    ("OKP", "Ed25519"): frozenset({"crv", "kty", "x"}),
}
"""Public keys a product may be bound to, and the members of their JSON Web Keys."""


def _public_key(jwk: dict[str, str] | None) -> dict[str, str] | None:
    if jwk is not None and HOLDER_KEY_MEMBERS.get((jwk.get("kty", ""), jwk.get("crv", ""))) != frozenset(jwk):
        raise ValueError("a holder's key is a public secp256k1, P-256 or Ed25519 key")
    return jwk


def _whole_utc_second(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() != UTC.utcoffset(None) or moment.microsecond:
        raise ValueError("a time is a whole second in UTC")
    return moment.astimezone(UTC)


class DataProduct(BaseModel):
    """What an issuer states."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_type: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{1,63}$")]
    """Name of the type, for example ``ProductDataSheet``."""
    passport_id: PassportId
    issuer: ParticipantId
    issuer_did: Annotated[str, Field(pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$", max_length=256)]
    valid_from: Annotated[datetime, AfterValidator(_whole_utc_second)]
    """From when the statement holds; UTC, whole seconds."""
    disclosure_class: Annotated[int, Field(strict=True, ge=1, le=4)]
    """Point of Annex XIII."""
    schema_id: Annotated[str, Field(min_length=1, max_length=256)]
    schema_version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$", max_length=32)]
    inputs: tuple[Cid, ...] = ()
    """Products this one was made from."""
    payload: dict[str, Any]
    """Values by name; any JSON."""
    holder_key: Annotated[dict[str, str] | None, AfterValidator(_public_key)] = None
    """Public key (JWK) of whoever alone may present it; None, as usual, if any participant may."""
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32,64}$")]
    """Fresh randomness, so that the anchored digest of a guessable product reveals nothing."""


def credential_of(product: DataProduct, chain_id: ChainId, data: Json = None) -> dict[str, Json]:
    """The credential to be signed, as JSON; `data` stands for the payload where that is not in clear."""
    bound: dict[str, Json] = {} if product.holder_key is None else {"cnf": {"jwk": product.holder_key}}
    return {
        "@context": list(CONTEXTS),
        "type": ["VerifiableCredential", product.product_type],
        "issuer": {"id": product.issuer_did, "participantId": int(product.issuer)},
        "validFrom": product.valid_from.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSchema": {
            "id": product.schema_id,
            "type": "JsonSchema",
            "version": product.schema_version,
        },
        "credentialSubject": {
            "id": f"urn:battery-passport:eip155:{int(chain_id)}:{product.passport_id.hex0x}",
            "data": product.payload if data is None else data,
        },
        "disclosureClass": product.disclosure_class,
        "inputs": [str(cid) for cid in product.inputs],
        "salt": product.salt,
        **bound,
    }


def product_of(credential: Json) -> tuple[DataProduct, ChainId]:
    """The product and chain a credential speaks of.

    Args:
        credential: Read from canonical JSON, so that no number in it is written in two ways.

    Raises:
        CanonicalFormError: Anything but the form `credential_of` writes; `path` names the member.
    """
    product, chain_id = product_from(cast(dict[str, Any], credential), None)
    if credential_of(product, chain_id) != credential:
        raise _refused("", "a member is there that we do not write, or is written otherwise")
    return product, chain_id


def product_from(credential: dict[str, Any], payload: dict[str, Json] | None) -> tuple[DataProduct, ChainId]:
    """The product a credential states, with the payload given or, if None, its own; its form is not compared yet.

    Raises:
        CanonicalFormError: A member is missing or of another kind.
    """
    try:
        return _parsed(credential, payload)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise _refused(where, str(first["msg"])) from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _refused("", "a member is missing or of another kind") from error


def _parsed(credential: dict[str, Any], payload: dict[str, Json] | None) -> tuple[DataProduct, ChainId]:
    subject = credential["credentialSubject"]
    named = _SUBJECT.fullmatch(subject["id"])
    if named is None:
        raise _refused("credentialSubject/id", "the subject is not a passport")
    product = DataProduct(
        product_type=credential["type"][1],
        passport_id=PassportId.from_hex(named[2]),
        issuer=ParticipantId(credential["issuer"]["participantId"]),
        issuer_did=credential["issuer"]["id"],
        valid_from=datetime.strptime(credential["validFrom"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        disclosure_class=credential["disclosureClass"],
        schema_id=credential["credentialSchema"]["id"],
        schema_version=credential["credentialSchema"]["version"],
        inputs=tuple(Cid(text) for text in credential["inputs"]),
        payload=subject["data"] if payload is None else payload,
        holder_key=credential["cnf"]["jwk"] if "cnf" in credential else None,
        salt=credential["salt"],
    )
    return product, ChainId(int(named[1]))


def _refused(path: str, rule: str) -> CanonicalFormError:
    return CanonicalFormError(
        f"This is not a data product's credential: {rule}{f' (at {path})' if path else ''}.",
        clause="W3C VC Data Model 2.0 section 4",
        path=path,
        rule=rule,
    )
