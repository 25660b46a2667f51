"""Every field of the three records, in a state where each of them has a value of its own."""

from typing import Any

import passports as p
from cast import Cast
from life import Life
from words import Kind, Reason, Role, Stage, Status

EVIDENCE = b"\x0e" * 32
WITHDRAWN_BY_MAKER, WITHDRAWN_BY_AUTHORITY, ATTACHED, SEALED = 1, 2, 32, 64


def test_passport__withdrawn_and_in_repair__every_field(life: Life, passports: Any, cast: Cast) -> None:
    batch = life.batch("pack-1", "pack-2", "pack-3")
    created = life.lazily_moved(batch, "pack-2", cast.operator, Role.OPERATOR, Stage.IN_SERVICE).block_number
    subject = batch.passport_id("pack-2")
    life.moved(subject, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE)
    life.moved(subject, cast.other_operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE)
    passports.withdraw(Kind.PASSPORT, subject, Reason.SAFETY_RECALL, EVIDENCE, cast.authority.tx)
    assert passports.passport(subject).dict() == {
        "custodian": cast.workshop.id,
        "stage": Stage.IN_SERVICE,
        "status": Status.REUSED,
        "flags": WITHDRAWN_BY_AUTHORITY,
        "sequence": 3,
        "manufacturer": cast.maker.id,
        "batch": batch.number,
        "consignment": 0,
        "repairFor": cast.other_operator.id,
        "createdAtBlock": created,
    }


def test_passport__component__every_field(life: Life, passports: Any, cast: Cast) -> None:
    pack = life.registered("pack-1")
    entry = p.registration("module-1", pack)
    created = passports.register(entry, cast.maker.tx).block_number
    assert passports.passport(life.id_of("module-1")).dict() == {
        "custodian": cast.maker.id,
        "stage": Stage.REGISTERED,
        "status": Status.ORIGINAL,
        "flags": ATTACHED,
        "sequence": 0,
        "manufacturer": cast.maker.id,
        "batch": 0,
        "consignment": 0,
        "repairFor": 0,
        "createdAtBlock": created,
    }


def test_batch__withdrawn_and_in_repair__every_field(life: Life, passports: Any, cast: Cast) -> None:
    first = life.batch("pack-0")
    batch = life.batch("pack-1", "pack-2", "pack-3")
    registered = passports.batch(batch.number).dict()["registeredAtBlock"]
    assert registered == passports.batch(first.number).dict()["registeredAtBlock"] + 1
    life.moved(batch.lot, cast.maker, cast.operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    life.moved(batch.lot, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.LOT)
    life.moved(batch.lot, cast.other_operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE, Kind.LOT)
    passports.withdraw(Kind.LOT, batch.lot, Reason.SAFETY_RECALL, EVIDENCE, cast.maker.tx)
    expected = {
        "manufacturer": cast.maker.id,
        "custodian": cast.workshop.id,
        "stage": Stage.IN_SERVICE,
        "status": Status.REUSED,
        "flags": WITHDRAWN_BY_MAKER,
        "sequence": 3,
        "count": 3,
        "repairFor": cast.other_operator.id,
        "registeredAtBlock": registered,
    }
    assert passports.batch(batch.number).dict() == expected
    created = passports.bringIntoExistence(batch.lazy("pack-2"), cast.workshop.tx).block_number
    record = passports.passport(batch.passport_id("pack-2")).dict()
    assert record["createdAtBlock"] == created
    for field in ("manufacturer", "custodian", "stage", "status", "flags", "sequence", "repairFor"):
        assert record[field] == expected[field]


def test_consignment__sealed_and_in_repair__every_field(life: Life, passports: Any, cast: Cast) -> None:
    packs = [life.in_stage(Stage.IN_SERVICE, name)[0] for name in ("pack-1", "pack-2", "pack-3")]
    passports.openConsignment(cast.maker.tx)
    created = passports.openConsignment(cast.operator.tx).block_number
    truck = p.subject_of(2)
    empty = passports.consignment(2).dict()
    assert (empty["custodian"], empty["stage"], empty["size"], empty["sequence"]) == (cast.operator.id, 0, 0, 0)
    passports.pack(2, packs, cast.operator.tx)
    life.moved(truck, cast.operator, cast.other_operator, Role.OPERATOR, Stage.IN_SERVICE, Kind.CONSIGNMENT)
    life.moved(truck, cast.other_operator, cast.workshop, Role.SERVICE, Stage.IN_SERVICE, Kind.CONSIGNMENT)
    assert passports.consignment(2).dict() == {
        "custodian": cast.workshop.id,
        "stage": Stage.IN_SERVICE,
        "status": Status.REUSED,
        "flags": SEALED,
        "sequence": 3,
        "size": 3,
        "repairFor": cast.other_operator.id,
        "createdAtBlock": created,
    }
    record = passports.passport(packs[0]).dict()
    assert record["consignment"] == 2
    passports.unpack(2, packs[:1], cast.workshop.tx)
    record = passports.passport(packs[0]).dict()
    assert (record["consignment"], record["custodian"], record["status"], record["repairFor"]) == (
        0,
        cast.workshop.id,
        Status.REUSED,
        cast.other_operator.id,
    )
    assert passports.consignment(2).dict()["size"] == 2
