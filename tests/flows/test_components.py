"""Which cell makes this pack weak? Asked of real cells, and of packs from which something is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from passport.battery.category import ComponentLevel
from passport.battery.product_types import ProductType
from passport.battery.rollup import Bound, Rule
from passport.identifiers import PassportId
from passport.provenance.records import ProductEntry
from passport.services.component_values import CAPACITY, CYCLES, MASS, REMAINING_CAPACITY, STATE_OF_HEALTH
from passport.services.components import ComponentNode, Readable, component_tree, rolled_up
from passport.services.declaration import Declaration
from passport.services.hand_over import hand_over
from passport.services.publish import publish
from passport.services.register import register
from passport.services.repurpose import repurpose
from passport.services.score import score
from passport.services.split import split_all, split_off
from tests.flows.house import House, draft
from tests.flows.life import example, in_second_life, successor

CELLS = ("B0005", "B0006", "B0007")
WEAKEST_CELL = "B0006"
"""Of the three, the one with the least capacity at the end (see examples/nasa_pcoe)."""


def demo_pack(house: House, name: str) -> dict[str, PassportId]:
    """The demonstration pack under names of its own, in service, by the last part of each identifier."""
    given: Any = example("demo_pack/pack.json")
    for battery in given["batteries"]:
        for member in ("identifier", "parent"):
            if member in battery:
                battery[member] = battery[member].replace("/battery/", f"/{name}/")
    done = register(house.at.bench, house.at.party("maker"), Declaration.model_validate(given), lazy=True)
    at, pack = house.at, done.passports[0].passport_id
    hand_over(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    return {entry.identifier.rpartition("/")[2]: entry.passport_id for entry in done.passports}


def histories(house: House, batteries: dict[str, PassportId], cells: tuple[str, ...] = CELLS) -> list[ProductEntry]:
    drafts = [
        draft(batteries[cell], ProductType.CHARGING_HISTORY, example(f"nasa_pcoe/charging_history_{cell}.json"))
        for cell in cells
    ]
    return list(publish(house.at.bench, house.at.party("operator"), drafts).products)


def tree_of(house: House, batteries: dict[str, PassportId]) -> ComponentNode:
    return component_tree(house.at.bench, batteries["DEMO-3S1P-0001"])


def cell_of(tree: ComponentNode, name: str) -> ComponentNode:
    return next(cell for module in tree.children for cell in module.children if cell.entry.identifier.endswith(name))


def last_capacity_ah(cell: str) -> Decimal:
    rows: Any = example(f"nasa_pcoe/charging_history_{cell}.json")["batteryChargingHistory"]
    return Decimal(str(max(rows, key=lambda row: row["time"])["maxCapacity"]))


def test_components__which_cell_makes_this_pack_weak__the_one_with_the_least_capacity(house: House) -> None:
    batteries = demo_pack(house, "weak")
    products = dict(zip(CELLS, histories(house, batteries), strict=True))
    assert min(CELLS, key=last_capacity_ah) == WEAKEST_CELL
    rolled = rolled_up(tree_of(house, batteries), REMAINING_CAPACITY, Rule.WEAKEST)
    assert str(rolled.component).endswith(WEAKEST_CELL)
    assert rolled.value == (last_capacity_ah(WEAKEST_CELL) / 2 * 100).quantize(Decimal("0.01"))
    assert rolled.bound is Bound.EXACT
    assert rolled.gaps == ()
    named = {reading.component.rpartition("/")[2]: reading.sources[0] for reading in rolled.readings}
    assert named == {cell: products[cell].cid for cell in CELLS}


def test_components__scores_of_the_cells__rolled_up_from_the_newest(house: House) -> None:
    batteries = demo_pack(house, "scored")
    histories(house, batteries)
    sheet = example("demo_pack/product_data_sheet.json") | {"energy": 2.0, "capacity": 0.0074}
    sheet["voltage"] = {"min": 2.7, "max": 4.2, "nominal": 3.7}
    for cell in CELLS:
        publish(
            house.at.bench, house.at.party("maker"), [draft(batteries[cell], ProductType.PRODUCT_DATA_SHEET, sheet)]
        )
    scores = {cell: score(house.at.bench, house.at.party("lab"), batteries[cell]) for cell in CELLS}
    tree = tree_of(house, batteries)
    rolled = rolled_up(tree, STATE_OF_HEALTH, Rule.MINIMUM)
    worst = min(scores.values(), key=lambda done: done.score.value or 0.0)
    assert rolled.value == Decimal(str(worst.score.value))
    assert rolled.readings[0].sources == (worst.published.products[0].cid,)
    mass = rolled_up(tree, MASS, Rule.SUM)
    assert mass.value == 3 * Decimal(str(sheet["weight"]))


def test_components__a_cell_without_history__listed_and_the_answer_only_a_bound(house: House) -> None:
    batteries = demo_pack(house, "absent")
    histories(house, batteries, ("B0005", "B0007"))
    rolled = rolled_up(tree_of(house, batteries), CAPACITY, Rule.WEAKEST)
    assert rolled.bound is Bound.AT_MOST
    assert [gap.component.rpartition("/")[2] for gap in rolled.gaps] == [WEAKEST_CELL]
    assert "no ChargingHistory is known here" in rolled.gaps[0].reason
    assert rolled_up(tree_of(house, batteries), CYCLES, Rule.MAXIMUM).bound is Bound.AT_LEAST


def test_components__a_history_that_was_erased__listed_as_erased_and_no_older_one_in_its_place(house: House) -> None:
    batteries = demo_pack(house, "erased")
    histories(house, batteries)
    shorter = example("nasa_pcoe/charging_history_B0006.json")
    newest = draft(batteries[WEAKEST_CELL], ProductType.CHARGING_HISTORY, {**shorter, "remark": "once more"})
    entry = publish(house.at.bench, house.at.party("operator"), [newest]).products[0]
    house.at.bench.vault.destroy(entry.digest)
    tree = tree_of(house, batteries)
    found = cell_of(tree, WEAKEST_CELL).products[-1]
    assert (found.entry, found.readable) == (entry, Readable.ERASED)
    rolled = rolled_up(tree, REMAINING_CAPACITY, Rule.WEAKEST)
    assert rolled.bound is Bound.AT_MOST
    assert [(gap.component.rpartition("/")[2], gap.source) for gap in rolled.gaps] == [(WEAKEST_CELL, entry.cid)]


def test_components__a_history_the_store_lost__listed_as_missing(house: House) -> None:
    batteries = demo_pack(house, "lost")
    lost = histories(house, batteries)[0]
    next((house.at.home.blocks / "blocks").rglob(str(lost.cid))).unlink()
    found = cell_of(tree_of(house, batteries), "B0005").products[0]
    assert found.readable is Readable.MISSING
    assert rolled_up(tree_of(house, batteries), CAPACITY, Rule.WEAKEST).gaps[0].source == lost.cid


def test_components__module_split_off__shown_and_no_longer_rolled_up(house: House) -> None:
    batteries = demo_pack(house, "split")
    histories(house, batteries)
    split_off(house.at.bench, house.at.party("operator"), batteries["DEMO-3S1P-0001-M1"])
    tree = tree_of(house, batteries)
    assert [child.relation for child in tree.children] == ["split off", "component"]
    rolled = rolled_up(tree, CAPACITY, Rule.WEAKEST)
    assert [reading.component.rpartition("/")[2] for reading in rolled.readings] == ["B0007"]


def test_components__battery_made_of_modules__drills_down_to_their_cells(house: House) -> None:
    made = in_second_life(house, "made-of")
    bench, second = house.at.bench, house.at.party("second")
    split_all(bench, second, made.modules)
    new = repurpose(bench, second, successor("made-of-2"), made.modules).entry.passport_id
    aged = [
        draft(cell, ProductType.CHARGING_HISTORY, example(f"nasa_pcoe/charging_history_{name}.json"))
        for cell, name in zip(made.cells, CELLS, strict=False)
    ]
    publish(bench, second, aged)
    tree = component_tree(bench, new)
    assert [child.relation for child in tree.children] == ["made of", "made of"]
    rolled = rolled_up(tree, CAPACITY, Rule.WEAKEST)
    assert rolled.value == last_capacity_ah(WEAKEST_CELL)
    assert [gap.component for gap in rolled.gaps] == []
    by_module = rolled_up(tree, CAPACITY, Rule.WEAKEST, ComponentLevel.MODULE)
    assert by_module.value is None
    assert len(by_module.gaps) == 2


@pytest.mark.parametrize("rule", [Rule.MINIMUM, Rule.WEAKEST])
def test_components__of_a_single_cell__itself(house: House, rule: Rule) -> None:
    batteries = demo_pack(house, f"single-{rule}")
    histories(house, batteries)
    tree = component_tree(house.at.bench, batteries["B0005"])
    assert rolled_up(tree, CAPACITY, rule).value == last_capacity_ah("B0005")
