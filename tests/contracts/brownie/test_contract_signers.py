"""A contract as a signer (ERC-1271): it signs a handover and a consent as a key does."""

from typing import Any

import passports as p
import pytest
import signing
from brownie import compile_source
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import Kind, Reason, Role, Stage

WALLET = """
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.29;

/// A wallet whose owner signs for it; told to, it answers nonsense.
contract OwnedWallet {
    address private immutable OWNER = msg.sender;
    bytes4 public answer = 0x1626ba7e;

    function setAnswer(bytes4 other) external {
        answer = other;
    }

    /// Whoever calls it makes it call another: what a trap does to the organisation that walks into it.
    function run(address target, bytes calldata data) external {
        (bool success, bytes memory answer_) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer_, 0x20), mload(answer_))
            }
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bytes32 r = bytes32(signature[0:32]);
        bytes32 s = bytes32(signature[32:64]);
        return ecrecover(digest, uint8(signature[64]), r, s) == OWNER ? answer : bytes4(0);
    }
}
"""


@pytest.fixture(scope="session")
def wallet_source() -> Any:
    return compile_source(WALLET, solc_version="0.8.29", evm_version="paris")


@pytest.fixture
def wallet(wallet_source: Any, ledger: Ledger, cast: Cast) -> Any:
    """A wallet of `cast.spare`, which signs for the operator."""
    contract = wallet_source.OwnedWallet.deploy(cast.spare.tx)
    ledger.participants.addSigner(contract.address, cast.operator.tx)
    return contract


@pytest.fixture
def offer(life: Life, passports: Any, cast: Cast) -> p.Words:
    return p.words(passports, life.registered(), cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)


def accepted_by_wallet(passports: Any, offer: p.Words, cast: Cast, wallet: Any) -> tuple[Any, ...]:
    holder = p.holder_signature(passports, offer, cast.maker)
    _, signature = p.receiver_signature(passports, offer, cast.spare)
    return offer.values, holder, (wallet.address, signature)


def test_wallet__owner_did_not_sign__refused(
    passports: Any, cast: Cast, wallet: Any, offer: p.Words, refused: Refusals
) -> None:
    values, holder, _ = accepted_by_wallet(passports, offer, cast, wallet)
    forged = (wallet.address, p.receiver_signature(passports, offer, cast.operator)[1])
    refused(passports.executeHandover, (values, holder, forged), cast.relayer, "SignatureInvalid", wallet.address)
    empty = (wallet.address, b"")
    refused(passports.executeHandover, (values, holder, empty), cast.relayer, "SignatureInvalid", wallet.address)


def test_wallet__answers_another_magic_value__refused(
    passports: Any, cast: Cast, wallet: Any, offer: p.Words, refused: Refusals
) -> None:
    wallet.setAnswer("0xffffffff", cast.spare.tx)
    arguments = accepted_by_wallet(passports, offer, cast, wallet)
    refused(passports.executeHandover, arguments, cast.relayer, "SignatureInvalid", wallet.address)


def test_wallet__no_longer_a_signer__refused(
    ledger: Ledger, passports: Any, cast: Cast, wallet: Any, offer: p.Words, refused: Refusals
) -> None:
    arguments = accepted_by_wallet(passports, offer, cast, wallet)
    ledger.participants.revokeSigner(wallet.address, cast.operator.tx)
    refused(passports.executeHandover, arguments, cast.relayer, "NotSigner", wallet.address)


def test_wallet__owner_signed__battery_handed_over(
    life: Life, passports: Any, cast: Cast, wallet: Any, offer: p.Words
) -> None:
    passports.executeHandover(*accepted_by_wallet(passports, offer, cast, wallet), cast.relayer.tx)
    assert life.state(offer.subject) == (cast.operator.id, Stage.IN_SERVICE, 0)


