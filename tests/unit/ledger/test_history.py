"""What a passport's history says, and what it refuses to believe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import Role, RoleSet
from passport.errors import HistoryContradiction, HistoryError, HistoryGap
from passport.ledger.events import (
    ComponentSplitOff,
    ConsignmentOpened,
    CustodyTransferred,
    HandoverCancelled,
    PassportPacked,
    PassportRecycled,
    PassportSucceeded,
    PassportUnpacked,
    PassportWithdrawn,
    RolesSet,
    WithdrawalLifted,
)
from passport.ledger.history import CustodyCause, concerning, fold, history_of
from passport.ledger.subjects import ReasonCode, Subject, SubjectKind
from tests.unit.ledger.chronicle import (
    AUTHORITY,
    MAKER,
    OWNER,
    RECYCLER,
    REUSER,
    SECOND_OWNER,
    WORKSHOP,
    Chronicle,
    digest,
    pid,
)

S, T = Stage, Status


def whole_life() -> Chronicle:
    """A pack from its maker to the recycler, with a resale, a cancelled offer and a repair on the way."""
    told = Chronicle()
    told.register("pack")
    told.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.emit(HandoverCancelled, SubjectKind.PASSPORT, Subject.passport(pid("pack")).id, 2)
    told.transfer("pack", OWNER, SECOND_OWNER, Role.OPERATOR, S.IN_SERVICE, T.REUSED, 3)
    told.transfer("pack", SECOND_OWNER, WORKSHOP, Role.SERVICE, S.IN_SERVICE, T.REUSED, 4)
    told.transfer("pack", WORKSHOP, SECOND_OWNER, Role.OPERATOR, S.IN_SERVICE, T.REUSED, 5)
    told.transfer("pack", SECOND_OWNER, REUSER, Role.SECOND_LIFE_OPERATOR, S.SECOND_LIFE, T.REPURPOSED, 6)
    told.transfer("pack", REUSER, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 7)
    told.emit(PassportRecycled, pid("pack"), RECYCLER, digest("report"))
    return told


def test_history__of_a_whole_life__is_the_chain_of_custody() -> None:
    history = history_of(pid("pack"), whole_life().events)
    assert [step.holder for step in history.custody] == [
        MAKER,
        OWNER,
        SECOND_OWNER,
        WORKSHOP,
        SECOND_OWNER,
        REUSER,
        RECYCLER,
    ]
    assert [step.giver for step in history.custody][1:] == [step.holder for step in history.custody][:-1]
    assert (history.stage, history.status, history.custodian, history.sequence) == (S.RECYCLED, T.WASTE, RECYCLER, 8)
    assert history.custody[0].cause is CustodyCause.REGISTRATION
    assert {step.cause for step in history.custody[1:]} == {CustodyCause.HANDOVER}
    assert len(history.events) == 9


@pytest.mark.parametrize("missing", range(7))
def test_history__one_event_missing__is_a_gap_or_a_contradiction(missing: int) -> None:
    events = whole_life().events
    with pytest.raises(HistoryError):
        history_of(pid("pack"), events[:missing] + events[missing + 1 :])


@given(st.permutations(range(9)).filter(lambda order: list(order) != list(range(9))))
def test_history__events_in_another_order__is_refused(order: list[int]) -> None:
    events = whole_life().events
    with pytest.raises(HistoryError):
        history_of(pid("pack"), [events[index] for index in order])


def test_history__an_event_twice__is_refused() -> None:
    events = whole_life().events
    with pytest.raises(HistoryContradiction, match="twice or out of order"):
        history_of(pid("pack"), [*events[:2], events[1], *events[2:]])


@pytest.mark.parametrize(
    "change",
    [
        {"giver": REUSER},
        {"receiver": OWNER},
        {"stage": S.SECOND_LIFE},
        {"status": T.ORIGINAL},
        {"receiver_role": Role.AUDITOR},
        {"sequence": 2},
        {"sequence": 4},
    ],
)
def test_history__any_word_of_a_handover_changed__is_refused(change: dict[str, object]) -> None:
    events = whole_life().events
    handover = events[3]
    assert isinstance(handover, CustodyTransferred)
    forged = [*events[:3], replace(handover, **change), *events[4:]]
    with pytest.raises(HistoryError):
        history_of(pid("pack"), forged)


def test_history__a_battery_nobody_registered__is_a_gap() -> None:
    with pytest.raises(HistoryGap):
        history_of(pid("other"), whole_life().events)


def test_recycled__anything_afterwards__is_refused() -> None:
    told = whole_life()
    told.transfer("pack", RECYCLER, OWNER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 9)
    with pytest.raises(HistoryContradiction):
        history_of(pid("pack"), told.events)


def test_lot__moved_before_and_after_a_passport_left_it__gives_each_its_own_history() -> None:
    told, lot = Chronicle(), Subject.lot(1)
    told.register_batch(1)
    told.transfer(lot, MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.bring("left behind", 1)
    told.transfer(lot, OWNER, REUSER, Role.SECOND_LIFE_OPERATOR, S.SECOND_LIFE, T.REPURPOSED, 2)
    told.bring("went along", 1)
    stayed = history_of(pid("left behind"), told.events)
    went = history_of(pid("went along"), told.events)
    unborn = history_of(pid("never brought"), told.events, batch=1)
    assert ([step.holder for step in stayed.custody], stayed.stage) == ([MAKER, OWNER], S.IN_SERVICE)
    assert ([step.holder for step in went.custody], went.stage) == ([MAKER, OWNER, REUSER], S.SECOND_LIFE)
    assert unborn.custody == went.custody
    assert (stayed.sequence, went.sequence, unborn.batch) == (1, 2, 1)


def test_lazy_passport__brought_into_existence_twice__is_refused() -> None:
    told = Chronicle()
    told.register_batch(1)
    told.bring("pack", 1)
    told.bring("pack", 1)
    with pytest.raises(HistoryContradiction, match="exists already"):
        fold(told.events)


def test_component__of_the_same_batch__follows_its_pack_from_the_packs_birth_on() -> None:
    told = Chronicle()
    told.register_batch(1)
    told.bring("pack", 1)
    told.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.bring("module", 1, parent="pack")
    told.transfer("pack", OWNER, REUSER, Role.SECOND_LIFE_OPERATOR, S.SECOND_LIFE, T.REPURPOSED, 2)
    history = history_of(pid("module"), told.events)
    assert [step.holder for step in history.custody] == [MAKER, OWNER, REUSER]
    assert (history.attached, history.parent, history.stage) == (True, pid("pack"), S.SECOND_LIFE)


def test_component__split_off__keeps_what_it_had_and_goes_its_own_way() -> None:
    told = Chronicle()
    told.register("pack")
    told.register("module", parent="pack")
    told.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.emit(ComponentSplitOff, pid("module"), pid("pack"), OWNER)
    told.transfer("module", OWNER, REUSER, Role.SECOND_LIFE_OPERATOR, S.SECOND_LIFE, T.REPURPOSED, 2)
    told.transfer("pack", OWNER, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 3)
    module, pack = history_of(pid("module"), told.events), history_of(pid("pack"), told.events)
    assert ([step.holder for step in module.custody], module.stage) == ([MAKER, OWNER, REUSER], S.SECOND_LIFE)
    assert ([step.holder for step in pack.custody], pack.stage) == ([MAKER, OWNER, RECYCLER], S.END_OF_LIFE)
    assert not module.attached


def test_component__deep_inside_split_off__is_part_of_the_history_of_the_whole() -> None:
    told = Chronicle()
    told.register("pack")
    told.register("module", parent="pack")
    told.register("cell", parent="module")
    told.emit(ComponentSplitOff, pid("cell"), pid("module"), MAKER)
    told.transfer("cell", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 2)
    told.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 2)
    told.emit(ComponentSplitOff, pid("module"), pid("pack"), OWNER)
    told.transfer("module", OWNER, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 2)
    told.transfer("pack", OWNER, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 4)
    for name in ("pack", "module", "cell"):
        chosen = concerning(told.events, pid(name))
        assert history_of(pid(name), chosen) == fold(told.events).history(pid(name))
    pack = history_of(pid("pack"), told.events)
    assert [type(event).__name__ for event in pack.events].count("ComponentSplitOff") == 2
    without = [event for event in concerning(told.events, pid("pack")) if event is not told.events[3]]
    with pytest.raises(HistoryGap):
        history_of(pid("pack"), without)


def test_component__handed_over_while_attached__is_refused() -> None:
    told = Chronicle()
    told.register("pack")
    told.register("module", parent="pack")
    told.transfer("module", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    with pytest.raises(HistoryContradiction, match="component"):
        fold(told.events)


def consignment_life() -> Chronicle:
    """Two batteries, one of them reused, travel together to a recycler; one is taken out on the way."""
    told, load = Chronicle(), Subject.consignment(1)
    for name in ("one", "two"):
        told.register(name)
        told.transfer(name, MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.transfer("two", OWNER, SECOND_OWNER, Role.OPERATOR, S.IN_SERVICE, T.REUSED, 2)
    told.transfer("two", SECOND_OWNER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.REUSED, 3)
    told.emit(ConsignmentOpened, 1, OWNER)
    told.emit(PassportPacked, pid("one"), 1)
    told.emit(PassportPacked, pid("two"), 1, same_transaction=True)
    told.transfer(load, OWNER, WORKSHOP, Role.SERVICE, S.IN_SERVICE, T.ORIGINAL, 2)
    told.emit(PassportUnpacked, pid("two"), 1, WORKSHOP, S.IN_SERVICE, T.REUSED)
    told.transfer(load, WORKSHOP, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 4)
    return told


def test_consignment__moves_what_is_in_it__each_with_its_own_status() -> None:
    events = consignment_life().events
    one, two = history_of(pid("one"), events), history_of(pid("two"), events)
    assert [step.holder for step in one.custody] == [MAKER, OWNER, WORKSHOP, RECYCLER]
    assert (one.stage, one.status, one.consignment) == (S.END_OF_LIFE, T.WASTE, 1)
    assert [step.holder for step in two.custody] == [MAKER, OWNER, SECOND_OWNER, OWNER, WORKSHOP]
    assert (two.stage, two.status, two.consignment, two.repair_for) == (S.IN_SERVICE, T.REUSED, None, OWNER)
    assert [step.status for step in one.custody] == [T.ORIGINAL, T.ORIGINAL, T.ORIGINAL, T.WASTE]
    assert two.custody[-1].status is T.REUSED


def test_consignment__packed_in_one_or_two_calls_of_one_transaction__is_both_believed() -> None:
    events = consignment_life().events
    move = events[9]
    assert isinstance(move, CustodyTransferred)
    assert move.kind is SubjectKind.CONSIGNMENT
    for sequence, believed in ((1, False), (2, True), (3, True), (4, False)):
        told = [*events[:9], replace(move, sequence=sequence)]
        if believed:
            history_of(pid("one"), told)
        else:
            with pytest.raises(HistoryError):
                history_of(pid("one"), told)


def test_consignment__unpacked_with_another_status__is_refused() -> None:
    events = consignment_life().events
    taken_out = events[10]
    assert isinstance(taken_out, PassportUnpacked)
    with pytest.raises(HistoryContradiction):
        fold([*events[:10], replace(taken_out, status=T.ORIGINAL)])


def succession() -> Chronicle:
    told = Chronicle()
    for name in ("one", "two"):
        told.register(name)
        told.transfer(name, MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
        told.transfer(name, OWNER, REUSER, Role.SECOND_LIFE_OPERATOR, S.SECOND_LIFE, T.REPURPOSED, 2)
    told.register("new", maker=REUSER)
    told.emit(PassportSucceeded, pid("one"), pid("new"), REUSER, T.REMANUFACTURED, same_transaction=True)
    told.emit(PassportSucceeded, pid("two"), pid("new"), REUSER, T.REMANUFACTURED, same_transaction=True)
    return told


def test_successor__of_two_batteries__closes_them_and_begins_in_second_life() -> None:
    events = succession().events
    new, old = history_of(pid("new"), events), history_of(pid("one"), events)
    assert (new.stage, new.status, new.predecessors) == (S.SECOND_LIFE, T.REMANUFACTURED, (pid("one"), pid("two")))
    assert (new.custodian, new.manufacturer, new.custody[0].cause) == (REUSER, REUSER, CustodyCause.SUCCESSION)
    assert (old.closed, old.successor, old.stage) == (True, pid("new"), S.SECOND_LIFE)


def test_successor__not_registered_in_the_same_transaction__is_refused() -> None:
    told = Chronicle()
    told.register("one")
    told.transfer("one", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    told.register("new", maker=OWNER)
    told.emit(PassportSucceeded, pid("one"), pid("new"), OWNER, T.REPURPOSED)
    with pytest.raises(HistoryContradiction, match="not registered with it"):
        fold(told.events)


def test_closed_passport__handed_over__is_refused() -> None:
    told = succession()
    told.transfer("one", REUSER, RECYCLER, Role.RECYCLER, S.END_OF_LIFE, T.WASTE, 4)
    with pytest.raises(HistoryContradiction, match="closed"):
        fold(told.events)


def test_withdrawal__stands_until_lifted__and_lets_only_recycler_or_service_take_it() -> None:
    told, subject = Chronicle(), Subject.passport(pid("pack"))
    told.register("pack")
    stop = (SubjectKind.PASSPORT, subject.id, MAKER, ReasonCode.SAFETY_RECALL, digest("evidence"))
    told.emit(PassportWithdrawn, *stop)
    assert history_of(pid("pack"), told.events).withdrawals[0].reason is ReasonCode.SAFETY_RECALL
    forbidden = [*told.events]
    told.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    with pytest.raises(HistoryContradiction, match="withdrawn"):
        history_of(pid("pack"), told.events)
    lifted = Chronicle()
    lifted.events, lifted._block = forbidden, 2
    lifted.emit(WithdrawalLifted, SubjectKind.PASSPORT, subject.id, MAKER, digest("repaired"))
    lifted.transfer("pack", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    assert not history_of(pid("pack"), lifted.events).withdrawn


def test_withdrawal__of_an_authority__is_ended_by_a_manufacturer_only_if_it_may_be_an_authority() -> None:
    """The contract lets no other manufacturer end it, so where its roles are unknown it must be one."""
    subject = Subject.passport(pid("pack"))

    def told(*roles: Role) -> Chronicle:
        chronicle = Chronicle()
        if roles:
            chronicle.emit(RolesSet, MAKER, RoleSet.of(), RoleSet.of(*roles))
        chronicle.register("pack")
        stop = (SubjectKind.PASSPORT, subject.id, AUTHORITY, ReasonCode.SAFETY_RECALL, digest("evidence"))
        chronicle.emit(PassportWithdrawn, *stop)
        chronicle.emit(WithdrawalLifted, SubjectKind.PASSPORT, subject.id, MAKER, digest("repaired"))
        return chronicle

    assert not fold(told().events).history(pid("pack")).withdrawn
    assert not fold(told(Role.MANUFACTURER, Role.AUTHORITY).events).history(pid("pack")).withdrawn
    with pytest.raises(HistoryContradiction, match="no withdrawal to end"):
        fold(told(Role.MANUFACTURER).events)


def test_concerning__among_many_passports__picks_what_the_history_needs() -> None:
    told = consignment_life()
    told.register("foreign")
    told.transfer("foreign", MAKER, OWNER, Role.OPERATOR, S.IN_SERVICE, T.ORIGINAL, 1)
    chosen = concerning(told.events, pid("one"))
    assert history_of(pid("one"), chosen) == fold(told.events).history(pid("one"))
    assert all(getattr(event, "subject", None) != pid("foreign") for event in chosen)
    assert len(chosen) < len(told.events)
