"""A passport whose identity was proved a duplicate: a bundle of it is true, and nobody may rely on it (step 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from eth_account import Account

from passport.adapters.evm.keystore import LocalSigner
from passport.battery.roles import Role, RoleSet
from passport.identifiers import BatteryIdentifier, Digest, ParticipantId, PassportId, keccak256
from passport.ledger import acts
from passport.ledger.passports import LazyPassport
from passport.provenance.bundle import build_bundle
from passport.provenance.chain.storage import word_of
from passport.provenance.evidence import PassportPiece
from passport.provenance.signed_product import digest_of
from passport.provenance.verification import Outcome, Report
from passport.provenance.verification.case import FROZEN_LEAF
from tests.evidence.conftest import on_anvil
from tests.evidence.shown import Shown
from tests.evidence.story import GOVERNOR, Party, Story, register_eagerly

NO_LEAF = LazyPassport(0, Digest(bytes(32)), None, Digest(bytes(32)), ())


@pytest.fixture
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with on_anvil(tmp_path_factory.mktemp("frozen")) as told:
        yield told


def leaf_of(story: Story, name: str, batch: int, words: str) -> tuple[PassportPiece, LazyPassport]:
    """A batch of one leaf; the same name again is the same passport with another first version."""
    maker = story.parties["maker"].id
    identifier = BatteryIdentifier(f"https://maker.example/batteries/{name}")
    document = story.sign("maker", identifier.passport_id(maker), "BatteryPassport", {"words": words})
    piece = PassportPiece(
        registrant=maker,
        identifier=identifier,
        parent=None,
        digest=digest_of(document),
        batch=batch,
        proof=(),
        document=document,
    )
    story.act("maker", acts.RegisterBatch(piece.leaf, 1, Digest(bytes(32))))
    return piece, LazyPassport(batch, identifier.identifier_hash, None, piece.digest, ())


def report_of(story: Story) -> Report:
    return Shown(build_bundle(story.evidence()), story.trust_root()).examined()


def codes(report: Report) -> set[tuple[int, str]]:
    return {(step.number, finding.code) for step in report.steps for finding in step.faults()}


def resolve(story: Story, passport: PassportId, lazy: LazyPassport) -> None:
    signer = LocalSigner(keccak256(b"frozen: authority"))
    story.w3.provider.make_request("anvil_setBalance", [signer.address, hex(10**21)])
    enrol = acts.EnrolParticipant(signer.address, signer.address, RoleSet.of(Role.AUTHORITY), Digest(bytes(32)))
    governor: Any = Account.from_key(GOVERNOR)
    story.send(governor, enrol)
    account: Any = Account.from_key(keccak256(b"frozen: authority"))
    story.parties["authority"] = Party(ParticipantId(len(story.parties) + 1), account, signer)
    story.act("authority", acts.ResolveFreeze(passport, lazy, Digest(keccak256(b"decided"))))


def test_frozen__leaf_that_never_existed__fails_step_8_alone__until_an_authority_decides(story: Story) -> None:
    first, one = leaf_of(story, "twin", 1, "one")
    _, other = leaf_of(story, "twin", 2, "other")
    story.passports.append(first)
    assert not report_of(story).failed
    story.act("lab", acts.ProveDuplicate(one, other))
    assert codes(report_of(story)) == {(8, "passport-frozen")}
    resolve(story, first.passport_id, one)
    report = report_of(story)
    assert not report.failed
    assert report.step(8).outcome is Outcome.PASSED


def test_frozen__existing_passport__fails_step_8_alone__until_an_authority_decides(story: Story) -> None:
    passport = register_eagerly(story, "twin")
    _, lazy = leaf_of(story, "twin", 1, "other")
    assert not report_of(story).failed
    story.act("lab", acts.ProveDuplicate(lazy, lazy))
    assert codes(report_of(story)) == {(8, "passport-frozen")}
    resolve(story, passport, NO_LEAF)
    assert not report_of(story).failed


def test_frozen__its_event_left_out__fails_steps_7_and_8(story: Story) -> None:
    first, one = leaf_of(story, "twin", 1, "one")
    _, other = leaf_of(story, "twin", 2, "other")
    story.passports.append(first)
    story.act("lab", acts.ProveDuplicate(one, other))
    story.transactions.pop()
    assert codes(report_of(story)) == {(7, "history-differs-from-state"), (8, "passport-frozen")}


def test_frozen_leaf__its_word__has_one_bit() -> None:
    """Custodian, stage and status, then the flags: bytes 28-31, 27, 26, 25 of the word."""
    assert bytes(FROZEN_LEAF) == bytes(25) + b"\x04" + bytes(6)
    with pytest.raises(KeyError):
        word_of(LazyPassport, "nothing", 1)
