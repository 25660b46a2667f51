"""The handover of a lazily registered pack in one transaction, and everything that must refuse it, on three engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from passport.adapters.evm.ledger import EvmLedger
from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role
from passport.errors import LedgerRefused, WrongChain, WrongContract
from passport.identifiers import BlockHash, ChainId, Digest, SubjectId
from passport.ledger import refusals
from passport.ledger.acts import ExecuteLazyHandover, RegisterBatch
from passport.ledger.delivery import IdempotencyKey, OutboxState
from passport.ledger.deployment import Contract
from passport.ledger.events import CustodyTransferred, PassportBroughtIntoExistence
from tests.networks.engines import actor
from tests.networks.world import Batch, World, names


@pytest.fixture(scope="module")
def batch(world: World) -> Batch:
    """Refusals change nothing, so they can share one batch."""
    return world.batch()


def test_lazy_handover__both_signatures__moves_custody_in_one_transaction(world: World) -> None:
    batch = world.batch()
    assert world.ledger.snapshot().passport(batch.ids[0]) is None

    receipt = world.do(world.lazy_handover(batch), "stranger")

    assert names(receipt.events) == ["PassportBroughtIntoExistence", "CustodyTransferred"]
    born, moved = receipt.single(PassportBroughtIntoExistence), receipt.single(CustodyTransferred)
    assert (born.passport_id, born.batch) == (batch.ids[0], batch.number)
    assert (moved.giver, moved.receiver) == (world.ids["maker"], world.ids["operator"])
    after = world.ledger.snapshot(receipt.block)
    record = after.passport(batch.ids[0])
    assert record is not None
    assert (record.custodian, record.stage, record.status) == (
        world.ids["operator"],
        Stage.IN_SERVICE,
        Status.ORIGINAL,
    )
    lazy = after.lazy_state(batch.passports[1])
    assert (lazy.exists, lazy.custodian, lazy.stage) == (False, world.ids["maker"], Stage.REGISTERED)


def test_lazy_handover__same_key_again__answers_the_same_receipt(world: World) -> None:
    batch = world.batch()
    act = world.lazy_handover(batch)
    first = world.do(act, "stranger", key=f"repeat:{batch.number}")
    assert world.do(act, "stranger", key=f"repeat:{batch.number}") == first


@dataclass(frozen=True)
class Refused:
    """A handover that must be refused, by which error, with which values."""

    act: Callable[[World, Batch], ExecuteLazyHandover]
    error: type[LedgerRefused]
    values: Callable[[World, Batch], dict[str, object]]


def _signed_for(world: World, batch: Batch, **domain: object) -> ExecuteLazyHandover:
    act = world.lazy_handover(batch)
    holder, receiver = world.signed(act.words, "maker", "operator", replace(world.domain(), **domain))  # type: ignore[arg-type]
    return replace(act, holder=holder, receiver=receiver)


def _for_another_chain(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _signed_for(world, batch, chain_id=ChainId(world.engine.deployment.chain_id + 1))


def _for_another_contract(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _signed_for(world, batch, verifying_contract=world.engine.deployment.address_of(Contract.CONSENT_REGISTRY))


def _expired(world: World, batch: Batch) -> ExecuteLazyHandover:
    return world.lazy_handover(batch, deadline=1_700_000_000)


def _to(world: World, batch: Batch, receiver: str, role: Role, stage: Stage) -> ExecuteLazyHandover:
    act = world.lazy_handover(batch)
    words = replace(act.words, receiver=world.ids[receiver], receiver_role=role, target_stage=stage)
    holder, taker = world.signed(words, "maker", receiver)
    return ExecuteLazyHandover(act.lazy, words, holder, taker)


def _to_suspended(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _to(world, batch, "suspended", Role.OPERATOR, Stage.IN_SERVICE)


def _by_another_than_the_holder(world: World, batch: Batch) -> ExecuteLazyHandover:
    act = world.lazy_handover(batch)
    words = replace(act.words, giver=world.ids["outsider"])
    holder, receiver = world.signed(words, "outsider", "operator")
    return ExecuteLazyHandover(act.lazy, words, holder, receiver)


def _to_a_stage_the_table_does_not_give(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _to(world, batch, "operator", Role.OPERATOR, Stage.SECOND_LIFE)


def _in_a_role_the_table_refuses(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _to(world, batch, "reuser", Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)


def _in_a_role_the_receiver_lacks(world: World, batch: Batch) -> ExecuteLazyHandover:
    return _to(world, batch, "operator", Role.RECYCLER, Stage.END_OF_LIFE)


def _with_words_changed_after_signing(world: World, batch: Batch) -> ExecuteLazyHandover:
    act = world.lazy_handover(batch)
    return replace(act, words=replace(act.words, evidence_root=None))


def _with_another_digest_in_the_leaf(world: World, batch: Batch) -> ExecuteLazyHandover:
    act = world.lazy_handover(batch)
    return replace(act, lazy=replace(act.lazy, digest=Digest(b"\x07" * 32)))


REFUSED = {
    "wrong_chain": Refused(
        _for_another_chain, refusals.SignatureInvalid, lambda world, batch: {"signer": actor("maker").address}
    ),
    "wrong_contract": Refused(
        _for_another_contract, refusals.SignatureInvalid, lambda world, batch: {"signer": actor("maker").address}
    ),
    "changed_words": Refused(
        _with_words_changed_after_signing,
        refusals.SignatureInvalid,
        lambda world, batch: {"signer": actor("maker").address},
    ),
    "expired": Refused(_expired, refusals.OfferExpired, lambda world, batch: {"deadline": 1_700_000_000}),
    "suspended": Refused(
        _to_suspended,
        refusals.ParticipantIsSuspended,
        lambda world, batch: {"participant_id": world.ids["suspended"]},
    ),
    "not_the_holder": Refused(
        _by_another_than_the_holder,
        refusals.NotHolder,
        lambda world, batch: {
            "subject": SubjectId(batch.ids[0]),
            "holder": world.ids["maker"],
            "claimed": world.ids["outsider"],
        },
    ),
    "wrong_stage": Refused(
        _to_a_stage_the_table_does_not_give,
        refusals.TargetStageMismatch,
        lambda world, batch: {"expected": Stage.IN_SERVICE, "given": Stage.SECOND_LIFE},
    ),
    "wrong_path": Refused(
        _in_a_role_the_table_refuses,
        refusals.TransitionNotAllowed,
        lambda world, batch: {"stage": Stage.REGISTERED, "receiver_role": Role.SECOND_LIFE_OPERATOR},
    ),
    "wrong_role": Refused(
        _in_a_role_the_receiver_lacks,
        refusals.ReceiverRoleMissing,
        lambda world, batch: {"receiver": world.ids["operator"], "role": Role.RECYCLER},
    ),
    "wrong_leaf": Refused(
        _with_another_digest_in_the_leaf, refusals.BatchProofInvalid, lambda world, batch: {"batch": batch.number}
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_lazy_handover__what_must_not_happen__is_refused_with_the_right_error_and_values(
    world: World, batch: Batch, case: str
) -> None:
    refused = REFUSED[case]
    with pytest.raises(refused.error) as caught:
        world.do(refused.act(world, batch), "stranger")
    assert type(caught.value) is refused.error
    expected = refused.values(world, batch)
    assert {name: caught.value.values[name] for name in expected} == expected
    assert world.ledger.snapshot().passport(batch.ids[0]) is None


def test_lazy_handover__replayed__is_refused_by_its_sequence(world: World) -> None:
    batch = world.batch()
    act = world.lazy_handover(batch)
    world.do(act, "stranger")
    with pytest.raises(refusals.OfferSequenceMismatch) as caught:
        world.do(act, "operator")
    assert caught.value.values == {"subject": SubjectId(batch.ids[0]), "expected": 1, "given": 0}


def test_lazy_handover__refused_inside_a_block__gives_the_same_typed_error_and_uses_its_nonce(world: World) -> None:
    batch = world.batch()
    act = _by_another_than_the_holder(world, batch)
    sender = actor("recycler").address
    key = IdempotencyKey(f"mined refusal:{batch.number}")
    world.outbox.submit(key, act, sender)
    connection = world.engine.connection()
    used = int(connection.ask("eth_getTransactionCount", sender, "latest"), 16)
    # A reserved nonce is used also by an act that has become impossible.
    world.outbox._store.reserve_nonce(key, used)
    with pytest.raises(refusals.NotHolder) as caught:
        world.outbox.deliver(key)
    assert caught.value.values["claimed"] == world.ids["outsider"]
    entry = world.outbox.entry(key)
    assert entry is not None
    assert (entry.state, entry.nonce) == (OutboxState.REFUSED, used)
    assert int(connection.ask("eth_getTransactionCount", sender, "latest"), 16) == used + 1
    with pytest.raises(refusals.NotHolder):
        world.outbox.deliver(key)


def test_register_batch__same_root_under_another_key__is_the_same_batch(world: World, batch: Batch) -> None:
    root = world.ledger.snapshot().batch_root(batch.number)
    assert root is not None
    receipt = world.do(RegisterBatch(root, 4, Digest(b"\x01" * 32)), "maker")
    assert receipt.events == ()
    assert world.ledger.snapshot().batch_number(world.ids["maker"], root) == batch.number


def test_connection__another_genesis__is_the_wrong_chain(world: World) -> None:
    deployment = world.engine.deployment.model_copy(update={"genesis_hash": BlockHash(b"\x01" * 32)})
    with pytest.raises(WrongChain):
        EvmLedger(world.engine.connection(), deployment)


def test_connection__another_chain_id__is_the_wrong_chain(world: World) -> None:
    other = ChainId(world.engine.deployment.chain_id + 1)
    with pytest.raises(WrongChain) as caught:
        EvmLedger(world.engine.connection(), world.engine.deployment.model_copy(update={"chain_id": other}))
    assert caught.value.values["wanted"] == other


def test_connection__other_code_at_an_address__is_the_wrong_contract(world: World) -> None:
    deployment = world.engine.deployment
    contracts = dict(deployment.contracts)
    contracts[Contract.ACCESS_LOG] = contracts[Contract.ACCESS_LOG].model_copy(
        update={"address": actor("stranger").address}
    )
    with pytest.raises(WrongContract) as caught:
        EvmLedger(world.engine.connection(), deployment.model_copy(update={"contracts": contracts}))
    assert caught.value.values["contract"] is Contract.ACCESS_LOG
