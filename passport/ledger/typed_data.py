"""The words that are signed, as EIP-712 digests.

The Python twin of contracts/libraries/TypedData.sol; tests/conformance/vectors/typed_data.json pins both. Encoding and
hashing are eth-account's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_account.messages import encode_typed_data

from passport.identifiers import Address, ChainId, Digest, ParticipantId, keccak256
from passport.ledger.consents import ConsentGrant, ConsentRevocation
from passport.ledger.deployment import Contract, Deployment
from passport.ledger.offers import HandoverOffer
from passport.ledger.read_logs import Checkpoint

DOMAIN_NAMES: Mapping[Contract, str] = {
    Contract.PASSPORT_REGISTRY: "BatteryPassportRegistry",
    Contract.CONSENT_REGISTRY: "BatteryConsentRegistry",
    Contract.ACCESS_LOG: "BatteryAccessLog",
}
DOMAIN_VERSION = "1"

_STRUCTS: Mapping[str, str] = {
    "HandoverOffer": "uint8 kind,bytes32 subject,uint32 from,uint32 to,uint8 receiverRole,uint8 targetStage,"
    "bytes32 evidenceRoot,uint32 sequence,uint64 deadline",
    "HandoverAcceptance": "bytes32 offerDigest,uint32 receiver",
    "ConsentGrant": "bytes32 consentDigest,uint32 subject,uint32 grantee,uint48 expiresAt,uint64 deadline",
    "ConsentRevocation": "bytes32 consentDigest,uint32 subject",
    "Checkpoint": "bytes32 logId,uint64 treeSize,bytes32 rootHash",
}


@dataclass(frozen=True, slots=True)
class Domain:
    """EIP-712 domain of one contract on one chain; a signature for one is worth nothing for another."""

    name: str
    version: str
    chain_id: ChainId
    verifying_contract: Address

    @classmethod
    def of(cls, deployment: Deployment, contract: Contract) -> Domain:
        """The domain the contract answers through ERC-5267. Raises KeyError for a contract without one."""
        return cls(DOMAIN_NAMES[contract], DOMAIN_VERSION, deployment.chain_id, deployment.address_of(contract))


def offer_digest(domain: Domain, offer: HandoverOffer) -> Digest:
    """What the holder signs; equals PassportRegistry.hashOffer."""
    words = {
        "kind": int(offer.kind),
        "subject": bytes(offer.subject),
        "from": int(offer.giver),
        "to": int(offer.receiver),
        "receiverRole": int(offer.receiver_role),
        "targetStage": int(offer.target_stage),
        "evidenceRoot": bytes(offer.evidence_root or bytes(32)),
        "sequence": offer.sequence,
        "deadline": offer.deadline,
    }
    return _digest(domain, "HandoverOffer", words)


def acceptance_digest(domain: Domain, offer: HandoverOffer) -> Digest:
    """What the receiver signs: the acceptance of exactly that offer; equals PassportRegistry.hashAcceptance."""
    return acceptance_digest_of(domain, offer_digest(domain, offer), offer.receiver)


def acceptance_digest_of(domain: Domain, offered: Digest, receiver: ParticipantId) -> Digest:
    """As `acceptance_digest`, from the digest of the offer."""
    return _digest(domain, "HandoverAcceptance", {"offerDigest": bytes(offered), "receiver": int(receiver)})


def consent_grant_digest(domain: Domain, grant: ConsentGrant) -> Digest:
    """What the subject of a consent signs to grant it."""
    words = {
        "consentDigest": bytes(grant.consent_digest),
        "subject": int(grant.subject),
        "grantee": int(grant.grantee),
        "expiresAt": grant.expires_at,
        "deadline": grant.deadline,
    }
    return _digest(domain, "ConsentGrant", words)


def consent_revocation_digest(domain: Domain, revocation: ConsentRevocation) -> Digest:
    """What the subject of a consent signs to revoke it."""
    words = {"consentDigest": bytes(revocation.consent_digest), "subject": int(revocation.subject)}
    return _digest(domain, "ConsentRevocation", words)


def checkpoint_digest(domain: Domain, checkpoint: Checkpoint) -> Digest:
    """What the owner of a read log signs."""
    words = {
        "logId": bytes(checkpoint.log_id),
        "treeSize": checkpoint.tree_size,
        "rootHash": bytes(checkpoint.root_hash),
    }
    return _digest(domain, "Checkpoint", words)


def _digest(domain: Domain, struct: str, words: Mapping[str, Any]) -> Digest:
    """keccak256(0x19 0x01 || domain separator || struct hash)."""
    fields = [dict(zip(("type", "name"), field.split(), strict=True)) for field in _STRUCTS[struct].split(",")]
    message = encode_typed_data(
        domain_data={
            "name": domain.name,
            "version": domain.version,
            "chainId": int(domain.chain_id),
            "verifyingContract": str(domain.verifying_contract),
        },
        message_types={struct: fields},
        message_data=dict(words),
    )
    return Digest(keccak256(b"\x19" + message.version + message.header + message.body))
