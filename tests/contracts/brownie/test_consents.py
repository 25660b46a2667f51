"""Commitments of consents: given and taken back by the subject alone."""

from dataclasses import dataclass, replace
from typing import Any

import passports as p
import pytest
import signing
from brownie import chain
from cast import Cast, Party
from life import Ledger
from refusals import Refusals
from words import ZERO32

CONSENT = b"\x0c" * 32
YEAR = 365 * 86_400


@pytest.fixture
def consents(ledger: Ledger) -> Any:
    return ledger.consents


@dataclass(frozen=True)
class Grant:
    """A ConsentGrant."""

    digest: bytes
    subject: int
    grantee: int
    expires_at: int
    deadline: int

    @property
    def values(self) -> tuple[Any, ...]:
        return (self.digest, self.subject, self.grantee, self.expires_at, self.deadline)


@pytest.fixture
def words(cast: Cast, consents: Any) -> Grant:
    assert consents.address
    return Grant(CONSENT, cast.operator.id, cast.second_life.id, p.now() + YEAR, p.now() + p.DAY)


def signed_grant(consents: Any, words: Grant, signer: Party, **domain: Any) -> tuple[Any, ...]:
    named = signing.domain_of(consents) | domain
    signable = signing.message(named, "ConsentGrant", signing.CONSENT_GRANT, words.values)
    return words.values, signer.address, signing.sign(signer.key, signable)


def signed_revocation(consents: Any, subject: int, signer: Party, digest: bytes = CONSENT, **domain: Any) -> Any:
    named = signing.domain_of(consents) | domain
    values = (digest, subject)
    signable = signing.message(named, "ConsentRevocation", signing.CONSENT_REVOCATION, values)
    return values, signer.address, signing.sign(signer.key, signable)


def granted(consents: Any, words: Grant, cast: Cast) -> Any:
    return consents.grant(words.digest, words.subject, words.grantee, words.expires_at, cast.operator.tx)


def test_grant__for_another_subject__refused(consents: Any, cast: Cast, words: Grant, refused: Refusals) -> None:
    arguments = list(words.values[:4])
    refused(consents.grant, arguments, cast.maker, "NotSubject", cast.maker.id, cast.operator.id)
    refused(consents.grant, arguments, cast.second_life, "NotSubject", cast.second_life.id, cast.operator.id)
    refused(consents.grant, arguments, cast.stranger, "NotSigner", cast.stranger.address)


def test_grant__malformed__refused(consents: Any, cast: Cast, words: Grant, refused: Refusals) -> None:
    subject, grantee, expires = words.subject, words.grantee, words.expires_at
    refused(consents.grant, [ZERO32, subject, grantee, expires], cast.operator, "ConsentDigestEmpty")
    for wrong in (0, subject, 999):
        refused(consents.grant, [CONSENT, subject, wrong, expires], cast.operator, "GranteeInvalid", wrong)
    for past in (p.now(), p.now() - 1):
        refused(consents.grant, [CONSENT, subject, grantee, past], cast.operator, "ConsentExpiryInPast", past)


def test_grant__other_words_under_the_same_digest__refused(
    consents: Any, cast: Cast, words: Grant, refused: Refusals
) -> None:
    granted(consents, words, cast)
    for grantee, expires in ((cast.recycler.id, words.expires_at), (words.grantee, words.expires_at + 1)):
        refused(
            consents.grant, [CONSENT, words.subject, grantee, expires], cast.operator, "ConsentAlreadyRecorded", CONSENT
        )


def test_grant__same_words_again__nothing_changed(consents: Any, cast: Cast, words: Grant) -> None:
    granted(consents, words, cast)
    before = consents.consentOf(words.subject, CONSENT)
    assert not granted(consents, words, cast).events
    assert consents.consentOf(words.subject, CONSENT) == before


def test_grant__revoked_before__does_not_stand_again(consents: Any, cast: Cast, words: Grant) -> None:
    granted(consents, words, cast)
    consents.revoke(CONSENT, cast.operator.tx)
    assert not granted(consents, words, cast).events
    consents.grantBySignature(*signed_grant(consents, words, cast.operator), cast.relayer.tx)
    assert not consents.isStanding(words.subject, CONSENT)


def test_grant__expired_before__does_not_stand_again(
    consents: Any, cast: Cast, words: Grant, refused: Refusals
) -> None:
    short = replace(words, expires_at=p.now() + 60)
    granted(consents, short, cast)
    chain.sleep(120)
    chain.mine()
    assert not consents.isStanding(words.subject, CONSENT)
    refused(
        consents.grant,
        [CONSENT, words.subject, words.grantee, words.expires_at],
        cast.operator,
        "ConsentAlreadyRecorded",
        CONSENT,
    )


def test_grant__another_subject_used_the_digest_first__blocks_nobody(consents: Any, cast: Cast, words: Grant) -> None:
    consents.grant(CONSENT, cast.maker.id, cast.recycler.id, words.expires_at, cast.maker.tx)
    assert not consents.isStanding(words.subject, CONSENT)
    granted(consents, words, cast)
    assert consents.consentOf(words.subject, CONSENT).dict()["grantee"] == words.grantee
    assert consents.consentOf(cast.maker.id, CONSENT).dict()["grantee"] == cast.recycler.id


