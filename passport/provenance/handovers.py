"""Who signed a handover, from the transactions that carried it.

A handover relayed in one transaction has both signatures in its input. An offer accepted on chain has none:
there the holder signed the transaction that made the offer, and the receiver the one that accepted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_keys.datatypes import Signature as EcdsaSignature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from passport.errors import ProofInvalid
from passport.identifiers import Address, Digest
from passport.keccak import keccak256
from passport.ledger.abi import coders_of, from_abi
from passport.ledger.acts import (
    AcceptOffer,
    Act,
    ExecuteHandover,
    ExecuteHandovers,
    ExecuteLazyHandover,
    OfferHandover,
)
from passport.ledger.offers import HandoverOffer, PartySignature, SignedHandover
from passport.ledger.typed_data import Domain, acceptance_digest, offer_digest
from passport.provenance.chain.transactions import Transaction

_ACTS: Mapping[bytes, type[Act]] = {
    keccak256(act.abi_signature().encode("ascii"))[:4]: act
    for act in (OfferHandover, AcceptOffer, ExecuteHandover, ExecuteLazyHandover, ExecuteHandovers)
}


@dataclass(frozen=True, slots=True)
class Consent:
    """One party's yes to the words of an offer."""

    key: Address
    """The key, or ERC-1271 contract, that said yes."""
    proved: bool
    """Whether the signature is the key's; False when only the contract at `key` can tell."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one transaction says about one offer."""

    offer: HandoverOffer
    digest: Digest
    """EIP-712 digest of the offer."""
    holder: Consent | None
    """None if this transaction does not carry the holder's."""
    receiver: Consent | None


def words_in(transaction: Transaction, domain: Domain) -> tuple[Words, ...]:
    """The offers a call of the registry speaks of, with who agreed; nothing for any other transaction.

    Args:
        transaction: A signed transaction.
        domain: EIP-712 domain of the registry; only calls to that contract count.

    Raises:
        ProofInvalid: The input is not what its selector says.
    """
    if transaction.to != domain.verifying_contract:
        return ()
    act = _act_in(transaction.input)
    by_sender = Consent(transaction.sender, proved=True)
    if isinstance(act, OfferHandover):
        return (Words(act.words, offer_digest(domain, act.words), by_sender, None),)
    if isinstance(act, AcceptOffer):
        return (Words(act.words, offer_digest(domain, act.words), None, by_sender),)
    return tuple(_signed(handover, domain) for handover in _handovers(act))


def keys_in(words: Iterable[Words]) -> set[Address]:
    """All keys that said yes."""
    return {consent.key for each in words for consent in (each.holder, each.receiver) if consent is not None}


def _act_in(calldata: bytes) -> Act | None:
    cls = _ACTS.get(calldata[:4])
    if cls is None:
        return None
    try:
        return from_abi(cls, decode([coder.solidity for _, coder in coders_of(cls)], calldata[4:]))
    except (DecodingError, ValueError, OverflowError) as error:
        raise ProofInvalid(f"The input is not a call of {cls.function}: {error}.", function=cls.function) from error


def _handovers(act: Act | None) -> tuple[SignedHandover, ...]:
    if isinstance(act, ExecuteHandover | ExecuteLazyHandover):
        return (SignedHandover(act.words, act.holder, act.receiver),)
    return act.handovers if isinstance(act, ExecuteHandovers) else ()


def _signed(handover: SignedHandover, domain: Domain) -> Words:
    digest = offer_digest(domain, handover.offer)
    return Words(
        handover.offer,
        digest,
        _consent(handover.holder, digest),
        _consent(handover.receiver, acceptance_digest(domain, handover.offer)),
    )


def _consent(party: PartySignature, digest: Digest) -> Consent:
    return Consent(party.signer, proved=_recovered(bytes(party.signature), digest) == party.signer)


def _recovered(signature: bytes, digest: Digest) -> Address | None:
    """The key that signed, from 65 bytes r, s, v as the contracts take them."""
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    try:
        ecdsa = EcdsaSignature(signature[:64] + bytes([signature[64] - 27]))
        return Address(ecdsa.recover_public_key_from_msg_hash(bytes(digest)).to_checksum_address())
    except (BadSignature, ValidationError):
        return None
