"""What the chain says of an organisation, as a DID document."""

from __future__ import annotations

import json

import pytest

from passport.battery.roles import Role, RoleSet
from passport.identifiers import Address, ChainId, Digest, ParticipantId
from passport.ledger.participants import ParticipantRecord, SignerPeriod
from passport.provenance.did import HostMalformed, Organisation, account_document, did_web, organisation_document

CHAIN, MAKER = ChainId(31971), ParticipantId(7)
FIRST, SECOND, STOLEN, CONTROLLER = (Address("0x" + digit * 40) for digit in "1234")
KEYS = {
    FIRST: SignerPeriod(MAKER, 10, 20),
    SECOND: SignerPeriod(MAKER, 15),
    STOLEN: SignerPeriod(MAKER, 10, None, 12),
}


def organisation(block: int, *, suspended: bool = False) -> Organisation:
    record = ParticipantRecord(CONTROLLER, RoleSet.of(Role.MANUFACTURER), suspended, 9, Digest(bytes(32)))
    return Organisation(MAKER, CHAIN, block, record, KEYS)


def asserting(block: int, *, suspended: bool = False) -> set[str]:
    document = organisation_document("did:web:maker.example", organisation(block, suspended=suspended))
    assert document["authentication"] == document["assertionMethod"]
    methods = document["assertionMethod"]
    assert isinstance(methods, list)
    return {str(method).partition("#")[2] for method in methods}


@pytest.mark.parametrize(
    ("block", "keys"),
    [(9, set()), (10, {FIRST, STOLEN}), (12, {FIRST}), (15, {FIRST, SECOND}), (20, {SECOND})],
)
def test_organisation__at_a_block__may_assert_with_the_keys_valid_then(block: int, keys: set[str]) -> None:
    assert asserting(block) == keys


def test_organisation__suspended__may_assert_with_none() -> None:
    assert asserting(15, suspended=True) == set()


def test_organisation__every_key__is_named_with_its_blocks() -> None:
    document = organisation_document("did:web:maker.example", organisation(30))
    methods = {method["id"].partition("#")[2]: method for method in document["verificationMethod"]}  # type: ignore[union-attr, index]
    assert set(methods) == {"controller", FIRST, SECOND, STOLEN}
    blocks = {key: {name: value for name, value in methods[key].items() if name.endswith("Block")} for key in KEYS}
    assert blocks == {
        FIRST: {"validFromBlock": 10, "validUntilBlock": 20},
        SECOND: {"validFromBlock": 15},
        STOLEN: {"validFromBlock": 10, "compromisedSinceBlock": 12},
    }
    assert methods[FIRST]["blockchainAccountId"] == f"eip155:31971:{FIRST}"
    assert all(method["controller"] == "did:web:maker.example" for method in methods.values())
    assert document["atBlock"] == 30
    assert json.loads(json.dumps(document)) == document


def test_account__document__is_of_its_own_key() -> None:
    document = account_document(CHAIN, FIRST)
    did = f"did:pkh:eip155:31971:{FIRST}"
    assert document["id"] == did
    assert document["assertionMethod"] == [f"{did}#blockchainAccountId"]
    (method,) = document["verificationMethod"]  # type: ignore[misc]
    assert method["blockchainAccountId"] == f"eip155:31971:{FIRST}"  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("host", "did"),
    [
        ("maker.example", "did:web:maker.example:participants:7"),
        ("localhost:8443", "did:web:localhost%3A8443:participants:7"),
    ],
)
def test_did_web__host__is_carried(host: str, did: str) -> None:
    assert did_web(host, MAKER) == did


@pytest.mark.parametrize(
    "host",
    [
        "",
        "Maker.example",
        "a b",
        "a/b",
        "a..b",
        "-a.example",
        "a:b",
        "a#b",
        "a:123456",
        "user@a",
        "a" * 254,
        "a\n",
        "%3A",
    ],
)
def test_did_web__no_host__is_refused(host: str) -> None:
    with pytest.raises(HostMalformed):
        did_web(host, MAKER)
