"""Reads of IPassportRegistry."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from eth_abi.abi import encode

from passport.adapters.evm.calldata import selector
from passport.adapters.evm.contracts.view import ContractView
from passport.battery.lifecycle import Stage, Status
from passport.identifiers import Bytes32, Digest, MerkleRoot, ParticipantId, PassportId
from passport.ledger.abi import coders_of, from_abi, to_abi
from passport.ledger.deployment import Contract
from passport.ledger.passports import (
    BatchRecord,
    ConsignmentRecord,
    CustodyNotice,
    LazyPassport,
    PassportRecord,
)
from passport.ledger.refusals import PassportUnknown
from passport.ledger.subjects import Subject
from passport.ports import LazyState

Name = TypeVar("Name", bound=Bytes32)


class PassportRegistry(ContractView):
    """Identities, stages and custody."""

    contract: ClassVar[Contract] = Contract.PASSPORT_REGISTRY

    def passport(self, passport_id: PassportId) -> PassportRecord | None:
        """The record, or None if the passport does not exist as one (its slot may then still hold a freeze)."""
        types = [coder.solidity for _, coder in coders_of(PassportRecord)]
        values = self._values("passport(bytes32)", [bytes(passport_id)], types)
        record = dict(zip((name for name, _ in coders_of(PassportRecord)), values, strict=True))
        return from_abi(PassportRecord, values) if record["stage"] else None

    def custodian_of(self, passport_id: PassportId) -> ParticipantId | None:
        """Who holds it, through its consignment or parent if need be."""
        try:
            (number,) = self._values("custodianOf(bytes32)", [bytes(passport_id)], ["uint32"])
        except PassportUnknown:
            return None
        return ParticipantId(number) if number else None

    def state_of(self, passport_id: PassportId) -> tuple[Stage, Status] | None:
        """Its stage and status, through its consignment or parent if need be."""
        try:
            stage, status = self._values("stateOf(bytes32)", [bytes(passport_id)], ["uint8", "uint8"])
        except PassportUnknown:
            return None
        return (Stage(stage), Status(status)) if stage else None

    def lazy_state_of(self, lazy: LazyPassport) -> LazyState:
        """State of a passport of a batch. Raises refusals.BatchProofInvalid, refusals.BatchUnknown."""
        inner = f"({','.join(coder.solidity for _, coder in coders_of(LazyPassport))})"
        data = selector(f"lazyStateOf({inner})") + encode([inner], [to_abi(lazy)])
        answer = self._connection.call_at(self._block, self._address, data)
        types = ["bytes32", "bool", "uint32", "uint8", "uint8"]
        passport_id, exists, custodian, stage, status = self._decoded("lazyStateOf", answer, types)
        return LazyState(PassportId(passport_id), exists, ParticipantId(custodian), Stage(stage), Status(status))

    def parent_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport it is a component of."""
        return _name(PassportId, self._values("parentOf(bytes32)", [bytes(passport_id)], ["bytes32"]))

    def successor_of(self, passport_id: PassportId) -> PassportId | None:
        """The passport that follows a closed one."""
        return _name(PassportId, self._values("successorOf(bytes32)", [bytes(passport_id)], ["bytes32"]))

    def batch(self, number: int) -> BatchRecord | None:
        """A registration batch."""
        return self._record("batch(uint32)", [number], BatchRecord)

    def batch_root(self, number: int) -> MerkleRoot | None:
        """The root of a registration batch."""
        return _name(MerkleRoot, self._values("batchRoot(uint32)", [number], ["bytes32"]))

    def batch_number(self, manufacturer: ParticipantId, root: MerkleRoot) -> int | None:
        """The number of the batch a manufacturer registered with this root."""
        arguments = [int(manufacturer), bytes(root)]
        (number,) = self._values("batchNumber(uint32,bytes32)", arguments, ["uint32"])
        return int(number) or None

    def consignment(self, number: int) -> ConsignmentRecord | None:
        """A consignment."""
        return self._record("consignment(uint32)", [number], ConsignmentRecord)

    def custody_notice(self, passport_id: PassportId) -> CustodyNotice | None:
        """The custody move an authority has announced."""
        return self._record("custodyNotice(bytes32)", [bytes(passport_id)], CustodyNotice)

    def open_offer(self, subject: Subject) -> Digest | None:
        """Digest of the newest offer opened on chain."""
        arguments = [int(subject.kind), bytes(subject.id)]
        return _name(Digest, self._values("openOffer(uint8,bytes32)", arguments, ["bytes32"]))

    def notice_period_s(self) -> int:
        """How long a custody move must have been announced, in seconds."""
        (seconds,) = self._values("noticePeriod()", [], ["uint64"])
        return int(seconds)


def _name(kind: type[Name], values: tuple[Any, ...]) -> Name | None:
    """The one 32-byte answer as its type, None for zero."""
    name = kind(values[0])
    return None if name.is_zero else name
