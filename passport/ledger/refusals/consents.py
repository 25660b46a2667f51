"""Custom errors of IConsentRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, Digest, ParticipantId
from passport.ledger.abi import Uint48, Uint64
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class ConsentAlreadyRecorded(ContractRefusal):
    """Consent `consent_digest` is recorded with other words."""

    sentence: ClassVar[str] = "Consent {consent_digest} is recorded with other words."

    consent_digest: Digest


@dataclass(eq=False)
class ConsentUnknown(ContractRefusal):
    """Consent `consent_digest` is not recorded."""

    sentence: ClassVar[str] = "Consent {consent_digest} is not recorded."

    consent_digest: Digest


@dataclass(eq=False)
class ConsentExpiryInPast(ContractRefusal):
    """The consent would end at `expires_at` (Unix seconds), which is past."""

    sentence: ClassVar[str] = "The consent would end at {expires_at} (Unix seconds), which is past."

    expires_at: Uint48


@dataclass(eq=False)
class NotSubject(ContractRefusal):
    """Participant `caller` is not the subject `subject` of the consent."""

    sentence: ClassVar[str] = "Participant {caller} is not the subject {subject} of the consent."

    caller: ParticipantId | None
    subject: ParticipantId | None


@dataclass(eq=False)
class GranteeInvalid(ContractRefusal):
    """Participant `grantee` cannot be given this consent."""

    sentence: ClassVar[str] = "Participant {grantee} cannot be given this consent."

    grantee: ParticipantId | None


@dataclass(eq=False)
class ConsentSignatureExpired(ContractRefusal):
    """The signed words ended at `deadline` (Unix seconds)."""

    sentence: ClassVar[str] = "The signed words ended at {deadline} (Unix seconds)."
    default_remedy: ClassVar[str | None] = "Sign them again with a later deadline."

    deadline: Uint64


@dataclass(eq=False)
class ConsentSignatureInvalid(ContractRefusal):
    """The signature of `signer` does not fit the words, this contract or this chain."""

    sentence: ClassVar[str] = "The signature of {signer} does not fit the words, this contract or this chain."

    signer: Address


@dataclass(eq=False)
class ConsentDigestEmpty(ContractRefusal):
    """The digest of the consent is zero."""

    sentence: ClassVar[str] = "The digest of the consent is zero."
