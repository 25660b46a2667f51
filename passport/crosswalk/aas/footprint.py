"""The carbon footprint submodel: one row for the whole, one for each stage we have, one for a whole battery.

Article 7 leaves the use phase out; the stages of Annex II are modules of the list IDTA 02035-5 takes from EN 15804.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.crosswalk.aas.carriers import DocumentIds, items_of
from passport.crosswalk.carriers import decimal_of, number_for, object_of, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import ABSENT, Notebook

_STAGES: Mapping[str, str] = {
    "raw-material-acquisition": "A1 - raw material supply (and upstream production)",
    "main-production": "A3 - production",
    "distribution": "A4 - transport to final destination",
    "end-of-life-and-recycling": "C1-C4",
}
_WHOLE = ("A1-A3", "A4 - transport to final destination", "C1-C4")
_PER_KWH, _PER_PIECE = "kwH", "piece"
"""The list of units spells kWh this way (idta-kwh-spelling)."""
_CARRIED = frozenset({"kgCo2ePerKwh", "lifeCycleStages", "absoluteKgCo2e", "performanceClass", "studyUrl"})


def footprint_rows(footprint: Mapping[str, Any], links: DocumentIds, book: Notebook) -> list[Tree]:
    """ProductCarbonFootprints for a CarbonFootprint payload; `links` carries the study's address."""
    about: Tree = {}
    if "performanceClass" in footprint:
        about["PerformanceClass"] = footprint["performanceClass"]
    if "studyUrl" in footprint:
        about["WebLinkToPublicCarbonFootprintStudy"] = links.write(footprint["studyUrl"], book)
    for name in footprint.keys() - _CARRIED:
        book.at(f"{book.path}/{name}").note(NoteKind.NOT_CARRIED, "there is no place for this in the other format")
    rows = []
    if "kgCo2ePerKwh" in footprint:
        rows.append(_row(footprint["kgCo2ePerKwh"], _PER_KWH, list(_WHOLE)) | about)
    rows += [
        _row(stage["kgCo2ePerKwh"], _PER_KWH, [_STAGES[stage["stage"]]])
        for stage in footprint.get("lifeCycleStages", ())
    ]
    if "absoluteKgCo2e" in footprint:
        rows.append(_row(footprint["absoluteKgCo2e"], _PER_PIECE, list(_WHOLE)) | about)
    return rows


def footprint_of(rows: Any, links: DocumentIds, book: Notebook) -> Tree:
    """The CarbonFootprint payload these rows make; rows of other modules or units are noted."""
    footprint: Tree = {}
    for at, each in enumerate(items_of(rows, book)):
        here = book.at(f"{book.path}/{at}")
        row = object_of(each, here)
        if not _placed(row, footprint, here):
            here.note(NoteKind.NOT_CARRIED, "a footprint of other modules or per another unit than Article 7 has")
            continue
        for theirs, ours in (
            ("PerformanceClass", "performanceClass"),
            ("WebLinkToPublicCarbonFootprintStudy", "studyUrl"),
        ):
            if theirs in row:
                inside = here.at(f"{here.path}/{theirs}")
                value = text_of(row[theirs], inside) if ours != "studyUrl" else links.read(row[theirs], inside)
                if value is not ABSENT:
                    footprint[ours] = value
        if "PcfCalculationMethods" in row:
            here.note(NoteKind.NOT_CARRIED, "the calculation method: Article 7 prescribes it")
    return footprint


def _placed(row: Mapping[str, Any], footprint: Tree, book: Notebook) -> bool:
    """Puts the row's number where it belongs; False where it belongs nowhere."""
    phases = [text_of(each, book) for each in items_of(row.get("LifeCyclePhases", []), book)]
    unit = row.get("ReferenceImpactUnitForCalculation")
    amount = decimal_of(row.get("QuantityOfMeasureForCalculation", 1), book)
    if "PcfCo2eq" not in row or amount <= 0:
        return False
    value = number_for(decimal_of(row["PcfCo2eq"], book) / amount, False, book)
    stage = next((name for name, module in _STAGES.items() if phases == [module]), None)
    if unit in (_PER_KWH, "kWh") and stage is not None:
        footprint.setdefault("lifeCycleStages", []).append({"stage": stage, "kgCo2ePerKwh": value})
        return True
    if sorted(phases) != sorted(_WHOLE) or unit not in (_PER_KWH, "kWh", _PER_PIECE):
        return False
    footprint["absoluteKgCo2e" if unit == _PER_PIECE else "kgCo2ePerKwh"] = value
    return True


def _row(value: Any, unit: str, phases: list[str]) -> Tree:
    return {
        "PcfCo2eq": value,
        "ReferenceImpactUnitForCalculation": unit,
        "QuantityOfMeasureForCalculation": 1,
        "LifeCyclePhases": phases,
    }
