"""Python's typed data and leaves against the vectors that the Solidity libraries are tested with."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.identifiers import (
    Address,
    BatteryIdentifier,
    ChainId,
    Digest,
    LogId,
    MerkleRoot,
    ParticipantId,
    PassportId,
    SubjectId,
)
from passport.ledger import typed_data
from passport.ledger.consents import ConsentGrant, ConsentRevocation
from passport.ledger.leaves import passport_leaf, product_leaf
from passport.ledger.offers import HandoverOffer
from passport.ledger.read_logs import Checkpoint
from passport.ledger.subjects import SubjectKind
from tests.conformance.make_contract_vectors import VECTORS


def vectors(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return content


def participant(number: int) -> ParticipantId:
    """As in a vector, which may also say zero: the digest of words no contract takes is pinned all the same."""
    return ParticipantId(number) if number else cast(ParticipantId, number)


def offer_of(words: dict[str, Any]) -> HandoverOffer:
    return HandoverOffer(
        SubjectKind(words["kind"]),
        SubjectId.from_hex(words["subject"]),
        participant(words["from"]),
        participant(words["to"]),
        Role(words["receiverRole"]),
        Stage(words["targetStage"]),
        MerkleRoot.from_hex(words["evidenceRoot"]),
        words["sequence"],
        words["deadline"],
    )


def digest_of(case: dict[str, Any]) -> Digest:
    domain = typed_data.Domain(
        case["domain"]["name"],
        case["domain"]["version"],
        ChainId(case["domain"]["chainId"]),
        Address(case["domain"]["verifyingContract"]),
    )
    words = case["words"]
    if case["struct"] == "HandoverOffer":
        return typed_data.offer_digest(domain, offer_of(words))
    if case["struct"] == "ConsentGrant":
        subject, grantee = participant(words["subject"]), participant(words["grantee"])
        digest = Digest.from_hex(words["consentDigest"])
        grant = ConsentGrant(digest, subject, grantee, words["expiresAt"], words["deadline"])
        return typed_data.consent_grant_digest(domain, grant)
    if case["struct"] == "ConsentRevocation":
        revocation = ConsentRevocation(Digest.from_hex(words["consentDigest"]), participant(words["subject"]))
        return typed_data.consent_revocation_digest(domain, revocation)
    if case["struct"] == "Checkpoint":
        root = Digest.from_hex(words["rootHash"])
        checkpoint = Checkpoint(LogId.from_hex(words["logId"]), words["treeSize"], root)
        return typed_data.checkpoint_digest(domain, checkpoint)
    return typed_data.acceptance_digest_of(
        domain, Digest.from_hex(words["offerDigest"]), participant(words["receiver"])
    )


TYPED = vectors("typed_data")["cases"]


@pytest.mark.parametrize("case", TYPED, ids=[f"{number}-{case['struct']}" for number, case in enumerate(TYPED)])
def test_typed_data__of_each_vector__has_its_digest(case: dict[str, Any]) -> None:
    assert digest_of(case).hex0x == case["digest"]


def test_typed_data__of_all_vectors__cover_every_structure() -> None:
    assert {case["struct"] for case in TYPED} == {
        "HandoverOffer",
        "HandoverAcceptance",
        "ConsentGrant",
        "ConsentRevocation",
        "Checkpoint",
    }


@pytest.mark.parametrize("case", vectors("leaves")["passports"])
def test_passport_leaf__of_each_vector__is_that_leaf(case: dict[str, Any]) -> None:
    identifier, manufacturer = BatteryIdentifier(case["identifier"]), ParticipantId(case["manufacturer"])
    passport = identifier.passport_id(manufacturer)
    parent = PassportId.from_hex(case["parent"])
    assert identifier.identifier_hash.hex0x == case["identifierHash"]
    assert passport.hex0x == case["passportId"]
    leaf = passport_leaf(passport, None if parent.is_zero else parent, Digest.from_hex(case["digest"]), manufacturer)
    assert leaf.hex0x == case["leaf"]


@pytest.mark.parametrize("case", vectors("leaves")["products"])
def test_product_leaf__of_each_vector__is_that_leaf(case: dict[str, Any]) -> None:
    digest, passport = Digest.from_hex(case["digest"]), PassportId.from_hex(case["passportId"])
    leaf = product_leaf(digest, passport, case["productType"], hash_algorithm=case["hashAlgorithm"])
    assert leaf.hex0x == case["leaf"]
