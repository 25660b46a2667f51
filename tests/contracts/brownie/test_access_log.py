"""Checkpoints of a read log: it grows, it never shrinks or forks, and a lie can be proved."""

from dataclasses import dataclass
from typing import Any

import pytest
import signing
import trees
from brownie import web3
from cast import Cast, Party
from eth_abi import encode
from life import Ledger
from refusals import Refusals

NAME = b"\x0f" * 32
ENTRIES = [f"read {n}".encode() for n in range(40)]


@pytest.fixture
def log(ledger: Ledger) -> Any:
    return ledger.log


@dataclass(frozen=True)
class Reads:
    """A log of the operator."""

    contract: Any
    owner: Party
    log_id: bytes

    def words(self, size: int, root: bytes | None = None) -> tuple[bytes, int, bytes]:
        return (self.log_id, size, root or trees.log_root(ENTRIES[:size]))

    def signature(self, words: tuple[Any, ...], signer: Party | None = None, **domain: Any) -> bytes:
        named = signing.domain_of(self.contract) | domain
        return signing.sign((signer or self.owner).key, signing.message(named, "Checkpoint", signing.CHECKPOINT, words))

    def arguments(self, size: int, since: int = 0, root: bytes | None = None) -> tuple[Any, ...]:
        words = self.words(size, root)
        proof = trees.consistency_proof(since, ENTRIES[:size]) if since else []
        return words, proof, self.owner.address, self.signature(words)


@pytest.fixture
def reads(log: Any, cast: Cast) -> Reads:
    log_id = web3.keccak(encode(["uint32", "bytes32"], [cast.operator.id, NAME]))
    tx = log.open(NAME, cast.operator.tx)
    event = tx.events["LogOpened"]
    assert (event["logId"], event["owner"]) == ("0x" + log_id.hex(), cast.operator.id)
    return Reads(log, cast.operator, bytes(log_id))


def test_open__twice_or_by_nobody__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    refused(log.open, [NAME], cast.operator, "LogAlreadyOpen", reads.log_id)
    refused(log.open, [NAME], cast.stranger, "NotSigner", cast.stranger.address)
    log.open(NAME, cast.maker.tx)


def test_checkpoint__unknown_log__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    _, _, signer, signature = reads.arguments(3)
    words = (b"\x01" * 32, 3, b"\x02" * 32)
    refused(log.checkpoint, (words, [], signer, signature), cast.relayer, "LogUnknown", b"\x01" * 32)


def test_checkpoint__signed_by_another_or_for_another_place__refused(
    log: Any, cast: Cast, reads: Reads, refused: Refusals
) -> None:
    words, proof, signer, _ = reads.arguments(3)
    for other in (cast.maker, cast.second_life):
        call = (words, proof, other.address, reads.signature(words, other))
        refused(log.checkpoint, call, cast.relayer, "CheckpointSignerForeign", other.id, cast.operator.id)
    foreign = reads.signature(words, cast.maker)
    refused(
        log.checkpoint,
        (words, proof, cast.maker.address, foreign),
        cast.relayer,
        "CheckpointSignerForeign",
        cast.maker.id,
        cast.operator.id,
    )
    refused(
        log.checkpoint,
        (words, proof, cast.stranger.address, foreign),
        cast.relayer,
        "NotSigner",
        cast.stranger.address,
    )
    for forged in (
        foreign,
        reads.signature(words, chainId=2),
        reads.signature(words, verifyingContract="0x" + "11" * 20),
        reads.signature(reads.words(4)),
    ):
        refused(log.checkpoint, (words, proof, signer, forged), cast.relayer, "CheckpointSignatureInvalid", signer)


def test_checkpoint__owner_suspended__refused(
    ledger: Ledger, log: Any, cast: Cast, reads: Reads, refused: Refusals
) -> None:
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    refused(log.checkpoint, reads.arguments(3), cast.relayer, "ParticipantIsSuspended", cast.operator.id)


def test_checkpoint__of_size_zero__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    refused(log.checkpoint, reads.arguments(0), cast.relayer, "CheckpointShrinks", reads.log_id, 0, 0)


def test_checkpoint__first_with_a_proof__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    words, _, signer, signature = reads.arguments(3)
    refused(
        log.checkpoint,
        (words, [b"\x01" * 32], signer, signature),
        cast.relayer,
        "ConsistencyProofInvalid",
        reads.log_id,
        0,
        3,
    )


def test_checkpoint__smaller__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    log.checkpoint(*reads.arguments(7), cast.relayer.tx)
    for size in (0, 1, 6):
        refused(log.checkpoint, reads.arguments(size), cast.relayer, "CheckpointShrinks", reads.log_id, 7, size)


def test_checkpoint__same_size_other_root__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    log.checkpoint(*reads.arguments(7), cast.relayer.tx)
    refused(log.checkpoint, reads.arguments(7, root=b"\x01" * 32), cast.relayer, "CheckpointForks", reads.log_id, 7)


def test_checkpoint__same_again__nothing_changed(log: Any, cast: Cast, reads: Reads) -> None:
    log.checkpoint(*reads.arguments(7), cast.relayer.tx)
    before = log.logOf(reads.log_id)
    assert not log.checkpoint(*reads.arguments(7), cast.stranger.tx).events
    assert log.logOf(reads.log_id) == before


