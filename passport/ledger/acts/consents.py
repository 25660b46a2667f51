"""Calls of IConsentRegistry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, Digest, ParticipantId, Signature
from passport.ledger.abi import Uint48
from passport.ledger.acts.base import Act
from passport.ledger.consents import ConsentGrant, ConsentRevocation
from passport.ledger.deployment import Contract


@dataclass(frozen=True, slots=True)
class GrantConsent(Act):
    """Records a consent of the caller's organisation."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY
    function: ClassVar[str] = "grant"

    consent_digest: Digest
    subject: ParticipantId
    grantee: ParticipantId
    expires_at: Uint48


@dataclass(frozen=True, slots=True)
class GrantConsentBySignature(Act):
    """As `GrantConsent`, relayed with the subject's signature."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY
    function: ClassVar[str] = "grantBySignature"

    words: ConsentGrant
    signer: Address
    signature: Signature


@dataclass(frozen=True, slots=True)
class RevokeConsent(Act):
    """Revokes a consent, effective in this block."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY
    function: ClassVar[str] = "revoke"

    consent_digest: Digest


@dataclass(frozen=True, slots=True)
class RevokeConsentBySignature(Act):
    """As `RevokeConsent`, relayed with the subject's signature."""

    contract: ClassVar[Contract] = Contract.CONSENT_REGISTRY
    function: ClassVar[str] = "revokeBySignature"

    words: ConsentRevocation
    signer: Address
    signature: Signature
