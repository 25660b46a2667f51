"""Blocks sealed by QBFT: constructed headers around a real history.

The pieces are those of the story on Anvil. Its headers are written anew with QBFT's extra data and linked again, and
sealed by keys of these tests: constructed, not recorded (recorded ones: tests/conformance/vectors/qbft.json).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import rlp
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from passport.identifiers import Address
from passport.provenance.bundle import build_bundle
from passport.provenance.chain.blocks import EXTRA_DATA, read_header, with_extra
from passport.provenance.chain.qbft import MIX_HASH, QbftExtra, read_extra
from passport.provenance.evidence import Evidence, HeaderPiece
from passport.provenance.verification import Outcome, Report, TrustedBlock, Validators
from tests.evidence.shown import Shown

KEYS = [PrivateKey(keccak(f"qbft validator {number}".encode())) for number in range(4)]
STRANGER = PrivateKey(keccak(b"qbft stranger"))
VALIDATORS = tuple(Address(key.public_key.to_checksum_address()) for key in KEYS)

Sealing = Callable[[bytes], bytes]


def extra_of(agreed_in: int = 0, validators: tuple[Address, ...] = VALIDATORS) -> QbftExtra:
    return QbftExtra(bytes(32), validators, (), agreed_in, ())


def by(*keys: PrivateKey, extra: QbftExtra | None = None, claimed_round: int | None = None) -> Sealing:
    """Seals a header by these keys; they sign the round of `extra`, the header claims another if told so."""

    def seal(encoded: bytes) -> bytes:
        fields = rlp.decode(encoded)
        words = extra or extra_of(1)
        digest = keccak(with_extra(fields, words.without_seals()))
        seals = tuple(key.sign_msg_hash(digest).to_bytes() for key in keys)
        shown = replace(words, seals=seals, round=words.round if claimed_round is None else claimed_round)
        return with_extra(fields, shown.encoded())

    return seal


def resealed(evidence: Evidence, seal: Sealing) -> Evidence:
    """The same history in blocks of a QBFT network."""
    headers: list[HeaderPiece] = []
    parent: bytes | None = None
    for piece in sorted(evidence.headers, key=lambda header: header.number):
        fields: list[bytes] = list(rlp.decode(piece.rlp))
        fields[0] = parent or fields[0]
        fields[EXTRA_DATA + 1] = MIX_HASH
        encoded = seal(rlp.encode(fields))
        parent = bytes(read_header(encoded).ref.hash)
        headers.append(HeaderPiece(number=piece.number, rlp=encoded))
    return evidence.model_copy(update={"headers": tuple(headers)})


def examined(shown: Shown, evidence: Evidence, seal: Sealing, validators: Sequence[Address] = VALIDATORS) -> Report:
    root = shown.trust_root.model_copy(
        update={"trusted_block": None, "validators": Validators(scheme="qbft", addresses=tuple(validators))}
    )
    return shown.examined(build_bundle(resealed(evidence, seal)), trust_root=root)


def test_verify__blocks_sealed_by_a_quorum__every_step_passes(shown: Shown, evidence: Evidence) -> None:
    report = examined(shown, evidence, by(*KEYS[:3]))
    assert [(step.number, step.outcome, step.faults()) for step in report.steps] == [
        (number, Outcome.PASSED, ()) for number in range(1, 11)
    ]


def test_verify__sealed_by_a_quorum_whose_validators_a_contract_names__passes(shown: Shown, evidence: Evidence) -> None:
    assert not examined(shown, evidence, by(*KEYS[:3], extra=extra_of(validators=()))).failed


@pytest.mark.parametrize(
    ("seal", "code"),
    [
        (by(*KEYS[:2]), "too-few-seals"),
        (by(), "too-few-seals"),
        (by(*KEYS[:2], KEYS[0]), "seal-invalid"),
        (by(*KEYS[:3], STRANGER), "sealed-by-another"),
        (by(*KEYS[:3], extra=extra_of(2), claimed_round=1), "sealed-by-another"),
        (by(*KEYS[:3], extra=extra_of(validators=VALIDATORS[:3])), "validators-differ"),
        (lambda encoded: with_extra(rlp.decode(encoded), b""), "seal-invalid"),
        (lambda encoded: with_extra(rlp.decode(encoded), extra_of().encoded()[:-1] + b"\xc1\x80"), "seal-invalid"),
        (
            lambda encoded: with_extra(rlp.decode(encoded), replace(extra_of(), seals=(bytes(65),) * 3).encoded()),
            "seal-invalid",
        ),
    ],
    ids=["two", "none", "twice", "stranger", "other-round", "other-validators", "empty", "no-rlp", "no-signatures"],
)
def test_verify__blocks_sealed_otherwise__fail_step_6_alone(
    shown: Shown, evidence: Evidence, seal: Sealing, code: str
) -> None:
    report = examined(shown, evidence, seal)
    assert report.failed == {6}
    assert {finding.code for finding in report.step(6).faults()} == {code}


def test_verify__trusted_block_of_a_qbft_network__is_reached(shown: Shown, evidence: Evidence) -> None:
    """The hash a node gives leaves out seals and round, and so does ours."""
    changed = resealed(evidence, by(*KEYS[:3]))
    last = read_header(changed.headers[-1].rlp)
    trusted = TrustedBlock(number=last.ref.number, hash=last.ref.hash)
    root = shown.trust_root.model_copy(update={"trusted_block": trusted})
    report = shown.examined(build_bundle(changed), trust_root=root)
    assert report.step(6).outcome is Outcome.PASSED
    assert bytes(last.ref.hash) != keccak(changed.headers[-1].rlp)


def test_verify__header_changed_under_its_seals__fails_step_6(shown: Shown, evidence: Evidence) -> None:
    """Everything but the seals is under them: here the vanity of the last block."""
    changed = resealed(evidence, by(*KEYS[:3]))
    last = read_header(changed.headers[-1].rlp)
    words = replace(read_extra(last.extra_data), vanity=b"\x01" * 32)
    forged = HeaderPiece(number=last.ref.number, rlp=with_extra(last.fields, words.encoded()))
    bundle = build_bundle(changed.model_copy(update={"headers": (*changed.headers[:-1], forged)}))
    root = shown.trust_root.model_copy(
        update={"trusted_block": None, "validators": Validators(scheme="qbft", addresses=VALIDATORS)}
    )
    assert {finding.code for finding in shown.examined(bundle, trust_root=root).step(6).faults()} == {
        "sealed-by-another"
    }
