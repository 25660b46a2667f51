"""What the use cases need from the world.

Each port states its promises about crashes and repeats; the suite in ``tests/ports/`` tests exactly those, and every
adapter passes it. All calls are synchronous. Foreign exceptions never leave an adapter: only `passport.errors` do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import (
    Address,
    BatteryIdentifier,
    BlockRef,
    Cid,
    Digest,
    LogId,
    MerkleRoot,
    ParticipantId,
    PassportId,
    Signature,
    TxHash,
)
from passport.ledger.acts import Act
from passport.ledger.anchors import Anchor, AnchorHead, ProductWithdrawal
from passport.ledger.consents import ConsentRecord
from passport.ledger.delivery import IdempotencyKey, OutboxEntry, Receipt
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
from passport.provenance.records import PassportEntry, ProductEntry


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Whether a content store can be used."""

    available: bool
    description: str
    """For people: which store, where, which version; or what is wrong."""


class ContentStore(Protocol):
    """Bytes by their CID.

    Crash: when `put` returns, content and pin are durable. A crash before that leaves the content absent, or present
    and unpinned, never a CID that reads as other bytes. Repeats: every call may be repeated; the second time changes
    nothing. Trust: `get` returns only bytes that have the CID asked for.
    """

    def put(self, content: bytes) -> Cid:
        """Stores and pins content of any length. Raises StoreUnavailable."""
        ...

    def get(self, cid: Cid) -> bytes:
        """The content. Raises ContentNotFound, ContentCorrupt, StoreUnavailable."""
        ...

    def has(self, cid: Cid) -> bool:
        """Whether the whole content is here, without asking other nodes."""
        ...

    def pin(self, cid: Cid) -> None:
        """Keeps the content from being collected. Raises ContentNotFound if it is not here."""
        ...

    def unpin(self, cid: Cid) -> None:
        """Lets the content be collected; nothing happens if it was not pinned."""
        ...

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept."""
        ...

    def status(self) -> StoreStatus:
        """Whether the store can be used; never raises."""
        ...


class KeyVault(Protocol):
    """Content keys of encrypted products, by the digest of the product.

    Crash: when `put` or `destroy` returns, it is durable. A destroyed key is gone for good, also from its own
    backups' next generation; the vault remembers only that it existed.
    """

    def put(self, product: Digest, key: bytes) -> None:
        """Keeps a key. The same key again changes nothing; another key for the product raises KeyConflict."""
        ...

    def get(self, product: Digest) -> bytes:
        """The key. Raises KeyUnknown, or ContentKeyDestroyed if it was erased."""
        ...

    def destroy(self, product: Digest) -> None:
        """Erases the key, and the product with it. Repeats change nothing. Raises KeyUnknown."""
        ...


class Signer(Protocol):
    """One key. It never leaves the signer."""

    @property
    def address(self) -> Address:
        """The key's address."""
        ...

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key: kty, crv, x, y (RFC 7517, RFC 8812)."""
        ...

    def sign_digest(self, digest: bytes) -> Signature:
        """65 bytes r || s || v (v 27 or 28, low s) over a 32-byte digest."""
        ...

    def sign_jws(self, header: Mapping[str, object], payload: bytes) -> str:
        """A compact JWS (ES256K) over exactly these bytes; `header` is the protected header, ``alg`` added."""
        ...


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


class Outbox(Protocol):
    """Acts on their way to the chain.

    Crash: an act is written down before it is signed, and its signed transaction before it is sent; killed anywhere,
    `deliver` with the same key goes on where it stopped. Repeats: one key has at most one effect on chain.
    """

    def submit(self, key: IdempotencyKey, act: Act, sender: Address) -> OutboxEntry:
        """Writes the act down. The same again returns the entry as it is; another act raises OutboxConflict."""
        ...

    def deliver(self, key: IdempotencyKey) -> Receipt:
        """Brings the act to a final block.

        Raises:
            LedgerRefused: the contract's custom error, as its subclass; nothing changed on chain.
            LedgerUnavailable, NotFinal: repeat later; nothing was lost.
            SigningError: the sender's key could not be used.
        """
        ...

    def pending(self) -> Iterable[OutboxEntry]:
        """Entries that are neither confirmed nor refused, oldest first."""
        ...

    def entry(self, key: IdempotencyKey) -> OutboxEntry | None:
        """One entry."""
        ...


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What a use case has done so far."""

    key: IdempotencyKey
    request: Digest
    """sha2-256 of the canonical request, so that one key cannot mean two things."""
    steps: Mapping[str, str] = field(default_factory=dict)
    """Result of each step done, by its name."""
    done: bool = False


class Journal(Protocol):
    """The crash-safe memory of a use case.

    Crash: when a call returns, it is durable. Repeats: a step recorded again with the same value changes nothing;
    with another value it raises JournalConflict, so a step has one result for ever.
    """

    def begin(self, key: IdempotencyKey, request: Digest) -> JournalEntry:
        """Opens the entry, or returns it as it is. Raises JournalConflict if the key has another request."""
        ...

    def record(self, key: IdempotencyKey, step: str, value: str) -> JournalEntry:
        """Adds the result of a step. Raises JournalConflict, also if `key` was never begun."""
        ...

    def finish(self, key: IdempotencyKey) -> JournalEntry:
        """Marks the entry as done. Repeats change nothing."""
        ...

    def entry(self, key: IdempotencyKey) -> JournalEntry | None:
        """One entry."""
        ...

    def unfinished(self) -> Iterable[JournalEntry]:
        """Entries that were begun and not finished, oldest first."""
        ...


class Catalogue(Protocol):
    """Where things are: passports, products and the manifests of their batches, as this installation noted them.

    Nothing in it is believed: what is read through it is checked against CIDs and the chain, and it can be made again
    from the manifests. Crash: when an `add` returns, all of it is durable; before, none. Repeats change nothing.
    """

    def add_passports(self, passports: Sequence[PassportEntry], manifest: Cid | None) -> None:
        """Notes passports, and the manifest of their batch if they were registered lazily."""
        ...

    def add_products(self, products: Sequence[ProductEntry], manifest: Cid) -> None:
        """Notes anchored products and their batch's manifest."""
        ...

    def passport(self, passport_id: PassportId) -> PassportEntry | None:
        """One passport."""
        ...

    def passports(self, identifier: BatteryIdentifier) -> tuple[PassportEntry, ...]:
        """Every passport with this identifier; two registrants may have used the same."""
        ...

    def components(self, parent: PassportId) -> tuple[PassportEntry, ...]:
        """The passports registered as direct components of another, in the order of their identifiers."""
        ...

    def product(self, digest: Digest) -> ProductEntry | None:
        """One product."""
        ...

    def products(self, passport_id: PassportId) -> tuple[ProductEntry, ...]:
        """The products about a passport, in the order they were noted."""
        ...

    def manifest(self, root: MerkleRoot) -> Cid | None:
        """Where the manifest of a batch is."""
        ...
