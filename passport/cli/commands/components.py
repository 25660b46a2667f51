"""`passport components`: a battery with its modules and cells, and one value for it from theirs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from passport.battery.category import ComponentLevel
from passport.battery.rollup import Rule
from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import err, out, print_json, table

if TYPE_CHECKING:
    from rich.tree import Tree

    from passport.battery.rollup import RollUp
    from passport.services.components import ComponentNode, FoundProduct


class QuantityName(StrEnum):
    """What can be rolled up, as written on the command line."""

    REMAINING_CAPACITY = "remaining-capacity"
    STATE_OF_HEALTH = "state-of-health"
    CAPACITY = "capacity"
    CYCLES = "cycles"
    OPERATING_HOURS = "operating-hours"
    RATED_CAPACITY = "rated-capacity"
    MASS = "mass"


@command
def components(
    passport: PassportArgument,
    quantity: Annotated[
        QuantityName, typer.Option("--quantity", help="What is rolled up.")
    ] = QuantityName.REMAINING_CAPACITY,
    rule: Annotated[Rule, typer.Option("--rule", help="How the parts' values become one.")] = Rule.WEAKEST,
    level: Annotated[
        ComponentLevel, typer.Option("--level", help="Parts of which level are rolled up.")
    ] = ComponentLevel.CELL,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a battery down to its cells, with their newest values, and which of them makes it weak.

    Every product is checked before a value is taken from it; what is missing, erased or not readable is listed.
    """
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.services.component_values import QUANTITIES
    from passport.services.components import component_tree, rolled_up

    with opened(home, passphrase_file) as at, err.status("reading") as shown:
        tree = component_tree(
            at.bench,
            passport_named(at.bench.catalogue, passport),
            progress=lambda name, done: shown.update(f"reading {name} ({done} read)"),
        )
    rolled = rolled_up(tree, QUANTITIES[quantity.value.replace("-", " ")], rule, level)
    if as_json:
        print_json({"battery": told(tree), "rollUp": told_roll_up(rolled)})
    else:
        out.print(drawn(tree))
        print_roll_up(rolled)


def drawn(node: ComponentNode) -> Tree:
    """The tree with the newest values and products of each part."""
    from rich.markup import escape
    from rich.tree import Tree

    relation = "" if node.relation in ("root", "component") else f" ({node.relation})"
    here = Tree(f"[bold]{escape(str(node.entry.identifier))}[/]  {node.level}{relation}")
    values = [f"{name} {reading.value} {_unit(name)}".rstrip() for name, reading in node.values.items()]
    if values:
        here.add(escape(", ".join(values)))
    for product in node.products:
        mark = "" if product.product is not None else f"  [red]{product.readable}[/]"
        here.add(f"{product.entry.product_type}  {_short(product)}{mark}", style="dim")
    for child in node.children:
        here.children.append(drawn(child))
    return here


def print_roll_up(rolled: RollUp) -> None:
    """The value with its rule, its inputs and what is missing."""
    unit = rolled.quantity.unit.replace("1", "")
    value = "not known" if rolled.value is None else f"{rolled.value} {unit}".strip()
    bound = "" if rolled.bound in ("exact", "unknown") else f"{rolled.bound} "
    of = "" if rolled.component is None else f", of {rolled.component}"
    out.print(f"{rolled.quantity.name}: {bound}{value}{of}", highlight=False, soft_wrap=True, style="bold")
    out.print(f"  rule: {rolled.statement}; each: {rolled.quantity.meaning}", highlight=False, soft_wrap=True)
    rows = [(r.component, f"{r.value} {unit}".strip(), ", ".join(r.sources)) for r in rolled.readings]
    if rows:
        out.print(table("Inputs, the weakest first", ("part", "value", "read from"), rows))
    if rolled.gaps:
        missing = [(gap.component, gap.reason, gap.source or "") for gap in rolled.gaps]
        out.print(table("Missing inputs", ("part", "why", "product"), missing))


def told(node: ComponentNode) -> dict[str, object]:
    """A part and all in it, as JSON."""
    return {
        "identifier": node.entry.identifier,
        "passportId": str(node.entry.passport_id),
        "level": node.level.value,
        "relation": node.relation,
        "values": {
            name: {"value": float(reading.value), "unit": _unit(name), "sources": list(reading.sources)}
            for name, reading in node.values.items()
        },
        "gaps": {name: {"reason": gap.reason, "source": gap.source} for name, gap in node.gaps.items()},
        "products": [
            {
                "type": product.entry.product_type,
                "cid": product.entry.cid,
                "about": str(product.entry.passport_id),
                "readable": product.readable.value,
                "reason": product.reason or None,
            }
            for product in node.products
        ],
        "components": [told(child) for child in node.children],
    }


def told_roll_up(rolled: RollUp) -> dict[str, object]:
    """A roll-up as JSON."""
    return {
        "quantity": rolled.quantity.name,
        "unit": rolled.quantity.unit,
        "rule": rolled.rule.value,
        "statement": rolled.statement,
        "value": None if rolled.value is None else float(rolled.value),
        "bound": rolled.bound.value,
        "component": rolled.component,
        "inputs": [
            {"component": r.component, "value": float(r.value), "sources": list(r.sources)} for r in rolled.readings
        ],
        "missing": [{"component": g.component, "reason": g.reason, "source": g.source} for g in rolled.gaps],
    }


def _unit(name: str) -> str:
    from passport.services.component_values import QUANTITIES

    return QUANTITIES[name].unit.replace("1", "")


def _short(product: FoundProduct) -> str:
    return f"{product.entry.cid[:10]}...{product.entry.cid[-6:]}"