def test_grant__by_its_subject__stands_until_it_expires(consents: Any, cast: Cast, words: Grant) -> None:
    tx = granted(consents, words, cast)
    event = tx.events["ConsentGranted"]
    assert (event["consentDigest"], event["subject"], event["grantee"], event["expiresAt"]) == (
        "0x" + CONSENT.hex(),
        words.subject,
        words.grantee,
        words.expires_at,
    )
    record = consents.consentOf(words.subject, CONSENT).dict()
    assert (record["grantedAt"], record["revokedAt"], record["expiresAt"]) == (tx.timestamp, 0, words.expires_at)
    assert consents.isStanding(words.subject, CONSENT)
    p.mine_at(words.expires_at - 1)
    assert consents.isStanding(words.subject, CONSENT)
    p.mine_at(words.expires_at)
    assert not consents.isStanding(words.subject, CONSENT)


@pytest.mark.parametrize("domain", [{"chainId": 2}, {"verifyingContract": "0x" + "11" * 20}])
def test_relayed__signed_for_another_chain_or_contract__refused(
    consents: Any, cast: Cast, words: Grant, refused: Refusals, domain: dict[str, Any]
) -> None:
    arguments = signed_grant(consents, words, cast.operator, **domain)
    refused(consents.grantBySignature, arguments, cast.relayer, "ConsentSignatureInvalid", cast.operator.address)
    granted(consents, words, cast)
    arguments = signed_revocation(consents, words.subject, cast.operator, **domain)
    refused(consents.revokeBySignature, arguments, cast.relayer, "ConsentSignatureInvalid", cast.operator.address)


def test_relayed_grant__deadline_passed__refused(consents: Any, cast: Cast, words: Grant, refused: Refusals) -> None:
    arguments = signed_grant(consents, words, cast.operator)
    p.mine_at(words.deadline + 1)
    refused(consents.grantBySignature, arguments, cast.relayer, "ConsentSignatureExpired", words.deadline)


def test_relayed_grant__in_the_last_second__recorded(consents: Any, cast: Cast, words: Grant) -> None:
    arguments = signed_grant(consents, words, cast.operator)
    p.next_block_at(words.deadline)
    consents.grantBySignature(*arguments, cast.relayer.tx)
    assert consents.isStanding(words.subject, CONSENT)


def test_relayed_grant__forged_or_changed__refused(
    ledger: Ledger, consents: Any, cast: Cast, words: Grant, refused: Refusals
) -> None:
    values, signer, signature = signed_grant(consents, words, cast.operator)
    _, _, forged = signed_grant(consents, words, cast.second_life)
    invalid = ("ConsentSignatureInvalid", cast.operator.address)
    refused(consents.grantBySignature, (values, signer, forged), cast.relayer, *invalid)
    changed = replace(words, grantee=cast.recycler.id).values
    refused(consents.grantBySignature, (changed, signer, signature), cast.relayer, *invalid)
    refused(
        consents.grantBySignature,
        signed_grant(consents, words, cast.second_life),
        cast.relayer,
        "NotSubject",
        cast.second_life.id,
        cast.operator.id,
    )
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    refused(consents.grantBySignature, (values, signer, signature), cast.relayer, "ParticipantIsSuspended")


def test_relayed_grant__replayed__nothing_changed(consents: Any, cast: Cast, words: Grant) -> None:
    arguments = signed_grant(consents, words, cast.operator)
    consents.grantBySignature(*arguments, cast.relayer.tx)
    before = consents.consentOf(words.subject, CONSENT)
    assert not consents.grantBySignature(*arguments, cast.stranger.tx).events
    assert consents.consentOf(words.subject, CONSENT) == before


def test_revoke__unknown_or_anothers__refused(consents: Any, cast: Cast, words: Grant, refused: Refusals) -> None:
    refused(consents.revoke, [CONSENT], cast.operator, "ConsentUnknown", CONSENT)
    granted(consents, words, cast)
    refused(consents.revoke, [CONSENT], cast.second_life, "ConsentUnknown", CONSENT)
    assert consents.isStanding(words.subject, CONSENT)
    arguments = signed_revocation(consents, words.subject, cast.second_life)
    refused(consents.revokeBySignature, arguments, cast.relayer, "NotSubject", cast.second_life.id, words.subject)


def test_revoke__acts_in_its_block__and_again_changes_nothing(consents: Any, cast: Cast, words: Grant) -> None:
    granted(consents, words, cast)
    tx = consents.revoke(CONSENT, cast.operator.tx)
    assert tx.events["ConsentRevoked"]["subject"] == words.subject
    assert not consents.isStanding(words.subject, CONSENT)
    assert consents.consentOf(words.subject, CONSENT).dict()["revokedAt"] == tx.timestamp
    assert not consents.revoke(CONSENT, cast.operator.tx).events
    assert consents.consentOf(words.subject, CONSENT).dict()["revokedAt"] == tx.timestamp


def test_revoke__relayed__acts_and_replay_changes_nothing(consents: Any, cast: Cast, words: Grant) -> None:
    granted(consents, words, cast)
    arguments = signed_revocation(consents, words.subject, cast.operator)
    assert consents.revokeBySignature(*arguments, cast.relayer.tx).events["ConsentRevoked"]
    assert not consents.isStanding(words.subject, CONSENT)
    assert not consents.revokeBySignature(*arguments, cast.relayer.tx).events


def test_domain__names_this_contract(consents: Any) -> None:
    domain = signing.domain_of(consents)
    assert (domain["name"], domain["version"]) == ("BatteryConsentRegistry", "1")
    assert domain["verifyingContract"] == consents.address
