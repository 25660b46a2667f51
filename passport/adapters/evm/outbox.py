"""Acts on their way to the chain: `passport.ports.Outbox` on SQL and an EVM node.

The way of an act::

    pending -> pending with nonce -> sent (signed, stored) -> sent, in a block -> confirmed, or refused
      |                                ^------- block gone ------'
      '-> refused (the contract says no beforehand)

Each arrow is one database transaction, and what an arrow needs was stored by the one before, so a process killed
anywhere goes on where it stopped when `deliver` is called again, by itself or by another process. The same act signed
again is the same bytes. All transactions of one act have one nonce, so at most one of them takes effect. A reserved
nonce is always used, even by an act that has become impossible: a gap would hold up every later act of its sender.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from passport.adapters.evm.calldata import decode_act, encode_act
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.fees import FeePolicy, Fees
from passport.adapters.evm.outcomes import Outcomes, read_refusal, write_refusal
from passport.adapters.evm.refusals import as_ledger_error
from passport.adapters.evm.rpc import RpcError, as_data, as_int
from passport.adapters.evm.transactions import Call, sign
from passport.adapters.sql.outbox_store import Attempt, OutboxStore, StoredEntry
from passport.errors import DatabaseError, LedgerError, LedgerRefused, LedgerUnavailable, NotFinal
from passport.faults import fault_point
from passport.identifiers import Address, BlockRef, Digest
from passport.ledger.acts import Act
from passport.ledger.delivery import IdempotencyKey, OutboxEntry, OutboxState, Receipt
from passport.ledger.deployment import Contract, Deployment
from passport.ports import Signer

GAS_CAP = 16_777_216
"""No transaction may ask for more (EIP-7825)."""
_GAS_MARGIN_PERCENT = 125
_GAS_OF_A_REFUSAL = 500_000
_FINISHED = (OutboxState.CONFIRMED, OutboxState.REFUSED)
_HARMLESS = (
    "already known",
    "already imported",
    "known transaction",
    "nonce too low",
    "correct nonce",
    "underpriced",
    "base fee",
)
"""What nodes say to a transaction they have, have had, or will take only at a better price: watch on."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds."""

    total_s: float = 180.0
    """Until `deliver` gives up for now; the act stays and can be delivered again."""
    stuck_s: float = 30.0
    """Until a transaction that is in no block is sent again at a better price."""
    poll_s: float = 0.02
    """Between two looks at the chain; grows to twenty times this."""


