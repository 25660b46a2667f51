"""EIP-712 as the manual states it, through eth-account: the twin the contracts are compared with."""

from typing import Any

from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_utils import keccak

OFFER = [
    {"name": "kind", "type": "uint8"},
    {"name": "subject", "type": "bytes32"},
    {"name": "from", "type": "uint32"},
    {"name": "to", "type": "uint32"},
    {"name": "receiverRole", "type": "uint8"},
    {"name": "targetStage", "type": "uint8"},
    {"name": "evidenceRoot", "type": "bytes32"},
    {"name": "sequence", "type": "uint32"},
    {"name": "deadline", "type": "uint64"},
]
"""Fields of a HandoverOffer, in the order of contracts/types/Passport.sol."""

ACCEPTANCE = [{"name": "offerDigest", "type": "bytes32"}, {"name": "receiver", "type": "uint32"}]
"""What the receiver signs: the digest of the offer, and who accepts it."""

CONSENT_GRANT = [
    {"name": "consentDigest", "type": "bytes32"},
    {"name": "subject", "type": "uint32"},
    {"name": "grantee", "type": "uint32"},
    {"name": "expiresAt", "type": "uint48"},
    {"name": "deadline", "type": "uint64"},
]
CONSENT_REVOCATION = [{"name": "consentDigest", "type": "bytes32"}, {"name": "subject", "type": "uint32"}]
CHECKPOINT = [
    {"name": "logId", "type": "bytes32"},
    {"name": "treeSize", "type": "uint64"},
    {"name": "rootHash", "type": "bytes32"},
]

_DOMAIN_FIELDS = ("name", "version", "chainId", "verifyingContract")


def domain_of(contract: Any) -> dict[str, Any]:
    """The EIP-712 domain, asked from the contract itself (ERC-5267)."""
    fields, name, version, chain_id, verifying, salt, extensions = contract.eip712Domain()
    assert bytes(fields) == b"\x0f", "name, version, chain id and contract, nothing else"
    assert int(salt.hex(), 16) == 0
    assert not extensions
    return dict(zip(_DOMAIN_FIELDS, (name, version, chain_id, verifying), strict=True))


def message(
    domain: dict[str, Any], primary: str, fields: list[dict[str, str]], values: tuple[Any, ...]
) -> SignableMessage:
    """A struct of plain fields as an EIP-712 message."""
    named = {part["name"]: value for part, value in zip(fields, values, strict=True)}
    return encode_typed_data(domain, {primary: fields}, named)


def acceptance(domain: dict[str, Any], offer_values: tuple[Any, ...], receiver: int) -> SignableMessage:
    """The receiver's words: the acceptance of exactly this offer, by this receiver."""
    offer_digest = digest_of(message(domain, "HandoverOffer", OFFER, offer_values))
    return message(domain, "HandoverAcceptance", ACCEPTANCE, (offer_digest, receiver))


def digest_of(signable: SignableMessage) -> bytes:
    """The 32 bytes that are signed."""
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def sign(key: LocalAccount, signable: SignableMessage) -> bytes:
    """65 bytes r || s || v."""
    return bytes(key.sign_message(signable).signature)
