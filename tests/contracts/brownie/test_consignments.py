"""Passports that travel together in a container on chain."""

from typing import Any

import passports as p
import pytest
from cast import Cast
from life import Ledger, Life
from refusals import Refusals
from words import Kind, Reason, Role, Stage

EVIDENCE = b"\x0e" * 32
NUMBER = 1
SUBJECT = p.subject_of(NUMBER)


@pytest.fixture
def packs(life: Life, cast: Cast) -> list[str]:
    """Three batteries in service, held by the operator."""
    subjects = [life.in_stage(Stage.IN_SERVICE, name)[0] for name in ("pack-1", "pack-2")]
    third = life.registered("pack-3")
    life.moved(third, cast.maker, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(third, cast.other_operator, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    return [*subjects, third]


@pytest.fixture
def opened(passports: Any, cast: Cast) -> int:
    tx = passports.openConsignment(cast.operator.tx)
    assert tx.events["ConsignmentOpened"]["custodian"] == cast.operator.id
    return int(tx.events["ConsignmentOpened"]["consignment"])


def to_second_life(passports: Any, cast: Cast) -> p.Words:
    return p.words(
        passports,
        SUBJECT,
        cast.operator,
        cast.second_life,
        Role.SECOND_LIFE_OPERATOR,
        Stage.SECOND_LIFE,
        kind=Kind.CONSIGNMENT,
    )


def test_open__not_an_active_participant__refused(
    ledger: Ledger, passports: Any, cast: Cast, refused: Refusals
) -> None:
    refused(passports.openConsignment, [], cast.stranger, "NotSigner", cast.stranger.address)
    ledger.participants.suspend(cast.operator.id, cast.governance.tx)
    refused(passports.openConsignment, [], cast.operator, "ParticipantIsSuspended", cast.operator.id)


@pytest.mark.usefixtures("opened")
def test_pack__unknown_or_foreign_consignment__refused(
    passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    refused(passports.pack, [9, packs], cast.operator, "ConsignmentUnknown", 9)
    refused(passports.pack, [0, packs], cast.operator, "ConsignmentUnknown", 0)
    refused(passports.pack, [NUMBER, packs], cast.recycler, "NotHolder", SUBJECT, cast.operator.id, cast.recycler.id)
    refused(passports.pack, [NUMBER, []], cast.operator, "NothingGiven")
    refused(passports.unpack, [NUMBER, []], cast.operator, "NothingGiven")


@pytest.mark.usefixtures("opened")
def test_pack__what_another_holds__refused(
    life: Life, passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    foreign = life.registered("pack-9")
    refused(passports.pack, [NUMBER, [foreign]], cast.operator, "NotHolder", foreign, cast.maker.id, cast.operator.id)
    refused(passports.pack, [NUMBER, ["0x" + "77" * 32]], cast.operator, "PassportUnknown")
    life.moved(packs[0], cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    refused(passports.pack, [NUMBER, packs], cast.operator, "NotHolder")


@pytest.mark.usefixtures("opened")
def test_pack__twice__refused(passports: Any, cast: Cast, packs: list[str], refused: Refusals) -> None:
    refused(passports.pack, [NUMBER, [packs[0], packs[0]]], cast.operator, "PassportIsPacked", packs[0], NUMBER)
    passports.pack(NUMBER, packs[:1], cast.operator.tx)
    passports.openConsignment(cast.operator.tx)
    for number in (NUMBER, 2):
        refused(passports.pack, [number, packs[:1]], cast.operator, "PassportIsPacked", packs[0], NUMBER)


def test_pack__other_stage__refused(life: Life, passports: Any, cast: Cast, refused: Refusals) -> None:
    registered = life.registered("pack-8")
    life.moved(life.registered("pack-9"), cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)
    repaired = life.id_of("pack-9")
    life.moved(repaired, cast.operator, cast.maker, Role.MANUFACTURER, Stage.IN_SERVICE)
    passports.openConsignment(cast.maker.tx)
    refused(
        passports.pack,
        [1, [registered, repaired]],
        cast.maker,
        "ConsignmentMixesStages",
        1,
        Stage.REGISTERED,
        Stage.IN_SERVICE,
    )


def test_pack__in_repair_for_different_owners__refused(
    life: Life, passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    life.moved(packs[0], cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(packs[0], cast.other_operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    life.moved(packs[1], cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.openConsignment(cast.workshop.tx)
    refused(
        passports.pack,
        [1, packs[:2]],
        cast.workshop,
        "ConsignmentMixesOwners",
        1,
        cast.other_operator.id,
        cast.operator.id,
    )


@pytest.mark.usefixtures("opened")
def test_pack__withdrawn__refused(passports: Any, cast: Cast, packs: list[str], refused: Refusals) -> None:
    passports.withdraw(Kind.PASSPORT, packs[0], Reason.SAFETY_RECALL, EVIDENCE, cast.maker.tx)
    refused(passports.pack, [NUMBER, packs], cast.operator, "SubjectIsWithdrawn", packs[0])


@pytest.mark.usefixtures("opened")
def test_packed__moved_alone_or_declared_or_succeeded__refused(
    passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    offer = p.words(passports, packs[0], cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    arguments = p.signed(passports, offer, cast.operator, cast.other_operator)
    passports.pack(NUMBER, packs, cast.operator.tx)
    packed = ("PassportIsPacked", packs[0], NUMBER)
    refused(passports.executeHandover, arguments, cast.relayer, "PassportIsPacked", *packed[1:])
    refused(passports.cancel, [Kind.PASSPORT, packs[0]], cast.operator, *packed)
    refused(passports.declareRecycled, [packs[0], EVIDENCE], cast.recycler, *packed)
    refused(passports.succeed, [packs[:1], p.registration("new"), 1], cast.second_life, *packed)


@pytest.mark.usefixtures("opened")
def test_unpack__what_is_not_in_it__refused(passports: Any, cast: Cast, packs: list[str], refused: Refusals) -> None:
    passports.pack(NUMBER, packs[:1], cast.operator.tx)
    refused(passports.unpack, [NUMBER, packs[:2]], cast.operator, "PassportNotPacked", packs[1])
    refused(passports.unpack, [NUMBER, [packs[0], packs[0]]], cast.operator, "PassportNotPacked", packs[0])
    refused(passports.unpack, [NUMBER, packs[:1]], cast.recycler, "NotHolder")


@pytest.mark.usefixtures("opened")
def test_empty_consignment__handed_over__refused(passports: Any, cast: Cast, refused: Refusals) -> None:
    offer = to_second_life(passports, cast)
    arguments = p.signed(passports, offer, cast.operator, cast.second_life)
    refused(
        passports.executeHandover,
        arguments,
        cast.relayer,
        "TransitionNotAllowed",
        Stage.NONE,
        Role.SECOND_LIFE_OPERATOR,
    )


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("change", ["pack", "unpack"])
def test_content_changed_since_signed__refused(
    passports: Any, cast: Cast, packs: list[str], refused: Refusals, change: str
) -> None:
    passports.pack(NUMBER, packs[:2], cast.operator.tx)
    offer = to_second_life(passports, cast)
    arguments = p.signed(passports, offer, cast.operator, cast.second_life)
    if change == "pack":
        passports.pack(NUMBER, packs[2:], cast.operator.tx)
    else:
        passports.unpack(NUMBER, packs[:1], cast.operator.tx)
    refused(
        passports.executeHandover,
        arguments,
        cast.relayer,
        "OfferSequenceMismatch",
        SUBJECT,
        offer.sequence + 1,
        offer.sequence,
    )


@pytest.mark.usefixtures("opened")
def test_consignment__handed_over__all_in_it_moves(life: Life, passports: Any, cast: Cast, packs: list[str]) -> None:
    tx = passports.pack(NUMBER, packs, cast.operator.tx)
    assert len(tx.events["PassportPacked"]) == 3
    assert passports.consignment(NUMBER).dict()["size"] == 3
    assert life.state(packs[0]) == (cast.operator.id, Stage.IN_SERVICE, 0)
    life.moved(SUBJECT, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Kind.CONSIGNMENT)
    for subject in packs:
        assert life.state(subject) == (cast.second_life.id, Stage.SECOND_LIFE, 1)


@pytest.mark.usefixtures("opened")
def test_consignment__status_kept_by_the_table__each_passport_keeps_its_own(
    life: Life, passports: Any, cast: Cast, packs: list[str]
) -> None:
    assert [life.state(subject)[2] for subject in packs] == [0, 0, 2]
    passports.pack(NUMBER, packs, cast.operator.tx)
    life.moved(SUBJECT, cast.operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE, Kind.CONSIGNMENT)
    assert [life.state(subject)[2] for subject in packs] == [0, 0, 2]
    passports.unpack(NUMBER, packs[:1], cast.workshop.tx)
    assert passports.passport(packs[0]).dict()["repairFor"] == cast.operator.id
    life.moved(SUBJECT, cast.workshop, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.CONSIGNMENT)
    assert life.state(packs[2]) == (cast.operator.id, Stage.IN_SERVICE, 2)
    life.moved(packs[0], cast.workshop, cast.operator, Role.OPERATOR, Stage.IN_SERVICE)


@pytest.mark.usefixtures("opened")
def test_consignment__after_its_handover__nothing_added_until_it_is_empty(
    life: Life, passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    passports.pack(NUMBER, packs[:2], cast.operator.tx)
    life.moved(SUBJECT, cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE, Kind.CONSIGNMENT)
    life.moved(packs[2], cast.operator, cast.second_life, Role.SECOND_LIFE_OPERATOR, Stage.SECOND_LIFE)
    refused(passports.pack, [NUMBER, packs[2:]], cast.second_life, "ConsignmentIsSealed", NUMBER)
    tx = passports.unpack(NUMBER, packs[:2], cast.second_life.tx)
    assert len(tx.events["PassportUnpacked"]) == 2
    for subject in packs:
        assert life.state(subject) == (cast.second_life.id, Stage.SECOND_LIFE, 1)
    passports.pack(NUMBER, packs, cast.second_life.tx)
    life.moved(SUBJECT, cast.second_life, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, Kind.CONSIGNMENT)
    passports.unpack(NUMBER, packs, cast.recycler.tx)
    passports.declareRecycled(packs[0], EVIDENCE, cast.recycler.tx)
    assert life.state(packs[0]) == (cast.recycler.id, Stage.RECYCLED, 4)
    assert life.state(packs[1]) == (cast.recycler.id, Stage.END_OF_LIFE, 4)


@pytest.mark.usefixtures("opened")
def test_withdraw__packed__leaves_its_consignment(
    life: Life, passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    passports.pack(NUMBER, packs, cast.operator.tx)
    offer = to_second_life(passports, cast)
    arguments = p.signed(passports, offer, cast.operator, cast.second_life)
    tx = passports.withdraw(Kind.PASSPORT, packs[0], Reason.SAFETY_RECALL, EVIDENCE, cast.maker.tx)
    assert tx.events["PassportUnpacked"]["passportId"] == packs[0]
    assert passports.consignment(NUMBER).dict()["size"] == 2
    assert life.state(packs[0])[0] == cast.operator.id
    refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch")
    refused(passports.pack, [NUMBER, packs[:1]], cast.operator, "SubjectIsWithdrawn", packs[0])


@pytest.mark.usefixtures("opened")
def test_packed_and_unpacked__words_signed_before__void_at_each_step(
    passports: Any, cast: Cast, packs: list[str], refused: Refusals
) -> None:
    before = p.sequence_of(passports, Kind.PASSPORT, packs[2])
    passports.pack(NUMBER, packs[2:], cast.operator.tx)
    assert p.sequence_of(passports, Kind.PASSPORT, packs[2]) == before + 1
    passports.unpack(NUMBER, packs[2:], cast.operator.tx)
    assert p.sequence_of(passports, Kind.PASSPORT, packs[2]) == before + 2
    for old in (before, before + 1):
        offer = p.words(
            passports, packs[2], cast.operator, cast.recycler, Role.RECYCLER, Stage.END_OF_LIFE, sequence=old
        )
        arguments = p.signed(passports, offer, cast.operator, cast.recycler)
        refused(passports.executeHandover, arguments, cast.relayer, "OfferSequenceMismatch", packs[2], before + 2, old)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("beyond", [2**16, 2**32])
def test_consignment__subject_of_the_same_low_bits__is_no_other(
    passports: Any, cast: Cast, packs: list[str], refused: Refusals, beyond: int
) -> None:
    passports.pack(NUMBER, packs, cast.operator.tx)
    alias = to_second_life(passports, cast).but(subject=p.subject_of(NUMBER + beyond))
    refused(passports.offer, [alias.values], cast.operator, "ConsignmentUnknown")
