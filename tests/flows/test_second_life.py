"""A pack in service is taken apart and its modules become another battery, with a passport of its own (Art. 77(7))."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from passport.battery.lifecycle import Stage, Status
from passport.battery.product_types import ProductType
from passport.identifiers import PassportId
from passport.ledger.acts import CreateSuccessor, RegisterPassports
from passport.ledger.events import ComponentSplitOff, PassportSucceeded
from passport.ledger.history import CustodyCause
from passport.ledger.refusals import (
    CallerRoleMissing,
    NothingGiven,
    NotHolder,
    PassportIsAttached,
    PassportIsClosed,
    PassportNotAttached,
)
from passport.provenance.verification import Report, Stands, TrustRoot, Verdict, verify
from passport.services.export_evidence import export_evidence
from passport.services.first_version import register_one
from passport.services.hand_over import hand_over
from passport.services.publish import publish
from passport.services.read import history, show
from passport.services.recompute import METHODS
from passport.services.repurpose import Repurposed, repurpose
from passport.services.split import split_all, split_off
from passport.services.steps import Steps
from tests.flows.house import House, draft
from tests.flows.life import Pack, example, in_second_life, model, pack_of_two_modules, successor


def second_life(house: House, name: str, *, lazy: bool = True) -> tuple[Pack, Repurposed]:
    made = in_second_life(house, name, lazy=lazy)
    split_all(house.at.bench, house.at.party("second"), made.modules)
    return made, repurpose(house.at.bench, house.at.party("second"), successor(f"{name}-again"), made.modules)


def proved(house: House, passport_id: PassportId) -> Report:
    done = export_evidence(house.at.bench, house.at.proofs, passport_id, showing=house.shown_to("recycler"))
    root = TrustRoot.of(house.at.bench.ledger.deployment, done.block)
    return verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS)


@pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "eager"])
def test_second_life__pack_to_modules_to_successor__linked_both_ways_and_proved(house: House, lazy: bool) -> None:
    bench = house.at.bench
    made, done = second_life(house, f"linked-{lazy}", lazy=lazy)
    new = done.entry.passport_id
    aged = draft(new, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    publish(bench, house.at.party("second"), [aged])
    view = show(bench, new)
    assert [entry.passport_id for entry in view.predecessors] == list(made.modules)
    assert (view.position.standing.stage, view.position.standing.status) == (Stage.SECOND_LIFE, Status.REPURPOSED)
    assert history(bench, new).predecessors == made.modules
    assert [step.cause for step in history(bench, new).custody] == [CustodyCause.SUCCESSION]
    for module in made.modules:
        assert show(bench, module).successor == history(bench, module).successor == new
    assert show(bench, made.pack).successor is None
    report = proved(house, new)
    assert report.verdict is Verdict.VERIFIED, report
    # A cell that is still a leaf has no custody of its own to prove: it is its module's.
    records = {new, made.pack, *made.modules} | (set() if lazy else set(made.cells))
    assert {battery.passport_id for battery in report.batteries} == records


def test_second_life__first_version_that_names_another_predecessor__fails_step_7(house: House) -> None:
    """Its maker signs and registers what it likes; the chain knows what was closed."""
    bench, second = house.at.bench, house.at.party("second")
    made, stranger = in_second_life(house, "claimed"), in_second_life(house, "stranger")
    split_all(bench, second, made.modules)
    declared = successor("claimed-again")
    payload = declared.passport([made.modules[0], stranger.pack])
    steps = Steps(bench.journal, "repurpose", None, {"lie": payload})
    entry, _ = register_one(
        bench,
        steps,
        second,
        declared.identifier,
        payload,
        lambda registration: CreateSuccessor(made.modules, registration, Status.REPURPOSED),
    )
    report = proved(house, entry.passport_id)
    assert report.failed == {7}
    assert [finding.code for finding in report.step(7).findings if finding.code == "predecessors-differ"]


def test_second_life__battery_whose_model_is_a_battery__fails_step_7(house: House) -> None:
    bench, maker = house.at.bench, house.at.party("maker")
    pack = in_second_life(house, "no-model").pack
    declared = model("lie")
    payload = {"category": "lmt", "level": "pack", "identifier": declared.identifier, "model": pack.hex0x}
    steps = Steps(bench.journal, "register", None, {"lie": payload})
    entry, _ = register_one(
        bench, steps, maker, declared.identifier, payload, lambda registration: RegisterPassports((registration,))
    )
    report = proved(house, entry.passport_id)
    assert report.failed == {7}
    assert [finding.code for finding in report.step(7).findings if finding.code == "model-is-none"]


def test_second_life__the_old_pack_and_a_closed_module__proved_too(house: House) -> None:
    made, done = second_life(house, "old")
    for old in (made.pack, made.modules[0]):
        assert proved(house, old).verdict is Verdict.VERIFIED
    assert history(house.at.bench, made.modules[0]).closed
    assert history(house.at.bench, made.cells[0]).successor == done.entry.passport_id


def test_second_life__successor_handed_to_the_recycler__its_own_chain_of_custody(house: House) -> None:
    at = house.at
    _, done = second_life(house, "onward")
    new = done.entry.passport_id
    hand_over(at.bench, house.intention(new, "second", "recycler"), at.party("second"), at.party("recycler"))
    assert [step.stage for step in history(at.bench, new).custody] == [Stage.SECOND_LIFE, Stage.END_OF_LIFE]
    assert proved(house, new).verdict is Verdict.VERIFIED


def test_split__module__has_its_own_custody_and_asked_again_answers_the_same(house: House) -> None:
    bench = house.at.bench
    made = in_second_life(house, "own")
    first = split_off(bench, house.at.party("second"), made.modules[0])
    assert split_off(bench, house.at.party("second"), made.modules[0]) == first
    assert first.parent == made.pack
    assert (first.stage, first.status) == (Stage.SECOND_LIFE, Status.REPURPOSED)
    events = [e for e in bench.ledger.events(0, bench.ledger.head().number) if isinstance(e, ComponentSplitOff)]
    assert sum(event.passport_id == made.modules[0] for event in events) == 1
    at = house.at
    hand_over(bench, house.intention(made.modules[0], "second", "recycler"), at.party("second"), at.party("recycler"))
    assert show(bench, made.modules[0]).position.standing.stage is Stage.END_OF_LIFE
    assert show(bench, made.pack).position.standing.stage is Stage.SECOND_LIFE


def test_split__cell_of_a_pack_that_never_left_its_batch__the_whole_way_made_a_record(house: House) -> None:
    bench = house.at.bench
    made = pack_of_two_modules(house, "deep")
    done = split_off(bench, house.at.party("maker"), made.cells[1])
    assert done.parent == made.modules[1]
    snapshot = bench.ledger.snapshot()
    exist = [snapshot.passport(each) is not None for each in (made.pack, *made.modules, *made.cells)]
    assert exist == [True, False, True, False, True]


def test_split__by_another_than_the_holder__refused(house: House) -> None:
    made = in_second_life(house, "thief")
    with pytest.raises(NotHolder):
        split_off(house.at.bench, house.at.party("operator"), made.modules[0])


def test_split__the_pack_itself__refused(house: House) -> None:
    made = in_second_life(house, "whole")
    with pytest.raises(PassportNotAttached):
        split_off(house.at.bench, house.at.party("second"), made.pack)


def test_repurpose__asked_again__answers_what_was_done(house: House) -> None:
    made, done = second_life(house, "again")
    again = repurpose(house.at.bench, house.at.party("second"), successor("again-again"), made.modules)
    assert again == done
    events = house.at.bench.ledger.events(0, house.at.bench.ledger.head().number)
    mine = [e for e in events if isinstance(e, PassportSucceeded) and e.successor == done.entry.passport_id]
    assert len(mine) == len(made.modules)


def test_repurpose__module_still_built_in__refused(house: House) -> None:
    made = in_second_life(house, "built-in")
    with pytest.raises(PassportIsAttached):
        repurpose(house.at.bench, house.at.party("second"), successor("built-in-2"), made.modules)


def test_repurpose__module_used_before__refused(house: House) -> None:
    made, _ = second_life(house, "used")
    with pytest.raises(PassportIsClosed):
        repurpose(house.at.bench, house.at.party("second"), successor("used-2"), made.modules[:1])


def test_repurpose__by_who_is_no_second_life_operator__refused(house: House) -> None:
    made = pack_of_two_modules(house, "role")
    at = house.at
    hand_over(at.bench, house.intention(made.pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    with pytest.raises(CallerRoleMissing):
        repurpose(at.bench, at.party("operator"), successor("role-2"), [made.pack])


def test_repurpose__of_nothing__refused(house: House) -> None:
    with pytest.raises(NothingGiven):
        repurpose(house.at.bench, house.at.party("second"), successor("nothing"), [])
