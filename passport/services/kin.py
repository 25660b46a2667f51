"""Which other passports belong to one: what it was built into, its components, what it was made of, their models."""

from __future__ import annotations

from collections.abc import Iterator

from passport.errors import ContentNotFound
from passport.identifiers import PassportId
from passport.provenance.credential import DataProduct
from passport.provenance.records import PassportEntry
from passport.services.first_version import first_version_of
from passport.services.model import named_model
from passport.services.workbench import Workbench


def named_predecessors(first_version: DataProduct) -> tuple[PassportId, ...]:
    """The passports a first version says the battery was made of (Article 77(7)); none for a battery made new."""
    named = first_version.payload.get("predecessors")
    return tuple(PassportId.from_hex(text) for text in named) if isinstance(named, list) else ()


def kin_of(bench: Workbench, entry: PassportEntry) -> tuple[PassportEntry, ...]:
    """Every passport that a bundle about one must show, each once.

    What it was built into, itself, its components down to the cells; then what it was made of, each with what that was
    built into and its components; then the models all of these name.

    Raises:
        ContentNotFound: One of them is not known here.
    """
    found: dict[PassportId, PassportEntry] = {}
    models: dict[PassportId, PassportEntry] = {}
    waiting = [entry]
    while waiting:
        for relative in (*_ancestors(bench, waiting[0]), *_subtree(bench, waiting.pop(0))):
            if relative.passport_id in found:
                continue
            found[relative.passport_id] = relative
            document = first_version_of(bench, relative)
            waiting += [known(bench, predecessor) for predecessor in named_predecessors(document)]
            model = named_model(document)
            if model is not None and model not in models:
                models[model] = known(bench, model)
    return (*found.values(), *(model for name, model in models.items() if name not in found))


def known(bench: Workbench, passport_id: PassportId) -> PassportEntry:
    """What this installation knows of a passport. Raises ContentNotFound."""
    entry = bench.catalogue.passport(passport_id)
    if entry is None:
        raise ContentNotFound(
            f"Passport {passport_id} is not known here.",
            remedy="Register it here, learn it from the chain (passport learn), or name a passport that is known.",
            passport=passport_id,
        )
    return entry


def _ancestors(bench: Workbench, entry: PassportEntry) -> Iterator[PassportEntry]:
    """What it was built into, the outermost first."""
    if entry.parent is not None:
        parent = known(bench, entry.parent)
        yield from _ancestors(bench, parent)
        yield parent


def _subtree(bench: Workbench, entry: PassportEntry) -> Iterator[PassportEntry]:
    """Itself and its components down to the cells."""
    yield entry
    for component in bench.catalogue.components(entry.passport_id):
        yield from _subtree(bench, component)
