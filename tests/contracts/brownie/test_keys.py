"""Keys over time: rotation, revocation, compromise. What a key signed while valid stays valid."""

from typing import Any

import passports as p
import pytest
from brownie import chain, web3
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import ZERO_ADDRESS, Role, Stage


@pytest.fixture
def participants(ledger: Ledger) -> Any:
    return ledger.participants


def block() -> int:
    return int(web3.eth.block_number)


def test_keys__by_one_who_controls_nothing__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    for method, arguments in (
        (participants.rotateController, [cast.spare.address]),
        (participants.addSigner, [cast.spare.address]),
        (participants.revokeSigner, [cast.maker.address]),
        (participants.reportCompromise, [cast.maker.address, 1]),
    ):
        refused(method, arguments, cast.stranger, "NotController", cast.stranger.address, 0)


def test_keys__of_another_organisation__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    foreign = cast.operator.address
    refused(participants.revokeSigner, [foreign], cast.maker, "SignerNotActive", foreign, cast.maker.id)
    refused(participants.reportCompromise, [foreign, 1], cast.maker, "SignerNotActive", foreign, cast.maker.id)
    refused(participants.addSigner, [foreign], cast.maker, "SignerAlreadyBound", foreign, cast.operator.id)
    refused(participants.rotateController, [foreign], cast.maker, "ControllerAlreadyBound", foreign, cast.operator.id)


def test_keys__zero_address__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    refused(participants.addSigner, [ZERO_ADDRESS], cast.maker, "ZeroAddress")
    refused(participants.rotateController, [ZERO_ADDRESS], cast.maker, "ZeroAddress")


def test_revoke_signer__unknown_or_revoked__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    spare = cast.spare.address
    refused(participants.revokeSigner, [spare], cast.maker, "SignerNotActive", spare, cast.maker.id)
    participants.addSigner(spare, cast.maker.tx)
    participants.revokeSigner(spare, cast.maker.tx)
    refused(participants.revokeSigner, [spare], cast.maker, "SignerNotActive", spare, cast.maker.id)
    refused(participants.addSigner, [spare], cast.maker, "SignerAlreadyBound", spare, cast.maker.id)
    refused(participants.addSigner, [spare], cast.operator, "SignerAlreadyBound", spare, cast.maker.id)


def test_rotate_controller__old_key_controls_nothing_and_no_one_else_gets_it(
    participants: Any, cast: Cast, refused: Refusals
) -> None:
    tx = participants.rotateController(cast.spare.address, cast.maker.tx)
    event = tx.events["ControllerRotated"]
    assert (event["previousController"], event["controller"]) == (cast.maker.address, cast.spare.address)
    refused(
        participants.addSigner,
        [cast.other_spare.address],
        cast.maker,
        "NotController",
        cast.maker.address,
        cast.maker.id,
    )
    assert participants.controllerOf(cast.maker.address) == 0
    assert participants.controllerOf(cast.spare.address) == cast.maker.id
    refused(
        participants.enrol,
        [cast.maker.address, cast.other_spare.address, 1, b"\x01" * 32],
        cast.governance,
        "ControllerAlreadyBound",
        cast.maker.address,
        cast.maker.id,
    )
    assert not participants.rotateController(cast.spare.address, cast.spare.tx).events
    participants.rotateController(cast.maker.address, cast.spare.tx)
    assert participants.controllerOf(cast.maker.address) == cast.maker.id


def test_revoked__signs_no_more__but_what_it_signed_before_stays(
    participants: Any, cast: Cast, refused: Refusals, ledger: Ledger
) -> None:
    added = participants.addSigner(cast.spare.address, cast.maker.tx).block_number
    ledger.passports.openConsignment(cast.spare.tx)
    chain.mine(2)
    tx = participants.revokeSigner(cast.spare.address, cast.maker.tx)
    revoked = tx.block_number
    assert tx.events["SignerRevoked"]["validUntil"] == revoked
    chain.mine(1)
    assert participants.signerOf(cast.spare.address, added - 1) == 0
    assert participants.signerOf(cast.spare.address, added) == cast.maker.id
    assert participants.signerOf(cast.spare.address, revoked - 1) == cast.maker.id
    assert participants.signerOf(cast.spare.address, revoked) == 0
    assert participants.signerOf(cast.spare.address, revoked + 1) == 0
    refused(ledger.passports.openConsignment, [], cast.spare, "NotSigner", cast.spare.address)
    refused.view(participants.signerOf, [cast.spare.address, block() + 5], "BlockInFuture", block() + 5)


