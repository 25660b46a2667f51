"""The life of a pack, told to any home: lazily registered, published about, handed over three times, scored, proved."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from passport.battery.lifecycle import Stage, Status
from passport.battery.product_types import ProductType
from passport.identifiers import PassportId
from passport.provenance.verification import Report, Stands, TrustRoot, verify
from passport.scoring.score import Score
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
    done = export_evidence(bench, at.proofs, pack)
    root = TrustRoot.of(bench.ledger.deployment, done.block)
    return scored.score, verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS)
