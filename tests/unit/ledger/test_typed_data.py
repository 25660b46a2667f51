"""EIP-712: the words that are signed, against the formula written out, and recovered by the chain's own rule."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from eth_abi.abi import encode
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.identifiers import Address, ChainId, Digest, LogId, MerkleRoot, ParticipantId, SubjectId
from passport.ledger.consents import ConsentGrant, ConsentRevocation
from passport.ledger.offers import HandoverOffer
from passport.ledger.read_logs import Checkpoint
from passport.ledger.subjects import SubjectKind
from passport.ledger.typed_data import (
    Domain,
    acceptance_digest,
    checkpoint_digest,
    consent_grant_digest,
    consent_revocation_digest,
    offer_digest,
)
from tests.unit.strategies import addresses, chain_ids, digests, offers, participants

domains = st.builds(Domain, st.just("BatteryPassportRegistry"), st.just("1"), chain_ids, addresses)


def final(domain: Domain, type_text: str, types: list[str], values: list[object]) -> bytes:
    """keccak256(0x1901 || domainSeparator || hashStruct), EIP-712 written out."""
    separator = keccak(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak(domain.name.encode()),
                keccak(domain.version.encode()),
                int(domain.chain_id),
                str(domain.verifying_contract),
            ],
        )
    )
    struct = keccak(encode(["bytes32", *types], [keccak(type_text.encode()), *values]))
    return keccak(b"\x19\x01" + separator + struct)


@given(domains, offers)
def test_offer_and_acceptance__any_words__are_the_formula(domain: Domain, offer: HandoverOffer) -> None:
    types = ["uint8", "bytes32", "uint32", "uint32", "uint8", "uint8", "bytes32", "uint32", "uint64"]
    names = ["kind", "subject", "from", "to", "receiverRole", "targetStage", "evidenceRoot", "sequence", "deadline"]
    text = f"HandoverOffer({','.join(f'{kind} {name}' for kind, name in zip(types, names, strict=True))})"
    values = [getattr(offer, field.name) for field in fields(offer)]
    values[6] = values[6] or bytes(32)
    expected = final(domain, text, types, [int(v) if isinstance(v, int) else v for v in values])
    assert offer_digest(domain, offer) == expected
    accepted = final(
        domain,
        "HandoverAcceptance(bytes32 offerDigest,uint32 receiver)",
        ["bytes32", "uint32"],
        [expected, int(offer.receiver)],
    )
    assert acceptance_digest(domain, offer) == accepted


@given(domains, digests, participants, participants, st.integers(0, 2**48 - 1), st.integers(0, 2**64 - 1))
def test_consents_and_checkpoints__any_words__are_the_formula(
    domain: Domain, digest: Digest, subject: ParticipantId, grantee: ParticipantId, expires_at: int, number: int
) -> None:
    grant = ConsentGrant(digest, subject, grantee, expires_at, number)
    assert consent_grant_digest(domain, grant) == final(
        domain,
        "ConsentGrant(bytes32 consentDigest,uint32 subject,uint32 grantee,uint48 expiresAt,uint64 deadline)",
        ["bytes32", "uint32", "uint32", "uint48", "uint64"],
        [digest, int(subject), int(grantee), expires_at, number],
    )
    assert consent_revocation_digest(domain, ConsentRevocation(digest, subject)) == final(
        domain,
        "ConsentRevocation(bytes32 consentDigest,uint32 subject)",
        ["bytes32", "uint32"],
        [digest, int(subject)],
    )
    assert checkpoint_digest(domain, Checkpoint(LogId(digest), number, digest)) == final(
        domain,
        "Checkpoint(bytes32 logId,uint64 treeSize,bytes32 rootHash)",
        ["bytes32", "uint64", "bytes32"],
        [digest, number, digest],
    )


OFFER = HandoverOffer(
    SubjectKind.PASSPORT,
    SubjectId(b"\x01" * 32),
    ParticipantId(1),
    ParticipantId(2),
    Role.OPERATOR,
    Stage.IN_SERVICE,
    MerkleRoot(b"\x02" * 32),
    0,
    1_800_000_000,
)
DOMAIN = Domain("BatteryPassportRegistry", "1", ChainId(31337), Address("0x" + "11" * 20))

OTHER_WORDS = [
    replace(OFFER, kind=SubjectKind.LOT),
    replace(OFFER, subject=SubjectId(b"\x03" * 32)),
    replace(OFFER, giver=ParticipantId(3)),
    replace(OFFER, receiver=ParticipantId(3)),
    replace(OFFER, receiver_role=Role.RECYCLER),
    replace(OFFER, target_stage=Stage.END_OF_LIFE),
    replace(OFFER, evidence_root=None),
    replace(OFFER, sequence=1),
    replace(OFFER, deadline=1_800_000_001),
]
OTHER_DOMAINS = [
    replace(DOMAIN, chain_id=ChainId(1)),
    replace(DOMAIN, verifying_contract=Address("0x" + "22" * 20)),
    replace(DOMAIN, name="BatteryConsentRegistry"),
    replace(DOMAIN, version="2"),
]


@pytest.mark.parametrize(
    ("domain", "offer"),
    [*((DOMAIN, words) for words in OTHER_WORDS), *((domain, OFFER) for domain in OTHER_DOMAINS)],
)
def test_digests__any_single_word_changed__are_others(domain: Domain, offer: HandoverOffer) -> None:
    assert offer_digest(domain, offer) != offer_digest(DOMAIN, OFFER)
    assert acceptance_digest(domain, offer) != acceptance_digest(DOMAIN, OFFER)
    assert acceptance_digest(domain, offer) != offer_digest(domain, offer)


def test_signature__over_the_digest__recovers_the_signer() -> None:
    key = PrivateKey(b"\x05" * 32)
    digest = offer_digest(DOMAIN, OFFER)
    signature = key.sign_msg_hash(bytes(digest))
    assert signature.recover_public_key_from_msg_hash(bytes(digest)) == key.public_key
