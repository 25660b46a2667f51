"""Organisations and governance: who enrols, who suspends, who announces."""

from typing import Any

import pytest
from cast import Cast
from deployment import REGISTRAR, STEWARD, SUPERVISOR
from life import Ledger
from refusals import Refusals
from words import ZERO32, ZERO_ADDRESS, Role

DID = b"\x0d" * 32


@pytest.fixture
def participants(ledger: Ledger) -> Any:
    return ledger.participants


@pytest.fixture
def governed(participants: Any, cast: Cast) -> list[tuple[Any, list[Any]]]:
    """Every act of governance."""
    return [
        (participants.enrol, [cast.spare.address, cast.spare.address, 1, DID]),
        (participants.suspend, [cast.maker.id]),
        (participants.reinstate, [cast.maker.id]),
        (participants.setRoles, [cast.maker.id, 2]),
        (participants.announceContract, [b"\x01" * 32, cast.spare.address]),
        (participants.reportCompromiseFor, [cast.maker.address, 1]),
    ]


def test_governance__by_anyone_else__refused(
    participants: Any, cast: Cast, governed: list[tuple[Any, list[Any]]], refused: Refusals
) -> None:
    assert len(governed) == 6
    for party in (cast.stranger, cast.maker, cast.authority):
        for method, arguments in governed:
            refused(method, arguments, party, "AccessManagedUnauthorized", party.address)


def test_governance__one_role__allows_its_own_acts_only(
    ledger: Ledger, cast: Cast, governed: list[tuple[Any, list[Any]]], refused: Refusals
) -> None:
    allowed = {
        REGISTRAR: {"enrol", "setRoles"},
        SUPERVISOR: {"suspend", "reinstate", "reportCompromiseFor"},
        STEWARD: {"announceContract"},
    }
    holders = dict(zip(allowed, (cast.spare, cast.other_spare, cast.stranger), strict=True))
    for role, party in holders.items():
        ledger.authority.grantRole(role, party.address, 0, cast.governance.tx)
    for role, party in holders.items():
        for method, arguments in governed:
            if method._name.split(".")[-1] in allowed[role]:
                method.call(*arguments, party.tx)
            else:
                refused(method, arguments, party, "AccessManagedUnauthorized", party.address)


def test_enrol__malformed__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    enrol, spare = participants.enrol, cast.spare.address
    for roles in (0, 1 << 7, 0xFFFF):
        refused(enrol, [spare, spare, roles, DID], cast.governance, "RolesInvalid", roles)
    refused(enrol, [ZERO_ADDRESS, spare, 1, DID], cast.governance, "ZeroAddress")
    refused(enrol, [spare, ZERO_ADDRESS, 1, DID], cast.governance, "ZeroAddress")
    refused(
        enrol,
        [cast.maker.address, spare, 1, DID],
        cast.governance,
        "ControllerAlreadyBound",
        cast.maker.address,
        cast.maker.id,
    )
    refused(
        enrol,
        [spare, cast.maker.address, 1, DID],
        cast.governance,
        "SignerAlreadyBound",
        cast.maker.address,
        cast.maker.id,
    )


def test_enrol__new_organisation__next_id_and_events(participants: Any, cast: Cast) -> None:
    count = participants.participantCount()
    tx = participants.enrol(cast.spare.address, cast.other_spare.address, 0b1111111, DID, cast.governance.tx)
    event = tx.events["ParticipantEnrolled"]
    assert (event["participantId"], event["controller"], event["roles"]) == (count + 1, cast.spare.address, 0b1111111)
    assert event["didDocumentDigest"] == "0x" + DID.hex()
    added = tx.events["SignerAdded"]
    assert (added["participantId"], added["signer"], added["validFrom"]) == (
        count + 1,
        cast.other_spare.address,
        tx.block_number,
    )
    record = participants.participant(count + 1).dict()
    assert (record["controller"], record["roles"], record["suspended"], record["enrolledAtBlock"]) == (
        cast.spare.address,
        0b1111111,
        False,
        tx.block_number,
    )
    assert participants.controllerOf(cast.spare.address) == count + 1
    assert [int(v) for v in participants.activeParty(cast.other_spare.address)] == [count + 1, 0b1111111]
    assert participants.participantCount() == count + 1


def test_ids__first_is_one__never_given_again(participants: Any, cast: Cast) -> None:
    ids = [party.id for party in cast.organisations]
    assert ids == list(range(1, len(ids) + 1))


