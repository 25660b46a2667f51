"""The report as one JSON document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from passport.battery.guidance import Graded
from passport.services.check import Checked


def as_document(checked: Checked, made: datetime) -> dict[str, Any]:
    """The whole report; `made` is when it was made, UTC."""
    graded, source = checked.grade, checked.guidance.document
    return {
        "passportId": str(checked.passport_id),
        "identifier": checked.identifier,
        "model": checked.model,
        "block": checked.block.number,
        "made": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "on": graded.on.isoformat(),
        "category": graded.category.value,
        "passportRequired": graded.passport_required,
        "passportRequiredBecause": graded.why,
        "verdict": graded.verdict.value,
        "counts": {outcome.value: number for outcome, number in graded.counts.items()},
        "points": [_point(point) for point in graded.points],
        "refused": [
            {"type": one.kind.value, "cid": one.cid, "path": one.path, "rule": one.rule, "says": one.message}
            for one in checked.refused
        ],
        "contradictions": [
            {"rule": one.rule, "places": list(one.places), "says": one.says} for one in checked.contradictions
        ],
        "guidance": {
            "title": source.title,
            "version": source.version,
            "issued": source.issued.isoformat(),
            "reference": source.reference,
            "publisher": source.publisher,
            "license": source.license,
            "attribution": source.attribution,
        },
    }


def _point(graded: Graded) -> dict[str, Any]:
    return {
        "number": graded.point.number,
        "name": graded.point.name,
        "source": graded.point.source,
        "lifecycle": graded.point.lifecycle,
        "disclosureClass": int(graded.disclosure),
        "requirement": graded.status.value,
        "condition": graded.note,
        "outcome": graded.outcome.value,
        "reason": graded.reason,
        "places": list(graded.places),
    }
