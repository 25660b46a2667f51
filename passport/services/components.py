"""Drill down from a battery to its modules and cells, with the newest product of each type and the values in it.

Every product is checked against the chain before a value is taken from it. What is missing, erased, not readable here,
or not right is shown as such, and counts as missing in a roll-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from passport.battery.category import ComponentLevel
from passport.battery.rollup import Gap, Quantity, Reading, RollUp, Rule, roll_up
from passport.errors import ContentKeyDestroyed, ContentNotFound, KeyUnknown, PassportError, ProvenanceError, StoreError
from passport.identifiers import PassportId
from passport.ports import LedgerSnapshot
from passport.provenance.credential import DataProduct
from passport.provenance.records import PassportEntry, ProductEntry
from passport.services.checked import checked_product
from passport.services.component_values import QUANTITIES, Facts, value_of
from passport.services.first_version import first_version_of
from passport.services.kin import known, named_predecessors
from passport.services.model import products_about
from passport.services.workbench import Workbench

Progress = Callable[[str, int], None]
"""Told which battery is being read, and how many were read before it."""


class Readable(StrEnum):
    """Whether a product could be read here and now."""

    READ = "read"
    MISSING = "missing"
    """The store has it not."""
    ERASED = "erased"
    """Its content key was destroyed on purpose."""
    NO_KEY = "no key here"
    """It is not public, and its key was never given to this home."""
    WRONG = "not right"
    """Its bytes, signature, key or anchor do not hold."""


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """The newest standing product of a type about a component or its model."""

    entry: ProductEntry
    readable: Readable
    reason: str
    """Why it could not be read; empty if it was."""
    product: DataProduct | None


@dataclass(frozen=True, slots=True)
class ComponentNode:
    """A battery, module or cell with what is known of it."""

    entry: PassportEntry
    level: ComponentLevel
    relation: str
    """``root``, ``component``, ``split off`` (no part of it any more) or ``made of`` (a predecessor)."""
    products: tuple[FoundProduct, ...]
    values: Mapping[str, Reading]
    """By name of the quantity."""
    gaps: Mapping[str, Gap]
    """Quantities that could not be had, likewise."""
    children: tuple[ComponentNode, ...]

    @property
    def is_part(self) -> bool:
        """Whether it belongs to the battery above it."""
        return self.relation != "split off"


def component_tree(
    bench: Workbench, passport_id: PassportId, *, progress: Progress = lambda _name, _done: None
) -> ComponentNode:
    """The battery with all its components, as of one block.

    A battery made of others shows these in the place of components: what they measured is measured about it.

    Raises:
        ContentNotFound: The passport, or one it is made of, is not known here.
        LedgerUnavailable, StoreUnavailable: Repeat.
    """
    return _Reader(bench, bench.ledger.snapshot(), progress).node(known(bench, passport_id), "root")


def rolled_up(
    tree: ComponentNode, quantity: Quantity, rule: Rule, level: ComponentLevel = ComponentLevel.CELL
) -> RollUp:
    """One value for the battery from its parts of a level; where a branch ends above that level, from its last part.

    Raises:
        QuantityError: A sum of what does not add up.
    """
    parts = list(_parts(tree, level))
    return roll_up(
        quantity,
        rule,
        [part.values[quantity.name] for part in parts if quantity.name in part.values],
        [part.gaps[quantity.name] for part in parts if quantity.name not in part.values],
    )


def _parts(node: ComponentNode, level: ComponentLevel) -> Iterator[ComponentNode]:
    children = [child for child in node.children if child.is_part]
    if node.level is level or not children:
        yield node
    for child in children if node.level is not level else ():
        yield from _parts(child, level)


class _Reader:
    """Reads one tree at one block."""

    def __init__(self, bench: Workbench, snapshot: LedgerSnapshot, progress: Progress) -> None:
        self._bench = bench
        self._snapshot = snapshot
        self._progress = progress
        self._read = 0
        self._of_models: dict[ProductEntry, FoundProduct] = {}

    def node(self, entry: PassportEntry, relation: str) -> ComponentNode:
        self._progress(str(entry.identifier), self._read)
        document = first_version_of(self._bench, entry)
        products = tuple(self._product(entry, newest) for newest in self._newest(entry.passport_id))
        facts = Facts(
            entry.identifier,
            entry.cid,
            document,
            {found.entry.product_type: (found.entry.cid, found.product, found.reason) for found in products},
        )
        values: dict[str, Reading] = {}
        gaps: dict[str, Gap] = {}
        for quantity in QUANTITIES.values():
            result = value_of(quantity, facts)
            if isinstance(result, Reading):
                values[quantity.name] = result
            else:
                gaps[quantity.name] = result
        self._read += 1
        children = tuple(self.node(child, how) for child, how in self._children(entry, document))
        level = ComponentLevel(str(document.payload.get("level")))
        return ComponentNode(entry, level, relation, products, values, gaps, children)

    def _children(self, entry: PassportEntry, document: DataProduct) -> Iterator[tuple[PassportEntry, str]]:
        for component in self._bench.catalogue.components(entry.passport_id):
            record = self._snapshot.passport(component.passport_id)
            yield component, "component" if record is None or record.is_attached else "split off"
        for predecessor in named_predecessors(document):
            yield known(self._bench, predecessor), "made of"

    def _newest(self, passport_id: PassportId) -> list[ProductEntry]:
        """The last noted product of each type that is not withdrawn; one of its own before its model's."""
        newest: dict[str, ProductEntry] = {}
        for entry in products_about(self._bench, passport_id):
            if self._snapshot.product_withdrawal(entry.issuer, entry.digest) is None:
                newest[entry.product_type] = entry
        return [newest[kind] for kind in sorted(newest)]

    def _product(self, of: PassportEntry, entry: ProductEntry) -> FoundProduct:
        if entry.passport_id == of.passport_id:
            return self._checked(entry)
        if entry not in self._of_models:
            self._of_models[entry] = self._checked(entry)
        return self._of_models[entry]

    def _checked(self, entry: ProductEntry) -> FoundProduct:
        try:
            return FoundProduct(entry, Readable.READ, "", checked_product(self._bench, self._snapshot, entry).product)
        except ContentNotFound as error:
            return self._not_read(entry, Readable.MISSING, error)
        except ContentKeyDestroyed as error:
            return self._not_read(entry, Readable.ERASED, error)
        except KeyUnknown as error:
            return self._not_read(entry, Readable.NO_KEY, error)
        except (ProvenanceError, StoreError) as error:
            return self._not_read(entry, Readable.WRONG, error)

    @staticmethod
    def _not_read(entry: ProductEntry, readable: Readable, error: PassportError) -> FoundProduct:
        return FoundProduct(entry, readable, f"{entry.product_type} {readable.value}: {error.message}", None)
