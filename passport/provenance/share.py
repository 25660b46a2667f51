"""A share: content keys on their way from one organisation to another.

Signed by the giver, then encrypted to the reader as a letter; who gives, who may read, and until when it may be taken
are inside the signature. So nobody else can open it, and whoever can open it cannot pass it on as meant for a third.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from passport.errors import ProvenanceError
from passport.identifiers import Address, ChainId, Cid, Digest, ParticipantId
from passport.provenance import account_jws
from passport.provenance.canonical import canonical_bytes, read_canonical
from passport.provenance.evidence import ContentKey

MEDIA_TYPE = "battery-passport-share+jwt"
MAX_KEYS = 10_000


class ShareMalformed(ProvenanceError):
    """Opened and rightly signed, but no share."""

    code = "provenance.share_form"


class ShareForAnother(ProvenanceError):
    """Meant for another organisation or another chain."""

    code = "provenance.share_for_another"
    default_remedy = "Ask the giver for one made for you."


class ShareExpired(ProvenanceError):
    """Its time to be taken has passed, or has not come."""

    code = "provenance.share_expired"
    default_remedy = "Ask the giver for a new one."


def _whole_utc_second(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() != UTC.utcoffset(None) or moment.microsecond:
        raise ValueError("a time is a whole second in UTC")
    return moment.astimezone(UTC)


Second = Annotated[datetime, AfterValidator(_whole_utc_second)]


class SharedKey(BaseModel):
    """The key of one product, or of its attachment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Digest
    """Of the signed product; of an attachment the sha2-256 of its plaintext."""
    cid: Cid
    """Where the sealed bytes are."""
    key: ContentKey = Field(repr=False)
    attachment_of: Digest | None = None
    """Digest of the product that names the attachment."""


class Share(BaseModel):
    """What is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chain_id: ChainId
    giver: ParticipantId
    reader: ParticipantId
    issued_at: Second
    expires_at: Second
    keys: Annotated[tuple[SharedKey, ...], Field(min_length=1, max_length=MAX_KEYS)]

    def __repr__(self) -> str:
        return f"Share({len(self.keys)} keys from {self.giver} to {self.reader})"


def sign_share(share: Share, signer: account_jws.AccountSigner) -> bytes:
    """The share signed by a key of the giver."""
    words = canonical_bytes(share.model_dump(mode="json"))
    return account_jws.sign(words, signer, share.chain_id, MEDIA_TYPE)


def read_share(signed: bytes) -> tuple[Share, Address]:
    """A share and who signed it; whether that is a key of the giver, the chain says.

    Raises:
        SignatureInvalid: Another form, or a signature its key did not make.
        CanonicalFormError, ShareMalformed: The words are no share.
    """
    signer, kid, payload = account_jws.read(signed, MEDIA_TYPE)
    words = read_canonical(payload, max_depth=4)
    try:
        share = Share.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise ShareMalformed(f"This is no share: {first['msg']} (at {where}).", path=where) from None
    if share.model_dump(mode="json") != words:
        raise ShareMalformed("This is no share: a member is written otherwise than we write it.")
    account_jws.check_kid(kid, share.chain_id, signer)
    return share, signer
