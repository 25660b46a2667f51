"""The life of a pack, told to any home: lazily registered, published about, handed over, scored, proved; and makers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from passport.battery.lifecycle import Stage, Status
from passport.battery.product_types import ProductType
from passport.identifiers import PassportId
from passport.provenance.verification import Report, Stands, TrustRoot, verify
from passport.scoring.score import Score
from passport.services.declaration import Declaration, ModelDeclaration, SuccessorDeclaration
from passport.services.export_evidence import export_evidence
from passport.services.hand_over import hand_over
from passport.services.publish import publish
from passport.services.read import history
from passport.services.recompute import METHODS
from passport.services.register import register
from passport.services.score import recheck, score
from tests.flows.house import EXAMPLES, House, declaration, draft


def example(name: str) -> dict[str, object]:
    """A file of examples/ as JSON."""
    loaded: dict[str, object] = json.loads((EXAMPLES / name).read_bytes())
    return loaded


def registered(house: House, name: str, *, lazy: bool = True) -> PassportId:
    """A pack with a module and two cells, just registered."""
    done = register(house.at.bench, house.at.party("maker"), declaration(name), lazy=lazy)
    return done.passports[0].passport_id


def whole_life(house: House, name: str) -> tuple[Score, Report]:
    """Lives a pack's life and gives its score and the verification of its evidence."""
    bench, at = house.at.bench, house.at
    pack = registered(house, name)
    assert bench.ledger.snapshot().passport(pack) is None
    sheet = draft(pack, ProductType.PRODUCT_DATA_SHEET, example("demo_pack/product_data_sheet.json"))
    footprint = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, example("demo_pack/environmental_footprint.json"))
    publish(bench, at.party("maker"), [sheet, footprint])
    first = hand_over(bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    assert (first.stage, first.status) == (Stage.IN_SERVICE, Status.ORIGINAL)
    aged = draft(pack, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    publish(bench, at.party("operator"), [aged])
    scored = score(bench, at.party("lab"), pack)
    for giver, receiver in (("operator", "second"), ("second", "recycler")):
        hand_over(bench, house.intention(pack, giver, receiver), at.party(giver), at.party(receiver))
    stages = [step.stage for step in history(bench, pack).custody]
    assert stages == [Stage.REGISTERED, Stage.IN_SERVICE, Stage.SECOND_LIFE, Stage.END_OF_LIFE]
    assert recheck(bench, pack).same_bytes
    done = export_evidence(bench, at.proofs, pack, showing=house.shown_to("recycler"))
    root = TrustRoot.of(bench.ledger.deployment, done.block)
    return scored.score, verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS)


@dataclass(frozen=True)
class Pack:
    """A pack of two modules with a cell each."""

    pack: PassportId
    modules: tuple[PassportId, PassportId]
    cells: tuple[PassportId, PassportId]


def pack_of_two_modules(house: House, name: str, *, lazy: bool = True) -> Pack:
    """Just registered."""
    base = f"https://example.org/battery/{name}"
    some = {"product_code": "TEST", "serial_number": name}
    batteries = [
        {"identifier": base, "level": "pack", **some},
        *({"identifier": f"{base}-m{n}", "level": "module", "parent": base, **some} for n in (1, 2)),
        *({"identifier": f"{base}-c{n}", "level": "cell", "parent": f"{base}-m{n}", **some} for n in (1, 2)),
    ]
    given = {"category": "lmt", "manufacturing_date": "2026-01-02", "batteries": batteries}
    done = register(house.at.bench, house.at.party("maker"), Declaration.model_validate(given), lazy=lazy)
    ids = {entry.identifier.rpartition("-")[2]: entry.passport_id for entry in done.passports[1:]}
    return Pack(done.passports[0].passport_id, (ids["m1"], ids["m2"]), (ids["c1"], ids["c2"]))


def in_second_life(house: House, name: str, *, lazy: bool = True) -> Pack:
    """Handed over to the operator and then to the second-life operator."""
    made = pack_of_two_modules(house, name, lazy=lazy)
    for giver, receiver in (("maker", "operator"), ("operator", "second")):
        at = house.at
        hand_over(at.bench, house.intention(made.pack, giver, receiver), at.party(giver), at.party(receiver))
    return made


def successor(name: str, **changed: Any) -> SuccessorDeclaration:
    """A stationary battery made of others."""
    given = {
        "category": "stationary",
        "manufacturing_date": "2026-05-06",
        "status": "repurposed",
        "identifier": f"https://example.org/battery/{name}",
        "level": "pack",
        "product_code": "SECOND",
        "serial_number": name,
    }
    return SuccessorDeclaration.model_validate({**given, **changed})


def model(name: str, **changed: Any) -> ModelDeclaration:
    """The model of a pack."""
    given = {"category": "lmt", "level": "pack", "identifier": f"https://example.org/model/{name}", "product_code": "M"}
    return ModelDeclaration.model_validate({**given, **changed})
