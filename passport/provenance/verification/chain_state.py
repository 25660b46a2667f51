"""Step 5: what the bundle says about the chain is in the chain's state and logs, at the blocks it names.

State: account proofs to the contracts, storage proofs of every word that is needed. Logs: proofs of transactions and
receipts in their blocks. Whether those blocks count is step 6.
"""

from __future__ import annotations

from passport.errors import ProvenanceError
from passport.ledger.anchors import Anchor
from passport.ledger.deployment import Contract
from passport.ledger.events import PassportRegistered
from passport.ledger.passports import BatchRecord
from passport.provenance.chain import storage
from passport.provenance.chain.blocks import read_header
from passport.provenance.chain.logs import events_in
from passport.provenance.chain.storage import Place
from passport.provenance.chain.transactions import read_receipt, read_transaction
from passport.provenance.chain.tries import account_at, position_key, storage_at, value_at
from passport.provenance.evidence import PassportPiece, StatePiece, TransactionPiece
from passport.provenance.slots import places_needed
from passport.provenance.verification.case import Case, NotProved, ProvedTransaction


def prove_chain(case: Case) -> None:
    """First half of step 5: reads headers, state and transactions into the case, as far as they are proved."""
    for header in case.evidence.headers:
        _prove_header(case, header.number, header.rlp, header.name)
    for state in case.evidence.states:
        _prove_state(case, state)
    _require_words(case)
    for transaction in case.evidence.transactions:
        _prove_transaction(case, transaction)


def check_claims(case: Case) -> None:
    """Second half of step 5: each product's root is anchored, each passport exists or stands in a batch."""
    for product in case.evidence.products:
        try:
            anchor = case.record(Anchor, storage.ANCHORS, product.issuer, product.root)
        except NotProved:
            continue
        if anchor is None:
            case.checks[5].fault("root-not-anchored", product.name, issuer=int(product.issuer))
        else:
            case.checks[5].right()
    for passport in case.evidence.passports:
        try:
            _check_passport(case, passport)
        except NotProved:
            continue
        except ProvenanceError as error:
            case.checks[5].fault("record-malformed", passport.name, reason=error.message)


def _prove_header(case: Case, number: int, encoded: bytes, name: str) -> None:
    try:
        header = read_header(encoded)
    except ProvenanceError as error:
        case.checks[5].fault("header-malformed", name, reason=error.message)
        return
    if header.ref.number != number:
        case.checks[5].fault("header-number-differs", name, found=header.ref.number)
        return
    case.headers[number] = header


def _prove_state(case: Case, piece: StatePiece) -> None:
    check = case.checks[5]
    header = case.headers.get(case.evidence.chain.state_block)
    if header is None:
        check.fault("state-block-missing", piece.name, block=case.evidence.chain.state_block)
        return
    trusted = case.trust_root.contracts.get(piece.contract)
    if trusted is None or trusted.address != piece.address:
        check.fault("state-of-another-contract", piece.name, found=piece.address)
        return
    if list(piece.slots) != sorted(set(piece.slots)):
        check.fault("slots-out-of-order", piece.name)
        return
    try:
        root, code_hash = account_at(header.state_root, piece.address.raw, piece.account_proof)
        words = storage_at(root, piece.slots, piece.nodes)
    except ProvenanceError as error:
        check.fault("state-proof-invalid", piece.name, reason=error.message)
        return
    if code_hash != trusted.code_hash:
        check.fault("code-differs", piece.name, expected=trusted.code_hash.hex0x, found=code_hash.hex0x)
        return
    for slot, word in words.items():
        case.words[Place(piece.contract, slot)] = word
        check.right()


def _require_words(case: Case) -> None:
    """Nothing that is needed may be left out, once there are state proofs at all; and nothing else may be in."""
    needed = places_needed(case.evidence)
    shown = {Place(state.contract, slot) for state in case.evidence.states for slot in state.slots}
    if not case.evidence.states:
        case.checks[5].uncheckable("no-state-proofs")
        return
    for place in sorted(needed - shown):
        case.checks[5].fault("word-left-out", f"state/{place.contract.value}", slot=place.slot.hex0x)
    for place in sorted(shown - needed):
        case.checks[5].fault("word-not-needed", f"state/{place.contract.value}", slot=place.slot.hex0x)


def _prove_transaction(case: Case, piece: TransactionPiece) -> None:
    check = case.checks[5]
    header = case.headers.get(piece.block)
    if header is None:
        check.fault("header-missing", piece.name, block=piece.block)
        return
    key = position_key(piece.index)
    registry = case.trust_root.contracts[Contract.PASSPORT_REGISTRY].address
    try:
        if value_at(header.transactions_root, key, piece.transaction_proof) != piece.transaction:
            check.fault("transaction-not-in-block", piece.name)
            return
        if value_at(header.receipts_root, key, piece.receipt_proof) != piece.receipt:
            check.fault("receipt-not-in-block", piece.name)
            return
        transaction, receipt = read_transaction(piece.transaction), read_receipt(piece.receipt)
        events = events_in(receipt, registry, header.ref, piece.index, transaction.hash)
    except ProvenanceError as error:
        check.fault("transaction-proof-invalid", piece.name, reason=error.message)
        return
    if not receipt.succeeded or not events:
        check.fault("transaction-says-nothing", piece.name)
        return
    case.transactions.append(ProvedTransaction(header.ref, transaction, events, piece.name))
    check.right()


def _check_passport(case: Case, piece: PassportPiece) -> None:
    check = case.checks[5]
    record = case.passport_record(piece.passport_id)
    if record is not None and (record.manufacturer, record.batch) != (piece.registrant, piece.batch):
        check.fault("registration-differs", piece.name)
    elif piece.batch is not None:
        batch = case.record(BatchRecord, storage.BATCHES, piece.batch)
        if batch is None or batch.manufacturer != piece.registrant:
            check.fault("batch-not-registered", piece.name, batch=piece.batch)
        else:
            check.right()
    elif record is None:
        check.fault("passport-not-registered", piece.name)
    elif not any(_registers(event, piece) for proved in case.transactions for event in proved.events):
        check.fault("registration-not-shown", piece.name)
    else:
        check.right()


def _registers(event: object, piece: PassportPiece) -> bool:
    return isinstance(event, PassportRegistered) and (
        (event.passport_id, event.manufacturer, event.parent, event.identifier_hash, event.digest)
        == (piece.passport_id, piece.registrant, piece.parent, piece.identifier.identifier_hash, piece.digest)
    )
