"""Events of the passport registry from the logs of a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from passport.errors import ProofInvalid
from passport.identifiers import Address, BlockHash, BlockRef, Bytes32, TxHash
from passport.keccak import keccak256
from passport.ledger import events
from passport.ledger.abi import Coder, coders_of, from_abi
from passport.ledger.events import LedgerEvent, LogPosition
from passport.provenance.chain.transactions import Log, ReceiptRecord

LOGS_A_TRANSACTION = 1_000_000
"""More than any transaction of ours can emit; only spaces positions apart."""

INDEXED: Mapping[type[LedgerEvent], tuple[str, ...]] = {
    events.PassportRegistered: ("passport_id", "manufacturer", "parent"),
    events.BatchRegistered: ("batch", "manufacturer", "root"),
    events.PassportBroughtIntoExistence: ("passport_id", "batch", "parent"),
    events.HandoverOffered: ("subject", "giver", "receiver"),
    events.HandoverRejected: ("subject", "offer_digest"),
    events.HandoverCancelled: ("subject",),
    events.CustodyTransferred: ("subject", "giver", "receiver"),
    events.ComponentSplitOff: ("passport_id", "parent", "custodian"),
    events.ConsignmentOpened: ("consignment", "custodian"),
    events.PassportPacked: ("passport_id", "consignment"),
    events.PassportUnpacked: ("passport_id", "consignment", "custodian"),
    events.PassportSucceeded: ("passport_id", "successor", "operator"),
    events.PassportWithdrawn: ("subject", "by"),
    events.WithdrawalLifted: ("subject", "by"),
    events.PassportRecycled: ("passport_id", "recycler"),
    events.DuplicateProved: ("passport_id", "manufacturer"),
    events.FreezeResolved: ("passport_id", "authority"),
    events.CustodyMoveAnnounced: ("passport_id", "authority", "receiver"),
    events.CustodyMoveObjected: ("passport_id", "custodian"),
    events.CustodyMoveCancelled: ("passport_id", "authority"),
    events.CustodyMoved: ("passport_id", "giver", "receiver"),
}
"""Fields that are topics, for every event of the passport registry; the artifacts' ABI says the same."""

_BY_TOPIC = {keccak256(event.abi_signature().encode("ascii")): event for event in INDEXED}


def event_of(log: Log, position: LogPosition) -> LedgerEvent | None:
    """The event a log of the passport registry states; None if it is not one of its own declarations.

    Raises:
        ProofInvalid: The log does not have the form of its event.
    """
    cls = _BY_TOPIC.get(bytes(log.topics[0])) if log.topics else None
    if cls is None:
        return None
    coders = dict(coders_of(cls))
    indexed = INDEXED[cls]
    try:
        values = dict(zip(indexed, _topics(coders, indexed, log.topics[1:]), strict=True))
        plain = [name for name in coders if name not in indexed]
        values.update(zip(plain, decode([coders[name].solidity for name in plain], log.data), strict=True))
        return from_abi(cls, [values[name] for name in coders], position=position)
    except (DecodingError, ValueError, OverflowError) as error:
        raise ProofInvalid(f"The log is not a {cls.__name__}: {error}.", event=cls.__name__) from error


def _topics(coders: Mapping[str, Coder], names: Sequence[str], topics: Sequence[Bytes32]) -> list[object]:
    types = [coders[name].solidity for name in names]
    return [decode([kind], bytes(topic))[0] for kind, topic in zip(types, topics, strict=True)]


def events_in(
    receipt: ReceiptRecord, registry: Address, block: BlockRef | int, index: int, tx_hash: TxHash | None = None
) -> tuple[LedgerEvent, ...]:
    """The registry's events in one receipt, in order.

    Args:
        receipt: The receipt.
        registry: Address of the passport registry; logs of other contracts are not looked at.
        block: The block, or only its number.
        index: Place of the transaction in its block.
        tx_hash: Hash of the transaction, if known.

    Raises:
        ProofInvalid: A log of the registry does not have the form of its event.
    """
    where = block if isinstance(block, BlockRef) else BlockRef(block, BlockHash.zero(), 0)
    found = (
        event_of(log, _position(where, index, at, tx_hash or TxHash.zero()))
        for at, log in enumerate(receipt.logs)
        if log.address == registry
    )
    return tuple(event for event in found if event is not None)


def _position(block: BlockRef, index: int, at: int, tx_hash: TxHash) -> LogPosition:
    """Orders by transaction, then log: one receipt does not say how many logs came before."""
    return LogPosition(block.number, index * LOGS_A_TRANSACTION + at, block.hash, tx_hash, block.timestamp)