def test_wallet__owner_signed__consent_recorded(ledger: Ledger, cast: Cast, wallet: Any) -> None:
    consents = ledger.consents
    values = (b"\x0c" * 32, cast.operator.id, cast.maker.id, p.now() + p.DAY, p.now() + p.DAY)
    signable = signing.message(signing.domain_of(consents), "ConsentGrant", signing.CONSENT_GRANT, values)
    consents.grantBySignature(values, wallet.address, signing.sign(cast.spare.key, signable), cast.relayer.tx)
    assert consents.isStanding(cast.operator.id, values[0])


def test_trap__organisation_calls_a_contract_that_acts_in_its_name__refused(
    life: Life, ledger: Ledger, cast: Cast, wallet_source: Any, refused: Refusals
) -> None:
    trap = wallet_source.OwnedWallet.deploy(cast.stranger.tx)
    passports, products, consents = ledger.passports, ledger.products, ledger.consents
    pack = life.registered()
    module = life.registered("module-1", parent=pack)
    batch = life.batch("pack-2", "pack-3")
    offer = p.words(passports, pack, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    passports.offer(offer.values, cast.maker.tx)
    one, two = b"\x01" * 32, b"\x02" * 32
    consents.grant(one, cast.maker.id, cast.operator.id, p.now() + p.DAY, cast.maker.tx)
    moves = (pack, cast.other_operator.id, Role.OPERATOR, Reason.HOLDER_DISSOLVED, one)
    acts = [
        (cast.maker, passports.register, [p.registration("pack-9")]),
        (cast.maker, passports.registerMany, [[p.registration("pack-9")]]),
        (cast.maker, passports.registerBatch, [one, 3, two]),
        (cast.maker, passports.bringIntoExistence, [batch.lazy("pack-2")]),
        (cast.maker, passports.offer, [offer.values]),
        (cast.operator, passports.accept, [offer.values]),
        (cast.operator, passports.reject, [offer.values]),
        (cast.maker, passports.cancel, [Kind.PASSPORT, pack]),
        (cast.maker, passports.splitOff, [module]),
        (cast.maker, passports.openConsignment, []),
        (cast.maker, passports.pack, [1, [pack]]),
        (cast.maker, passports.unpack, [1, [pack]]),
        (cast.maker, passports.succeed, [[pack], p.registration("pack-9"), 1]),
        (cast.recycler, passports.declareRecycled, [pack, one]),
        (cast.maker, passports.withdraw, [Kind.PASSPORT, pack, Reason.SAFETY_RECALL, one]),
        (cast.maker, passports.liftWithdrawal, [Kind.PASSPORT, pack, one]),
        (cast.authority, passports.announceCustodyMove, list(moves)),
        (cast.maker, passports.objectToCustodyMove, [pack]),
        (cast.authority, passports.cancelCustodyMove, [pack]),
        (cast.authority, passports.executeCustodyMove, [pack]),
        (cast.authority, passports.resolveFreeze, [pack, batch.lazy("pack-2"), one]),
        (cast.maker, products.anchor, [b"\x00" * 32, one, 1, two]),
        (cast.maker, products.withdraw, [one, 1]),
        (cast.maker, products.supersede, [one, two]),
        (cast.maker, consents.grant, [two, cast.maker.id, cast.operator.id, p.now() + p.DAY]),
        (cast.maker, consents.revoke, [one]),
        (cast.maker, ledger.log.open, [one]),
    ]
    for party, method, arguments in acts:
        call = [method._address, method.encode_input(*arguments)]
        refused(trap.run, call, party, "NotSigner", trap.address)


def test_trap__controller_calls_a_contract_that_acts_in_its_name__refused(
    ledger: Ledger, cast: Cast, wallet_source: Any, refused: Refusals
) -> None:
    trap = wallet_source.OwnedWallet.deploy(cast.stranger.tx)
    participants = ledger.participants
    for method, arguments in (
        (participants.rotateController, [cast.spare.address]),
        (participants.addSigner, [cast.spare.address]),
        (participants.revokeSigner, [cast.maker.address]),
        (participants.reportCompromise, [cast.maker.address, 1]),
        (participants.setDidDocumentDigest, [b"\x01" * 32]),
    ):
        call = [method._address, method.encode_input(*arguments)]
        refused(trap.run, call, cast.maker, "NotController", trap.address, 0)
