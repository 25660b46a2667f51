"""Registering passports one record each."""

from typing import Any

import passports as p
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import ZERO32, Kind, Reason, Role, Stage


def test_register__by_one_who_is_no_manufacturer__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    for party in cast.organisations:
        if Role.MANUFACTURER in party.roles:
            continue
        arguments = [p.registration("pack-1")]
        refused(passports.register, arguments, party, "CallerRoleMissing", party.id, Role.MANUFACTURER)
    refused(passports.register, [p.registration("pack-1")], cast.stranger, "NotSigner", cast.stranger.address)


def test_register__suspended_manufacturer__refused(
    ledger: Ledger, passports: Any, cast: Cast, refused: Refusals
) -> None:
    ledger.participants.suspend(cast.maker.id, cast.governance.tx)
    for method, arguments in (
        (passports.register, [p.registration("pack-1")]),
        (passports.registerMany, [[p.registration("pack-1")]]),
        (passports.registerBatch, [b"\x01" * 32, 3, b"\x02" * 32]),
    ):
        refused(method, arguments, cast.maker, "ParticipantIsSuspended", cast.maker.id)


def test_register__twice__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    subject = life.registered()
    refused(passports.register, [p.registration("pack-1")], cast.maker, "PassportExists", subject)
    twice = [p.registration("pack-2"), p.registration("pack-2")]
    refused(passports.registerMany, [twice], cast.maker, "PassportExists", life.id_of("pack-2"))


def test_register__without_a_digest__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    entry = (p.identifier("pack-1"), ZERO32, ZERO32)
    refused(passports.register, [entry], cast.maker, "DigestMissing")


def test_register_many__nothing__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    refused(passports.registerMany, [[]], cast.maker, "NothingGiven")


def test_register__parent_unknown__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    parent = "0x" + "55" * 32
    refused(passports.register, [p.registration("module-1", parent)], cast.maker, "ParentUnknown", parent)


def test_register__parent_held_by_another__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    parent = life.registered("pack-1", maker=cast.other_maker)
    refused(
        passports.register,
        [p.registration("module-1", parent)],
        cast.maker,
        "ParentNotHeld",
        parent,
        cast.other_maker.id,
        cast.maker.id,
    )


def test_register__parent_handed_over_already__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    parent, holder = life.in_stage(Stage.IN_SERVICE)
    refused(
        passports.register,
        [p.registration("module-1", parent)],
        cast.maker,
        "ParentNotHeld",
        parent,
        holder.id,
        cast.maker.id,
    )


def test_register__a_passport_of_its_own_as_parent__refused(
    life: Life, passports: Any, cast: Cast, refused: Refusals
) -> None:
    own = life.id_of("pack-1")
    refused(passports.register, [p.registration("pack-1", own)], cast.maker, "ParentUnknown", own)


def test_register__first_time__record_and_event(life: Life, passports: Any, cast: Cast) -> None:
    entry = p.registration("pack-1")
    tx = passports.register(entry, cast.maker.tx)
    subject = life.id_of("pack-1")
    event = tx.events["PassportRegistered"]
    assert event["passportId"] == subject
    assert event["manufacturer"] == cast.maker.id
    assert event["identifierHash"] == "0x" + entry[0].hex()
    assert event["digest"] == "0x" + entry[2].hex()
    record = passports.passport(subject).dict()
    assert record["createdAtBlock"] == tx.block_number
    assert (record["custodian"], record["manufacturer"], record["stage"]) == (
        cast.maker.id,
        cast.maker.id,
        Stage.REGISTERED,
    )
    assert not any(record[field] for field in ("batch", "consignment", "repairFor", "status", "flags"))
    assert life.state(subject) == (cast.maker.id, Stage.REGISTERED, 0)
    assert passports.passportIdOf(cast.maker.id, entry[0]) == subject


def test_register__same_identifier_by_two_manufacturers__two_passports(life: Life, cast: Cast) -> None:
    first = life.registered("pack-1")
    second = life.registered("pack-1", maker=cast.other_maker)
    assert first != second
    assert life.state(first)[0] == cast.maker.id
    assert life.state(second)[0] == cast.other_maker.id


def test_register_many__parent_in_the_same_call__component_tree(life: Life, passports: Any, cast: Cast) -> None:
    pack, module = life.id_of("pack-1"), life.id_of("module-1")
    entries = [p.registration("pack-1"), p.registration("module-1", pack), p.registration("cell-1", module)]
    tx = passports.registerMany(entries, cast.maker.tx)
    assert len(tx.events["PassportRegistered"]) == 3
    assert passports.parentOf(pack) == ZERO32
    assert passports.parentOf(module) == pack
    assert passports.parentOf(life.id_of("cell-1")) == module
    assert life.state(life.id_of("cell-1")) == (cast.maker.id, Stage.REGISTERED, 0)


def test_views__unknown_passport__nothing_is_claimed(passports: Any, refused: Refusals) -> None:
    unknown = "0x" + "77" * 32
    assert passports.passport(unknown).dict()["stage"] == Stage.NONE
    refused.view(passports.custodianOf, [unknown], "PassportUnknown", unknown)
    refused.view(passports.stateOf, [unknown], "PassportUnknown", unknown)


def test_acts__on_an_unknown_passport__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    unknown = "0x" + "77" * 32
    digest = b"\x01" * 32
    for method, arguments, sender in (
        (passports.cancel, [Kind.PASSPORT, unknown], cast.maker),
        (passports.splitOff, [unknown], cast.maker),
        (passports.declareRecycled, [unknown, digest], cast.recycler),
        (passports.withdraw, [Kind.PASSPORT, unknown, Reason.SAFETY_RECALL, digest], cast.authority),
        (passports.liftWithdrawal, [Kind.PASSPORT, unknown, digest], cast.authority),
        (passports.announceCustodyMove, [unknown, 1, 0, Reason.HOLDER_DISSOLVED, digest], cast.authority),
    ):
        refused(method, arguments, sender, "PassportUnknown", unknown)
