"""Facts that stand otherwise with the consortium than with us; `prepared` before writing, `settled` after reading.

In between they stand in the tree's member ``consortium``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from passport.crosswalk.consortium.materials import prepare_materials, settle_materials
from passport.crosswalk.consortium.parts import (
    prepare_capacity,
    prepare_increases,
    prepare_labels,
    prepare_sources,
    settle_capacity,
    settle_increases,
    settle_labels,
    settle_sources,
)
from passport.crosswalk.content import NoteKind
from passport.crosswalk.derivations import prepare_operator, prepare_warranty, settle_operator
from passport.crosswalk.facts import RECORD
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook

DERIVED = "consortium"
OUR_PLACES: Mapping[str, str] = {
    "/consortium/operator": "/ProductDataSheet/responsibleOperator",
    "/consortium/sparePartSources": "/DismantlingInformation/sparePartSources",
    "/consortium/labels": "/DeclarationOfConformity",
    "/consortium/internalResistanceIncrease": "/PerformanceDynamic/internalResistanceIncrease",
    "/consortium/remainingCapacityWh": "/PerformanceDynamic/remainingCapacityAh",
    "/consortium/warrantyMonth": "/ProductDataSheet/warrantyMonths",
    "/consortium/passportUrn": "/passport/passportIdentifier",
}
"""Where the facts of the member ``consortium`` stand with us."""
_URN = re.compile(r"urn:[a-z0-9]+:[a-z0-9]+")
_DIGEST_URN = "urn:sha256:"
_GENERAL = "/GeneralProductInformation"


def prepared(facts: Tree, book: Notebook) -> Tree:
    """The facts as the consortium has them; changes and returns `facts`."""
    record: Tree = facts.setdefault(RECORD, {})
    if record.get("hasManagementSystem"):
        del record["hasManagementSystem"]
    facts[DERIVED] = prepare_operator(facts)
    prepare_warranty(facts, book)
    _prepare_record(record, facts[DERIVED], book)
    prepare_capacity(facts, facts[DERIVED], book)
    prepare_increases(facts, facts[DERIVED])
    prepare_labels(facts, facts[DERIVED], book)
    prepare_sources(facts, facts[DERIVED], book)
    prepare_materials(facts, book)
    return facts


def settled(facts: Tree, book: Notebook) -> Tree:
    """The facts in our places; changes and returns `facts`."""
    derived: Tree = facts.pop(DERIVED, {})
    record: Tree = facts.setdefault(RECORD, {})
    settle_operator(facts, derived.get("operator"))
    if "warrantyMonth" in derived:
        text = f"{derived['warrantyMonth']!r} is a month of any year, not a period"
        book.at(f"{_GENERAL}/warrentyPeriod").note(NoteKind.DEFECT, text, "consortium-warranty-as-month-of-year")
    _settle_identifier(derived.get("passportUrn"), record, book)
    settle_capacity(facts, derived, book)
    settle_increases(facts, derived, book)
    settle_labels(facts, derived, book)
    settle_sources(facts, derived)
    settle_materials(facts)
    return facts


def _prepare_record(record: Tree, derived: Tree, book: Notebook) -> None:
    ends = record.pop("warrantyEndsOn", None)
    if ends is not None:
        derived["warrantyMonth"] = f"--{date.fromisoformat(ends).month:02d}"
        text = f"{ends} became the month {derived['warrantyMonth']}, which is all they take"
        book.at("/ProductDataSheet/warrantyMonths").note(NoteKind.DEFECT, text, "consortium-warranty-as-month-of-year")
    named = record.pop("passportIdentifier", record.get("identifier"))
    if named is None:
        return
    derived["passportUrn"] = _urn_of(named)
    if derived["passportUrn"] != named:
        text = f"their pattern refuses {named!r}: the digest of it is written"
        book.at(f"/{RECORD}/passportIdentifier").note(NoteKind.DEFECT, text, "consortium-passport-urn")


def _settle_identifier(urn: str | None, record: Tree, book: Notebook) -> None:
    if urn is None or urn in {record.get("identifier"), _urn_of(str(record.get("identifier")))}:
        return
    if urn.startswith(_DIGEST_URN):
        text = "the digest of a passport's identifier does not give it back"
        book.at(f"{_GENERAL}/batteryPassportIdentifier").note(NoteKind.NOT_CARRIED, text)
    else:
        record["passportIdentifier"] = urn


def _urn_of(identifier: str) -> str:
    """The identifier, or a URN of its sha2-256 where their pattern ``urn:[a-z0-9]+:[a-z0-9]+`` refuses it."""
    if _URN.fullmatch(identifier):
        return identifier
    return _DIGEST_URN + hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