@pytest.mark.parametrize(("since", "size"), [(1, 2), (3, 7), (4, 8), (6, 8), (7, 8), (8, 13), (13, 40)])
def test_checkpoint__history_rewritten_or_proof_spoiled__refused(
    log: Any, cast: Cast, reads: Reads, refused: Refusals, since: int, size: int
) -> None:
    log.checkpoint(*reads.arguments(since), cast.relayer.tx)
    words, proof, signer, signature = reads.arguments(size, since)
    invalid = ("ConsistencyProofInvalid", reads.log_id, since, size)
    spoiled = [[], proof[:-1], [*proof, b"\x01" * 32], [b"\x01" * 32, *proof[1:]], [*proof[:-1], b"\x01" * 32]]
    for other in spoiled:
        refused(log.checkpoint, (words, other, signer, signature), cast.relayer, *invalid)
    rewritten = [b"another past", *ENTRIES[1:size]]
    other = (reads.log_id, size, trees.log_root(rewritten))
    proof = trees.consistency_proof(since, rewritten)
    refused(log.checkpoint, (other, proof, signer, reads.signature(other)), cast.relayer, *invalid)


def test_checkpoint__grows__at_every_step_from_1_to_40(log: Any, cast: Cast, reads: Reads) -> None:
    since = 0
    for size in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 40):
        tx = log.checkpoint(*reads.arguments(size, since), cast.relayer.tx)
        event = tx.events["CheckpointRecorded"]
        assert (event["treeSize"], event["rootHash"]) == (size, "0x" + trees.log_root(ENTRIES[:size]).hex())
        since = size
    record = log.logOf(reads.log_id).dict()
    assert (record["owner"], record["treeSize"], record["equivocated"]) == (cast.operator.id, 40, False)
    assert record["checkpointedAt"] == tx.timestamp


def equivocation(reads: Reads, first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    owner = reads.owner.address
    return first, owner, reads.signature(first), second, owner, reads.signature(second)


def test_prove_equivocation__what_is_none__refused(log: Any, cast: Cast, reads: Reads, refused: Refusals) -> None:
    one = reads.words(5)
    other_log = (b"\x01" * 32, 5, b"\x02" * 32)
    for second in (one, reads.words(6), other_log):
        refused(log.proveEquivocation, equivocation(reads, one, second), cast.stranger, "NotEquivocation", reads.log_id)
    refused(log.proveEquivocation, equivocation(reads, other_log, other_log), cast.stranger, "LogUnknown")


def test_prove_equivocation__one_signature_not_the_owners__refused(
    log: Any, cast: Cast, reads: Reads, refused: Refusals
) -> None:
    one, two = reads.words(5), reads.words(5, b"\x01" * 32)
    good = equivocation(reads, one, two)
    for at in (1, 4):
        foreign = list(good)
        foreign[at] = cast.maker.address
        foreign[at + 1] = reads.signature(one if at == 1 else two, cast.maker)
        refused(log.proveEquivocation, foreign, cast.stranger, "CheckpointSignerForeign", cast.maker.id, reads.owner.id)
        forged = list(good)
        forged[at + 1] = foreign[at + 1]
        refused(log.proveEquivocation, forged, cast.stranger, "CheckpointSignatureInvalid", reads.owner.address)


def test_prove_equivocation__by_a_key_in_foreign_hands__refused(
    ledger: Ledger, log: Any, cast: Cast, reads: Reads, refused: Refusals
) -> None:
    lie = equivocation(reads, reads.words(5), reads.words(5, b"\x01" * 32))
    ledger.participants.reportCompromise(cast.operator.address, 1, cast.operator.tx)
    refused(log.proveEquivocation, lie, cast.stranger, "CheckpointSignerForeign", 0, cast.operator.id)


@pytest.mark.parametrize("revoked", [False, True])
def test_prove_equivocation__two_roots_for_one_size__closes_the_log(
    ledger: Ledger, log: Any, cast: Cast, reads: Reads, refused: Refusals, revoked: bool
) -> None:
    log.checkpoint(*reads.arguments(5), cast.relayer.tx)
    lie = equivocation(reads, reads.words(5), reads.words(5, b"\x01" * 32))
    if revoked:  # a revoked key still bears witness against its owner
        ledger.participants.revokeSigner(cast.operator.address, cast.operator.tx)
    tx = log.proveEquivocation(*lie, cast.stranger.tx)
    event = tx.events["EquivocationProved"]
    assert (event["logId"], event["treeSize"]) == ("0x" + reads.log_id.hex(), 5)
    assert log.logOf(reads.log_id).dict()["equivocated"] is True
    refused(log.checkpoint, reads.arguments(7, 5), cast.relayer, "LogEquivocated", reads.log_id)
    refused(log.proveEquivocation, lie, cast.stranger, "LogEquivocated", reads.log_id)


def test_domain__names_this_contract(log: Any) -> None:
    assert signing.domain_of(log)["name"] == "BatteryAccessLog"


def test_checkpoint__from_every_size_to_every_size_up_to_nine__recorded(log: Any, cast: Cast) -> None:
    for since in range(1, 9):
        for size in range(since + 1, 10):
            name = bytes([since, size]) * 16
            log.open(name, cast.operator.tx)
            reads = Reads(
                log, cast.operator, bytes(web3.keccak(encode(["uint32", "bytes32"], [cast.operator.id, name])))
            )
            log.checkpoint(*reads.arguments(since), cast.relayer.tx)
            log.checkpoint(*reads.arguments(size, since), cast.relayer.tx)
            assert log.logOf(reads.log_id).dict()["treeSize"] == size
