"""The chain, for reading, and what a node can prove about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import (
    Address,
    BlockRef,
    Digest,
    LogId,
    MerkleRoot,
    ParticipantId,
    PassportId,
    TxHash,
)
from passport.ledger.anchors import Anchor, AnchorHead, ProductWithdrawal
from passport.ledger.consents import ConsentRecord
from passport.ledger.deployment import Contract, Deployment
from passport.ledger.events import LedgerEvent
from passport.ledger.participants import ParticipantRecord, SignerPeriod
from passport.ledger.passports import (
    BatchRecord,
    ConsignmentRecord,
    CustodyNotice,
    LazyPassport,
    PassportRecord,
)
from passport.ledger.read_logs import ReadLogRecord
from passport.ledger.subjects import Subject
from passport.provenance.evidence import HeaderPiece, StatePiece, TransactionPiece


@dataclass(frozen=True, slots=True)
class LazyState:
    """State of a passport of a batch, whether it exists as a record yet or not."""

    passport_id: PassportId
    exists: bool
    custodian: ParticipantId
    stage: Stage
    status: Status


class LedgerSnapshot(Protocol):
    """The chain as it was after one block. Every answer is of that block; None means the chain holds nothing.

    All methods raise LedgerUnavailable when the node does not answer, or no longer has that block's state.
    """

    @property
    def block(self) -> BlockRef:
        """The block all answers are of."""
        ...

    def participant(self, participant_id: ParticipantId) -> ParticipantRecord | None:
        """The organisation."""
        ...

    def participant_of(self, signer: Address) -> ParticipantId | None:
        """The organisation the key can sign for in this block."""
        ...

    def controlled_by(self, controller: Address) -> ParticipantId | None:
        """The organisation the address controls."""
        ...

    def signer(self, address: Address) -> SignerPeriod | None:
        """In which blocks the key could sign, and for whom."""
        ...

    def passport(self, passport_id: PassportId) -> PassportRecord | None:
        """The record; None also for a passport that is still only a leaf of a batch."""
        ...

    def custodian_of(self, passport_id: PassportId) -> ParticipantId | None:
        """Who holds it, through its consignment or parent if need be."""
        ...

    def state_of(self, passport_id: PassportId) -> tuple[Stage, Status] | None:
        """Its stage and status, through its consignment or parent if need be."""
        ...

    def lazy_state(self, lazy: LazyPassport) -> LazyState:
        """State of a passport of a batch. Raises refusals.BatchProofInvalid, refusals.BatchUnknown."""
        ...

    def parent_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport it is a component of."""
        ...

    def successor_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport that follows a closed one."""
        ...

    def batch(self, number: int) -> BatchRecord | None:
        """A registration batch."""
        ...

    def batch_root(self, number: int) -> MerkleRoot | None:
        """The root of a registration batch."""
        ...

    def batch_number(self, manufacturer: ParticipantId, root: MerkleRoot) -> int | None:
        """The number of the batch a manufacturer registered with this root."""
        ...

    def consignment(self, number: int) -> ConsignmentRecord | None:
        """A consignment."""
        ...

    def custody_notice(self, passport_id: PassportId) -> CustodyNotice | None:
        """The custody move an authority has announced."""
        ...

    def open_offer(self, subject: Subject) -> Digest | None:
        """EIP-712 digest of the newest offer opened on chain."""
        ...

    def anchor(self, issuer: ParticipantId, root: MerkleRoot) -> Anchor | None:
        """Where and when an issuer anchored a root."""
        ...

    def anchor_head(self, issuer: ParticipantId) -> AnchorHead:
        """An issuer's newest root."""
        ...

    def product_withdrawal(self, issuer: ParticipantId, digest: Digest) -> ProductWithdrawal | None:
        """Whether an issuer withdrew or superseded a product."""
        ...

    def product_successor(self, issuer: ParticipantId, digest: Digest) -> Digest | None:
        """What replaced a product."""
        ...

    def consent(self, subject: ParticipantId, digest: Digest) -> ConsentRecord | None:
        """A consent the subject recorded (kept apart by subject: nobody records another's digest first)."""
        ...

    def read_log(self, log_id: LogId) -> ReadLogRecord | None:
        """The newest checkpoint of a read log."""
        ...


class PassportLedger(Protocol):
    """The chain, for reading."""

    @property
    def deployment(self) -> Deployment:
        """Where the contracts stand; checked against the chain when the connection was opened."""
        ...

    def head(self) -> BlockRef:
        """The newest block."""
        ...

    def final_head(self) -> BlockRef:
        """The newest block that counts as final on this network."""
        ...

    def block(self, number: int) -> BlockRef:
        """A block by height. Raises LedgerUnavailable if the node has none."""
        ...

    def snapshot(self, at: BlockRef | None = None) -> LedgerSnapshot:
        """The chain after `at`, or after the newest block. Raises LedgerUnavailable, WrongChain, WrongContract."""
        ...

    def events(self, from_block: int, to_block: int) -> Iterable[LedgerEvent]:
        """Every event of the five contracts in these blocks, both ends included, in chain order, none missing."""
        ...


class ProofSource(Protocol):
    """What a node proves about its chain, for an evidence bundle.

    Trust: an implementation gives only bytes that have the hash they are asked for. Nothing here is believed by a
    verifier, which checks every proof again. All methods raise LedgerUnavailable when the node does not answer,
    no longer has that block's state, or gives no such proofs.
    """

    def header(self, number: int) -> HeaderPiece:
        """The header of a block; its RLP hashes to the block's hash."""
        ...

    def transaction(self, tx_hash: TxHash) -> TransactionPiece:
        """A transaction and its receipt, with their proofs in their block's tries."""
        ...

    def state(self, contract: Contract, slots: Sequence[Digest], block: BlockRef) -> StatePiece:
        """Words of a contract's storage after a block, with their proofs (`eth_getProof`)."""
        ...