class EvmOutbox:
    """The outbox of one chain.

    Args:
        connection: The node, already known to be the deployment's (`EvmLedger` checks it).
        deployment: Where the contracts stand.
        store: The table.
        signer_of: The key of an address; raises KeyUnknown.
        fees: What to pay.
        patience: How long to wait.
    """

    def __init__(
        self,
        connection: EvmConnection,
        deployment: Deployment,
        store: OutboxStore,
        signer_of: Callable[[Address], Signer],
        fees: FeePolicy,
        patience: Patience | None = None,
    ) -> None:
        self._connection = connection
        self._deployment = deployment
        self._store = store
        self._signer_of = signer_of
        self._fees = fees
        self._patience = patience or Patience()
        self._outcomes = Outcomes(connection, deployment)

    def submit(self, key: IdempotencyKey, act: Act, sender: Address) -> OutboxEntry:
        """Writes the act down. The same again returns the entry as it is; another act raises OutboxConflict."""
        if not 1 <= len(key) <= 200:
            raise LedgerError("An idempotency key has 1 to 200 characters.", length=len(key))
        words = _write_act(act)
        stored = self._store.insert_or_get(key, Digest(sha256(words).digest()), words, sender)
        fault_point("outbox.queued")
        return self._shown(stored)

    def deliver(self, key: IdempotencyKey) -> Receipt:
        """Brings the act to a final block, from wherever it is.

        Raises:
            LedgerRefused: The contract refused it (its typed subclass), now or in an earlier call.
            NotFinal: It is in a block that was not final in time. Call again.
            LedgerUnavailable: No answer, or no block took it in time. Call again.
            SigningError: The sender's key cannot be used.
        """
        watch = _Watch(self._patience)
        entry = self._required(key)
        if entry.state is OutboxState.SENT and entry.block_number is None:
            self._send(entry.attempts[-1].raw_transaction)
        while entry.state not in _FINISHED:
            if entry.state is OutboxState.PENDING:
                self._prepare(entry)
            elif entry.block_number is None:
                self._look_for(entry, watch)
            else:
                self._confirm(entry, watch)
            entry = self._required(key)
        if entry.state is OutboxState.REFUSED:
            raise read_refusal(entry.outcome)
        return self._outcomes.read_receipt(entry.outcome)

    def pending(self) -> Iterator[OutboxEntry]:
        """Entries that are neither confirmed nor refused, oldest first."""
        return (self._shown(entry) for entry in self._store.pending())

    def entry(self, key: IdempotencyKey) -> OutboxEntry | None:
        """One entry."""
        stored = self._store.get(key)
        return None if stored is None else self._shown(stored)

    def _prepare(self, entry: StoredEntry) -> None:
        """From pending to sent: nonce, signature, both stored; then the first sending."""
        contract, data = _read_act(entry.act)
        try:
            gas_limit = self._gas_limit(contract, data, entry.sender)
        except LedgerRefused as refusal:
            if entry.nonce is None:
                self._mark(entry.key, OutboxState.REFUSED, write_refusal(refusal))
                return
            gas_limit = _GAS_OF_A_REFUSAL
        used = as_int(self._connection.ask("eth_getTransactionCount", entry.sender, "latest"))
        nonce = self._store.reserve_nonce(entry.key, used)
        fault_point("outbox.nonce_reserved")
        attempt = self._signed(replace(entry, nonce=nonce), gas_limit, self._first_offer())
        self._store.add_attempt(entry.key, attempt)
        fault_point("outbox.signed")
        self._send(attempt.raw_transaction)
        fault_point("outbox.sent")

    def _look_for(self, entry: StoredEntry, watch: _Watch) -> None:
        """From sent to sent in a block: looks for any transaction of the act; resends or replaces what is stuck."""
        used = as_int(self._connection.ask("eth_getTransactionCount", entry.sender, "latest"))
        if (found := self._outcomes.find(entry.attempts)) is not None:
            self._mark(entry.key, OutboxState.SENT, block=found.block)
            fault_point("outbox.included")
            return
        nonce = entry.nonce if entry.nonce is not None else 0
        if used > nonce and self._is_lost(entry, nonce):
            taken = LedgerRefused(f"Nonce {nonce} of {entry.sender} was used by a transaction from elsewhere.")
            self._mark(entry.key, OutboxState.REFUSED, write_refusal(taken))
            return
        if used < nonce:
            self._push_earlier(entry.sender, nonce)
        if watch.is_stuck():
            self._replace(entry)
        elif not self._outcomes.is_known(entry.attempts[-1]):
            # The node was started anew and forgot it, or dropped it.
            self._send(entry.attempts[-1].raw_transaction)
        watch.wait(LedgerUnavailable(f"No block took act {entry.key} in time.", key=entry.key))

    def _is_lost(self, entry: StoredEntry, nonce: int) -> bool:
        """Whether something else took the nonce for good.

        Another process may have sent a better-paid twin since the entry was read. It was stored before it was sent, so
        whoever looks again after the nonce was used sees it.
        """
        if not self._outcomes.is_lost(entry.sender, nonce, entry.attempts):
            return False
        return self._outcomes.find(self._required(entry.key).attempts) is None

    def _confirm(self, entry: StoredEntry, watch: _Watch) -> None:
        """From in a block to confirmed or refused once it is final; back to sent if the block is gone."""
        final = self._connection.final_number()
        found = self._outcomes.find(entry.attempts)
        if found is None or found.block.hash != entry.block_hash:
            self._mark(entry.key, OutboxState.SENT, block=None if found is None else found.block)
            if found is None:
                self._send(entry.attempts[-1].raw_transaction)
            return
        if final < found.block.number:
            watch.wait(NotFinal(f"Act {entry.key} is in block {found.block.number}, which is not final yet."))
            return
        if found.succeeded:
            self._mark(entry.key, OutboxState.CONFIRMED, found.write(), found.block)
        else:
            contract, data = _read_act(entry.act)
            refusal = self._outcomes.why_refused(found.block, entry.sender, contract, data)
            self._mark(entry.key, OutboxState.REFUSED, write_refusal(refusal), found.block)
        fault_point("outbox.final")

    def _push_earlier(self, sender: Address, nonce: int) -> None:
        """Sends the sender's acts with lower nonces, which a killed process may have left unsent."""
        for earlier in self._store.pending():
            if earlier.sender != sender or earlier.nonce is None or earlier.nonce >= nonce:
                continue
            if earlier.state is OutboxState.PENDING:
                self._prepare(earlier)
            else:
                self._send(earlier.attempts[-1].raw_transaction)

    def _replace(self, entry: StoredEntry) -> None:
        """Offers more for the same nonce; where nothing more can be offered, sends the same again."""
        last = entry.attempts[-1]
        offered = Fees(last.max_fee_per_gas_wei, last.priority_fee_per_gas_wei)
        better = self._better_offer(offered)
        if better is not None:
            last = self._signed(entry, last.gas_limit, better)
            self._store.add_attempt(entry.key, last)
            fault_point("outbox.replaced")
        self._send(last.raw_transaction)

    def _first_offer(self) -> Fees:
        try:
            return self._fees.first(self._connection.rpc)
        except RpcError as error:
            raise as_ledger_error(error) from error

    def _better_offer(self, previous: Fees) -> Fees | None:
        try:
            return self._fees.raised(previous, self._connection.rpc)
        except RpcError as error:
            raise as_ledger_error(error) from error

    def _signed(self, entry: StoredEntry, gas_limit: int, fees: Fees) -> Attempt:
        contract, data = _read_act(entry.act)
        call = Call(
            chain_id=self._deployment.chain_id,
            nonce=entry.nonce if entry.nonce is not None else 0,
            to=self._deployment.address_of(contract),
            data=data,
            gas_limit=gas_limit,
            fees=fees,
        )
        signed = sign(call, self._signer_of(entry.sender))
        return Attempt(signed.hash, signed.raw, gas_limit, fees.max_wei, fees.priority_wei)

    def _send(self, raw: bytes) -> None:
        """Gives a stored transaction to the node; what the node already knows about it is no failure."""
        try:
            self._connection.rpc.call("eth_sendRawTransaction", as_data(raw))
        except RpcError as error:
            if any(phrase in error.message.lower() for phrase in _HARMLESS):
                return
            failure = as_ledger_error(error)
            if isinstance(failure, LedgerRefused):
                failure = LedgerUnavailable(f"The node does not take the transaction: {error.message}.")
            raise failure from error

    def _gas_limit(self, contract: Contract, data: bytes, sender: Address) -> int:
        """What the call needs now and a margin. Raises LedgerRefused if it would revert."""
        request = {"from": sender, "to": self._deployment.address_of(contract), "data": as_data(data)}
        needed = as_int(self._connection.ask("eth_estimateGas", request))
        if needed > GAS_CAP:
            raise LedgerRefused(
                f"The act needs {needed} gas; no transaction may use more than {GAS_CAP}.",
                clause="EIP-7825",
                remedy="Split it into smaller acts.",
                needed=needed,
            )
        return min(needed * _GAS_MARGIN_PERCENT // 100, GAS_CAP)

    def _mark(
        self, key: IdempotencyKey, state: OutboxState, outcome: str | None = None, block: BlockRef | None = None
    ) -> None:
        number, block_hash = (None, None) if block is None else (block.number, block.hash)
        try:
            self._store.mark(key, state, block_number=number, block_hash=block_hash, outcome=outcome)
        except DatabaseError:
            # Another process that delivers the same act was faster; what it wrote stands.
            if self._required(key).state not in _FINISHED:
                raise

    def _required(self, key: IdempotencyKey) -> StoredEntry:
        entry = self._store.get(key)
        if entry is None:
            raise LedgerError(f"The outbox has no act under the key {key}.", key=key)
        return entry

    def _shown(self, stored: StoredEntry) -> OutboxEntry:
        contract, data = _read_act(stored.act)
        confirmed = stored.state is OutboxState.CONFIRMED
        receipt = self._outcomes.read_receipt(stored.outcome) if confirmed else None
        newest = stored.attempts[-1].tx_hash if stored.attempts else None
        return OutboxEntry(
            key=stored.key,
            act=decode_act(contract, data),
            sender=stored.sender,
            state=stored.state,
            nonce=stored.nonce,
            tx_hash=receipt.tx_hash if receipt is not None else newest,
            receipt=receipt,
            refusal=str(read_refusal(stored.outcome)) if stored.state is OutboxState.REFUSED else None,
        )


class _Watch:
    """The clock of one delivery."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._started = self._sent = time.monotonic()
        self._pause_s = patience.poll_s

    def is_stuck(self) -> bool:
        """Whether it is time to send again; starts counting anew when it is."""
        if time.monotonic() - self._sent < self._patience.stuck_s:
            return False
        self._sent = time.monotonic()
        return True

    def wait(self, given_up: LedgerError) -> None:
        """Pauses before the next look, or raises when patience is at its end."""
        if time.monotonic() - self._started > self._patience.total_s:
            raise given_up
        time.sleep(self._pause_s)
        self._pause_s = min(self._pause_s * 1.3, 20 * self._patience.poll_s)


def _write_act(act: Act) -> bytes:
    return json.dumps([act.contract.value, as_data(encode_act(act))]).encode()


def _read_act(stored: bytes) -> tuple[Contract, bytes]:
    contract, data = json.loads(stored)
    return Contract(contract), bytes.fromhex(data[2:])