def test_compromised__signs_no_more__and_nothing_since_then_counts(
    participants: Any, cast: Cast, refused: Refusals, ledger: Ledger
) -> None:
    added = participants.addSigner(cast.spare.address, cast.maker.tx).block_number
    chain.mine(5)
    tx = participants.reportCompromise(cast.spare.address, added + 3, cast.maker.tx)
    assert tx.events["SignerCompromised"]["compromisedSince"] == added + 3
    assert tx.events["SignerRevoked"]["validUntil"] == tx.block_number
    assert participants.signerOf(cast.spare.address, added + 2) == cast.maker.id
    assert participants.signerOf(cast.spare.address, added + 3) == 0
    assert participants.signerOf(cast.spare.address, block()) == 0
    refused(ledger.passports.openConsignment, [], cast.spare, "NotSigner", cast.spare.address)


def test_compromise__later_than_reported_or_in_future__refused(
    participants: Any, cast: Cast, refused: Refusals
) -> None:
    spare = cast.spare.address
    added = participants.addSigner(spare, cast.maker.tx).block_number
    chain.mine(5)
    refused(participants.reportCompromise, [spare, block() + 9], cast.maker, "BlockInFuture", block() + 9)
    participants.reportCompromise(spare, added + 3, cast.maker.tx)
    refused(
        participants.reportCompromise,
        [spare, added + 4],
        cast.maker,
        "CompromiseNotEarlier",
        spare,
        added + 3,
        added + 4,
    )
    assert not participants.reportCompromise(spare, added + 3, cast.maker.tx).events
    tx = participants.reportCompromise(spare, added + 2, cast.maker.tx)
    assert tx.events["SignerCompromised"]["compromisedSince"] == added + 2
    assert "SignerRevoked" not in tx.events
    participants.reportCompromise(spare, 0, cast.maker.tx)
    assert participants.signerPeriod(spare).dict()["compromisedSince"] == added


def test_compromise__reported_after_revocation__end_not_moved(participants: Any, cast: Cast) -> None:
    added = participants.addSigner(cast.spare.address, cast.maker.tx).block_number
    revoked = participants.revokeSigner(cast.spare.address, cast.maker.tx).block_number
    participants.reportCompromise(cast.spare.address, added, cast.maker.tx)
    period = participants.signerPeriod(cast.spare.address).dict()
    assert (period["validFrom"], period["validUntil"], period["compromisedSince"]) == (added, revoked, added)


def test_compromise__by_governance_for_a_lost_controller(participants: Any, cast: Cast, refused: Refusals) -> None:
    refused(participants.reportCompromiseFor, [cast.stranger.address, 1], cast.governance, "NotSigner")
    participants.reportCompromiseFor(cast.maker.address, block(), cast.governance.tx)
    refused.view(participants.activeParty, [cast.maker.address], "NotSigner", cast.maker.address)


def test_handover__signed_by_a_key_revoked_since__refused(
    life: Life, participants: Any, passports: Any, cast: Cast, refused: Refusals
) -> None:
    pack = life.registered()
    offer = p.words(passports, pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.maker, cast.operator)
    participants.revokeSigner(cast.maker.address, cast.maker.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "NotSigner", cast.maker.address)


def test_rotation__of_every_key__custody_stays_and_the_new_key_acts(
    life: Life, participants: Any, passports: Any, cast: Cast
) -> None:
    pack = life.registered()
    before = life.state(pack)
    participants.addSigner(cast.spare.address, cast.maker.tx)
    participants.rotateController(cast.spare.address, cast.maker.tx)
    participants.revokeSigner(cast.maker.address, cast.spare.tx)
    assert life.state(pack) == before
    offer = p.words(passports, pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    holder = p.holder_signature(passports, offer, cast.spare)
    receiver = p.receiver_signature(passports, offer, cast.operator)
    passports.executeHandover(offer.values, holder, receiver, cast.relayer.tx)
    assert life.state(pack)[0] == cast.operator.id
