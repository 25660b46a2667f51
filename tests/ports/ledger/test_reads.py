"""Reads: pinned to one block, complete, and proved, on three engines."""

from __future__ import annotations

import pytest
from eth_utils.abi import abi_to_signature

from passport.adapters.evm.compiled import artifact
from passport.adapters.evm.contracts.participant_registry import ParticipantRegistry
from passport.adapters.evm.contracts.passport_registry import PassportRegistry
from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.evm.proof_source import EvmProofSource
from passport.errors import LedgerUnavailable
from passport.identifiers import (
    Address,
    BlockHash,
    BlockRef,
    Bytes32,
    Digest,
    LogId,
    MerkleRoot,
    ParticipantId,
    PassportId,
    keccak256,
)
from passport.ledger.acts import ACTS, AnchorRoot, GrantConsent, OpenLog, RevokeConsent, SetDidDocumentDigest
from passport.ledger.anchors import AnchorHead
from passport.ledger.deployment import Contract
from passport.ledger.events import EVENTS, LogOpened, RootAnchored
from passport.ledger.refusals import REFUSALS
from passport.ledger.subjects import Subject
from passport.provenance.chain.blocks import read_header
from passport.provenance.chain.tries import account_at, position_key, value_at, values_at
from tests.networks.engines import NOTICE_PERIOD_S, actor
from tests.networks.world import World, digest_of


def test_snapshot__of_an_earlier_block__still_answers_as_it_was(world: World) -> None:
    maker = world.ids["maker"]
    first = world.do(SetDidDocumentDigest(digest_of("first")), "maker").block
    second = world.do(SetDidDocumentDigest(digest_of("second")), "maker").block
    digests = [world.ledger.snapshot(block).participant(maker) for block in (first, second)]
    assert [record and record.did_document_digest for record in digests] == [digest_of("first"), digest_of("second")]


def test_snapshot__of_a_block_that_is_not_in_the_chain__is_unavailable(world: World) -> None:
    head = world.ledger.head()
    gone = BlockRef(head.number, BlockHash(b"\x05" * 32), head.timestamp)
    with pytest.raises(LedgerUnavailable):
        world.ledger.snapshot(gone).participant(world.ids["maker"])


def test_snapshot__of_what_never_was__answers_none(world: World) -> None:
    snapshot = world.ledger.snapshot()
    nobody, nothing = ParticipantId(999), PassportId(b"\x09" * 32)
    assert snapshot.participant(nobody) is None
    assert snapshot.signer(Address("0x" + "99" * 20)) is None
    assert snapshot.participant_of(actor("stranger").address) is None
    assert snapshot.controlled_by(actor("stranger").address) is None
    assert [
        read(nothing) for read in (snapshot.passport, snapshot.custodian_of, snapshot.state_of, snapshot.parent_of)
    ] == [None] * 4
    assert snapshot.successor_of(nothing) is None
    assert snapshot.custody_notice(nothing) is None
    assert snapshot.open_offer(Subject.passport(nothing)) is None
    assert [snapshot.batch(999), snapshot.batch_root(999), snapshot.consignment(999)] == [None] * 3
    assert snapshot.batch_number(world.ids["maker"], MerkleRoot(b"\x09" * 32)) is None
    assert snapshot.anchor(world.ids["maker"], MerkleRoot(b"\x09" * 32)) is None
    assert snapshot.anchor_head(nobody) == AnchorHead(None, 0)
    assert snapshot.product_withdrawal(nobody, Digest(b"\x09" * 32)) is None
    assert snapshot.product_successor(nobody, Digest(b"\x09" * 32)) is None
    assert snapshot.consent(nobody, Digest(b"\x09" * 32)) is None
    assert snapshot.read_log(LogId(b"\x09" * 32)) is None