def test_unknown_participant__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    for unknown in (0, 999):
        for method, tail in ((participants.suspend, []), (participants.reinstate, []), (participants.setRoles, [1])):
            refused(method, [unknown, *tail], cast.governance, "ParticipantUnknown", unknown)
        refused.view(participants.participant, [unknown], "ParticipantUnknown", unknown)
        refused.view(participants.activeRoles, [unknown], "ParticipantUnknown", unknown)
    assert participants.controllerOf(cast.stranger.address) == 0
    assert participants.controllerOf(ZERO_ADDRESS) == 0


@pytest.mark.parametrize("roles", [0, 1 << 7])
def test_set_roles__no_role_set__refused(participants: Any, cast: Cast, refused: Refusals, roles: int) -> None:
    refused(participants.setRoles, [cast.maker.id, roles], cast.governance, "RolesInvalid", roles)


def test_set_roles__acts_at_once__and_the_same_again_says_nothing(
    ledger: Ledger, participants: Any, cast: Cast, refused: Refusals
) -> None:
    tx = participants.setRoles(cast.maker.id, Role.RECYCLER.bit, cast.governance.tx)
    event = tx.events["RolesSet"]
    assert (event["previousRoles"], event["roles"]) == (Role.MANUFACTURER.bit, Role.RECYCLER.bit)
    assert not participants.setRoles(cast.maker.id, Role.RECYCLER.bit, cast.governance.tx).events
    refused(
        ledger.passports.registerBatch,
        [b"\x01" * 32, 1, DID],
        cast.maker,
        "CallerRoleMissing",
        cast.maker.id,
        Role.MANUFACTURER,
    )


def test_suspended__changes_nothing_anywhere(ledger: Ledger, participants: Any, cast: Cast, refused: Refusals) -> None:
    tx = participants.suspend(cast.maker.id, cast.governance.tx)
    assert tx.events["ParticipantSuspended"]["participantId"] == cast.maker.id
    assert not participants.suspend(cast.maker.id, cast.governance.tx).events
    one = b"\x01" * 32
    for method, arguments in (
        (participants.rotateController, [cast.spare.address]),
        (participants.addSigner, [cast.spare.address]),
        (participants.revokeSigner, [cast.maker.address]),
        (participants.reportCompromise, [cast.maker.address, 1]),
        (participants.setDidDocumentDigest, [one]),
        (ledger.passports.openConsignment, []),
        (ledger.products.anchor, [ZERO32, one, 1, one]),
        (ledger.products.withdraw, [one, 1]),
        (ledger.products.supersede, [one, b"\x02" * 32]),
        (ledger.consents.grant, [one, cast.maker.id, cast.operator.id, 2**40]),
        (ledger.consents.revoke, [one]),
        (ledger.log.open, [one]),
    ):
        refused(method, arguments, cast.maker, "ParticipantIsSuspended", cast.maker.id)
    refused.view(participants.activeRoles, [cast.maker.id], "ParticipantIsSuspended", cast.maker.id)
    refused.view(participants.activeParty, [cast.maker.address], "ParticipantIsSuspended", cast.maker.id)


def test_reinstated__acts_again(ledger: Ledger, participants: Any, cast: Cast) -> None:
    participants.suspend(cast.maker.id, cast.governance.tx)
    tx = participants.reinstate(cast.maker.id, cast.governance.tx)
    assert tx.events["ParticipantReinstated"]["participantId"] == cast.maker.id
    assert not participants.reinstate(cast.maker.id, cast.governance.tx).events
    ledger.passports.openConsignment(cast.maker.tx)


def test_announce_contract__zero__refused(participants: Any, cast: Cast, refused: Refusals) -> None:
    refused(participants.announceContract, [b"\x01" * 32, ZERO_ADDRESS], cast.governance, "ZeroAddress")


def test_announce_contract__new_version__names_the_one_before(participants: Any, cast: Cast) -> None:
    name = b"\x01" * 32
    assert participants.contractAt(name) == ZERO_ADDRESS
    participants.announceContract(name, cast.spare.address, cast.governance.tx)
    assert not participants.announceContract(name, cast.spare.address, cast.governance.tx).events
    tx = participants.announceContract(name, cast.other_spare.address, cast.governance.tx)
    event = tx.events["ContractAnnounced"]
    assert (event["location"], event["previousLocation"]) == (cast.other_spare.address, cast.spare.address)
    assert participants.contractAt(name) == cast.other_spare.address


def test_set_did_document_digest__by_its_controller(participants: Any, cast: Cast, refused: Refusals) -> None:
    refused(participants.setDidDocumentDigest, [DID], cast.stranger, "NotController", cast.stranger.address, 0)
    tx = participants.setDidDocumentDigest(DID, cast.maker.tx)
    assert tx.events["DidDocumentDigestSet"]["digest"] == "0x" + DID.hex()
    assert participants.participant(cast.maker.id).dict()["didDocumentDigest"] == "0x" + DID.hex()
