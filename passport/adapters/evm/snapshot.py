"""One block's answers to everything: `passport.ports.LedgerSnapshot` on an EVM node."""

from __future__ import annotations

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.contracts.access_log import AccessLog
from passport.adapters.evm.contracts.consent_registry import ConsentRegistry
from passport.adapters.evm.contracts.data_product_registry import DataProductRegistry
from passport.adapters.evm.contracts.participant_registry import ParticipantRegistry
from passport.adapters.evm.contracts.passport_registry import PassportRegistry
from passport.battery.lifecycle import Stage, Status
from passport.identifiers import Address, BlockRef, Digest, LogId, MerkleRoot, ParticipantId, PassportId
from passport.ledger.anchors import Anchor, AnchorHead, ProductWithdrawal
from passport.ledger.consents import ConsentRecord
from passport.ledger.deployment import Deployment
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
from passport.ports import LazyState


class EvmSnapshot:
    """The chain as it was after `block`; every method is one pinned call."""

    def __init__(self, connection: EvmConnection, deployment: Deployment, block: BlockRef) -> None:
        self._block = block
        self._participants = ParticipantRegistry(connection, deployment, block)
        self._passports = PassportRegistry(connection, deployment, block)
        self._products = DataProductRegistry(connection, deployment, block)
        self._consents = ConsentRegistry(connection, deployment, block)
        self._read_logs = AccessLog(connection, deployment, block)

    @property
    def block(self) -> BlockRef:
        """The block all answers are of."""
        return self._block

    def participant(self, participant_id: ParticipantId) -> ParticipantRecord | None:
        """The organisation."""
        return self._participants.participant(participant_id)

    def participant_of(self, signer: Address) -> ParticipantId | None:
        """The organisation the key can sign for in this block."""
        return self._participants.signer_of(signer, self._block.number)

    def controlled_by(self, controller: Address) -> ParticipantId | None:
        """The organisation the address controls."""
        return self._participants.controller_of(controller)

    def signer(self, address: Address) -> SignerPeriod | None:
        """In which blocks the key could sign, and for whom."""
        return self._participants.signer_period(address)

    def passport(self, passport_id: PassportId) -> PassportRecord | None:
        """The record; None also for a passport that is still only a leaf of a batch."""
        return self._passports.passport(passport_id)

    def custodian_of(self, passport_id: PassportId) -> ParticipantId | None:
        """Who holds it, through its consignment or parent if need be."""
        return self._passports.custodian_of(passport_id)

    def state_of(self, passport_id: PassportId) -> tuple[Stage, Status] | None:
        """Its stage and status, through its consignment or parent if need be."""
        return self._passports.state_of(passport_id)

    def lazy_state(self, lazy: LazyPassport) -> LazyState:
        """State of a passport of a batch."""
        return self._passports.lazy_state_of(lazy)

    def parent_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport it is a component of."""
        return self._passports.parent_of(passport_id)

    def successor_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport that follows a closed one."""
        return self._passports.successor_of(passport_id)

    def batch(self, number: int) -> BatchRecord | None:
        """A registration batch."""
        return self._passports.batch(number)

    def batch_root(self, number: int) -> MerkleRoot | None:
        """The root of a registration batch."""
        return self._passports.batch_root(number)

    def batch_number(self, manufacturer: ParticipantId, root: MerkleRoot) -> int | None:
        """The number of the batch a manufacturer registered with this root."""
        return self._passports.batch_number(manufacturer, root)

    def consignment(self, number: int) -> ConsignmentRecord | None:
        """A consignment."""
        return self._passports.consignment(number)

    def custody_notice(self, passport_id: PassportId) -> CustodyNotice | None:
        """The custody move an authority has announced."""
        return self._passports.custody_notice(passport_id)

    def open_offer(self, subject: Subject) -> Digest | None:
        """EIP-712 digest of the newest offer opened on chain."""
        return self._passports.open_offer(subject)

    def anchor(self, issuer: ParticipantId, root: MerkleRoot) -> Anchor | None:
        """Where and when an issuer anchored a root."""
        return self._products.anchor_of(issuer, root)

    def anchor_head(self, issuer: ParticipantId) -> AnchorHead:
        """An issuer's newest root."""
        return self._products.head_of(issuer)

    def product_withdrawal(self, issuer: ParticipantId, digest: Digest) -> ProductWithdrawal | None:
        """Whether an issuer withdrew or superseded a product."""
        return self._products.withdrawal_of(issuer, digest)

    def product_successor(self, issuer: ParticipantId, digest: Digest) -> Digest | None:
        """What replaced a product."""
        return self._products.successor_of(issuer, digest)

    def consent(self, subject: ParticipantId, digest: Digest) -> ConsentRecord | None:
        """A consent the subject recorded."""
        return self._consents.consent_of(subject, digest)

    def read_log(self, log_id: LogId) -> ReadLogRecord | None:
        """The newest checkpoint of a read log."""
        return self._read_logs.log_of(log_id)