def test_snapshot__products_consents_and_logs__are_read_back(world: World) -> None:
    issuer = world.ids["recycler"]
    root, consent = MerkleRoot(digest_of("root")), digest_of("consent")
    anchored = world.do(AnchorRoot(None, root, 3, digest_of("manifest")), "recycler")
    event = anchored.single(RootAnchored)
    expires_at = anchored.block.timestamp + 9_000
    world.do(GrantConsent(consent, issuer, world.ids["operator"], expires_at), "recycler")
    revoked = world.do(RevokeConsent(consent), "recycler").block
    log = world.do(OpenLog(Bytes32(digest_of("name"))), "recycler").single(LogOpened)

    snapshot = world.ledger.snapshot()
    assert (event.issuer, event.sequence, event.previous_root) == (issuer, 1, None)
    assert snapshot.anchor_head(issuer) == AnchorHead(root, 1)
    anchor = snapshot.anchor(issuer, root)
    assert anchor is not None
    assert (anchor.sequence, anchor.count, anchor.block_number) == (1, 3, anchored.block.number)
    record = snapshot.consent(issuer, consent)
    assert record is not None
    assert (record.subject, record.grantee, record.expires_at) == (issuer, world.ids["operator"], expires_at)
    assert record.revoked_at == revoked.timestamp
    opened = snapshot.read_log(log.log_id)
    assert opened is not None
    assert (opened.owner, opened.tree_size) == (issuer, 0)


def test_contracts__views_beyond_the_snapshot__answer(world: World) -> None:
    connection, deployment, head = world.engine.connection(), world.engine.deployment, world.ledger.head()
    participants = ParticipantRegistry(connection, deployment, head)
    assert participants.participant_count() == len(world.ids)
    name = Bytes32(keccak256(b"PassportRegistry"))
    assert participants.contract_at(name) == deployment.address_of(Contract.PASSPORT_REGISTRY)
    assert participants.contract_at(Bytes32(keccak256(b"NoSuchContract"))) is None
    assert PassportRegistry(connection, deployment, head).notice_period_s() == NOTICE_PERIOD_S


def test_events__asked_for_in_pieces__are_the_same_as_at_once(world: World) -> None:
    head = world.ledger.head().number
    at_once = list(world.ledger.events(0, head))
    in_pieces = EvmLedger(world.engine.connection(), world.engine.deployment, log_range_blocks=2)
    assert list(in_pieces.events(0, head)) == at_once
    assert len(at_once) > 10
    assert [event.position for event in at_once] == sorted(event.position for event in at_once)


def test_events__beyond_the_head__are_unavailable(world: World) -> None:
    with pytest.raises(LedgerUnavailable):
        list(world.ledger.events(0, world.ledger.head().number + 1_000))


def test_proofs__of_a_transaction_and_of_storage__hold_against_the_header(world: World) -> None:
    batch = world.batch()
    receipt = world.do(world.lazy_handover(batch), "stranger")
    source = EvmProofSource(world.engine.connection(), world.engine.deployment)

    header = read_header(source.header(receipt.block.number).rlp)
    assert header.ref == receipt.block
    piece = source.transaction(receipt.tx_hash)
    assert keccak256(piece.transaction) == receipt.tx_hash
    key = position_key(piece.index)
    assert value_at(header.transactions_root, key, piece.transaction_proof) == piece.transaction
    assert value_at(header.receipts_root, key, piece.receipt_proof) == piece.receipt

    slots = [Digest(number.to_bytes(32, "big")) for number in range(3)]
    state = source.state(Contract.PASSPORT_REGISTRY, slots, receipt.block)
    storage_root, code_hash = account_at(header.state_root, state.address.raw, state.account_proof)
    assert code_hash == world.engine.deployment.contracts[Contract.PASSPORT_REGISTRY].code_hash
    assert set(values_at(storage_root, [keccak256(slot) for slot in slots], state.nodes)) == {
        keccak256(slot) for slot in slots
    }


def test_dataclasses__against_the_compiled_contracts__have_the_same_signatures() -> None:
    for act in ACTS:
        assert act.abi_signature() in artifact(act.contract)["methodIdentifiers"], act.__name__
    for event in EVENTS:
        declared = [
            abi_to_signature(entry)
            for entry in artifact(event.contract)["abi"]
            if entry["type"] == "event" and entry["name"] == event.__name__
        ]
        assert declared == [event.abi_signature()], event.__name__
    # What only OpenZeppelin's AccessManager itself declares concerns its own calls, which nobody makes here.
    ours = (contract for contract in Contract if contract is not Contract.ACCESS_MANAGER)
    errors = {signature for contract in ours for signature in artifact(contract)["errorSelectors"]}
    assert errors <= {refusal.abi_signature() for refusal in REFUSALS.values()}
