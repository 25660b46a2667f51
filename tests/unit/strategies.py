"""Generators of domain values for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.identifiers import (
    Address,
    BlockHash,
    ChainId,
    Digest,
    MerkleRoot,
    ParticipantId,
    PassportId,
    Signature,
    SubjectId,
    TxHash,
)
from passport.ledger.offers import HandoverOffer
from passport.ledger.subjects import SubjectKind

raw32 = st.binary(min_size=32, max_size=32)
nonzero32 = raw32.filter(any)
digests = nonzero32.map(Digest)
roots = nonzero32.map(MerkleRoot)
passport_ids = nonzero32.map(PassportId)
subject_ids = nonzero32.map(SubjectId)
tx_hashes = raw32.map(TxHash)
block_hashes = raw32.map(BlockHash)
addresses = st.binary(min_size=20, max_size=20).filter(any).map(Address.from_bytes)
signatures = st.binary(max_size=200).map(Signature)
participants = st.integers(1, 2**32 - 1).map(ParticipantId)
chain_ids = st.integers(1, 2**53 - 1).map(ChainId)
uint32 = st.integers(0, 2**32 - 1)
uint64 = st.integers(0, 2**64 - 1)
offers = st.builds(
    HandoverOffer,
    kind=st.sampled_from(SubjectKind),
    subject=subject_ids,
    giver=participants,
    receiver=participants,
    receiver_role=st.sampled_from(Role),
    target_stage=st.sampled_from(Stage),
    evidence_root=st.none() | roots,
    sequence=uint32,
    deadline=uint64,
)
