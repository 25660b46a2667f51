"""A contract as a signer (ERC-1271): it signs a handover and a consent as a key does."""

from typing import Any

import passports as p
import pytest
import signing
from brownie import compile_source
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import Role, Stage

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
